"""The words that compare."""

import csv
import shutil
from pathlib import Path

import pytest

from core.paths import Home

from .conftest import Spoken


@pytest.fixture
def two(demo: Home, capsys: pytest.CaptureFixture[str]) -> Spoken:
    """A home with two runs, of which the second learnt more slowly."""
    shutil.copytree(demo.checkpoints / "demo", demo.checkpoints / "slow")
    path = demo.checkpoints / "slow" / "serial_1" / "config.json"
    words = path.read_text(encoding="utf-8")
    assert words.count('"learning_rate": 0.01') == 1
    path.write_text(
        words.replace('"learning_rate": 0.01', '"learning_rate": 0.002').replace(
            '"parent": ""', '"parent": "demo/serial_1@8"'
        ),
        encoding="utf-8",
    )
    return Spoken(demo, capsys)


def test_compare_says_what_differs(two: Spoken, tmp_path: Path) -> None:
    *runs, begins, rate, done = two.json("compare", "demo", "slow", "--csv", str(tmp_path / "curves.csv"))
    assert [(run["event"], run["run"]) for run in runs] == [("run", "demo/serial_1"), ("run", "slow/serial_1")]
    assert runs[0]["curve"][-1] == [40, runs[0]["val_loss"]]
    assert (begins["setting"], begins["values"]["slow/serial_1"]) == ("parent", "demo/serial_1@8")
    assert (rate["setting"], rate["values"]) == ("learning_rate", {"demo/serial_1": 0.01, "slow/serial_1": 0.002})
    assert done == {"event": "done", "runs": ["demo/serial_1", "slow/serial_1"], "same_text": True, "same_tokens": True}
    with (tmp_path / "curves.csv").open(encoding="utf-8", newline="") as file:
        assert {line["run"] for line in csv.DictReader(file)} == {"demo/serial_1", "slow/serial_1"}
    assert two("compare", "demo", "slow") == 0
    assert "Learning rate  0.01           0.002" in two.out


def test_compare_refuses_what_is_not_there(two: Spoken, tmp_path: Path) -> None:
    assert two("compare", "demo", "owl") == 2
    assert "There is no run owl." in two.err
    assert two("compare", "demo", "slow", "--csv", str(tmp_path)) == 2
    assert "cannot be written" in two.err


def test_lineage_is_a_tree(two: Spoken) -> None:
    assert two.json("lineage") == [
        {"event": "run", "run": "demo/serial_1", "parent": None, "step": None, "depth": 0, "gone": False},
        {"event": "run", "run": "slow/serial_1", "parent": "demo/serial_1", "step": 8, "depth": 1, "gone": False},
    ]
    assert two("lineage") == 0
    assert "└─ slow/serial_1" in two.out


def test_a_report_is_written(two: Spoken, tmp_path: Path) -> None:
    (done,) = two.json("report", "demo", str(tmp_path / "demo.html"))
    html = (tmp_path / "demo.html").read_bytes()
    assert done == {"event": "done", "run": "demo/serial_1", "path": str(tmp_path / "demo.html"), "size": len(html)}
    assert html.startswith(b"<!DOCTYPE html>")
    assert two("report", "demo", str(tmp_path)) == 2
    assert "cannot be written" in two.err
