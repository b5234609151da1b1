"""Head and cross-entropy in one, in pieces: the logits of all tokens at once never exist.

With a vocabulary of thousands the logits are by far the largest tensor of a training step, and moving them through
memory costs more than computing them. Here a piece small enough for the processor's cache is computed, turned into its
gradient on the spot, and forgotten (the idea of Liger Kernel's fused linear cross-entropy, Hsu et al. 2024).
"""

from typing import Any

import torch
from torch import Tensor

from core.text.windows import IGNORED

# Logits that exist at a time.
PIECE = {"cpu": 2**21, "cuda": 2**27}


def linear_cross_entropy(x: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy in nats of ``x @ weight.T`` over the targets that are not −100.  N D, V D, N → scalar

    The products are in autocast's precision where that is on, the softmax in fp32 or what ``x`` has.
    """
    kind = x.device.type
    half = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else x.dtype
    wanted = torch.is_grad_enabled() and (x.requires_grad or weight.requires_grad)
    if not wanted:
        return _walk(x, weight, targets, half, gradients=False)[0]
    loss: Tensor = _LinearCrossEntropy.apply(x, weight, targets, half)  # type: ignore[no-untyped-call]
    return loss


class _LinearCrossEntropy(torch.autograd.Function):
    """The gradients are worked out with the loss, and only scaled on the way back."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, targets: Tensor, half: torch.dtype) -> Tensor:
        loss, *gradients = _walk(x, weight, targets, half, gradients=True)
        ctx.save_for_backward(*gradients)
        return loss

    @staticmethod
    def backward(ctx: Any, *grad: Tensor) -> tuple[Tensor, Tensor, None, None]:
        dx, dweight = ctx.saved_tensors
        return dx * grad[0], dweight * grad[0], None, None


@torch.no_grad()
def _walk(x: Tensor, weight: Tensor, targets: Tensor, half: torch.dtype, gradients: bool) -> tuple[Tensor, ...]:
    """The mean loss, and its gradients to ``x`` and ``weight`` where they are wanted."""
    with torch.autocast(x.device.type, enabled=False):
        rows = max(1, PIECE.get(x.device.type, PIECE["cuda"]) // len(weight))
        full = torch.promote_types(x.dtype, torch.float32)
        inputs, head = x.to(half), weight.to(half)  # N D, V D
        counts = (targets != IGNORED)[:, None]  # N 1
        counted = counts.sum().clamp(min=1)
        teaching = inputs * counts if gradients else inputs  # N D: nothing is learnt from what does not count
        total = torch.zeros((), dtype=full, device=x.device)
        dx = torch.empty_like(inputs) if gradients else inputs
        dweight = torch.zeros_like(weight) if gradients else weight
        part = torch.empty_like(head) if gradients else head
        for begin in range(0, len(x), rows):
            piece = slice(begin, begin + rows)
            logits = (inputs[piece] @ head.T).to(full)  # n V
            odds, nats = _softmax(logits, targets[piece])
            total += nats.sum()
            if gradients:
                error = _error(odds, targets[piece]).to(half)  # n V
                torch.mm(error, head, out=dx[piece])
                dweight += torch.mm(error.T, teaching[piece], out=part)
        if not gradients:
            return (total / counted,)
        return total / counted, dx.to(x.dtype) * counts / counted, dweight.div_(counted)


def _softmax(logits: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Probabilities, and the surprise at each target in nats; 0 where it does not count.  n V, n → n V, n"""
    odds = logits.softmax(-1)
    # The likeliest has probability 1 / Σ exp(logit − largest), whatever underflows elsewhere.
    log_sum = logits.amax(-1) - odds.amax(-1).log()  # n
    at = logits.gather(-1, targets.clamp(min=0)[:, None]).squeeze(-1)  # n
    return odds, (log_sum - at) * (targets != IGNORED)


def _error(odds: Tensor, targets: Tensor) -> Tensor:
    """Gradient of the surprise to the logits: probability − 1 at the target; changes ``odds`` in place.  n V → n V"""
    at = targets.clamp(min=0)[:, None]
    return odds.scatter_add_(-1, at, odds.new_full(at.shape, -1.0))
