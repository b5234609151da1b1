"""One step of learning: batches in, gradients, the optimisers' step; counted, or taken back when stopped."""

import contextlib
import time
from contextlib import AbstractContextManager

import torch

from core.control import Interrupted
from core.model.taps import watched
from core.training.device import autocast
from core.training.schedules import rate_factor
from core.training.state import State

# Seconds from which on a stop does not wait for the end of a step.
LONG_STEP = 0.5


def learn(state: State) -> bool:
    """One optimiser step; counts it, its tokens and its time. False where a stop came: then it has not begun."""
    begin, at, optimizers = time.perf_counter(), state.at, state.parts.optimizers
    planned = rate_factor(state.settings, at.step, state.progress())
    state.rate = optimizers.set_rate(planned * state.rate_scale)
    place, chance = (at.epoch, at.window), torch.get_rng_state()
    try:
        with _heeding(state):
            state.loss = gradients(state)
    except Interrupted:
        at.epoch, at.window = place
        torch.set_rng_state(chance)
        optimizers.drop_gradients()
        return False
    state.norm = optimizers.step()
    state.count_step(time.perf_counter() - begin)
    return True


def gradients(state: State) -> torch.Tensor:
    """Gradients of the mean loss over every target of all micro-batches; returns that loss."""
    batches = [state.parts.batches.next(state.at) for _ in range(state.settings.grad_accumulation)]
    counted = sum(int((targets >= 0).sum()) for _, targets in batches)
    total = torch.zeros((), device=state.device)
    for inputs, targets in batches:
        share = int((targets >= 0).sum()) / counted
        with autocast(state.device.type, state.settings.precision):
            loss = state.parts.model.loss(
                torch.from_numpy(inputs).to(state.device), torch.from_numpy(targets).to(state.device)
            )
        (loss * share).backward()
        total += loss.detach() * share
    return total


def _heeding(state: State) -> AbstractContextManager[None]:
    """Inside, a stop ends a pass through the network, where one takes long. (A card is only handed its work.)"""
    quick = state.step_seconds is not None and state.step_seconds < LONG_STEP
    if quick or state.device.type != "cpu":
        return contextlib.nullcontext()
    return watched(state.parts.model.blocks, state.control.check)
