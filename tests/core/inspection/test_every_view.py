"""Every view on every kind of network, and on odd prompts: it works, or says in a sentence why it has no meaning."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from core.config import VIEWS, RunConfig, SurgeryConfig
from core.control import RunControl
from core.engine import Engine
from core.errors import RunError
from core.inspection import Asked, Origin, Subject, look
from core.model.loading import load_step
from core.paths import Home
from core.protocol import Event, Failed, Inspect, InspectDone, Notice, Train, TrainDone
from core.runs import find_run

KINDS: dict[str, dict[str, object]] = {
    "modern": {"architecture": "modern"},
    "grouped": {"n_kv_heads": 1, "qk_norm": True, "position": "rope"},
    "no-attention": {"attention": "none"},
    "no-feed-forward": {"mlp": "none"},
    "no-positions": {"position": "none"},
    "no-norm": {"norm": "none", "learning_rate": 1e-4},
    "no-residual": {"residual": False},
    "squares": {"mlp": "relu2", "tied_head": False, "bias": False},
    "letters": {"tokenizer": "char"},
}
# What has no meaning in a network without that part.
REFUSED = {
    "no-attention": {"attention", "heads-over-time"},
    "no-feed-forward": {"neurons"},
    "no-residual": {"why"},
}
PROMPTS = {
    "one token": "T",
    "nothing": "",
    "longer than the context": "The fox sat by the river and the owl sat by the fox. " * 9,
    "never seen": "狐😀",
}


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory, story: object, settings: Callable[..., RunConfig]) -> Home:
    """A home with a short run of every kind."""
    home = Home(tmp_path_factory.mktemp("zoo"))
    engine = Engine(home)
    for name, own in KINDS.items():
        *_, last = engine.run(Train(settings(steps=4, **own), (str(story),), name), RunControl())
        assert isinstance(last, TrainDone), (name, last)
    return home


@pytest.fixture(scope="module")
def engine(zoo: Home) -> Engine:
    return Engine(zoo)


def answer(engine: Engine, question: Inspect) -> tuple[Event, list[str]]:
    *before, last = engine.run(question, RunControl())
    return last, [event.message for event in before if isinstance(event, Notice)]


def check(done: InspectDone) -> None:
    """Its numbers are numbers, and lie in a table."""
    table = done.table()
    assert table.columns
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert all(np.isfinite(cell) for row in table.rows for cell in row if isinstance(cell, float))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("view", VIEWS)
def test_it_works_or_says_why_it_has_no_meaning(engine: Engine, view: str, kind: str) -> None:
    last, _ = answer(engine, Inspect(kind, view, "The fox sat by the"))
    if view in REFUSED.get(kind, ()):
        assert isinstance(last, Failed), last
        assert last.exit_code == 2
        assert last.message.endswith(".")
        assert last.hint
    else:
        assert isinstance(last, InspectDone), last
        check(last)


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("view", VIEWS)
def test_odd_prompts_are_looked_at(engine: Engine, view: str, prompt: str) -> None:
    last, notices = answer(engine, Inspect("modern", view, PROMPTS[prompt]))
    assert isinstance(last, InspectDone), last
    check(last)
    assert bool(notices) == (prompt == "longer than the context")


@pytest.mark.parametrize("view", VIEWS)
def test_letters_that_a_model_has_never_seen_are_counted(engine: Engine, view: str) -> None:
    last, notices = answer(engine, Inspect("letters", view, "The 狐"))
    assert isinstance(last, InspectDone), last
    assert any("1 of the prompt's 5 characters" in notice for notice in notices)


@pytest.mark.parametrize("view", VIEWS)
def test_with_everything_switched_off_it_still_says_something(engine: Engine, view: str) -> None:
    off = SurgeryConfig(off=("L0", "L1"))
    last, _ = answer(engine, Inspect("modern", view, "The fox sat", surgery=off))
    assert isinstance(last, InspectDone), last
    check(last)


@pytest.mark.parametrize("view", VIEWS)
def test_weights_that_are_no_numbers_are_named_and_two_views_show_them_all_the_same(zoo: Home, view: str) -> None:
    folder, step = find_run(zoo, "modern")
    assert step is not None
    loaded = load_step(folder, step)
    with torch.no_grad():
        loaded.model.blocks[1].mlp.up.weight[0, 0] = float("nan")
    subject = Subject(loaded.model, loaded.tokenizer, (5, 6, 7), 2, origin=Origin(zoo, folder, step))
    if view in ("health", "heads-over-time"):
        assert isinstance([*look(Asked(view, "The", subject))][-1], InspectDone)
        return
    with pytest.raises(RunError, match="no numbers"):
        list(look(Asked(view, "The", subject)))
