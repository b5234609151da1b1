"""Batches of windows in the order that seed and epoch decide; the place in that order belongs to the checkpoint."""

import math
from collections.abc import Iterator

import numpy as np

from core.text.prepare import Prepared
from core.text.windows import batch, epoch_length, epoch_windows, validation_windows
from core.training.checkpoint import Position
from core.training.evaluation import Batch


class Batches:
    """Training batches of ``batch_size`` windows, going over from one epoch into the next, and validation batches."""

    def __init__(self, prepared: Prepared, context_length: int, batch_size: int, seed: int) -> None:
        self._prepared = prepared
        self._context = context_length
        self._size = batch_size
        self._seed = seed
        self._epoch = -1
        self._order = np.empty((0, 0))

    def windows(self, epochs: float) -> int:
        """How many windows so many epochs have; of a part of one, the nearest above."""
        lengths = [self._length(epoch) for epoch in range(int(epochs))]
        return sum(lengths) + math.ceil((epochs - int(epochs)) * self._length(int(epochs)))

    def _length(self, epoch: int) -> int:
        return epoch_length(len(self._prepared.train), self._context, self._seed, epoch)

    def next(self, at: Position) -> Batch:
        """The batch at this place; moves the place on."""
        parts = []
        wanted = self._size
        while wanted:
            order = self._windows(at.epoch)
            part = order[at.window : at.window + wanted]
            parts.append(part)
            wanted -= len(part)
            at.window += len(part)
            if at.window >= len(order):
                at.epoch, at.window = at.epoch + 1, 0
        return self._cut(np.concatenate(parts))

    def validation(self) -> Iterator[Batch]:
        """The fixed sample of validation windows."""
        windows = validation_windows(len(self._prepared.val), self._context)
        for begin in range(0, len(windows), self._size):
            yield batch(self._prepared.val, windows[begin : begin + self._size], self._context)

    def _windows(self, epoch: int) -> np.ndarray:
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = self._ordered(epoch)
        return self._order

    def _ordered(self, epoch: int) -> np.ndarray:
        """The windows of an epoch in its order.  → n 3"""
        return epoch_windows(len(self._prepared.train), self._context, self._seed, epoch)

    def _cut(self, windows: np.ndarray) -> Batch:
        return batch(self._prepared.train, windows, self._context)
