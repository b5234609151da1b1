"""Health: every tensor of weights in figures, units that are silent, and how the training moved them."""

import torch
from torch import Tensor

from core.inspection.subject import Subject
from core.model.taps import capture, tap_names
from core.protocol import Health, HealthResult, TensorHealth
from core.runs.health_lines import read_health

BINS = 48
# A unit is silent on a prompt if it never reaches this share of the root mean square of its layer's units.
SILENT = 0.01


@torch.inference_mode()
def health(subject: Subject) -> HealthResult:
    """Of the network as it is, on this prompt, and of its run up to this step."""
    tensors = tuple(_tensor(name, tensor) for name, tensor in subject.model.named_parameters())
    return HealthResult(tensors, _silent(subject), _looks(subject))


def _tensor(name: str, tensor: Tensor) -> TensorHealth:
    whole = tensor.float().flatten()
    finite = whole[whole.isfinite()]
    bad = whole.numel() - finite.numel()
    if not finite.numel():
        return TensorHealth(name, tuple(tensor.shape), whole.numel(), 0.0, 0.0, 0.0, bad, torch.zeros(BINS).numpy())
    norm, largest = float(finite.double().norm()), float(finite.abs().max())
    counts = torch.histc(finite, BINS, -largest, largest) if largest else torch.zeros(BINS)
    rms = norm / finite.numel() ** 0.5
    return TensorHealth(name, tuple(tensor.shape), whole.numel(), norm, rms, largest, bad, counts.numpy())


def _silent(subject: Subject) -> tuple[float | None, ...]:
    """A unit may be silent here and speak elsewhere: a prompt is short."""
    there = set(tap_names(subject.model))
    taps = [f"blocks.{layer}.mlp.hook_post" for layer in range(subject.model.config.n_layers)]
    with capture(subject.model, [tap for tap in taps if tap in there]) as captured:
        subject.model.features(subject.batch)
    return tuple(_share_of_silent(captured[tap][0]) if tap in captured else None for tap in taps)


def _share_of_silent(units: Tensor) -> float:
    """T F → share of the F units"""
    loudest = units.abs().amax(dim=0)  # F
    return float((loudest <= SILENT * units.square().mean().sqrt()).float().mean())


def _looks(subject: Subject) -> tuple[Health, ...]:
    origin = subject.origin
    return tuple(look for look in read_health(origin.run) if look.step <= origin.step) if origin else ()
