"""A flipped, cut or missing byte anywhere in a checkpoint is named, and the checkpoint before it offered."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.config import RunConfig, SamplingConfig
from core.paths import Home
from core.protocol import Event, Failed, Resume, Sample, Train
from core.runs import RunFolder

from .conftest import run_of

CarryOut = Callable[..., list[Event]]
FILES = ("model.safetensors", "optimizer.safetensors", "state.json", "manifest.json")
Harm = Callable[[Path, float], None]


def flip(path: Path, place: float) -> None:
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1 << int(place * 1000) % 8
    path.write_bytes(data)


def cut(path: Path, place: float) -> None:
    path.write_bytes(path.read_bytes()[: int(place * path.stat().st_size)])


def lose(path: Path, place: float) -> None:
    path.unlink()


HARMS: dict[str, Harm] = {"flipped": flip, "cut": cut, "missing": lose}


@pytest.fixture(scope="module")
def trained_on(
    tmp_path_factory: pytest.TempPathFactory, story: Path, carry_out: CarryOut, settings: Callable[..., RunConfig]
) -> Home:
    """A finished run with several checkpoints, to be looked at."""
    home = Home(tmp_path_factory.mktemp("damage"))
    command = Train(settings(steps=12, save_every=2, d_model=16), (str(story),), "demo", ("The",))
    assert carry_out(home, command)[-1].event == "done"
    return home


@pytest.fixture
def kept(trained_on: Home, tmp_path: Path) -> Home:
    shutil.copytree(trained_on.root, tmp_path / "kept")
    return Home(tmp_path / "kept")


def check(home: Home, harm: Harm, name: str, place: float, carry_out: CarryOut) -> None:
    """Harm a file of the newest checkpoint: it is named, the one before offered, nothing else touched; then mend it."""
    run = run_of(home)
    *_, before, newest = [stop.step for stop in run.steps() if stop.kind == "checkpoint"]
    path = run.step_folder(newest) / name
    good = path.read_bytes()
    harm(path, place)
    there = listing(run)
    failed = carry_out(home, Resume("demo"))[-1]
    assert isinstance(failed, Failed), (name, place)
    assert failed.exit_code == 2
    assert str(path) in failed.message
    assert failed.hint == f"Resume from the checkpoint before it: --resume demo/serial_1@{before}."
    assert listing(run) == there
    if name == "model.safetensors":
        answer = carry_out(home, Sample(f"demo@{newest}", "The", SamplingConfig(max_new_tokens=1)))[-1]
        assert isinstance(answer, Failed)
        assert name in answer.message
    path.write_bytes(good)


def listing(run: RunFolder) -> list[tuple[str, bytes]]:
    """Every file that is the run's, not its writer's."""
    ours = [path for path in sorted(run.path.rglob("*")) if path.is_file() and path.name != "lock"]
    return [(str(path), path.read_bytes()) for path in ours]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("harm", HARMS)
def test_damage_to_a_checkpoint_is_named_and_the_one_before_it_offered(
    kept: Home, harm: str, name: str, carry_out: CarryOut
) -> None:
    for place in (0.0, 0.5, 0.9999):
        check(kept, HARMS[harm], name, place, carry_out)


@pytest.mark.torture
@pytest.mark.timeout(600)
def test_damage_at_random_places(kept: Home, carry_out: CarryOut, count: Callable[[str, int], None]) -> None:
    chance = random.Random(9)
    for _ in range(1000):
        check(kept, chance.choice([flip, flip, flip, cut, lose]), chance.choice(FILES), chance.random(), carry_out)
    count("flipped, cut and missing places", 1000)
