"""Quick decoding with a cache of keys and values: one token in, the logits of the next out.

It computes what ``GPT.forward`` computes, in numpy, whose calls cost little and whose BLAS is quick at one token: tests
compare every position. When the context is full, the older half is dropped (but for the first turns, where they are
kept), and what is left of the rest is read again.
"""

import math
from collections.abc import Sequence

import numpy as np

from core.model.laid_out import Attention, Division, LaidOut, Norm, Thinking
from core.model.long_text import PLAIN, Turns

GELU_SLOPE = np.float32(2 * math.sqrt(2 / math.pi))
GELU_BEND = np.float32(0.044715 * GELU_SLOPE)


class Decoder:
    """The state of ``texts`` texts being written side by side from one prompt, each at most ``context_length`` long.

    ``dropped``: how many tokens have gone since the prompt was read.
    """

    def __init__(self, weights: LaidOut, texts: int = 1) -> None:
        config = weights.config
        self.weights, self.texts = weights, texts
        self._length, self._k = config.context_length, config.head_width
        self._heads, self._groups = config.kv_heads, config.n_heads // config.kv_heads
        self._d = config.d_model
        self._bend, self._residual = BENDS[config.mlp], config.residual
        shape = (config.n_layers, 2, texts, self._heads, self._length, self._k)
        self._cache = np.zeros(shape, dtype=np.float32)
        self._ids: list[list[int]] = [[] for _ in range(texts)]
        self._turns, self.dropped = PLAIN, 0

    @property
    def ids(self) -> list[int]:
        """The tokens of the first text that are in the cache."""
        return self._ids[0]

    def seen(self, text: int) -> list[int]:
        """The tokens of one of the texts that are in the cache: what the network sees."""
        return self._ids[text]

    def prefill(self, ids: Sequence[int], turns: Turns = PLAIN) -> np.ndarray:
        """Read a prompt of 1 … context_length tokens; the logits after its last.  → V

        What the cache already holds of it is not read again. ``turns``: what shall stay when the context is full.
        """
        kept = self._known(ids)
        self._turns, self.dropped = turns, 0
        self._ids = [list(ids)]
        logits = self._read(np.array([ids[kept:]]), kept)[0]
        if self.texts > 1:
            self._cache[:, :, 1:] = self._cache[:, :, :1]
            self._ids = [list(ids) for _ in range(self.texts)]
        return logits

    def step(self, token_id: int) -> np.ndarray:
        """Add one token to the only text; the logits after it.  → V"""
        return self.step_all([token_id])[0]

    def step_all(self, token_ids: Sequence[int]) -> np.ndarray:
        """Add one token to each text; the logits after them.  B → B V"""
        at = len(self._ids[0])
        for ids, token_id in zip(self._ids, token_ids, strict=True):
            ids.append(token_id)
        if at == self._length:
            self._drop()
            first = self._turns.first  # no token sees a later one: what is known of these still holds
            return self._read(np.array([ids[first:] for ids in self._ids]), first)
        return self._read(np.array(token_ids)[:, None], at)

    def _drop(self) -> None:
        """Let go what the turns say, from texts that are one token longer than the context."""
        first, cut = self._turns.first, self._turns.cut(self._length)
        self._ids = [ids[:first] + ids[cut:] for ids in self._ids]
        self._turns, self.dropped = self._turns.after(cut), self.dropped + cut - first

    def _known(self, ids: Sequence[int]) -> int:
        """How many of these tokens, but for the last, the cache holds."""
        known = 0
        for before, now in zip(self._ids[0], ids[:-1], strict=False):
            if before != now:
                break
            known += 1
        return known

    # ---- the network ------------------------------------------------------------------------------------------------

    def _read(self, ids: np.ndarray, at: int) -> np.ndarray:
        """The network over tokens that follow ``at`` tokens in the cache; the logits after the last.  B n → B V"""
        if self.weights.norm is not None:
            with np.errstate(over="ignore"):  # where a sigmoid's e^x is infinite, it is 0
                return self._network(ids, at)
        with np.errstate(over="ignore", invalid="ignore"):  # nothing keeps its numbers small
            return np.nan_to_num(self._network(ids, at))

    def _network(self, ids: np.ndarray, at: int) -> np.ndarray:
        weights, (texts, n) = self.weights, ids.shape
        x = weights.embed[ids]  # B n D
        if weights.places is not None:
            x += weights.places[at : at + n]
        x = x.reshape(texts * n, self._d)  # N D, so that a matrix meets all tokens in one product
        for layer, cache in zip(weights.layers, self._cache, strict=True):
            if (attn := layer.attention) is not None:
                x = self._join(x, attn.out(self._attend(attn, cache[:, :texts], _normed(attn.norm, x), at)))
            if (mlp := layer.thinking) is not None:
                x = self._join(x, mlp.down(self._think(mlp, _normed(mlp.norm, x))))
        logits: np.ndarray = weights.head(_normed(weights.norm, x[n - 1 :: n]))
        return logits

    def _join(self, x: np.ndarray, made: np.ndarray) -> np.ndarray:
        """The stream with what a part made of it, added or in its place."""
        if not self._residual:
            return made
        x += made
        return x

    def _attend(self, part: Attention, cache: np.ndarray, x: np.ndarray, at: int) -> np.ndarray:
        """Attention of new tokens to all; leaves their keys and values in the cache.  N D → N D"""
        texts = cache.shape[1]
        n = len(x) // texts
        heads, end = self._heads * self._groups, at + n
        qkv = part.qkv(x).reshape(texts, n, -1, self._k).swapaxes(1, 2)  # B (H H' H') n K
        q, k, v = qkv[:, :heads], qkv[:, heads : -self._heads], qkv[:, -self._heads :]
        keys, values = cache[0, :, :, :end], cache[1, :, :, :end]  # B H' t K
        keys[:, :, at:] = self._turn(k, part.k_norm, at)
        values[:, :, at:] = v
        q = self._turn(q, part.q_norm, at)
        q = q.reshape(texts, self._heads, self._groups * n, self._k)  # B H' (G n) K
        odds = q @ keys.swapaxes(-1, -2)  # B H' (G n) t
        if n > 1:
            odds.reshape(texts, self._heads, self._groups, n, end)[..., _future(n, at)] = -np.inf
        odds -= np.maximum.reduce(odds, axis=-1, keepdims=True)
        np.exp(odds, out=odds)
        odds /= np.add.reduce(odds, axis=-1, keepdims=True)
        z = (odds @ values).reshape(texts, -1, n, self._k)  # B H n K
        return z.swapaxes(1, 2).reshape(texts * n, self._d)

    def _turn(self, x: np.ndarray, norm: Norm | None, at: int) -> np.ndarray:
        """Queries or keys, normalised and turned where the network does that.  B H n K → B H n K"""
        x = _normed(norm, x)
        cosine, sine = self.weights.cosine, self.weights.sine
        if cosine is None or sine is None:
            return x
        there = slice(at, at + x.shape[-2])
        half = self._k // 2
        turned = np.concatenate((-x[..., half:], x[..., :half]), axis=-1)
        return x * cosine[there] + turned * sine[there]

    def _think(self, part: Thinking, x: np.ndarray) -> np.ndarray:
        """The inner activation of the feed-forward block.  N D → N F"""
        if part.gate is None:
            return self._bend(part.up(x))
        return self._bend(part.gate(x)) * part.up(x)


