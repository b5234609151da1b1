"""The record of a run: filled by events, cut by a resume, asked by the page."""

import numpy as np

from core.protocol import CheckpointWritten, Paused, References, Resumed, SampleWritten, Started, Step, TrainDone
from hellogpt_gui.train_tab.run_record import LOSS, SMOOTH, STEP, RunRecord

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
    assert record.step_seconds is not None
    assert abs(record.step_seconds - 0.1) < 1e-9


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
