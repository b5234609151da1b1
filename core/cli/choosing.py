"""Options that choose of a text, for every word that takes one, and the word that shows what there is to choose."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, get_args

import typer

from core import protocol as said
from core.cli import show
from core.cli.front import Json, app, failed, print_json
from core.cli.front import run as ask
from core.errors import SettingError
from core.text.builtin import BUILTIN

KINDS: tuple[said.FindingKind, ...] = get_args(said.FindingKind)
PANEL = "What is read of the text"
Texts = Annotated[
    list[str] | None, typer.Option("--text", metavar="FILE|DIR", help=f"Text, or one of: {', '.join(BUILTIN)}.")
]
LeaveOut = Annotated[
    list[str] | None,
    typer.Option("--leave-out", metavar="FILE", help="Do not read this file of a folder.", rich_help_panel=PANEL),
]
Encoding = Annotated[
    list[str] | None,
    typer.Option("--encoding", metavar="[FILE=]NAME", help="Read it as this encoding.", rich_help_panel=PANEL),
]
Column = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="[FILE=]NAME", help="Column of a .csv or .jsonl.", rich_help_panel=PANEL),
]
Remove = Annotated[
    list[str] | None,
    typer.Option(
        "--remove", metavar="[FILE=]KIND", help=f"Take out what was found: {', '.join(KINDS)}.", rich_help_panel=PANEL
    ),
]


def choices_of(
    leave_out: Iterable[str] | None,
    encoding: Iterable[str] | None,
    column: Iterable[str] | None,
    remove: Iterable[str] | None,
) -> tuple[said.TextChoice, ...]:
    """What the options choose; what names no file holds for all, also where one file has more of its own.

    Raises:
        SettingError: there is no such kind of finding.
    """
    given = {"encoding": encoding, "column": column, "remove": remove}
    parts = [(part, *_parted(word)) for part, words in given.items() for word in words or ()]
    chosen = {"": said.TextChoice()}
    for part, path, value in sorted(parts, key=lambda one: bool(one[1])):
        before = chosen.get(path, replace(chosen[""], path=path))
        chosen[path] = _with(before, part, value)
    for word in leave_out or ():
        path = _path(word)
        chosen[path] = replace(chosen.get(path, chosen[""]), path=path, on=False)
    return tuple(choice for choice in chosen.values() if choice != said.TextChoice())


def _with(choice: said.TextChoice, part: str, value: str) -> said.TextChoice:
    if part == "encoding":
        return replace(choice, encoding=value)
    if part == "column":
        return replace(choice, column=value)
    kind = next((kind for kind in KINDS if kind == value), None)
    if kind is None:
        raise SettingError(f"Nothing is called {value!r} that could be removed.", f"One of: {', '.join(KINDS)}.")
    return replace(choice, remove=tuple(dict.fromkeys((*choice.remove, kind))))


def _parted(word: str) -> tuple[str, str]:
    file, _, value = word.rpartition("=")
    return (_path(file) if file else ""), value


def _path(name: str) -> str:
    if name in BUILTIN and not Path(name).exists():
        return name
    path = Path(os.path.expanduser(name)).absolute()
    return str(path.resolve() if ".." in path.parts else path)


@app.command()
def look(
    *,
    context: typer.Context,
    text: Texts = None,
    leave_out: LeaveOut = None,
    encoding: Encoding = None,
    column: Column = None,
    remove: Remove = None,
    json: Json = False,
) -> None:
    """Say what is in a text: for each file format, encoding, size, language, and what had better not be learnt."""
    command = said.LookAtText(tuple(text or ()), choices_of(leave_out, encoding, column, remove))
    for event in ask(command, context.obj):
        match event:
            case said.Failed():
                failed(event, json)
            case said.TextDone() if json:
                print_json(event)
            case said.TextDone():
                show.show_looks(event)
