"""What is said of a stage: how far it is, not too often, and always that it is over."""

import time

import pytest

from core.text import stage as module
from core.text.stage import Stage


def shares(stage: Stage, steps: range) -> list[float | None]:
    return [said.fraction for done in steps for said in stage.at(done)]


def test_the_beginning_and_the_end_are_said_however_quick_it_goes() -> None:
    found = shares(Stage("Reading", 1000), range(1001))
    assert (found[0], found[-1]) == (0.0, 1.0)
    assert found == sorted(found)
    assert len(found) < 1000


def test_nothing_is_said_twice() -> None:
    stage = Stage("Reading", 3)
    assert [len(list(stage.at(done))) for done in (0, 0, 3, 3)] == [1, 0, 1, 0]


def test_a_stage_without_work_is_over() -> None:
    assert shares(Stage("Reading", 0), range(1)) == [1.0]


def test_what_is_left_follows_from_the_pace_once_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    before = time.monotonic()
    stage = Stage("Reading", 40)
    after = time.monotonic()
    assert [(said.stage, said.fraction, said.seconds_left) for said in stage.at(0)] == [("Reading", 0.0, None)]
    monkeypatch.setattr(module, "SURE_AFTER", 0.0)
    monkeypatch.setattr(module, "EVERY", 0.0)
    earliest = time.monotonic() - after
    (said,) = stage.at(10)
    latest = time.monotonic() - before
    assert said.seconds_left is not None
    assert 3 * earliest <= said.seconds_left <= 3 * latest
    (said,) = stage.at(40)
    assert said.seconds_left == 0.0
