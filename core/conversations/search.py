"""Finding words in conversations: in names, and in every turn of every branch. Neither capitals nor accents count."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.conversations.file import Card

AROUND = 40  # characters shown on each side of what was found


@dataclass(frozen=True)
class Found:
    """``turn``: the one that holds the words, None for the name; ``begin`` and ``end``: the first of them in its text;
    ``excerpt``: one line with what stands around it."""

    card: Card
    turn: int | None
    begin: int
    end: int
    excerpt: str


def search(cards: Iterable[Card], words: str) -> Iterator[Found]:
    """The places that hold all words, in any order: of each conversation its name first, then its turns.

    Without words, nothing is found.
    """
    wanted = [fold(word) for word in words.split()]
    wanted = [word for word in wanted if word]
    if not wanted:
        return
    for card in cards:
        for turn, text in ((None, card.name), *((turn.id, turn.text) for turn in card.turns.values())):
            folded = fold(text)
            if all(word in folded for word in wanted):
                begin, end = _place(text, folded.index(wanted[0]), len(wanted[0]))
                yield Found(card, turn, begin, end, excerpt(text, begin, end))


def fold(text: str) -> str:
    """Without capitals and without accents: "Él" and "el" are the same."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_one, text))


def _fold_one(character: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", character).casefold() if not unicodedata.combining(one))


def _place(text: str, at: int, length: int) -> tuple[int, int]:
    """Where the characters ``at`` … ``at + length`` of the folded text stand in the text itself."""
    if text.isascii():
        return at, at + length
    begin, end, past = 0, 0, 0
    for end, character in enumerate(text):
        folded = len(_fold_one(character))
        if past >= at + length and folded:  # an accent that stands by itself belongs to the letter before it
            return begin, end
        if past <= at:
            begin = end
        past += folded
    return begin, len(text)


def excerpt(text: str, begin: int, end: int) -> str:
    """What was found and what stands around it, in one line, cut between words where there is one."""
    left, right = max(0, begin - AROUND), min(len(text), end + AROUND)
    before, after = text[left:begin], text[end:right]
    if left and " " in before:
        before = before[before.index(" ") :]
    if right < len(text) and " " in after:
        after = after[: after.rindex(" ")]
    words = " ".join((before + text[begin:end] + after).split())
    return f"{'…' if left else ''}{words}{'…' if right < len(text) else ''}"
