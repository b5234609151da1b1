"""The word that asks every step of a run the same: ``filmstrip``."""

from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.front import STOPPED, Ended, Json, Run, app, check_run, failed, print_json
from core.cli.front import run as ask
from core.cli.settings_options import with_settings
from core.config import SamplingConfig, Value, settings_of


@app.command()
@with_settings(settings_of(SamplingConfig), "Sampling")
def filmstrip(
    *,
    context: typer.Context,
    run: Run,
    prompt: Annotated[str, typer.Option("--prompt", help="What to continue.")] = "",
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """Let every step of a run that is kept continue the same prompt: watch it learn."""
    check_run(context.obj, run)
    command = said.Filmstrip(run, prompt, SamplingConfig(**settings))  # type: ignore[arg-type]
    for event in ask(command, context.obj):
        match event:
            case said.Notice(message, hint):
                show.tell(message, hint)
            case said.Failed():
                failed(event, json)
            case said.Frame() if not json:
                show.show_frame(event, prompt)
            case said.Frame():
                print_json(event)
            case said.FilmstripDone():
                if json:
                    print_json(event)
                if not event.whole:
                    raise Ended(STOPPED)
