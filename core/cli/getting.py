"""The word that fetches: ``get``, the only one that uses the network."""

from typing import Annotated

import typer

from core import protocol as said
from core.cli import show
from core.cli.front import Json, app, failed, print_json
from core.cli.front import run as ask

MEGABYTE = 1_000_000


@app.command()
def get(
    *,
    context: typer.Context,
    what: Annotated[
        list[str] | None, typer.Argument(metavar="BOOK|URL", help="A book's number or title, or an address.")
    ] = None,
    at_most: Annotated[int, typer.Option("--at-most", metavar="MB", help="Refuse what is larger.", min=1)] = 1000,
    json: Json = False,
) -> None:
    """Fetch a text into data/: a Project Gutenberg book, or any text by its address. Alone: list the catalogue."""
    if not what:
        _list(json)
        return
    last: said.Event | None = None
    with show.TrainingView() as view:
        for last in ask(said.Get(" ".join(what), at_most * MEGABYTE), context.obj):
            _show(last, view, json)
    if isinstance(last, said.Failed):
        failed(last, json)
    if isinstance(last, said.GetDone):
        path = f'"{last.path}"' if " " in last.path else last.path
        print_json(last) if json else print(f"{last.path}  ({last.size:,} bytes)\nTrain on it: train --text {path}")


def _show(event: said.Event, view: show.TrainingView, json: bool) -> None:
    match event:
        case said.Progress() if json:
            print_json(event)
        case said.Notice(message, hint) if json:
            show.tell(message, hint)
        case _:
            view.show(event)


def _list(json: bool) -> None:
    from core.text.catalogue import BOOKS

    for book in BOOKS:
        if json:
            facts = {"number": book.number, "title": book.title, "author": book.author, "language": book.language}
            print_json({"event": "book", **facts})
        else:
            print(f"{book.number:>6}  {book.title}, {book.author}  ({book.language})")
