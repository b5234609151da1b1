"""The words of the terminal, spoken in this process: what they print, and with which code they end."""

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.cli import main
from core.paths import Home
from core.runs import RunFolder

QUICK = (
    "--preset=tiny", "--d-model=16", "--n-heads=2", "--context-length=16", "--vocab-size=300", "--batch-size=8",
    "--steps=6", "--warmup-steps=2", "--threads=1", "--device=cpu", "--precision=fp32",
)  # fmt: skip


class Spoken:
    """Says words at a home; keeps what was printed."""

    def __init__(self, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys = home, capsys
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        code = main([*words, "--home", str(self.home.root)])
        self.out, self.err = self._capsys.readouterr()
        return code

    def json(self, *words: str) -> list[dict]:
        assert self(*words, "--json") == 0, self.err
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def say(trained: Home, capsys: pytest.CaptureFixture[str]) -> Spoken:
    """At a home with a trained run, which nobody changes."""
    return Spoken(trained, capsys)


@pytest.fixture
def say_anew(home: Home, capsys: pytest.CaptureFixture[str]) -> Spoken:
    """At an empty home."""
    return Spoken(home, capsys)


# ---- train ----------------------------------------------------------------------------------------------------------


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


# ---- sample, inspect, chat, runs ------------------------------------------------------------------------------------


def test_sample_prints_the_text_or_one_object(say: Spoken) -> None:
    words = ("sample", "demo", "--prompt", "The fox", "--max-new-tokens", "12", "--seed", "3")
    (done,) = say.json(*words)
    assert set(done) >= {"event", "run", "step", "text", "token_ids", "seed", "tokens_per_second"}
    assert (done["event"], done["run"], done["seed"], len(done["token_ids"])) == ("done", "demo/serial_1", 3, 12)
    assert say(*words) == 0
    assert say.out == done["text"] + "\n"


def test_a_prompt_that_is_too_long_is_said_beside_the_text(say: Spoken) -> None:
    (done,) = say.json("sample", "demo", "--prompt", "The fox " * 40, "--max-new-tokens", "3")
    assert done["event"] == "done"
    assert "at once" in say.err


@pytest.mark.parametrize("view", ["attention", "next-token"])
def test_inspect_prints_a_view(say: Spoken, view: str) -> None:
    (done,) = say.json("inspect", "demo", "--view", view, "--prompt", "The fox sat")
    assert set(done) >= {"event", "run", "step", "view", "tokens", "result"}
    assert {"attention": "pattern", "next-token": "candidates"}[view] in done["result"]
    assert say("inspect", "demo", "--view", view, "--prompt", "The fox sat") == 0
    assert len(say.out.splitlines()) > 8


def test_chat_goes_on_from_line_to_line(say: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed is continued, and the second answer goes on from the first."""
    monkeypatch.setattr("sys.stdin", io.StringIO("The fox\nOnce\n\nnever read\n"))
    assert say("chat", "demo", "--max-new-tokens", "6", "--temperature", "0") == 0
    first = say.out.removeprefix("> ").split("\n> ")[0]
    second = say.out.removeprefix(f"> {first}\n> ")
    monkeypatch.undo()
    assert say("sample", "demo", "--prompt", "The fox", "--max-new-tokens", "6", "--temperature", "0") == 0
    assert say.out == first + "\n"
    both = f"The fox{first}\nOnce"
    assert say("sample", "demo", "--prompt", both, "--max-new-tokens", "6", "--temperature", "0") == 0
    assert second.startswith(say.out.rstrip("\n"))


def test_runs_lists_what_there_is(say: Spoken, say_anew: Spoken) -> None:
    (run,) = say.json("runs")
    assert set(run) == {"event", "run", "parameters", "steps", "val_loss", "best_val_loss", "created", "size"}
    assert (run["run"], run["steps"]) == ("demo/serial_1", 40)
    assert say("runs") == 0
    assert say.out.startswith("demo/serial_1 ")
    assert say_anew.json("runs") == []
    assert say_anew("runs") == 0
    assert say_anew.out == "No runs yet. Train one with: train\n"


# ---- what goes wrong ------------------------------------------------------------------------------------------------

WRONG = [
    (("sample", "nobody"), "nobody"),
    (("sample",), "RUN"),
    (("inspect", "demo", "--view", "x-ray"), "x-ray"),
    (("train", "--preset", "huge"), "huge"),
    (("train", "--resume", "nobody"), "nobody"),
    (("train", "--dropout", "7"), "--dropout"),
    (("sample", "demo", "--top-p", "two"), "--top-p"),
    (("fly",), "fly"),
    (("runs", "--colour"), "--colour"),
]


@pytest.mark.parametrize(("words", "named"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_a_wrong_request_ends_with_2_and_one_sentence(say: Spoken, words: tuple[str, ...], named: str) -> None:
    assert say(*words) == 2
    assert say.out == ""
    assert named in say.err
    assert len(say.err.splitlines()) == 1


def test_with_json_the_failure_is_an_object_too(say: Spoken) -> None:
    assert say("sample", "nobody", "--json") == 2
    failed = json.loads(say.out)
    assert set(failed) == {"event", "message", "hint"}
    assert "nobody" in failed["message"]


def test_home_may_stand_anywhere(trained: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ["--home", str(trained.root), "runs", "--json"],
        ["runs", f"--home={trained.root}", "--json"],
        ["runs", "--json", "--home", str(trained.root)],
    ):
        assert main(words) == 0
        assert "demo/serial_1" in capsys.readouterr().out
    assert main(["runs", "--home"]) == 2
    assert "--home" in capsys.readouterr().err


def test_help_is_a_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("train", "chat", "sample", "inspect", "runs"))
    assert main(["train", "--help"]) == 0
    assert "--learning-rate" in capsys.readouterr().out


def test_nothing_is_written_where_runs_are_only_looked_at(
    trained: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str], carry_out: Callable[..., list]
) -> None:
    copy = Home(tmp_path / "copy")
    shutil.copytree(trained.root, copy.root)
    say = Spoken(copy, capsys)

    def state() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in copy.root.rglob("*")}

    before = state()
    for words in (("runs",), ("sample", "demo", "--max-new-tokens", "2"), ("inspect", "demo", "--prompt", "The")):
        assert say(*words) == 0
    assert state() == before
