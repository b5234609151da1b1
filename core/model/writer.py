"""One text as it is written: draws its tokens, knows when it ends, and with what odds each token came."""

import math
from collections.abc import Sequence

import numpy as np

from core.config import SamplingConfig
from core.errors import SettingError
from core.model.sampling import Sampler, likeliest, writable
from core.model.stopping import StopStrings
from core.protocol import Ended, Token
from core.text.tokenizers import StreamDecoder, Tokenizer

SHOWN = 10


class Writer:
    """``last``: the token that was drawn last; ``ended``: why there will be no more, or None.

    ``with_odds``: work out probability, rank, entropy and the likeliest alternatives of each token; else they are 0.
    ``first``: tokens that are written instead of the first drawn ones.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        vocab_size: int,
        sampling: SamplingConfig,
        prompt: Sequence[int],
        with_odds: bool = False,
        first: Sequence[int] = (),
    ) -> None:
        """
        Raises:
            SettingError: a token of ``first`` stands for no text, or the rules leave nothing to write.
        """
        _check(first, tokenizer, vocab_size)
        self._tokenizer, self._with_odds, self._first = tokenizer, with_odds, list(first)
        self._sampler = Sampler.for_texts(sampling, tokenizer, vocab_size)
        self._stream, self._stops = StreamDecoder(tokenizer), StopStrings(sampling.stop)
        self._stream.go_on_after(prompt)
        self._left = sampling.max_new_tokens
        self.last = tokenizer.eos_id
        self.ended: Ended | None = None

    def write(self, logits: np.ndarray, seen: Sequence[int]) -> list[Token]:
        """Draw the next token after those that were seen; the tokens that can be shown now.  V → tokens"""
        token_id = self._first.pop(0) if self._first else self._sampler.draw(logits, seen)
        if token_id is None:
            return self.end("banned")
        if token_id in self._tokenizer.ends:
            return self.end("end_of_text")
        self.last = token_id
        self._left -= 1
        text = self._stream.push(token_id)
        if not self._left:
            text += self._stream.flush()
        shown = self._stops.push(self._token(token_id, text, logits))
        if self._stops.met:
            self.ended = "stop"
        elif not self._left:
            shown += self.end("length")
        return shown

    def end(self, why: Ended) -> list[Token]:
        """The text ends here; the tokens that were held back."""
        self.ended = why
        return self._stops.rest()

    def _token(self, token_id: int, text: str, logits: np.ndarray) -> Token:
        """The token with its odds under the network alone, before temperature and rules."""
        if not self._with_odds:
            return Token(token_id, text, 0.0, 0, 0.0)
        below = logits - logits.max()
        odds = np.exp(below)
        total = odds.sum()
        odds /= total
        best = likeliest(odds, SHOWN)
        return Token(
            token_id=token_id,
            text=text,
            probability=float(odds[token_id]),
            rank=int(np.count_nonzero(odds > odds[token_id])) + 1,
            entropy=float(np.log(total) - np.vdot(odds, below)) / math.log(2),  # Σ p · (ln Σ − below)
            alternatives=tuple((self._tokenizer.label(i), float(odds[i])) for i in best),
            alternative_ids=tuple(best),
            label=self._tokenizer.label(token_id),
        )


def _check(first: Sequence[int], tokenizer: Tokenizer, vocab_size: int) -> None:
    allowed = writable(tokenizer, vocab_size) if first else ()
    for token_id in first:
        if token_id not in allowed:
            raise SettingError(
                f"A text cannot go on with the token {token_id} ({tokenizer.label(token_id)}): it stands for no text.",
                "Choose another one.",
            )
