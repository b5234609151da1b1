"""Carries out an experiment: one ordinary training after another, until its plan has none left.

A training that is finished is not done again; one that was stopped goes on from its checkpoint. What has come of it so
far is said after each.
"""

from collections.abc import Generator, Iterator

import msgspec

from core.control import Interrupted, RunControl, Shelf
from core.errors import HelloGPTError, RunError
from core.experiments.plan import Outcome, Plan
from core.experiments.record import Record
from core.paths import Home
from core.protocol import (
    ContinueExperiment,
    Event,
    ExperimentDone,
    ExperimentSoFar,
    Resume,
    RunExperiment,
    Started,
    Train,
    TrainDone,
    Trial,
    TrialDone,
    TrialStarted,
)
from core.runs import find_run
from core.text.corpus import default_texts
from core.training import begin


def carry_out(command: RunExperiment, home: Home, shelf: Shelf, control: RunControl) -> Iterator[Event]:
    """Begin an experiment, or go on with the one of that name. The last event is ExperimentDone.

    Raises:
        HelloGPTError: settings or text cannot be used, or the name is taken by another experiment.
    """
    experiment, config = command.experiment, command.config
    Plan(experiment, config)  # refused before anything is written
    home.make()
    record = Record(home, command.name or experiment.kind)
    texts = command.texts or default_texts(home)
    if record.exists:
        about = record.about()
        if (about.experiment, about.config, about.texts, about.choices) != (
            experiment,
            config,
            texts,
            command.choices,
        ):
            raise RunError(
                f"There is an experiment {record.name} with other settings.",
                "Give another name with --name, or the settings it was begun with.",
            )
    else:
        record.begin(experiment, config, texts, command.choices)
    yield from _all(record, home, shelf, control)


def go_on(command: ContinueExperiment, home: Home, shelf: Shelf, control: RunControl) -> Iterator[Event]:
    """Go on with an experiment that was begun. The last event is ExperimentDone.

    Raises:
        HelloGPTError: it is not there, or a training cannot be done.
    """
    record = Record(home, command.name)
    record.about()
    yield from _all(record, home, shelf, control)


def _all(record: Record, home: Home, shelf: Shelf, control: RunControl) -> Iterator[Event]:
    about = record.about()
    plan = Plan(about.experiment, about.config)
    with record.lock():
        yield ExperimentSoFar(record.result())
        while not control.stopping and (trial := plan.next(outcomes := record.outcomes())) is not None:
            label = plan.variant(trial.variant).label
            yield TrialStarted(record.name, trial, label, len(outcomes) + 1, plan.trials)
            outcome = _known(home, record.run_of(trial))
            if outcome is None:
                try:
                    done = yield from _train(record, plan, trial, home, shelf, control)
                except Interrupted:
                    break
                if done.stopped_by == "user":
                    break
                outcome = _outcome(home, done)
            record.note_done(trial, outcome)
            yield TrialDone(record.name, trial, outcome.run, outcome.step, outcome.val_loss, outcome.stopped_by)
            yield ExperimentSoFar(record.result())
    result = record.result()
    yield ExperimentDone(result, "budget" if result.complete else "user")


def _train(
    record: Record, plan: Plan, trial: Trial, home: Home, shelf: Shelf, control: RunControl
) -> Generator[Event, None, TrainDone]:
    """One training, from its last checkpoint where it has one."""
    config = plan.config(trial)
    run = _unfinished(home, record.run_of(trial))
    if run:
        events = begin.resume(Resume(run), home, shelf, control)
    else:
        about = record.about()
        command = Train(config, about.texts, f"{record.name}-{trial.variant}", choices=about.choices)
        events = begin.train(command, home, shelf, control)
    done = None
    for event in events:
        if isinstance(event, TrainDone):
            done = event
            continue
        if isinstance(event, Started):
            _note(record, trial, event, home)
        yield event
    assert done is not None
    return done


def _note(record: Record, trial: Trial, started: Started, home: Home) -> None:
    """Which run a training has, and what all of them have in common."""
    config = find_run(home, started.run)[0].config()
    training = config.training
    per_step = training.batch_size * training.grad_accumulation * config.model.context_length
    steps = training.steps or None
    record.note_run(
        trial,
        started.run,
        started.parameters,
        text=started.text,
        steps=steps,
        tokens=None if steps is None else steps * per_step,
        references=msgspec.to_builtins(started.references),
    )


def _known(home: Home, run: str) -> Outcome | None:
    """How a training ended whose end was not written down here: the program was killed in between."""
    if not run:
        return None
    try:
        folder, _ = find_run(home, run)
        events, lines, parameters = folder.events(), folder.metrics(), folder.info().parameters
    except HelloGPTError:
        return None
    why = str(events[-1].get("why", "")) if events else ""
    measured = [line for line in lines if line.get("val_loss") is not None]
    if not measured or why not in ("budget", "not_finite"):
        return None
    loss = None if why == "not_finite" else float(measured[-1]["val_loss"])
    return Outcome(run, int(lines[-1]["step"]), loss, why, parameters)


def _unfinished(home: Home, run: str) -> str:
    """The run itself if it can go on from a checkpoint; else empty, and the training begins anew."""
    if not run:
        return ""
    try:
        folder, _ = find_run(home, run)
        return run if folder.latest_checkpoint is not None else ""
    except HelloGPTError:
        return ""


def _outcome(home: Home, done: TrainDone) -> Outcome:
    parameters = find_run(home, done.run)[0].info().parameters
    loss = None if done.stopped_by == "not_finite" else done.val_loss
    return Outcome(done.run, done.step, loss, done.stopped_by, parameters)
