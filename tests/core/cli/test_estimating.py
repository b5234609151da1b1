"""The word ``estimate``, and a training whose size the time chooses."""

from pathlib import Path

import pytest

from core.paths import Home
from core.runs import find_run

from .conftest import QUICK, Spoken

CONTRACT = ("event", "parameters", "memory", "seconds_per_step", "tokens_per_second", "steps", "seconds")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.training.measuring.SECONDS", 0.02)


def test_estimate_ends_with_done_and_its_figures(say_anew: Spoken, story: Path) -> None:
    *_, last = say_anew.json("estimate", "--text", str(story), *QUICK)
    assert tuple(last)[: len(CONTRACT)] == CONTRACT
    assert (last["event"], last["steps"], last["fits"]) == ("done", 6, True)
    assert say_anew("estimate", "--text", str(story), *QUICK) == 0
    assert "steps       6 of" in say_anew.out


def test_what_does_not_fit_is_said_with_what_would(say_anew: Spoken, story: Path) -> None:
    monstrous = ("--d-model=4096", "--n-layers=96", "--n-heads=64", "--batch-size=4096")
    assert say_anew("estimate", "--text", str(story), *QUICK, *monstrous) == 0
    assert "It does not fit." in say_anew.out
    assert "would fit --n-layers" in say_anew.out
    assert say_anew("train", "--text", str(story), *QUICK, *monstrous) == 2
    assert "GB of memory" in say_anew.err


def test_a_training_takes_the_size_that_the_time_chooses(say_anew: Spoken, home: Home, story: Path) -> None:
    words = ("--text", str(story), *(word for word in QUICK if "d-model" not in word and "n-heads" not in word))
    *_, estimated = say_anew.json("estimate", *words, "--by-time")
    assert say_anew("train", *words, "--by-time", "--name", "sized") == 0, say_anew.err
    chosen = estimated["settings"]
    assert f"--d-model {chosen['d_model']}" in say_anew.err
    assert find_run(home, "sized")[0].config().model.d_model == chosen["d_model"]
