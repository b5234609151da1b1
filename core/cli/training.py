"""The words that train: ``train``, and the journey of a computer without a display."""

from collections.abc import Iterator
from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.asking import talk
from core.cli.choosing import Column, Encoding, LeaveOut, Remove, Texts, choices_of
from core.cli.estimating import sized_by_time
from core.cli.front import DONE, STOPPED, Ended, Json, app, failed, print_json, refuse, run, take_home, use_utf8
from core.cli.settings_options import with_settings
from core.config import DEFAULT_PRESET, PRESETS, Value, build_config, fork_config, train_settings
from core.errors import HelloGPTError, SettingError
from core.paths import Home, find_home
from core.runs import find_run, list_runs


@app.command()
@with_settings(train_settings().values(), "Settings")
def train(
    *,
    context: typer.Context,
    text: Texts = None,
    leave_out: LeaveOut = None,
    encoding: Encoding = None,
    column: Column = None,
    remove: Remove = None,
    preset: Annotated[str, typer.Option("--preset", help=f"One of: {', '.join(PRESETS)}.")] = DEFAULT_PRESET,
    name: Annotated[str, typer.Option("--name", metavar="MODEL", help="What to call the model.")] = "",
    prompt: Annotated[
        list[str] | None, typer.Option("--prompt", metavar="P", help="What samples continue while it trains.")
    ] = None,
    resume: Annotated[str, typer.Option("--resume", metavar="RUN[@STEP]", help="Go on with a stopped run.")] = "",
    by_time: Annotated[bool, typer.Option("--by-time", help="Let the time choose layers, width and heads.")] = False,
    fork: Annotated[str, typer.Option("--fork", metavar="RUN[@STEP]", help="Begin with the network of a run.")] = "",
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """Train a model on your text, or on the built-in one."""
    choices = choices_of(leave_out, encoding, column, remove)
    if resume:
        if settings or text or choices or name or prompt or fork or by_time or preset != DEFAULT_PRESET:
            raise SettingError("A resumed run keeps its settings.", "Give --resume RUN alone.")
        command: said.Command = said.Resume(resume)
    elif fork:
        parent, _ = find_run(context.obj, fork)
        if preset != DEFAULT_PRESET:
            raise SettingError("A fork has no preset: it keeps the network of its parent.", "Leave --preset out.")
        config = fork_config(parent.config(), settings)
        called = name or parent.path.parent.name
        command = said.Train(config, tuple(text or ()), called, tuple(prompt or ()), fork, choices)
    else:
        if by_time:
            settings = sized_by_time(preset, settings, tuple(text or ()), choices, context.obj, json)
        config = build_config(preset, settings)
        command = said.Train(config, tuple(text or ()), name, tuple(prompt or ()), choices=choices)
    show_training(command, context.obj, json)


def show_training(command: said.Command, home: Home, json: bool) -> None:
    """Carry out a command that trains, and show what comes of it."""
    events = run(command, home)
    if json:
        last = _train_json(events)
    else:
        with show.TrainingView() as view:
            last = None
            for last in events:
                view.show(last)
    if isinstance(last, said.Failed):
        failed(last, json)
    if isinstance(last, said.TrainDone) and last.stopped_by == "user":
        raise Ended(STOPPED)


def _train_json(events: Iterator[said.Event]) -> said.Event | None:
    """Print the events of the terminal contract; notices go to stderr as sentences."""
    last = None
    for last in events:
        if isinstance(last, said.Notice):
            show.tell(last.message, last.hint)
        elif isinstance(last, (said.Started, said.Step, said.SampleWritten, said.CheckpointWritten, said.TrainDone)):
            print_json(last)
    return last


def journey(argv: list[str]) -> int:
    """The walk of the window, in a terminal: train on the default text, then talk to the model."""
    use_utf8()
    try:
        home = find_home(take_home(argv)[1])
        try:
            show_training(said.Train(build_config()), home, json=False)
        except Ended as ended:
            if ended.code != STOPPED or not list_runs(home):
                return ended.code
        talk(list_runs(home)[0].name, {}, home)
    except Ended as ended:
        return ended.code
    except HelloGPTError as error:
        return refuse(error.message, error.hint, False, error.exit_code)
    return DONE
