"""The word that looks inside a model: ``inspect``."""

from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.front import Json, Run, app, check_run, failed, print_json
from core.cli.front import run as ask
from core.cli.settings_options import taken, with_settings
from core.config import VIEWS, InspectConfig, SamplingConfig, SurgeryConfig, Value, settings_of
from core.errors import SettingError

MOST_ROWS = 60
# What says more in words of its own than as a table.
SHOWN = {"attention": show.show_attention, "next-token": show.show_next_token}


@app.command()
@with_settings(settings_of(SurgeryConfig), "Surgery")
@with_settings((*settings_of(SamplingConfig), *settings_of(InspectConfig)), "Settings")
def inspect(
    *,
    context: typer.Context,
    run: Run,
    view: Annotated[str, typer.Option("--view", help=f"One of: {', '.join(VIEWS)}.")] = "attention",
    prompt: Annotated[str, typer.Option("--prompt", help="The text to look at.")] = "",
    proof: Annotated[
        str, typer.Option("--proof", help="A new folder for the numbers and a script that repeats them.")
    ] = "",
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """See the model at work on a prompt."""
    if view not in VIEWS:
        raise SettingError(f"There is no view {view!r}.", f"Choose one of: {', '.join(VIEWS)}.")
    check_run(context.obj, run)
    looking, sampling = taken(InspectConfig, settings), taken(SamplingConfig, settings)
    question = said.Inspect(run, view, prompt, sampling, looking, surgery=taken(SurgeryConfig, settings))
    for event in ask(said.Prove(question, proof) if proof else question, context.obj):
        match event:
            case said.Notice(message, hint):
                show.tell(message, hint)
            case said.Failed():
                failed(event, json)
            case said.InspectDone() | said.ProveDone() if json:
                print_json(event)
            case said.InspectDone():
                SHOWN.get(view, show_table)(event)
            case said.ProveDone():
                print(
                    f"{event.path} holds the numbers and a script. With TransformerLens installed:\n  {event.command}"
                )


def show_table(event: said.InspectDone) -> None:
    """The view's numbers in columns, on stdout."""
    table = event.table()
    rows = [tuple(_words(cell) for cell in row) for row in table.rows[:MOST_ROWS]]
    wide = [max(len(row[n]) for row in (table.columns, *rows)) for n in range(len(table.columns))]
    for row in (table.columns, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip())
    if len(table.rows) > MOST_ROWS:
        print(f"… and {len(table.rows) - MOST_ROWS:,} more rows: --json has all.")


def _words(cell: said.Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)
