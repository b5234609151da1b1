"""Runs beside one another: what differs and nothing else, and a CSV that a spreadsheet reads."""

import csv
import io
from collections.abc import Callable

import pytest

from core.config import build_config
from core.errors import RunError
from core.paths import Home
from core.runs import RunFolder, RunWriter, claim_run, list_runs
from core.runs.compare import compare, curves_as_csv, differences, from_preset, runs_as_csv
from core.runs.folder import RunInfo
from core.runs.keeping import write_note

MakeRun = Callable[..., RunFolder]


def made(
    home: Home, text: str = "Foxes", digest: str = "aa", vocabulary: bytes = b"{}", **settings: float
) -> RunFolder:
    folder = claim_run(home, "fox")
    with RunWriter(folder) as writer:
        writer.write_config(build_config("tiny", settings), RunInfo(parameters=10, text=text))
        writer.write_text({"sha256": digest})
        folder.tokenizer_folder.mkdir()
        (folder.tokenizer_folder / "tokenizer.json").write_bytes(vocabulary)
        for step in (1, 2):
            line = {
                "step": step,
                "tokens": 8,
                "seconds": 0.5,
                "train_loss": 4.0,
                "learning_rate": 0.1,
                "grad_norm": 1.0,
            }
            writer.append_metric(line | {"tokens_per_second": 9.0, "val_loss": 3.0 / step, "val_bits_per_byte": 1.0})
    return folder


def test_only_what_differs_is_said(home: Home) -> None:
    made(home), made(home, learning_rate=0.003, precision="fp32"), made(home, learning_rate=0.003)
    found = compare(home, ["fox/serial_1", "fox/serial_2", "fox/serial_3", "fox/serial_3"])
    assert [run.summary.serial for run in found.runs] == [1, 2, 3]
    assert [one.name for one in found.differences] == ["learning_rate", "precision"]
    assert found.differences[0].words == ("0.01", "0.003", "0.003")
    assert found.differences[1].words == ("Automatic", "fp32", "Automatic")
    assert (found.same_text, found.same_tokens) == (True, True)


def test_equal_runs_differ_in_nothing(home: Home) -> None:
    made(home), made(home)
    assert compare(home, ["fox/serial_1", "fox"]).differences == ()


def test_another_text_and_other_tokens_are_noticed(home: Home) -> None:
    made(home), made(home, digest="bb"), made(home, vocabulary=b"[]")
    texts = compare(home, ["fox/serial_1", "fox/serial_2"])
    assert (texts.same_text, texts.same_tokens) == (False, True)
    assert texts.differences[0].words == ("Foxes (aa)", "Foxes (bb)")
    tokens = compare(home, ["fox/serial_1", "fox/serial_3"])
    assert (tokens.same_text, tokens.same_tokens) == (True, False)


def test_a_budget_differs_in_both_its_words() -> None:
    found = {one.name: one.words for one in differences([build_config("tiny"), build_config("tiny", {"steps": 50})])}
    assert found == {"steps": ("not the budget", "50"), "minutes": ("1", "not the budget")}


def test_what_a_preset_leaves_open_is_no_difference_to_it() -> None:
    config = build_config("tiny", {"vocab_size": 300, "threads": 2, "precision": "fp32", "learning_rate": 0.5})
    assert [one.name for one in from_preset(config)] == ["learning_rate"]
    assert [one.name for one in from_preset(build_config("tiny", {"steps": 9}))] == ["steps", "minutes"]
    assert from_preset(build_config("tiny")) == ()


def test_a_missing_run_is_refused(home: Home, make_run: MakeRun) -> None:
    make_run("fox")
    with pytest.raises(RunError, match="no run owl"):
        compare(home, ["fox", "owl"])


def test_the_table_as_csv_is_read_back_and_holds_no_formula(home: Home) -> None:
    write_note(made(home), '=HYPERLINK("x"), "quoted",\nsecond line')
    (line,) = csv.DictReader(io.StringIO(runs_as_csv(list_runs(home))))
    assert (line["run"], line["steps"], line["best_step"], line["parent"]) == ("fox/serial_1", "2", "2", "")
    assert line["note"] == '\'=HYPERLINK("x"), "quoted",\nsecond line'


def test_the_curves_as_csv_hold_every_point(home: Home) -> None:
    made(home), made(home)
    lines = list(csv.DictReader(io.StringIO(curves_as_csv(compare(home, ["fox/serial_1", "fox/serial_2"])))))
    assert len(lines) == 8
    val = [line for line in lines if line["curve"] == "val" and line["run"] == "fox/serial_1"]
    assert [(line["step"], line["nats_per_token"], line["bits_per_byte"]) for line in val] == [
        ("1", "3.0", "2.0"), ("2", "1.5", "1.0"),
    ]  # fmt: skip
