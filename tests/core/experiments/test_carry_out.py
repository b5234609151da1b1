"""Real experiments of tiny trainings: whole, stopped and taken up again, and refused where they cannot be."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from core.config import ExperimentConfig, SamplingConfig, experiment_config
from core.control import RunControl
from core.engine import Engine
from core.errors import SettingError
from core.experiments.record import Record
from core.paths import Home
from core.protocol import (
    ContinueExperiment,
    Event,
    ExperimentDone,
    ExperimentsListed,
    Failed,
    ListExperiments,
    RunExperiment,
    Sample,
    SampleDone,
    Started,
    Step,
    TrainDone,
    TrialDone,
    TrialStarted,
)
from core.runs import find_run, list_runs

from .conftest import tiny_config

CarryOut = Callable[..., list[Event]]


def of_kind(kind: type, events: list[Event]) -> list:
    return [event for event in events if isinstance(event, kind)]


def test_every_part_is_taken_out_of_a_real_network(home: Home, story: Path, carry_out: CarryOut) -> None:
    """Each variant is trained, kept as an ordinary run, opened again from disk and written with."""
    command = RunExperiment(ExperimentConfig(seeds=1, rates=1), tiny_config(), (str(story),))
    events = carry_out(home, command)
    done = events[-1]
    assert isinstance(done, ExperimentDone), done
    assert done.result.complete
    assert done.stopped_by == "budget"
    assert not of_kind(TrainDone, events)
    assert len(of_kind(Started, events)) == len(of_kind(TrialDone, events)) == 14
    runs = {run.name: run for run in list_runs(home)}
    assert len(runs) == 14
    for variant in done.result.variants:
        (run,) = variant.runs
        assert runs[run].model == f"take-a-block-out-{variant.name}"
        assert runs[run].state == "done"
        assert len(find_run(home, run)[0].steps()) <= 3  # many trainings do not fill the disk
        assert runs[run].parameters == variant.parameters
        assert variant.mean == runs[run].val_loss
        answer = carry_out(home, Sample(run, "The fox", SamplingConfig(max_new_tokens=3)))[-1]
        assert isinstance(answer, SampleDone), answer
    assert len({variant.mean for variant in done.result.variants}) == 7  # what was taken out, changed something
    listed = carry_out(home, ListExperiments())[-1]
    assert isinstance(listed, ExperimentsListed)
    assert listed.experiments == (done.result,)


def test_stopped_anywhere_it_goes_on_and_does_nothing_twice(
    home: Home, two_by_two: RunExperiment, carry_out: CarryOut
) -> None:
    whole = carry_out(Home(home.root / "whole"), two_by_two)[-1]
    assert isinstance(whole, ExperimentDone)
    seen = []
    for _turn in range(20):
        control = RunControl()
        for event in Engine(home).run(two_by_two, control):
            if isinstance(event, Step) and event.step == 1:
                control.stop()
            if isinstance(event, TrialDone):
                seen.append(event.trial.key)
        assert isinstance(event, ExperimentDone), event
        if event.stopped_by == "budget":
            break
    assert event.stopped_by == "budget"
    assert len(seen) == len(set(seen)) == 4
    assert len(list_runs(home)) == 4
    assert [one.losses for one in event.result.variants] == [one.losses for one in whole.result.variants]
    again = carry_out(home, ContinueExperiment("sweep"))
    assert not of_kind(TrialStarted, again)
    assert isinstance(again[-1], ExperimentDone)
    assert again[-1].result == event.result


def test_a_training_whose_end_was_not_written_down_is_not_done_again(
    home: Home, two_by_two: RunExperiment, carry_out: CarryOut
) -> None:
    """Killed between the end of a run and the line that says so; the last line may be torn as well."""
    before = carry_out(home, two_by_two)[-1]
    assert isinstance(before, ExperimentDone)
    path = home.experiments / "sweep" / "trials.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    events = carry_out(home, ContinueExperiment("sweep"))
    assert not of_kind(Started, events)
    assert isinstance(events[-1], ExperimentDone)
    assert events[-1].result == before.result
    assert len(list_runs(home)) == 4


def test_a_loss_that_is_no_number_is_a_result_too(home: Home, story: Path, carry_out: CarryOut) -> None:
    config = tiny_config(optimizer="adamw", learning_rate=1.0, grad_clip=0.0, steps=60, norm="none", weight_decay=10.0)
    command = RunExperiment(ExperimentConfig("learning-rate", seeds=1, rates=1), config, (str(story),))
    done = carry_out(home, command)[-1]
    assert isinstance(done, ExperimentDone)
    assert done.result.complete


def test_the_name_of_another_experiment_is_refused(home: Home, two_by_two: RunExperiment, carry_out: CarryOut) -> None:
    carry_out(home, two_by_two)
    other = dataclasses.replace(two_by_two, config=tiny_config(steps=3))
    refused = carry_out(home, other)[-1]
    assert isinstance(refused, Failed)
    assert "sweep with other settings" in refused.message
    assert "--name" in refused.hint


@pytest.mark.parametrize("name", ["../out", "a/b", "x" * 41, ""])
def test_names_that_cannot_be_are_refused(home: Home, carry_out: CarryOut, name: str) -> None:
    refused = carry_out(home, ContinueExperiment(name))[-1]
    assert isinstance(refused, Failed)
    assert refused.exit_code == 2
    assert not home.experiments.exists()


def test_one_that_is_not_there_is_refused(home: Home, carry_out: CarryOut) -> None:
    refused = carry_out(home, ContinueExperiment("nowhere"))[-1]
    assert isinstance(refused, Failed)
    assert "no experiment nowhere" in refused.message


def test_two_programs_do_not_carry_out_the_same(home: Home, two_by_two: RunExperiment, carry_out: CarryOut) -> None:
    with Record(home, "sweep").lock():
        refused = carry_out(home, two_by_two)[-1]
    assert isinstance(refused, Failed)
    assert "another program" in refused.message


def test_a_damaged_experiment_is_named_and_the_others_are_listed(
    home: Home, two_by_two: RunExperiment, carry_out: CarryOut
) -> None:
    carry_out(home, two_by_two)
    (home.experiments / "broken").mkdir()
    (home.experiments / "broken" / "experiment.json").write_text("{")
    listed = carry_out(home, ListExperiments())[-1]
    assert isinstance(listed, ExperimentsListed)
    assert [one.name for one in listed.experiments] == ["sweep"]
    (trouble,) = listed.left_out
    assert "broken" in trouble


def test_minutes_are_refused_since_tokens_would_not_be_equal() -> None:
    with pytest.raises(SettingError, match="equally many tokens"):
        experiment_config("tiny", {"minutes": 1.0})
    assert experiment_config("tiny").training.steps == 400
