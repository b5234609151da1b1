"""The record of a run: filled by events, cut by a resume, asked by the page."""

import dataclasses
import math

import numpy as np
import pytest

from core.protocol import CheckpointWritten, Paused, References, Resumed, SampleWritten, Started, Step, TrainDone
from core.runs.metrics import Logged
from hellogpt_gui.train_tab.run_record import BLOCK, LOSS, SMOOTH, STEP, Columns, RunRecord

STARTED = Started("tales/serial_1", 1000, "cpu", "fp32", 1, 9000, 1000, References(6.0, 5.0, 3.0), text="Tales")


def step(number: int, train: float = 2.0, val: float | None = None) -> Step:
    bits = None if val is None else val * 0.5
    return Step(number, number * 32, number * 0.1, train, val, 1e-3, 0.5, 320.0, bits, number / 100)


def test_events_become_columns_and_figures() -> None:
    record = RunRecord()
    record.take([STARTED, step(0, 6.0, 6.1), step(1, 5.0), step(2, 4.0, 4.5), step(3, 3.9, 4.6)])
    np.testing.assert_array_equal(record.train[STEP], [0, 1, 2, 3])
    np.testing.assert_array_equal(record.val[LOSS], [6.1, 4.5, 4.6])
    assert record.best == (2, 4.5)
    assert record.val_loss == 4.6
    assert record.bits_per_byte == 0.5
    assert record.step_seconds == pytest.approx(0.1)


def test_a_step_takes_as_long_as_the_speed_says_whatever_lies_between_two() -> None:
    record = RunRecord()
    assert record.step_seconds is None
    late = step(4)
    record.take([STARTED, step(3), dataclasses.replace(late, seconds=late.seconds + 5.0, tokens_per_second=640.0)])
    assert record.step_seconds == pytest.approx(0.05)


def test_the_smoothed_loss_lies_among_the_raw_ones_and_is_calmer() -> None:
    rng = np.random.default_rng(1)
    raw = 3 + rng.normal(0, 0.3, 3000)
    record = RunRecord()
    record.take([step(k, float(loss)) for k, loss in enumerate(raw)])
    smooth = record.train[SMOOTH]
    assert len(smooth) == 3000
    assert np.std(smooth[500:]) < 0.3 * np.std(raw[500:])
    assert abs(smooth[-1] - 3) < 0.1


def test_a_resume_drops_what_lies_beyond_its_step() -> None:
    record = RunRecord()
    record.take([STARTED, *(step(k, val=3.0 - k / 10) for k in range(10)), SampleWritten(8, "a", "b")])
    resumed = Started(**{**STARTED.__dict__, "step": 5})
    record.take([resumed, step(6, 2.5)])
    np.testing.assert_array_equal(record.train[STEP], [0, 1, 2, 3, 4, 5, 6])
    assert record.samples == []
    assert record.best == (5, 2.5)


def test_stops_are_samples_and_snapshots_but_not_checkpoints_that_will_be_pruned() -> None:
    record = RunRecord()
    written = [CheckpointWritten(4, "", "snapshot"), CheckpointWritten(6, "", "checkpoint"), SampleWritten(0, "a", "b")]
    record.take(written)
    assert record.stops == [0, 4]
    assert record.nearest_stop(3.1) == 4
    assert record.stop_beside(0, 1) == 4
    assert record.stop_beside(4, 1) is None
    assert record.stop_beside(None, -1) == 4


def test_phases_follow_the_events() -> None:
    record = RunRecord()
    phases = []
    for event in (STARTED, Paused(1), Resumed(1), TrainDone("tales/serial_1", 9, 3.0, 3.0, 9, 1.5, 1.0, "user")):
        record.take([event])
        phases.append(record.phase)
    assert phases == ["training", "paused", "training", "idle"]
    assert record.stopped_by == "user"


def test_losses_between_two_measurements_are_those_before() -> None:
    record = RunRecord()
    record.take([step(0, 6.0, 6.1), step(10, 5.0, 5.1), step(20, 4.0, 4.1)])
    assert record.val_loss_at(15) == 5.1
    assert record.val_loss_at(20) == 4.1
    assert RunRecord().val_loss_at(3) is None


def test_prompts_stand_in_the_order_of_their_first_appearance() -> None:
    record = RunRecord()
    record.take([SampleWritten(0, "b", ""), SampleWritten(0, "a", ""), SampleWritten(8, "b", "")])
    assert record.prompts == ("b", "a")


def test_steps_from_a_folder_in_portions_are_noted_as_one_by_one_from_the_engine() -> None:
    steps = [
        dataclasses.replace(
            step(k, 5 - k / 900 + (k * 7 % 13) / 10, 4 - k / 900 if k % 50 == 0 else None),
            val_bits_per_byte=(4 - k / 900) / 2 if k % 50 == 0 else None,
        )
        for k in range(1500)
    ]
    by_events, by_folder = RunRecord(), RunRecord()
    by_events.take(steps)
    for begin, end in ((0, 1), (1, 2), (2, 900), (900, 1500)):
        rows = [(a.step, a.tokens, a.seconds, a.train_loss, a.val_loss, a.val_bits_per_byte) for a in steps[begin:end]]
        by_folder.take_logged(Logged(np.array(rows, dtype=float).T, steps[end - 1]))
    for column in range(5):
        np.testing.assert_allclose(by_folder.train[column], by_events.train[column], rtol=1e-9)
    for column in range(4):
        assert by_folder.val[column].tolist() == by_events.val[column].tolist()
    assert (by_folder.last, by_folder.bits_per_byte) == (by_events.last, by_events.bits_per_byte)
    assert by_folder.step_seconds == pytest.approx(by_events.step_seconds)


def test_a_resume_in_the_folder_takes_rows_back() -> None:
    record = RunRecord()
    record.take([step(k, 5.0, 4.0) for k in range(10)])
    again = step(5, 3.0)
    rows = np.array([[5, 50, 2.0, 3.0, math.nan, math.nan]]).T
    record.take_logged(Logged(np.empty((6, 0)), resumed_from=4))
    record.take_logged(Logged(rows, again))
    assert record.train[STEP].tolist() == [0, 1, 2, 3, 4, 5]
    assert record.val[STEP].tolist() == [0, 1, 2, 3, 4]
    assert record.last == again


def test_an_outline_holds_every_blocks_extremes_also_after_a_cut() -> None:
    columns = Columns(2)
    random = np.random.default_rng(0)
    for _ in range(3):
        values = random.normal(size=1000)
        begin = len(columns)
        columns.extend(np.stack([np.arange(begin, begin + 1000.0), values]))
        columns.outline(1)
        columns.cut_after(begin + 777)
    rows = columns.outline(1)
    assert (np.diff(rows) >= 0).all()
    assert len(rows) < len(columns) // 8
    whole = len(columns) // BLOCK * BLOCK
    for begin in range(0, whole, BLOCK):
        inside = set(rows[(rows >= begin) & (rows < begin + BLOCK)].tolist())
        block = columns[1][begin : begin + BLOCK]
        assert inside == {begin + int(block.argmin()), begin + int(block.argmax())}
    assert rows[-(len(columns) - whole) :].tolist() == list(range(whole, len(columns)))
