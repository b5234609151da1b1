"""Dialogues as rows of tokens, one window each: whole ones side by side, filled up with <pad>, which is never learnt.

Of a row only the model's turns, and the tokens that end them, are targets. A dialogue longer than a window is cut
where a turn of the user's begins, if that is enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.control import RunControl
from core.text.dialogue import Dialogue
from core.text.tokenizers import TurnTokenizer
from core.text.windows import IGNORED

AT_ONCE = 4096  # dialogues that are tokenized in one call
PAD = 0


@dataclass(frozen=True)
class Rows:
    """``tokens``: N T+1; ``taught``: N T+1, which of them are targets; ``lengths``: N, tokens of each before it is
    filled up. ``cut``: dialogues that no window held."""

    tokens: np.ndarray
    taught: np.ndarray
    lengths: np.ndarray
    cut: int = 0

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def stream(self) -> np.ndarray:
        """All tokens one after another, without what fills up.  → n"""
        filled: np.ndarray = self.tokens[np.arange(self.tokens.shape[1]) < self.lengths[:, None]]
        return filled

    def batch(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Inputs and targets of some rows: B T int64 each; a target that does not count is −100."""
        tokens, taught = self.tokens[numbers].astype(np.int64), self.taught[numbers]
        return tokens[:, :-1], np.where(taught, tokens, IGNORED)[:, 1:]


def pack(dialogues: Sequence[Dialogue], tokenizer: TurnTokenizer, context: int, control: RunControl) -> Rows:
    """Lay dialogues into rows, in their order as far as they fit. Each row begins as a prompt of this tokenizer does.

    Raises:
        Interrupted: a stop was asked for.
    """
    room = context + 1 - len(tokenizer.prefix)
    pieces: list[list[tuple[np.ndarray, np.ndarray]]] = [[]]
    filled, cut = 0, 0
    for number, (ids, taught, begins) in enumerate(_in_tokens(dialogues, tokenizer, control)):
        if number % AT_ONCE == 0:
            control.check()
        parts = _parts(len(ids), begins, room)
        cut += len(parts) > 1
        for begin, end in parts:
            if filled + end - begin > room:
                pieces.append([])
                filled = 0
            targets = taught[begin:end].copy()
            targets[0] = False  # it begins a turn of the user's, or stood at the end of the part before
            pieces[-1].append((ids[begin:end], targets))
            filled += end - begin
    return _laid(pieces, tokenizer.prefix, context + 1, cut)


def _laid(
    pieces: Sequence[Sequence[tuple[np.ndarray, np.ndarray]]], prefix: Sequence[int], width: int, cut: int
) -> Rows:
    """Rows of so many tokens with these pieces in them. A row without a target, which teaches nothing, is left out."""
    tokens = np.full((len(pieces), width), PAD, dtype=np.uint32)
    targets = np.zeros(tokens.shape, dtype=bool)
    lengths = np.zeros(len(pieces), dtype=np.int64)
    for row, laid in enumerate(pieces):
        at = len(prefix)
        tokens[row, :at] = prefix
        for ids, taught in laid:
            tokens[row, at : at + len(ids)] = ids
            targets[row, at : at + len(ids)] = taught
            at += len(ids)
        lengths[row] = at
    keeps = targets[:, 1:].any(axis=1)
    return Rows(tokens[keeps], targets[keeps], lengths[keeps], cut)


def _in_tokens(
    dialogues: Sequence[Dialogue], tokenizer: TurnTokenizer, control: RunControl
) -> Iterator[tuple[np.ndarray, np.ndarray, list[int]]]:
    """Of each dialogue its ids, which of them are targets, and where the user's turns begin."""
    template = tokenizer.template
    for first in range(0, len(dialogues), AT_ONCE):
        control.check()
        some = dialogues[first : first + AT_ONCE]
        encoded = iter(tokenizer.encode_batch([turn.text for dialogue in some for turn in dialogue]))
        for dialogue in some:
            ids: list[int] = []
            taught: list[bool] = []
            begins: list[int] = []
            for turn in dialogue:
                words = next(encoded).tolist()
                if turn.speaker == "user":
                    begins.append(len(ids))
                ids += [template.role(turn.speaker), *words, template.end]
                taught += [False] + [turn.speaker == "model"] * (len(words) + 1)
            yield np.array(ids, dtype=np.uint32), np.array(taught), begins


def _parts(length: int, begins: Sequence[int], room: int) -> list[tuple[int, int]]:
    """A dialogue of so many tokens in parts that fit: cut at turns of the user's where that is enough, else so that
    one token stands in both."""
    parts: list[tuple[int, int]] = []
    begin = 0
    while length - begin > room:
        end = max((place for place in begins if begin < place <= begin + room), default=begin + room)
        parts.append((begin, end))
        begin = end if end in begins else end - 1
    return [*parts, (begin, length)]
