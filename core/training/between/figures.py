"""The newest step in figures: a line of metrics.jsonl, and the same as an event."""

import dataclasses
from collections.abc import Iterator

from core.protocol import Step
from core.training.cadence import Due
from core.training.state import State


def log_step(state: State, due: Due) -> Iterator[Step]:
    """Always; with the validation loss if it has just been measured."""
    at, speed = state.at, state.step_seconds
    at.train_loss = float(state.loss)
    val_loss = at.val_loss if due.evaluation else None
    event = Step(
        step=at.step,
        tokens=at.tokens,
        seconds=at.seconds,
        train_loss=at.train_loss,
        val_loss=val_loss,
        learning_rate=state.rate,
        grad_norm=float(state.norm),
        tokens_per_second=state.step_tokens / speed if speed else 0.0,
        val_bits_per_byte=state.bits_per_byte(val_loss),
        progress=state.progress(),
        seconds_left=state.budget.seconds_left(at.step, at.seconds, speed) if speed else None,
        steps_expected=state.budget.steps_expected(at.step, at.seconds),
    )
    state.parts.writer.append_metric(dataclasses.asdict(event))
    state.trace.take(event)
    state.logged, state.logged_step = at.seconds, at.step
    yield event
