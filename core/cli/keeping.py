"""The words that keep: ``runs``, ``star``, ``note``, ``rename``, ``delete``, ``export``, ``import``."""

import sys
from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.front import Json, Run, app, check_run, failed, print_json
from core.cli.front import run as ask
from core.config import FORMS, NUMBER_TYPES
from core.errors import RunError
from core.runs import find_run, list_runs, parse_ref
from core.runs.compare import run_line
from core.runs.keeping import delete_run, rename_model, set_star, write_note


@app.command()
def runs(*, context: typer.Context, json: Json = False) -> None:
    """List the models and their runs, newest first."""
    found = list_runs(context.obj)
    if not json:
        show.show_runs(found)
    for run in found if json else ():
        print_json({"event": "run", **run_line(run)})


@app.command()
def star(
    *,
    context: typer.Context,
    run: Run,
    off: Annotated[bool, typer.Option("--off", help="Take the star away.")] = False,
    json: Json = False,
) -> None:
    """Give a run a star."""
    folder, _ = find_run(context.obj, run)
    set_star(folder, not off)
    _done(f"{folder.name}: {'no star' if off else 'starred'}.", json, run=folder.name, star=not off)


@app.command()
def note(
    *,
    context: typer.Context,
    run: Run,
    words: Annotated[str | None, typer.Argument(metavar="[WORDS]", help="The new note; left out, it is shown.")] = None,
    json: Json = False,
) -> None:
    """Show the note on a run, or write another in its place ("" takes it away)."""
    folder, _ = find_run(context.obj, run)
    if words is not None:
        write_note(folder, words)
    _done(folder.note.rstrip(), json, run=folder.name, note=folder.note)


@app.command()
def rename(
    *,
    context: typer.Context,
    model: Annotated[str, typer.Argument(metavar="MODEL", help="What it is called.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it shall be called.")],
    json: Json = False,
) -> None:
    """Give a model another name. Its runs are still found by the old one."""
    rename_model(context.obj, model, name)
    _done(f"{model} is called {name} now.", json, model=name, formerly=model)


@app.command()
def delete(
    *,
    context: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN", help="model/serial_N: a run is named whole to be deleted.")],
    forever: Annotated[bool, typer.Option("--forever", help="Not to the trash, but for good.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Move a run to the trash."""
    if parse_ref(run).serial is None or "@" in run:
        raise RunError(f"{run} does not name one run.", "Write MODEL/serial_N.")
    folder, _ = find_run(context.obj, run)
    if forever and not yes and not _agreed(f"Delete {folder.name} for good? It cannot be taken back. [y/N] "):
        raise RunError(f"{folder.name} was not deleted.", "With --yes nobody is asked.")
    delete_run(folder, forever)
    how = "deleted" if forever else "moved to the trash"
    _done(f"{folder.name}: {how}.", json, run=folder.name, forever=forever)


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        return False
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _done(words: str, json: bool, **facts: object) -> None:
    print_json({"event": "done", **facts}) if json else print(words)


@app.command()
def export(
    *,
    context: typer.Context,
    run: Run,
    path: Annotated[str, typer.Argument(metavar="PATH", help="Where it shall lie; nothing may lie there yet.")],
    to: Annotated[str, typer.Option("--to", help=f"One of: {', '.join(FORMS)}.")],
    number_type: Annotated[str, typer.Option("--type", help=f"Of a GGUF: {', '.join(NUMBER_TYPES)}.")] = "f32",
    json: Json = False,
) -> None:
    """Let a model leave, for transformers, llama.cpp or another HelloGPT."""
    check_run(context.obj, run)
    for event in ask(said.Export(run, to, path, number_type), context.obj):
        match event:
            case said.Failed():
                failed(event, json)
            case said.ExportDone() if json:
                print_json(event)
            case said.ExportDone():
                print(f"{event.path}  ({event.size:,} bytes)\nIt opens with: {event.opens_with}")


@app.command("import")
def bring_in(
    *,
    context: typer.Context,
    path: Annotated[str, typer.Argument(metavar="PATH", help="A Hugging Face folder, or a zip made by export.")],
    name: Annotated[str, typer.Option("--name", metavar="MODEL", help="What to call the model.")],
    json: Json = False,
) -> None:
    """Bring a model in: GPT-2 or Llama from a Hugging Face folder, or a whole run from a zip."""
    for event in ask(said.Import(path, name), context.obj):
        match event:
            case said.Failed():
                failed(event, json)
            case said.ImportDone() if json:
                print_json(event)
            case said.ImportDone():
                print(f"{event.run}: {event.parameters:,} parameters. Talk to it with: chat {event.run}")
                if event.note:
                    show.tell(event.note)
