"""The way into the terminal: the program's words, how a command reaches the engine, how it ends."""

import os
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.settings_options import spell_out_switches
from core.cli.stopping import stop_on_signals
from core.config import train_settings
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
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
Run = Annotated[
    str, typer.Argument(metavar="RUN[@STEP]", help="A model or model/serial_N, with @number, @best or @latest.")
]


class Ended(Exception):
    """A command is over, with this exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def main(argv: list[str]) -> int:
    """Carry out the words of a command line. Returns the exit code."""
    use_utf8()
    try:
        words, place = take_home(argv)
        app(
            spell_out_switches(words, train_settings().values()),
            prog_name="hellogpt",
            standalone_mode=False,
            obj=find_home(place),
        )
    except Ended as ended:
        return ended.code
    except HelloGPTError as error:
        return refuse(error.message, error.hint, "--json" in argv, error.exit_code)
    except typer.TyperException as error:
        return refuse(error.format_message(), "See --help.", "--json" in argv, REQUEST)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def use_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def take_home(argv: list[str]) -> tuple[list[str], str | None]:
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


def refuse(message: str, hint: str, json: bool, code: int) -> int:
    if json:
        print_json(said.Failed(message, hint, code))
    show.tell(message, hint)
    return code


def print_json(event: said.Event | dict[str, object]) -> None:
    sys.stdout.buffer.write(to_json(event) + b"\n")
    sys.stdout.buffer.flush()


def run(command: said.Command, home: Home) -> Iterator[said.Event]:
    """The engine's answer to a command. The engine is imported here: ``runs`` and ``--help`` do without torch."""
    from core.engine import Engine

    control = RunControl()
    with stop_on_signals(control):
        yield from Engine(home).run(command, control)


def failed(event: said.Failed, json: bool) -> None:
    if event.details:
        print(event.details, file=sys.stderr)
    raise Ended(refuse(event.message, event.hint, json, event.exit_code))


def check_run(home: Home, reference: str) -> None:
    """Refuse a run that is not there before the engine is loaded, which takes seconds."""
    from core.runs import find_run

    find_run(home, reference.removesuffix("@live"))
