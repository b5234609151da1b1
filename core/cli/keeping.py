"""The words that keep: ``runs``, ``export``, ``import``."""

from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.front import Json, Run, app, check_run, failed, print_json
from core.cli.front import run as ask
from core.config import FORMS, NUMBER_TYPES


@app.command()
def runs(*, context: typer.Context, json: Json = False) -> None:
    """List the models and their runs, newest first."""
    from core.runs import list_runs

    found = list_runs(context.obj)
    if not json:
        show.show_runs(found)
    for run in found if json else ():
        line = {"event": "run", "run": run.name, "parameters": run.parameters, "steps": run.steps}
        losses = {"val_loss": run.val_loss, "best_val_loss": run.best_val_loss}
        about = {"created": run.created, "size": run.size, "verdict": run.verdict or None}
        print_json({**line, **losses, **about})


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
