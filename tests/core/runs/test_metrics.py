"""Metrics in portions: the same as line by line, whatever lies in the file and wherever a portion ends."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from core.protocol import Step
from core.runs import metrics
from core.runs.folder import read_lines
from core.runs.metrics import Logged, read_course, read_logged


def line(step: int, val: float | None = None, **others: object) -> str:
    facts = {
        "step": step, "tokens": 10 * step, "seconds": step / 4, "train_loss": 5 - step / 100, "val_loss": val,
        "learning_rate": 1e-3, "grad_norm": 1.0, "tokens_per_second": 99.0,
        "val_bits_per_byte": None if val is None else val / 2, "progress": step / 100, "seconds_left": 1.0,
        "steps_expected": 100,
    }  # fmt: skip
    return json.dumps(facts | others, separators=(",", ":"))


def written(tmp_path: Path, *lines: str, end: str = "\n") -> Path:
    path = tmp_path / "metrics.jsonl"
    path.write_text("\n".join(lines) + end, encoding="utf-8", newline="\n")
    return path


def put_together(portions: list[Logged]) -> np.ndarray:
    table = np.empty((7, 0))
    for portion in portions:
        if portion.resumed_from is not None:
            table = table[:, table[0] <= portion.resumed_from]
        table = np.concatenate([table, portion.rows], axis=1)
    return table


MIXED = (
    line(0, 6.0), line(1), line(2, 5.0), "{torn", line(3), line(4, 4.5), '{"resumed_from":2}', "", "[3]",
    line(3, 4.75), line(4, train_loss=None), line(5), '{"step":6}', line(7, 4.25), line(8),
)  # fmt: skip


@pytest.mark.parametrize("portion", [1, 7, 200, 1000, 1 << 18])
def test_columns_hold_what_the_lines_say(portion: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "PORTION", portion)
    portions = list(read_logged(written(tmp_path, *MIXED)))
    table = put_together(portions)
    assert table[0].tolist() == [0, 1, 2, 3, 5, 7, 8]
    assert table[1].tolist() == [0, 10, 20, 30, 50, 70, 80]
    assert table[2].tolist() == [0, 0.25, 0.5, 0.75, 1.25, 1.75, 2.0]
    assert table[3].tolist() == [5 - step / 100 for step in (0, 1, 2, 3, 5, 7, 8)]
    measured = [None if math.isnan(value) else value for value in table[4]]
    assert measured == [6.0, None, 5.0, 4.75, None, 4.25, None]
    assert [None if math.isnan(value) else value for value in table[5]] == [3.0, None, 2.5, 2.375, None, 2.125, None]
    last = [portion.last for portion in portions if portion.last is not None][-1]
    assert last == Step(8, 80, 2.0, 4.92, None, 1e-3, 1.0, 99.0, None, 0.08, 1.0, 100)


@pytest.mark.parametrize("portion", [1, 7, 200, 1000, 1 << 18])
def test_a_course_is_that_of_all_lines(portion: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "PORTION", portion)
    path = written(tmp_path, *MIXED)
    course = read_course(path)
    lines = read_lines(path)
    assert course.curve == [(one["step"], one["val_loss"]) for one in lines if one.get("val_loss") is not None]
    assert (course.step, course.progress, course.steps_expected) == (8, 0.08, 100)


def test_right_after_a_resume_the_step_it_goes_on_from_is_the_last(tmp_path: Path) -> None:
    lines = [line(step, 5.0 if step == 1 else None) for step in range(9)]
    course = read_course(written(tmp_path, *lines, '{"resumed_from":4}'))
    assert (course.curve, course.step, course.progress) == ([(1, 5.0)], 4, 0.04)


def test_a_torn_last_line_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, line(1, 3.0), line(2, 2.0)[:-9], end="")
    assert put_together(list(read_logged(path)))[0].tolist() == [1]
    assert (read_course(path).curve, read_course(path).step) == ([(1, 3.0)], 1)


def test_no_file_is_no_step(tmp_path: Path) -> None:
    assert list(read_logged(tmp_path / "metrics.jsonl")) == []
    assert read_course(tmp_path / "metrics.jsonl").curve == []
