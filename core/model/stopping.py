"""Stop strings: a text ends before the first of them, and nothing is shown that would have to be taken back."""

import dataclasses
from collections.abc import Sequence

from core.protocol import Token


class StopStrings:
    """Tokens in, tokens out: one comes out once none of its text can belong to a stop string any more.

    ``met``: a stop string was written, and the text has ended before it.
    """

    def __init__(self, strings: Sequence[str]) -> None:
        self._strings = strings
        self._held: list[Token] = []
        self.met = False

    def push(self, token: Token) -> list[Token]:
        """The tokens that can be shown now. The one in which a stop string begins comes with the text before that."""
        if not self._strings:
            return [token]
        self._held.append(token)
        text = "".join(held.text for held in self._held)
        places = [place for place in map(text.find, self._strings) if place >= 0]
        if places:
            self.met = True
            return self._cut(min(places))
        return self._let_go(len(text) - max(_begun(text, string) for string in self._strings))

    def rest(self) -> list[Token]:
        """What is held when the text ends otherwise."""
        held, self._held = self._held, []
        return held

    def _cut(self, end: int) -> list[Token]:
        kept, begin = list[Token](), 0
        for token in self.rest():
            if begin >= end:
                break
            kept.append(dataclasses.replace(token, text=token.text[: end - begin]))
            begin += len(token.text)
        return kept

    def _let_go(self, certain: int) -> list[Token]:
        """Tokens whose text lies within the ``certain`` characters. Those without any yet, bytes of a character that is
        not whole, stay until it is."""
        count = reached = 0
        for number, token in enumerate(self._held, 1):
            reached += len(token.text)
            if reached > certain:
                break
            if token.text:
                count = number
        free, self._held = self._held[:count], self._held[count:]
        return free


def _begun(text: str, string: str) -> int:
    """How many characters at the text's end could begin the string."""
    return next((n for n in range(min(len(text), len(string) - 1), 0, -1) if text.endswith(string[:n])), 0)
