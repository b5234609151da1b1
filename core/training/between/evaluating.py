"""The validation loss, and whether it is the best so far."""

import math
from collections.abc import Iterator

from core.protocol import Event
from core.training.cadence import Due
from core.training.evaluation import mean_loss
from core.training.state import State


def evaluate(state: State, due: Due) -> Iterator[Event]:
    """Measure it if that is due. Only a finite number is kept."""
    if not due.evaluation:
        return
    loss = mean_loss(state.parts.model, state.parts.batches.validation(), state.settings.precision)
    state.tick()
    state.finite = math.isfinite(loss)
    if state.finite:
        at = state.at
        at.val_loss = loss
        if at.best_val_loss is None or loss < at.best_val_loss:
            at.best_val_loss, at.best_step = loss, at.step
    yield from ()
