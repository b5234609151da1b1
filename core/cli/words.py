"""The words of the terminal: train, chat, sample, inspect, runs."""

import os
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.settings_options import with_settings
from core.cli.stopping import stop_on_signals
from core.config import DEFAULT_PRESET, PRESETS, VIEWS, SamplingConfig, Value, build_config, settings_of, train_settings
from core.control import RunControl
from core.errors import HelloGPTError, SettingError
from core.paths import Home, find_home
from core.protocol_json import to_json

DONE, FAULT, REQUEST, STOPPED = 0, 1, 2, 3

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Make a small GPT on this computer: train it, talk to it, look inside. Without words the window opens.",
)
SAMPLING = settings_of(SamplingConfig)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Run = Annotated[
    str, typer.Argument(metavar="RUN[@STEP]", help="A model or model/serial_N, with @number, @best or @latest.")
]


class _Ended(Exception):
    """A command is over, with this exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def main(argv: list[str]) -> int:
    """Carry out the words of a command line. Returns the exit code."""
    _use_utf8()
    try:
        words, place = _take_home(argv)
        app(words, prog_name="hellogpt", standalone_mode=False, obj=find_home(place))
    except _Ended as ended:
        return ended.code
    except HelloGPTError as error:
        return _refuse(error.message, error.hint, "--json" in argv, error.exit_code)
    except typer.TyperException as error:
        return _refuse(error.format_message(), "See --help.", "--json" in argv, REQUEST)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def _take_home(argv: list[str]) -> tuple[list[str], str | None]:
    """``--home DIR`` may stand anywhere."""
    words, place = list(argv), None
    for index, word in enumerate(words):
        if word == "--home":
            if index + 1 == len(words):
                raise SettingError("--home needs a folder.", "Write --home DIR.")
            place = words[index + 1]
            return words[:index] + words[index + 2 :], place
        if word.startswith("--home="):
            return words[:index] + words[index + 1 :], word.removeprefix("--home=")
    return words, place


def _refuse(message: str, hint: str, json: bool, code: int) -> int:
    if json:
        _print_json(said.Failed(message, hint, code))
    show.tell(message, hint)
    return code


def _print_json(event: said.Event | dict[str, object]) -> None:
    sys.stdout.buffer.write(to_json(event) + b"\n")
    sys.stdout.buffer.flush()


def _run(command: said.Command, home: Home) -> Iterator[said.Event]:
    """The engine's answer to a command. The engine is imported here: ``runs`` and ``--help`` do without torch."""
    from core.engine import Engine

    control = RunControl()
    with stop_on_signals(control):
        yield from Engine(home).run(command, control)


def _failed(event: said.Failed, json: bool) -> None:
    if event.details:
        print(event.details, file=sys.stderr)
    raise _Ended(_refuse(event.message, event.hint, json, event.exit_code))


@app.command()
@with_settings(train_settings().values(), "Settings")
def train(
    *,
    context: typer.Context,
    text: Annotated[list[str] | None, typer.Option("--text", metavar="FILE|DIR", help="Text to learn from.")] = None,
    preset: Annotated[str, typer.Option("--preset", help=f"One of: {', '.join(PRESETS)}.")] = DEFAULT_PRESET,
    name: Annotated[str, typer.Option("--name", metavar="MODEL", help="What to call the model.")] = "",
    resume: Annotated[str, typer.Option("--resume", metavar="RUN[@STEP]", help="Go on with a stopped run.")] = "",
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """Train a model on your text, or on the built-in one."""
    if resume:
        if settings or text or name or preset != DEFAULT_PRESET:
            raise SettingError("A resumed run keeps its settings.", "Give --resume RUN alone.")
        command: said.Command = said.Resume(resume)
    else:
        command = said.Train(build_config(preset, settings), tuple(text or ()), name)
    _train(command, context.obj, json)


def _train(command: said.Command, home: Home, json: bool) -> None:
    events = _run(command, home)
    if json:
        last = _train_json(events)
    else:
        with show.TrainingView() as view:
            last = None
            for last in events:
                view.show(last)
    if isinstance(last, said.Failed):
        _failed(last, json)
    if isinstance(last, said.TrainDone) and last.stopped_by == "user":
        raise _Ended(STOPPED)


def _train_json(events: Iterator[said.Event]) -> said.Event | None:
    """Print the events of the terminal contract; notices go to stderr as sentences."""
    last = None
    for last in events:
        if isinstance(last, said.Notice):
            show.tell(last.message, last.hint)
        elif isinstance(last, (said.Started, said.Step, said.SampleWritten, said.CheckpointWritten, said.TrainDone)):
            _print_json(last)
    return last


@app.command()
@with_settings(SAMPLING, "Sampling")
def sample(
    *,
    context: typer.Context,
    run: Run,
    prompt: Annotated[str, typer.Option("--prompt", help="What to continue.")] = "",
    json: Json = False,
    settings: dict[str, Value],
) -> None:
    """Let a model continue a prompt."""
    _answer(run, prompt, settings, context.obj, json)


def _answer(run: str, prompt: str, settings: dict[str, Value], home: Home, json: bool) -> str:
    """Stream one answer to stdout; returns it."""
    command = said.Sample(run, prompt, SamplingConfig(**settings))  # type: ignore[arg-type]
    written = ""
    for event in _run(command, home):
        match event:
            case said.Token(text=text) if not json:
                written += text
                print(text, end="", flush=True)
            case said.Notice(message, hint):
                show.tell(message, hint)
            case said.Failed():
                _failed(event, json)
            case said.SampleDone():
                if json:
                    _print_json(event)
                else:
                    print(event.text.removeprefix(written), flush=True)
                if event.stopped_by == "user":
                    raise _Ended(STOPPED)
                return event.text
    return written


@app.command()
@with_settings(SAMPLING, "Sampling")
def chat(*, context: typer.Context, run: Run, settings: dict[str, Value]) -> None:
    """Talk to a model: it continues what you write, and the text grows. An empty line ends it."""
    _chat(run, settings, context.obj)


def _chat(run: str, settings: dict[str, Value], home: Home) -> None:
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
    command = said.Inspect(run, view, prompt, SamplingConfig(**settings))  # type: ignore[arg-type]
    views = {"attention": show.show_attention, "next-token": show.show_next_token}
    for event in _run(command, context.obj):
        match event:
            case said.Notice(message, hint):
                show.tell(message, hint)
            case said.Failed():
                _failed(event, json)
            case said.InspectDone():
                _print_json(event) if json else views[event.view](event)


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
        _print_json({**line, **losses, "created": run.created, "size": run.size})


def journey(argv: list[str]) -> int:
    """The walk of the window, in a terminal: train on the default text, then talk to the model."""
    from core.runs import list_runs

    _use_utf8()
    try:
        home = find_home(_take_home(argv)[1])
        try:
            _train(said.Train(build_config()), home, json=False)
        except _Ended as ended:
            if ended.code != STOPPED:
                return ended.code
        _chat(list_runs(home)[0].name, {}, home)
    except _Ended as ended:
        return ended.code
    except HelloGPTError as error:
        return _refuse(error.message, error.hint, False, error.exit_code)
    return DONE
