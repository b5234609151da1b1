"""The words about conversations that were kept: ``conversations list`` and ``conversations export``."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli import show
from core.cli.front import Json, app, print_json
from core.conversations.export import FORMS, export
from core.conversations.file import Card, list_conversations, load, path_of
from core.conversations.naming import title_of
from core.conversations.search import search
from core.errors import ConversationError
from core.paths import Home

SHORT_ID = 8  # characters of an id that are shown: enough to tell one from another

conversations = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="List the conversations that were kept, and let one leave."
)
app.add_typer(conversations, name="conversations")


@conversations.command("list")
def list_kept(
    *,
    context: typer.Context,
    find: Annotated[str, typer.Option("--find", metavar="WORDS", help="Those alone that hold all these words.")] = "",
    json: Json = False,
) -> None:
    """List the conversations, the last changed first."""
    listing = list_conversations(context.obj)
    places = {found.card.id: found.excerpt for found in reversed(list(search(listing.cards, find)))}
    for card in listing.cards:
        if find and card.id not in places:
            continue
        if json:
            print_json({"event": "conversation", **_about(card), "found": places.get(card.id)})
        else:
            place = f"\n          {places[card.id]}" if find else ""
            print(f"{card.id[:SHORT_ID]}  {card.changed[:16].replace('T', ' ')}  {title_of(card)}{place}")
    if not listing.cards and not json:
        print("No conversations yet. Begin one in the window's Chat tab.")
    for trouble in listing.troubles:
        show.tell(trouble.message, trouble.hint)


def _about(card: Card) -> dict[str, object]:
    return {
        "id": card.id, "name": title_of(card), "created": card.created, "changed": card.changed, "form": card.form,
        "turns": len(card.turns), "runs": card.models,
    }  # fmt: skip


@conversations.command("export")
def export_kept(
    *,
    context: typer.Context,
    conversation: Annotated[str, typer.Argument(metavar="ID", help="Its id, or the beginning of it, or its name.")],
    path: Annotated[str, typer.Argument(metavar="PATH", help=f"Where it shall lie: {', '.join(FORMS)}.")],
    json: Json = False,
) -> None:
    """Let a conversation leave, as Markdown, as a web page that stands alone, or as JSON; PATH is written over."""
    card = _named(context.obj, conversation)
    place = Path(path).expanduser()
    export(load(path_of(context.obj, card.id)), place)
    size = place.stat().st_size
    if json:
        print_json({"event": "done", "id": card.id, "name": title_of(card), "path": path, "size": size})
    else:
        print(f"{path}  ({size:,} bytes)")


def _named(home: Home, words: str) -> Card:
    """The one conversation that is meant.

    Raises:
        ConversationError: there is none, or several.
    """
    cards = list_conversations(home).cards
    fitting = [card for card in cards if card.id == words] or [
        card for card in cards if (words and card.id.startswith(words)) or title_of(card) == words
    ]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        ids = ", ".join(card.id[:SHORT_ID] for card in fitting)
        raise ConversationError(f"{len(fitting)} conversations fit {words!r}.", f"Name one by its id: {ids}.")
    raise ConversationError(f"There is no conversation {words!r}.", "See what there is with: conversations list")
