"""Who multiplies a token's vector with a network's matrices quickest on this computer: numpy or torch.

Which it is depends on the processor and on how large the matrices are, and nothing tells it beforehand. So it is
measured, with matrices of a network's shape, when such a network first writes, and kept in artifacts/products.json: the
two round differently, and the same seed should go on giving the same text. Where it cannot be kept, numpy multiplies.
"""

import math
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from core.config import ModelConfig
from core.machine import physical_cores, processor
from core.model.products import PRODUCTS, Product
from core.remembered import keep, recall

Sizes = list[tuple[int, int]]  # output and input width of each matrix
REMEMBERED = "products.json"
# Each multiplies a token through all matrices so often at a stretch, and they take so many turns, or fewer if it is
# late: what the other one's helper threads still do disturbs the first products of a stretch only.
STRETCH, TURNS, SECONDS = 8, 4, 0.3
# So many numbers lie in no cache any more: what is left of the layers or of the head would tell nothing new.
ENOUGH = 8_000_000
# Another one than numpy must be clearly quicker: what is decided should not change from day to day.
CLEARLY = 1.1


class Quickest:
    """``artifacts``: where it is kept; None: not at all."""

    def __init__(self, artifacts: Path | None = None) -> None:
        self._place = artifacts / REMEMBERED if artifacts is not None else None
        self._known: dict[str, str] = {}

    def product(self, shape: ModelConfig) -> str:
        """One of ``PRODUCTS``, for networks of this shape. Beside a training, on fewer threads, nothing is measured."""
        sizes = matrices_of(shape)
        key = _key(sizes)
        known = self._known.get(key) or self._recalled().get(key)
        if known not in PRODUCTS:
            if torch.get_num_threads() != physical_cores():
                return "numpy"
            known = measure(sizes)
            if self._place is not None and not keep(self._place, self._recalled() | {key: known}):
                known = "numpy"
        self._known[key] = known
        return known

    def _recalled(self) -> dict[str, str]:
        return {} if self._place is None else recall(self._place, dict[str, str], {})


def _key(sizes: Sizes) -> str:
    """What the answer depends on, in words."""
    matrices = ", ".join(f"{count} of {rows} × {columns}" for (rows, columns), count in Counter(sizes).items())
    return f"{processor()}, torch {torch.__version__}, numpy {np.__version__}: {matrices}"


def measure(sizes: Sizes) -> str:
    """Let each multiply for some tokens, in turns; the quickest token counts."""
    vectors = [np.ones((1, width), dtype=np.float32) for _, width in sizes]
    matrices = {name: [made(torch.ones(size), None) for size in sizes] for name, made in PRODUCTS.items()}
    best = dict.fromkeys(PRODUCTS, math.inf)
    end = time.perf_counter() + SECONDS
    for turn in range(TURNS):
        late = time.perf_counter() > end
        for name in PRODUCTS:
            taken = [_token_seconds(matrices[name], vectors) for _ in range(2 if late else STRETCH)]
            best[name] = min(best[name], *taken)
        if turn and late:
            break
    quickest = min(best, key=best.__getitem__)
    return quickest if CLEARLY * best[quickest] < best["numpy"] else "numpy"


def _token_seconds(matrices: Sequence[Product], vectors: Sequence[np.ndarray]) -> float:
    begin = time.perf_counter()
    for matrix, vector in zip(matrices, vectors, strict=True):
        matrix(vector)
    return time.perf_counter() - begin


def matrices_of(shape: ModelConfig) -> Sizes:
    """Output and input width of the matrices: the head's, and those of all layers, or as much of them as is enough."""
    width, kv = shape.d_model, shape.kv_heads * shape.head_width
    attention = [] if shape.attention == "none" else [(width + 2 * kv, width), (width, width)]
    up = [(shape.ff_width, width)] * (2 if shape.mlp == "swiglu" else 1)
    layer = attention + ([] if shape.mlp == "none" else [*up, (width, shape.ff_width)])
    numbers = sum(rows * columns for rows, columns in layer)
    layers = max(1, min(shape.n_layers, ENOUGH // numbers))
    return [*(layer * layers), (min(shape.vocab_size, ENOUGH // width), width)]
