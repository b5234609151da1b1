"""Which tokens would write a banned word, however the word is cut into tokens: UTF-8 bytes are compared."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from core.errors import SettingError
from core.text.tokenizers import Tokenizer


class Banned:
    """``words`` that no text may come to hold, and ``tokens`` that are never written."""

    def __init__(self, words: Sequence[str], tokens: Sequence[int], tokenizer: Tokenizer, vocab_size: int) -> None:
        """
        Raises:
            SettingError: a token's number is none of the vocabulary's.
        """
        beyond = [token for token in tokens if token >= vocab_size]
        if beyond:
            raise SettingError(
                f"Banned tokens (--ban-token) has {beyond[0]}, but this model has {vocab_size} tokens.",
                f"Give numbers from 0 to {vocab_size - 1}.",
            )
        self._words = [word.encode() for word in words]
        self._token_bytes = tokenizer.token_bytes
        spelt = [tokenizer.token_bytes(i) for i in range(tokenizer.vocab_size)] if words else []
        holding = (i for i, data in enumerate(spelt) if any(word in data for word in self._words))
        self.always = np.array(sorted({*tokens, *holding}), dtype=np.int64)
        # In the order of their bytes, tokens that begin alike stand side by side.
        self._ids = np.array(sorted(range(len(spelt)), key=spelt.__getitem__), dtype=np.int64)
        self._spelt = [spelt[i] for i in self._ids]
        self._reach = max((len(word) for word in self._words), default=1) - 1

    def after(self, seen: Sequence[int]) -> np.ndarray:
        """The tokens that must not follow what was seen, prompt and written text alike.  → n"""
        end = self._end_of(seen)
        rests = {
            word[known:]
            for word in self._words
            for known in range(1, min(len(word), len(end) + 1))
            if end.endswith(word[:known])
        }
        return np.concatenate([self.always, *map(self._beginning_with, rests)])

    def _end_of(self, seen: Sequence[int]) -> bytes:
        """As many of the last bytes as matter. Tokens without text, as between turns, end what a word spans."""
        end, place = b"", len(seen)
        while len(end) < self._reach and place:
            place -= 1
            data = self._token_bytes(seen[place])
            if not data:
                break
            end = data + end
        return end

    def _beginning_with(self, rest: bytes) -> np.ndarray:
        """The tokens whose bytes begin with these. No byte of UTF-8 is the largest, so the last one has a successor."""
        first = bisect_left(self._spelt, rest)
        return self._ids[first : bisect_left(self._spelt, rest[:-1] + bytes([rest[-1] + 1]), first)]
