"""Staying awake: asked for while a training runs, given back at its end, and never in its way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from wakepy import current_mode

from core.config import RunConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Step, Train
from core.training.awake import awake


@pytest.fixture
def let_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """wakepy's own way to act on a computer that cannot be kept awake as on one that can."""
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "1")


@pytest.mark.usefixtures("let_it")
def test_it_is_kept_awake_inside() -> None:
    with awake() as kept:
        assert kept


@pytest.mark.usefixtures("let_it")
def test_a_training_keeps_it_awake_to_its_end(home: Home, settings: Callable[..., RunConfig], story: Path) -> None:
    active = []
    for event in Engine(home).run(Train(settings(steps=4), (str(story),), "demo", ("The",)), RunControl()):
        if isinstance(event, Step):
            active.append(current_mode().active)
    assert active
    assert all(active)


def test_a_computer_that_cannot_trains_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "0")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "")
    with awake() as kept:
        assert kept in (False, True)
