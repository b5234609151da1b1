"""The loss of a text, token by token: in windows that lie end to end, as the validation loss is measured.

What is known grows window by window, and is kept: whoever asks again goes on where the last one was interrupted.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
import torch.nn.functional as F

from core.model.gpt import GPT
from core.model.told import told
from core.protocol import Token
from core.text.tokenizers import StreamDecoder, Tokenizer

TOKENS_AT_ONCE, LOGITS_AT_ONCE = 4096, 1 << 23


def windows_over(n_tokens: int, context: int) -> np.ndarray:
    """Rows (start, first, end) as in ``core.text.windows``: every token but the first is foretold once.  n 3

    They begin at 0, T, 2T …; what is left over at the end is foretold by a window that is moved inside. A text that is
    shorter than a window is one window.
    """
    targets = n_tokens - 1
    if targets <= 0:
        return np.empty((0, 3), dtype=np.int64)
    begins = np.arange(0, targets, context)
    ends = np.append(begins[1:], targets)
    starts = np.minimum(begins, max(0, targets - context))
    return np.stack((starts, begins - starts, ends - starts), axis=1)


class TokenLosses:
    """``nats``: of each token, NaN where nobody has looked yet; ``seen``: how many tokens before it were read."""

    def __init__(self, context: int, ids: np.ndarray) -> None:
        self._context, self._ids = context, ids
        self._length = min(context, max(0, len(ids) - 1))
        self.windows = windows_over(len(ids), context)
        self.nats = np.full(len(ids), np.nan, dtype=np.float32)
        self.seen = np.zeros(len(ids), dtype=np.int32)
        for start, first, end in self.windows:
            self.seen[start + first + 1 : start + end + 1] = np.arange(first + 1, end + 1)

    @property
    def at_once(self) -> int:
        """Windows that are read together."""
        return max(1, TOKENS_AT_ONCE // max(1, self._length))

    def missing(self, numbers: np.ndarray) -> np.ndarray:
        """Those of some windows, by their numbers, that have not been measured."""
        ends = self.windows[numbers, 0] + self.windows[numbers, 2]
        return numbers[np.isnan(self.nats[ends])]

    def window_of(self, token: int) -> int:
        """The number of the window that foretells a token."""
        return max(0, min(len(self.windows) - 1, (token - 1) // self._context))

    def rows(self, numbers: Sequence[int] | np.ndarray) -> np.ndarray:
        """What is read in some windows, each with the token behind it.  W T+1"""
        starts = self.windows[np.asarray(numbers, dtype=np.int64), :1]
        return self._ids[starts + np.arange(self._length + 1)].astype(np.int64)

    @torch.inference_mode()
    def measure(self, model: GPT, numbers: np.ndarray) -> None:
        """Read these windows."""
        for _ in self._odds(model, numbers):
            pass

    @torch.inference_mode()
    def told(self, model: GPT, numbers: np.ndarray, tokenizer: Tokenizer) -> tuple[Token, ...]:
        """Read these windows, which follow one another: each token that they foretell, with the likeliest others."""
        stream = StreamDecoder(tokenizer)
        start, first, _ = self.windows[numbers[0]]
        begin = int(start + first)
        stream.go_on_after(self._ids[max(0, begin - 4) : begin].tolist())
        opening = int(self._ids[begin])
        tokens = [Token(opening, stream.push(opening), 1.0, 0, 0.0)]
        for targets, log_odds in self._odds(model, numbers):
            tokens += told(tokenizer, stream, targets, log_odds)
        return tuple(tokens)

    def alone(self, tokenizer: Tokenizer) -> tuple[Token, ...]:
        """The tokens of a text of which none is foretold: there are none, or one."""
        return tuple(Token(int(i), tokenizer.label(int(i)), 1.0, 0, 0.0) for i in self._ids[:1])

    def _odds(self, model: GPT, numbers: np.ndarray) -> Iterator[tuple[np.ndarray, torch.Tensor]]:
        """The targets that count, in order, with the odds at each, in portions that are no large tensor.  n, n V"""
        portion = max(1, LOGITS_AT_ONCE // model.config.vocab_size)
        device = next(model.parameters()).device
        for begin in range(0, len(numbers), self.at_once):
            some = numbers[begin : begin + self.at_once]
            rows, windows = self.rows(some), self.windows[some]
            column = np.arange(self._length)
            counts = (column >= windows[:, 1:2]) & (column < windows[:, 2:3])  # W T
            features = model.features(torch.from_numpy(rows[:, :-1]).to(device))  # W T D
            features = features[torch.from_numpy(counts).to(device)]  # n D
            targets, places = rows[:, 1:][counts], (windows[:, :1] + 1 + column)[counts]
            for at in range(0, len(targets), portion):
                here = slice(at, at + portion)
                log_odds = F.linear(features[here], model.head_weight).log_softmax(dim=-1).cpu()  # n V
                own = log_odds[torch.arange(len(log_odds)), torch.from_numpy(targets[here])]
                self.nats[places[here]] = -own.float().numpy()
                yield targets[here], log_odds
