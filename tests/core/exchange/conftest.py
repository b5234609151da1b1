"""One tiny trained run of each kind that can leave."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.config import RunConfig
from core.control import RunControl
from core.engine import Engine
from core.model.loading import LoadedModel, load_step
from core.paths import Home
from core.protocol import Command, Event, Export, ExportDone, Import, ImportDone, Train, TrainDone
from core.runs import RunFolder, find_run

CONTEXT = 128
KINDS: dict[str, dict[str, object]] = {
    "classic": {},
    "plain": {"bias": False, "tied_head": False, "norm_epsilon": 1e-4},
    "modern": {"architecture": "modern", "n_kv_heads": 2},
    "biased": {"architecture": "modern", "bias": True, "tied_head": True, "rope_base": 500.0},
}


@pytest.fixture(scope="session")
def shelf_of_runs(tmp_path_factory: pytest.TempPathFactory, story: Path, settings: Callable[..., RunConfig]) -> Home:
    """A home with one run of each kind, and ``letters``, which has a tokenizer of characters."""
    home = Home(tmp_path_factory.mktemp("exchange"))
    for name, own in {**KINDS, "letters": {"tokenizer": "char", "vocab_size": 0}}.items():
        config = settings(context_length=CONTEXT, batch_size=2, **own)
        last = ask(home, Train(config, (str(story),), name, ("The fox",)))
        assert isinstance(last, TrainDone), last
    return home


def ask(home: Home, command: Command) -> Event:
    """The last event of a command."""
    *_, last = Engine(home).run(command, RunControl())
    return last


def loaded(home: Home, name: str) -> LoadedModel:
    folder, step = find_run(home, name)
    assert step is not None
    return load_step(folder, step)


def run_folder(home: Home, name: str) -> RunFolder:
    return find_run(home, name)[0]


def send_out(home: Home, name: str, to: str, path: Path, number_type: str = "f32") -> ExportDone:
    done = ask(home, Export(name, to, str(path), number_type))
    assert isinstance(done, ExportDone), done
    return done


def take_in(home: Home, path: Path, name: str) -> ImportDone:
    done = ask(home, Import(str(path), name))
    assert isinstance(done, ImportDone), done
    return done