def _normed(norm: Norm | Division | None, x: np.ndarray) -> np.ndarray:
    return x if norm is None else norm(x)


def _future(n: int, at: int) -> np.ndarray:
    """What each of n new tokens must not see.  → n t"""
    return np.arange(at + n) > np.arange(at, at + n)[:, None]


def _sigmoid(x: np.ndarray) -> np.ndarray:
    np.negative(x, out=x)
    np.exp(x, out=x)
    x += np.float32(1)
    return np.reciprocal(x, out=x)


def gelu(x: np.ndarray) -> np.ndarray:
    """GELU in its tanh form: x · σ(2 √(2/π) (x + 0.044715 x³)), that is x ÷ (1 + e^…)."""
    inner = x * x
    inner *= -GELU_BEND
    inner -= GELU_SLOPE
    inner *= x
    np.exp(inner, out=inner)
    inner += np.float32(1)
    return np.divide(x, inner, out=inner)


def relu2(x: np.ndarray) -> np.ndarray:
    x = np.maximum(x, 0)
    return np.multiply(x, x, out=x)


def silu(x: np.ndarray) -> np.ndarray:
    return x * _sigmoid(x.copy())


def unbent(x: np.ndarray) -> np.ndarray:
    return x


# What bends the widened vector, by the feed-forward block's name.
BENDS = {"gelu": gelu, "relu2": relu2, "swiglu": silu, "none": unbent}
