"""A talk in tokens: what of it a model sees, and where in what was said that begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.model.decoder import Decoder
from core.model.long_text import Turns
from core.protocol import Event, Notice, Seen, Token
from core.text.tokenizers import Tokenizer


@dataclass(frozen=True)
class Piece:
    """A part as ids. ``before``: how many of them stand before its text; ``may_begin``: a talk may best be cut here;
    ``skipped``: characters that stand before what the ids are of, which alone is more than can be seen."""

    ids: list[int]
    before: int = 0
    may_begin: bool = True
    skipped: int = 0


class Talk:
    """All tokens of a talk, of which ``window`` is seen: its first turns up to ``turns.first``, and from ``begin`` on.

    A single part is read to the brim, from its end. A talk of several is cut where it would have been while it was
    written, so that the decoder goes on with what it knows. At most half of what is seen are ``keep_first`` turns, each
    of them whole.
    """

    def __init__(self, tokenizer: Tokenizer, pieces: Sequence[Piece], limit: int, keep_first: int) -> None:
        self._tokenizer, self._pieces, self._limit, self._wanted = tokenizer, pieces, limit, keep_first
        ids, starts, ends = list(tokenizer.prefix), list[int](), list[int]()
        for piece in pieces:
            if piece.may_begin:
                starts.append(len(ids))
            ids += piece.ids
            ends.append(len(ids))
        if not pieces or not pieces[-1].before:
            starts.append(len(ids))  # what is written next is a text of its own
        self.ids = ids or [tokenizer.bos_id]
        fitting = [end for end in ends[:keep_first] if end <= limit // 2]
        self.kept = len(fitting)
        self.turns = Turns(fitting[-1] if fitting else 0, tuple(starts))
        whole = len(self.ids)
        self.begin = max(0, whole - limit) if len(pieces) < 2 else self.turns.begin(whole, limit)
        self.begin = max(self.begin, self.turns.first)
        self.window = self.ids[: self.turns.first] + self.ids[self.begin :]

    def seen(self, tokens: int, dropped: int = 0, written: Sequence[int] = ()) -> Seen:
        """What is seen: ``tokens``, after ``dropped`` more have gone while ``written`` was."""
        begin = self.begin + dropped
        if begin == self.turns.first:
            return Seen(tokens, self._limit)
        return Seen(tokens, self._limit, *self._place(begin, written), first=self.kept)

    def _place(self, begin: int, written: Sequence[int]) -> tuple[int, int]:
        """The part, and the character in it, that a token stands at."""
        left = begin - len(self._tokenizer.prefix)
        for number, piece in enumerate(self._pieces):
            if left < len(piece.ids):
                passed = self._tokenizer.decode(piece.ids[piece.before : max(piece.before, left)])
                return number, piece.skipped + len(passed)
            left -= len(piece.ids)
        return len(self._pieces), len(self._tokenizer.decode(list(written[:left])))

    def notices(self) -> Iterator[Notice]:
        """What a person should know of a talk that is too long."""
        whole, what = len(self.ids), "talk" if len(self._pieces) > 1 else "prompt"
        if self.begin == self.turns.first:
            return
        more = "more than " if any(piece.skipped for piece in self._pieces) else ""
        message = f"The {what} has {more}{whole} tokens, but this model sees {self._limit} at once."
        first = "the first turn" if self.kept == 1 else f"the first {self.kept} turns"
        yield Notice(message, f"Only {first} and its end are used." if self.kept else "Only its end is used.")
        if self.kept < min(self._wanted, len(self._pieces) - 1):
            number = "the first one" if not self.kept else f"turn {self.kept + 1}"
            yield Notice(
                f"Of the first {self._wanted} turns {self.kept} stay in sight: with {number} they would take more than "
                f"half of the {self._limit} tokens that this model sees.",
                "Keep fewer turns, or shorten the first.",
            )


def saying_what_is_seen(events: Iterator[Event], decoder: Decoder, talk: Talk) -> Iterator[Event]:
    """An answer as it is written, and Seen before each token for which something went out of sight."""
    written: list[int] = []
    dropped = 0
    for event in events:
        if decoder.dropped != dropped:
            dropped = decoder.dropped
            yield talk.seen(len(decoder.ids), dropped, written)
        if isinstance(event, Token):
            written.append(event.token_id)
        yield event
