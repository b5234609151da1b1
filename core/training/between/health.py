"""How the network is: looked at once after each validation loss, written to health.jsonl."""

import dataclasses
from collections.abc import Iterator
from statistics import mean, median

import psutil
import torch

from core.protocol import Health
from core.training.cadence import Due
from core.training.state import State
from core.training.vital_signs import layer_health, sampled_weights, signs_of, update_ratios


def look_at_health(state: State, due: Due) -> Iterator[Health]:
    """At a validation loss, note some entries of the weights; after the step that follows, see how far it moved them.

    ``state.weighed`` asks the loop to come here again after that step.
    """
    weighed, state.weighed = state.weighed, None
    if weighed is not None and weighed[0] == state.at.step - 1:
        yield _health(state, update_ratios(state.parts.model, weighed[1]))
        state.tick()
    if due.evaluation:
        state.weighed = state.at.step, sampled_weights(state.parts.model)


def _health(state: State, ratios: dict[str, float]) -> Health:
    inputs, _ = next(state.parts.batches.validation())
    layers = layer_health(ratios, signs_of(state.parts.model, inputs, state.settings.precision))
    card = state.device.type == "cuda"
    health = Health(
        step=state.at.step,
        grad_norm=float(state.norm),
        tokens_per_second=state.step_tokens / state.step_seconds if state.step_seconds else 0.0,
        memory=psutil.Process().memory_info().rss,
        update_ratio=median(layer.update_ratio for layer in layers),
        activation=max(layer.activation for layer in layers),
        dead=mean(layer.dead for layer in layers),
        layers=layers,
        device_memory=torch.cuda.max_memory_allocated() if card else None,
    )
    state.parts.writer.append_health(dataclasses.asdict(health))
    state.trace.take_health(health)
    return health
