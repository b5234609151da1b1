"""The way in: what is wrong ends with one sentence, and nothing is written where one only looks."""

import json
import shutil
from pathlib import Path

import pytest

from core.cli import main
from core.paths import Home

from .conftest import Spoken

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
    trained: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """But what was measured on this computer, which is no part of a run."""
    copy = Home(tmp_path / "copy")
    shutil.copytree(trained.root, copy.root)
    measured = copy.artifacts / "products.json"
    measured.unlink(missing_ok=True)
    say = Spoken(copy, capsys)

    def state() -> dict[str, int]:
        there = set(copy.root.rglob("*")) - {measured, copy.artifacts}
        return {str(path): path.stat().st_mtime_ns for path in there}

    before = state()
    for words in (("runs",), ("sample", "demo", "--max-new-tokens", "2"), ("inspect", "demo", "--prompt", "The")):
        assert say(*words) == 0
    assert state() == before
