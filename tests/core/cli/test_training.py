"""The words that train: what they print, and with which code they end."""

from pathlib import Path

import pytest

from core.paths import Home
from core.runs import RunFolder

from .conftest import QUICK, Spoken


def test_train_prints_its_events_as_json_and_nothing_else(say_anew: Spoken, story: Path) -> None:
    events = say_anew.json("train", "--text", str(story), *QUICK, "--name", "demo")
    assert [event["event"] for event in events][:1] == ["started"]
    assert {event["event"] for event in events} == {"started", "step", "sample", "checkpoint", "done"}
    assert events[-1]["event"] == "done"
    assert events[-1]["stopped_by"] == "budget"
    assert events[-1]["step"] == 6


def test_train_tells_a_person_what_came_of_it(say_anew: Spoken, story: Path) -> None:
    assert say_anew("train", "--text", str(story), *QUICK, "--name", "demo") == 0
    assert say_anew.out == ""
    assert "demo/serial_1: done at step 6" in say_anew.err
    assert "nats per token" in say_anew.err


def test_a_deterministic_run_is_asked_for_by_one_word_and_has_no_budget_in_minutes(
    say_anew: Spoken, story: Path
) -> None:
    words = ("train", "--text", str(story), "--deterministic", *QUICK, "--name", "demo")
    assert say_anew(*words) == 0, say_anew.err
    assert RunFolder(say_anew.home.checkpoints / "demo" / "serial_1").config().training.deterministic
    assert say_anew("train", "--deterministic", "--minutes", "1") == 2
    assert "--minutes" in say_anew.err
    assert "--steps" in say_anew.err


def test_resume_takes_a_step_and_no_settings(demo: Home, capsys: pytest.CaptureFixture[str]) -> None:
    say = Spoken(demo, capsys)
    run = RunFolder(demo.checkpoints / "demo" / "serial_1")
    before = [stop.step for stop in run.steps() if stop.kind == "checkpoint"][-2]
    assert say("train", "--resume", "demo") == 2
    assert "whole budget" in say.err
    assert say("train", "--resume", "demo", "--steps", "9") == 2
    assert "--resume" in say.err
    events = say.json("train", "--resume", f"demo@{before}")
    assert events[0]["step"] == before
    assert events[-1]["step"] == 40
