"""The word that teaches a model to answer: ``tune``."""

from typing import Annotated

import typer

from core import protocol as said
from core.cli.front import Json, Run, app
from core.cli.settings_options import with_settings
from core.cli.training import show_training
from core.config import Value, tune_config, tune_settings
from core.runs import find_run

FILES = "FILE|NAME"


@app.command()
@with_settings(tune_settings().values(), "Settings")
def tune(
    *,
    context: typer.Context,
    run: Run,
    dialogues: Annotated[
        list[str] | None,
        typer.Option("--dialogues", metavar=FILES, help="User: and Model: in a .txt, messages in a .jsonl, a .csv."),
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="MODEL", help="What to call the model.")] = "",
    prompt: Annotated[
        list[str] | None, typer.Option("--prompt", metavar="P", help="What samples ask while it trains.")
    ] = None,
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """Teach a trained model to answer: with dialogues of yours, or with those of its built-in text."""
    folder, _ = find_run(context.obj, run)
    config = tune_config(folder.config(), settings)
    show_training(said.Tune(run, config, tuple(dialogues or ()), name, tuple(prompt or ())), context.obj, json)
