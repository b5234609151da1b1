"""The words that ask a model: ``sample``, ``chat``."""

import sys
from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.copying import tell_copied
from core.cli.front import FAULT, STOPPED, Ended, Json, Run, app, check_run, failed, print_json
from core.cli.front import run as ask
from core.cli.settings_options import taken, with_settings
from core.config import CopyingConfig, SamplingConfig, SurgeryConfig, Value, settings_of
from core.paths import Home

SAMPLING = settings_of(SamplingConfig)
COPYING = settings_of(CopyingConfig)
SURGERY = settings_of(SurgeryConfig)


@app.command()
@with_settings(SURGERY, "Surgery")
@with_settings((*SAMPLING, *COPYING), "Sampling")
def sample(
    *,
    context: typer.Context,
    run: Run,
    prompt: Annotated[str, typer.Option("--prompt", help="What to continue.")] = "",
    count: Annotated[int, typer.Option("--count", help="How many continuations, each with its own seed.")] = 1,
    copied: Annotated[bool, typer.Option("--copied", help="Say what is copied from the training text.")] = False,
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """Let a model continue a prompt."""
    copying, surgery = taken(CopyingConfig, settings), taken(SurgeryConfig, settings)
    rules = taken(SamplingConfig, settings)
    command = said.Sample(run, prompt, rules, count, find_copied=copying if copied else None, surgery=surgery)
    check_run(context.obj, run)
    _answer(command, context.obj, json)


def _answer(command: said.Sample, home: Home, json: bool = False, told: set[str] | None = None) -> said.SampleDone:
    """Stream one answer to stdout, or several whole ones. ``told``: what has been said before and need not be again."""
    written = ""
    texts: list[str] = []
    for event in ask(command, home):
        match event:
            case said.Token(text=text) if not json:
                written += text
                print(text, end="", flush=True)
            case said.Notice(message, hint) if told is None or hint not in told:
                show.tell(message, hint)
                if told is not None:
                    told.add(hint)
            case said.Failed():
                failed(event, json)
            case said.Continuation(number, text):
                texts.append(text)
                heading = f"--- {number + 1}, seed {event.seed}\n{command.prompt}{text}"
                print_json(event) if json else print(heading, flush=True)
            case said.SampleDone():
                if not json and command.count == 1:
                    print(event.text.removeprefix(written), flush=True)
                for one in texts or [event.text]:
                    tell_copied(command, one, home, json)
                if json:
                    print_json(event)
                if event.stopped_by == "user":
                    raise Ended(STOPPED)
                return event
    raise Ended(FAULT)


@app.command()
@with_settings(SURGERY, "Surgery")
@with_settings(SAMPLING, "Sampling")
def chat(*, context: typer.Context, run: Run, settings: dict[str, Value]) -> None:
    """Talk to a model: it continues what you write, or answers if it was taught to. An empty line ends it."""
    talk(run, settings, context.obj)


def talk(run: str, settings: dict[str, Value], home: Home) -> None:
    """Continue or answer what is typed, line after line, until an empty one."""
    from core.runs import find_run
    from core.text.template import load_template

    found, step = find_run(home, run.removesuffix("@live"))
    taught = load_template(found.tokenizer_folder) is not None
    what = "Ask something." if taught else "Write the beginning of a text."
    print(f"{found.name} at step {step}. {what} An empty line ends the talk.", file=sys.stderr)
    parts: list[said.Part] = []
    told: set[str] = set()
    surgery = taken(SurgeryConfig, settings)
    seed = SamplingConfig(**settings).seed  # type: ignore[arg-type]
    while True:
        try:
            words = input("> ")
        except (EOFError, KeyboardInterrupt):
            return
        if not words:
            return
        parts.append(said.Part("user", words) if taught else said.Part("text", ("\n" if parts else "") + words))
        rules = SamplingConfig(**{**settings, "seed": seed})  # type: ignore[arg-type]
        answer = _answer(said.Sample(run, sampling=rules, parts=tuple(parts), surgery=surgery), home, told=told)
        parts.append(said.Part("model" if taught else "text", answer.text, answer.token_ids))
        seed += 1
