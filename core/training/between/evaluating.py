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
            at.best_val_loss, at.best_step, at.waited = loss, at.step, 0
        else:
            at.waited += 1
    yield from ()


def patience_is_over(state: State) -> bool:
    """Whether so many validation losses in a row were no better than the best (Prechelt 1998)."""
    return 0 < state.settings.patience <= state.at.waited
