"""What is due when: counted over whole runs."""

import pytest

from core.config import TrainingConfig
from core.training.cadence import Budget, due, looks

STEPS = TrainingConfig(steps=1000, minutes=0)


def events(config: TrainingConfig, kind: str, steps: int) -> list[int]:
    budget = Budget.of(config, 10)
    shares = [budget.progress(step, 0.0) for step in range(steps + 1)]
    return [s for s in range(steps + 1) if getattr(due(config, s, shares[max(0, s - 1)], shares[s]), kind)]


def test_snapshots_stand_at_powers_of_two_and_every_thirty_second() -> None:
    snapshots = events(STEPS, "snapshot", 1000)
    assert {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512} <= set(snapshots)
    assert {-(-1000 * k // 32) for k in range(1, 33)} <= set(snapshots)
    assert len(snapshots) <= 11 + 32


def test_samples_are_written_only_where_the_scrubber_stops() -> None:
    samples = events(STEPS, "sample", 1000)
    assert samples[:4] == [0, 8, 32, 63]
    assert {128, 512, 1000} <= set(samples)
    assert set(samples) <= set(events(STEPS, "snapshot", 1000))


def test_the_last_step_is_measured_and_kept() -> None:
    last = due(STEPS, 1000, 0.999, 1.0)
    assert last.evaluation
    assert last.checkpoint


def test_what_the_person_asked_for_is_kept_to() -> None:
    config = TrainingConfig(steps=100, minutes=0, eval_every=30, save_every=40)
    assert events(config, "evaluation", 100) == [0, 30, 60, 90, 100]
    assert events(config, "checkpoint", 100) == [40, 80, 100]


def test_epochs_become_steps() -> None:
    config = TrainingConfig(epochs=2.5, minutes=0, batch_size=4)
    budget = Budget.of(config, windows=25)
    assert budget.steps == 7
    assert budget.progress(7, 0.0) == 1.0


def test_minutes_are_a_budget_of_seconds() -> None:
    budget = Budget.of(TrainingConfig(minutes=2.0), windows=0)
    assert budget.progress(50, 30.0) == pytest.approx(0.25)
    assert budget.steps_expected(50, 30.0) == 200
    assert budget.steps_expected(0, 0.0) is None
    assert budget.seconds_left(50, 30.0, 0.6) == 90.0


@pytest.mark.parametrize("steps", [1, 7, 100, 1000, 1234])
@pytest.mark.parametrize("own", [{}, {"eval_every": 30, "save_every": 40}], ids=["automatic", "given"])
def test_what_a_run_will_be_looked_at_is_known_beforehand(steps: int, own: dict[str, int]) -> None:
    config = TrainingConfig(steps=steps, minutes=0, **own)
    evaluated = set(events(config, "evaluation", steps)) | {0}
    saved = set(events(config, "checkpoint", steps)) | evaluated
    counted = looks(config, steps, 0.0)
    assert counted.evaluations == len(evaluated)
    assert counted.checkpoints == len(saved)
    assert counted.samples == len(events(config, "sample", steps))
    assert counted.exams == len(events(config, "exam", steps))
    assert counted.snapshots == len(set(events(config, "snapshot", steps)) - saved)


def test_a_run_by_the_clock_is_looked_at_as_the_trainer_does() -> None:
    config = TrainingConfig(minutes=1.0)
    shares = [step / 500 for step in range(501)]
    found = [due(config, step, shares[max(0, step - 1)], shares[step]) for step in range(501)]
    counted = looks(config, 500, 60.0)
    assert counted.evaluations == sum(one.evaluation for one in found)
    assert counted.samples == sum(one.sample for one in found)


def test_a_long_run_is_kept_every_two_minutes() -> None:
    assert looks(TrainingConfig(minutes=480.0), 400_000, 28_800.0).checkpoints == 240


def test_without_stops_nothing_is_kept_to_look_back_at() -> None:
    config = TrainingConfig(minutes=0, steps=64, keep_stops=False)
    whole = TrainingConfig(minutes=0, steps=64)
    for step in range(65):
        one, other = (due(c, step, max(0, step - 1) / 64, step / 64) for c in (config, whole))
        assert not one.snapshot
        assert (one.evaluation, one.sample, one.checkpoint) == (other.evaluation, other.sample, other.checkpoint)
