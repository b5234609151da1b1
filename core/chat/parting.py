"""Where two texts that are being written are no longer the same."""

from collections.abc import Sequence

from core.protocol import Parted, Token
from core.text.tokenizers import Tokenizer


def same_tokens(first: Tokenizer, second: Tokenizer) -> bool:
    """Whether the same ids stand for the same text in both."""
    if first.vocab_size != second.vocab_size:
        return False
    return all(first.token_bytes(i) == second.token_bytes(i) for i in range(first.vocab_size))


class Parting:
    """Told of each token of both texts; knows where they part as soon as it can be known.

    ``by_id``: tokens are compared by their ids, else by their characters.
    """

    def __init__(self, by_id: bool) -> None:
        self._by_id = by_id
        self._written: tuple[list[int | str], list[int | str]] = ([], [])
        self._tokens: tuple[list[int], list[int]] = ([], [])  # to which token each of those belongs
        self._counts = [0, 0]
        self._same = 0
        self.place: Parted | None = None

    def tell(self, side: int, token: Token) -> Parted | None:
        """Take one more token. Says the place when it has become known with it."""
        units: Sequence[int | str] = (token.token_id,) if self._by_id else token.text
        self._written[side].extend(units)
        self._tokens[side].extend([self._counts[side]] * len(units))
        self._counts[side] += 1
        if self.place is not None:
            return None
        (first, second), (ours, theirs) = self._written, self._tokens
        while self._same < min(len(first), len(second)):
            if first[self._same] != second[self._same]:
                self.place = Parted(ours[self._same], theirs[self._same])
                break
            self._same += 1
        return self.place

    def end(self, ended: Sequence[bool]) -> Parted | None:
        """Both are done. One that came to an end of its own (``ended``) parts from one that goes on there."""
        first, second = (len(written) for written in self._written)
        shorter = int(second < first)
        if self.place is None and first != second and ended[shorter]:
            at = [self._counts[0], self._counts[1]]
            longer = 1 - shorter
            at[longer] = self._tokens[longer][self._same]
            self.place = Parted(*at)
        return self.place
