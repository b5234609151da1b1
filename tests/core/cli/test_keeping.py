"""The words that keep: what there is, what leaves, what comes in."""

from pathlib import Path

import pytest

from core.paths import Home

from .conftest import Spoken


def test_runs_lists_what_there_is(say: Spoken, say_anew: Spoken) -> None:
    (run,) = say.json("runs")
    assert {"event", "run", "parameters", "steps", "val_loss", "best_val_loss", "created", "size", "verdict"} < set(run)
    assert (run["state"], run["preset"], run["star"], run["parent"], run["note"]) == ("done", "tiny", False, "", "")
    assert run["best_step"] <= run["steps"]
    assert run["val_bits_per_byte"] > 0
    assert (run["run"], run["steps"]) == ("demo/serial_1", 40)
    assert say("runs") == 0
    assert say.out.startswith("demo/serial_1 ")
    assert say_anew.json("runs") == []
    assert say_anew("runs") == 0
    assert say_anew.out == "No runs yet. Train one with: train\n"


def test_a_model_leaves_and_comes_in_again(say: Spoken, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (done,) = say.json("export", "demo", str(tmp_path / "hf"), "--to", "hf")
    assert (done["event"], done["path"]) == ("done", str(tmp_path / "hf"))
    assert done["size"] == sum(path.stat().st_size for path in (tmp_path / "hf").iterdir())
    there = Spoken(Home(tmp_path / "home"), capsys)
    assert there("import", str(tmp_path / "hf"), "--name", "guest") == 0
    assert there.out.startswith("guest/serial_1: ")
    assert [run["run"] for run in there.json("runs")] == ["guest/serial_1"]
    written = [spoken.json("sample", name, "--prompt", "The", "--max-new-tokens", "8")[0]["text"]
               for spoken, name in ((say, "demo"), (there, "guest"))]  # fmt: skip
    assert written[0] == written[1]


def test_what_opens_it_is_said(say: Spoken, tmp_path: Path) -> None:
    assert say("export", "demo", str(tmp_path / "x.gguf"), "--to", "gguf", "--type", "f16") == 0
    assert "llama-cli -m" in say.out
    assert say("export", "demo", str(tmp_path / "x.gguf"), "--to", "gguf") == 2
    assert "nothing is overwritten" in say.err


def test_a_run_gets_a_star_a_note_another_name_and_goes(demo: Home, capsys: pytest.CaptureFixture[str]) -> None:
    say = Spoken(demo, capsys)
    assert say("star", "demo") == 0
    assert say.json("note", "demo", "the first") == [{"event": "done", "run": "demo/serial_1", "note": "the first\n"}]
    assert say("note", "demo") == 0
    assert say.out == "the first\n"
    (run,) = say.json("runs")
    assert (run["star"], run["note"]) == (True, "the first")
    assert say("star", "demo", "--off") == 0
    assert say.json("rename", "demo", "tale") == [{"event": "done", "model": "tale", "formerly": "demo"}]
    assert say.json("sample", "demo/serial_1", "--prompt", "The")[0]["run"] == "tale/serial_1"
    assert say("delete", "tale") == 2
    assert "Write MODEL/serial_N" in say.err
    assert say("delete", "tale/serial_1", "--forever") == 2, "nobody is there to be asked"
    assert say.json("delete", "tale/serial_1", "--forever", "--yes")[0]["forever"] is True
    assert say.json("runs") == []
