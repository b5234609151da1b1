"""The word that asks beforehand: ``estimate``."""

from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.choosing import Column, Encoding, LeaveOut, Remove, Texts, choices_of
from core.cli.front import Json, app, failed, print_json
from core.cli.front import run as ask
from core.cli.settings_options import with_settings
from core.config import DEFAULT_PRESET, PRESETS, Value, build_config, train_settings
from core.paths import Home


@app.command()
@with_settings(train_settings().values(), "Settings")
def estimate(
    *,
    context: typer.Context,
    text: Texts = None,
    leave_out: LeaveOut = None,
    encoding: Encoding = None,
    column: Column = None,
    remove: Remove = None,
    preset: Annotated[str, typer.Option("--preset", help=f"One of: {', '.join(PRESETS)}.")] = DEFAULT_PRESET,
    by_time: Annotated[bool, typer.Option("--by-time", help="Let the time choose layers, width and heads.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Measure, although this was measured before.")] = False,
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """Say what a training would need and how long it would take, from a short measurement on this computer."""
    choices = choices_of(leave_out, encoding, column, remove)
    config = build_config(preset, settings)
    command = said.Estimate(config, tuple(text or ()), by_time=by_time, again=again, choices=choices)
    answer = ask_estimate(command, context.obj, json)
    print_json(answer) if json else show.show_estimate(answer)


def ask_estimate(command: said.Estimate, home: Home, json: bool) -> said.EstimateDone:
    """The engine's answer. Ends the command where there is none."""
    last: said.Event | None = None
    for last in ask(command, home):
        if isinstance(last, said.Failed):
            failed(last, json)
    assert isinstance(last, said.EstimateDone)
    return last


def sized_by_time(
    preset: str,
    settings: dict[str, Value],
    texts: tuple[str, ...],
    choices: tuple[said.TextChoice, ...],
    home: Home,
    json: bool,
) -> dict[str, Value]:
    """``settings`` with the size that the budget's time deserves; says on stderr which."""
    command = said.Estimate(build_config(preset, settings), texts, by_time=True, choices=choices)
    chosen = ask_estimate(command, home, json).settings
    show.tell(f"For this time and text: {show.setting_words(chosen)}.")
    return {**settings, **chosen}
