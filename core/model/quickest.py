"""Who multiplies a token's vector with a network's matrices quickest on this computer: numpy or torch.

Which it is depends on the processor and on how large the matrices are, and nothing tells it beforehand. So it is
measured, with matrices of a network's shape, when such a network first writes, and kept in artifacts/products.json: the
two round differently, and the same seed should go on giving the same text.
"""

import time
from pathlib import Path

import numpy as np
import torch

from core.config import ModelConfig
from core.machine import physical_cores, processor
from core.model.laid_out import PRODUCTS
from core.remembered import keep, recall

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
        """One of ``PRODUCTS``, for networks of this shape."""
        key = _key(shape)
        if key not in self._known:
            self._known |= self._recalled()
        if self._known.get(key) not in PRODUCTS:
            self._known[key] = measure(shape)
            if self._place is not None and torch.get_num_threads() == physical_cores():  # as it is while nothing trains
                keep(self._place, self._recalled() | {key: self._known[key]})
        return self._known[key]

    def _recalled(self) -> dict[str, str]:
        return {} if self._place is None else recall(self._place, dict[str, str], {})


def _key(shape: ModelConfig) -> str:
    """What the answer depends on, in words."""
    sizes = f"V {shape.vocab_size}, D {shape.d_model}, F {shape.ff_width}, L {shape.n_layers}, H' {shape.kv_heads}"
    return f"{processor()}, torch {torch.__version__}, numpy {np.__version__}: {sizes}"


def measure(shape: ModelConfig) -> str:
    """Let each multiply for some tokens, in turns; the quickest token counts."""
    sizes = _sizes(shape)
    vectors = {width: np.ones((1, width), dtype=np.float32) for _, width in sizes}
    laid = {name: [made(torch.ones(size), None) for size in sizes] for name, made in PRODUCTS.items()}
    best: dict[str, float] = {}
    end = time.perf_counter() + SECONDS
    for turn in range(TURNS):
        for name, matrices in laid.items():
            for _ in range(STRETCH if time.perf_counter() < end else 2):
                begin = time.perf_counter()
                for matrix, (_, width) in zip(matrices, sizes, strict=True):
                    matrix(vectors[width])
                took = time.perf_counter() - begin
                best[name] = min(took, best.get(name, took))
        if turn and time.perf_counter() > end:
            break
    quickest = min(best, key=best.__getitem__)
    return quickest if CLEARLY * best[quickest] < best["numpy"] else "numpy"


def _sizes(shape: ModelConfig) -> list[tuple[int, int]]:
    """Output and input width of the matrices: the head's, and those of all layers, or as much of them as is enough."""
    width, kv = shape.d_model, shape.kv_heads * shape.head_width
    attention = [] if shape.attention == "none" else [(width + 2 * kv, width), (width, width)]
    up = [(shape.ff_width, width)] * (2 if shape.mlp == "swiglu" else 1)
    layer = attention + ([] if shape.mlp == "none" else [*up, (width, shape.ff_width)])
    numbers = sum(rows * columns for rows, columns in layer)
    layers = max(1, min(shape.n_layers, ENOUGH // numbers))
    return [*(layer * layers), (min(shape.vocab_size, ENOUGH // width), width)]
