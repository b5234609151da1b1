"""The words that ask a model: ``sample``, ``chat``, ``inspect``."""

import sys
from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.front import STOPPED, Ended, Json, Run, app, check_run, failed, print_json
from core.cli.front import run as ask
from core.cli.settings_options import with_settings
from core.config import VIEWS, SamplingConfig, Value, settings_of
from core.errors import SettingError
from core.paths import Home

SAMPLING = settings_of(SamplingConfig)


@app.command()
@with_settings(SAMPLING, "Sampling")
def sample(
    *,
    context: typer.Context,
    run: Run,
    prompt: Annotated[str, typer.Option("--prompt", help="What to continue.")] = "",
    count: Annotated[int, typer.Option("--count", help="How many continuations, each with its own seed.")] = 1,
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """Let a model continue a prompt."""
    _answer(run, prompt, settings, context.obj, json, count)


def _answer(run: str, prompt: str, settings: dict[str, Value], home: Home, json: bool, count: int = 1) -> str:
    """Stream one answer to stdout, or several whole ones; returns the first."""
    command = said.Sample(run, prompt, SamplingConfig(**settings), count)  # type: ignore[arg-type]
    check_run(home, run)
    written = ""
    for event in ask(command, home):
        match event:
            case said.Token(text=text) if not json:
                written += text
                print(text, end="", flush=True)
            case said.Notice(message, hint):
                show.tell(message, hint)
            case said.Failed():
                failed(event, json)
            case said.Continuation(number, text):
                print_json(event) if json else print(f"--- {number + 1}, seed {event.seed}\n{prompt}{text}", flush=True)
            case said.SampleDone():
                if json:
                    print_json(event)
                elif count == 1:
                    print(event.text.removeprefix(written), flush=True)
                if event.stopped_by == "user":
                    raise Ended(STOPPED)
                return event.text
    return written


@app.command()
@with_settings(SAMPLING, "Sampling")
def chat(*, context: typer.Context, run: Run, settings: dict[str, Value]) -> None:
    """Talk to a model: it continues what you write, and the text grows. An empty line ends it."""
    talk(run, settings, context.obj)


def talk(run: str, settings: dict[str, Value], home: Home) -> None:
    """Continue what is typed, line after line, until an empty one."""
    from core.runs import find_run

    found, step = find_run(home, run)
    print(f"{found.name} at step {step}. Write the beginning of a text. An empty line ends the talk.", file=sys.stderr)
    text, seed = "", int(settings.get("seed", 0))
    while True:
        try:
            words = input("> ")
        except (EOFError, KeyboardInterrupt):
            return
        if not words:
            return
        text += ("\n" if text else "") + words
        text += _answer(run, text, {**settings, "seed": seed}, home, json=False)
        seed += 1


@app.command()
@with_settings(SAMPLING, "Sampling")
def inspect(
    *,
    context: typer.Context,
    run: Run,
    view: Annotated[str, typer.Option("--view", help=f"One of: {', '.join(VIEWS)}.")] = "attention",
    prompt: Annotated[str, typer.Option("--prompt", help="The text to look at.")] = "",
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """See the model at work on a prompt."""
    if view not in VIEWS:
        raise SettingError(f"There is no view {view!r}.", f"Choose one of: {', '.join(VIEWS)}.")
    check_run(context.obj, run)
    command = said.Inspect(run, view, prompt, SamplingConfig(**settings))  # type: ignore[arg-type]
    views = {"attention": show.show_attention, "next-token": show.show_next_token}
    for event in ask(command, context.obj):
        match event:
            case said.Notice(message, hint):
                show.tell(message, hint)
            case said.Failed():
                failed(event, json)
            case said.InspectDone():
                print_json(event) if json else views[event.view](event)
