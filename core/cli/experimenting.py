"""The words that compare: ``experiment``."""

from collections.abc import Iterator
from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.choosing import Column, Encoding, LeaveOut, Remove, Texts, choices_of
from core.cli.front import STOPPED, Ended, Json, app, failed, print_json, run
from core.cli.settings_options import with_settings
from core.config import (
    DEFAULT_PRESET,
    EXPERIMENTS,
    PRESETS,
    ExperimentConfig,
    Value,
    experiment_config,
    settings_of,
    train_settings,
)
from core.errors import SettingError
from core.paths import Home

OWN = {declared.name: declared for declared in settings_of(ExperimentConfig) if declared.name != "kind"}
# What stands in the JSON of an experiment: of its trainings only what they came to.
SPOKEN = (said.TrialStarted, said.TrialDone, said.ExperimentSoFar, said.ExperimentDone)
BAR = 36


@app.command()
@with_settings((*OWN.values(), *train_settings().values()), "Settings")
def experiment(
    *,
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(metavar="NAME", help=f"{', '.join(EXPERIMENTS)}; or one that was begun, to go on with it."),
    ],
    text: Texts = None,
    leave_out: LeaveOut = None,
    encoding: Encoding = None,
    column: Column = None,
    remove: Remove = None,
    preset: Annotated[str, typer.Option("--preset", help=f"One of: {', '.join(PRESETS)}.")] = DEFAULT_PRESET,
    name: Annotated[str, typer.Option("--name", metavar="EXPERIMENT", help="What to call it.")] = "",
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """Train variants of a network at equal tokens and compare them. Stopped, the same words go on with it."""
    choices = choices_of(leave_out, encoding, column, remove)
    command = _command(context.obj, what, tuple(text or ()), choices, preset, name, settings)
    events = run(command, context.obj)
    last = _print_json(events) if json else _show(events)
    if isinstance(last, said.Failed):
        failed(last, json)
    if isinstance(last, said.ExperimentDone) and last.stopped_by == "user":
        raise Ended(STOPPED)


def _command(
    home: Home,
    what: str,
    texts: tuple[str, ...],
    choices: tuple[said.TextChoice, ...],
    preset: str,
    name: str,
    settings: dict[str, Value],
) -> said.RunExperiment | said.ContinueExperiment:
    bare = not (settings or texts or choices or name) and preset == DEFAULT_PRESET
    if what in EXPERIMENTS and not (bare and (home.experiments / what).is_dir()):
        own = {key: value for key, value in settings.items() if key in OWN}
        shared = {key: value for key, value in settings.items() if key not in OWN}
        asked = ExperimentConfig(kind=what, **own)  # type: ignore[arg-type]
        return said.RunExperiment(asked, experiment_config(preset, shared), texts, name, choices=choices)
    if not bare:
        raise SettingError(
            f"There is no experiment {what!r} to begin.",
            f"Choose one of: {', '.join(EXPERIMENTS)}. One that was begun keeps its settings.",
        )
    return said.ContinueExperiment(what)


def _print_json(events: Iterator[said.Event]) -> said.Event | None:
    last = None
    for last in events:
        if isinstance(last, SPOKEN):
            print_json(last)
        elif isinstance(last, said.Notice):
            show.tell(last.message, last.hint)
    return last


def _show(events: Iterator[said.Event]) -> said.Event | None:
    """Its trainings one after another on the moving line, and at the end the table."""
    last: said.Event | None = None
    with show.TrainingView() as view:
        for last in events:
            match last:
                case said.TrialStarted(trial=trial, label=label, number=number, trials=trials):
                    why = "tuning" if trial.tuning else f"seed {trial.seed}"
                    view.show(said.Notice(f"{number} of {trials}: {label}, rate × {trial.rate:.3g}, {why}"))
                case said.TrialDone():
                    loss = "no finite number" if last.val_loss is None else f"{last.val_loss:.4f} nats per token"
                    view.show(said.Notice(f"    {last.run}: {loss}"))
                case said.Progress() | said.Step() | said.Notice():
                    view.show(last)
    if isinstance(last, said.ExperimentDone):
        show_experiment(last.result)
    return last


def show_experiment(result: said.ExperimentResult) -> None:
    """A table with bars, then the sentences, on stdout."""
    print(f"{result.label} on {result.text}: {result.done} of {result.trials} trainings, "
          f"{result.steps:,} steps ({result.tokens:,} tokens) each.")  # fmt: skip
    means = [one.mean for one in result.variants if one.mean is not None]
    wide = max(len(one.label) for one in result.variants)
    for one in result.variants:
        if one.mean is None:
            print(f"  {one.label:<{wide}}        -")
            continue
        spread = "        " if one.spread is None else f" ± {one.spread:.3f}"
        rate = "" if one.rate is None else f"rate × {one.rate:.3g}"
        bar = "█" * max(1, round(BAR * one.mean / max(means)))
        print(f"  {one.label:<{wide}}  {one.mean:.3f}{spread}  {one.parameters:>11,}  {rate:<12} {bar}")
    print(result.note)
    for sentence in (*result.sentences, *(one.sentence for one in result.variants if one.sentence)):
        print(f"- {sentence}")
