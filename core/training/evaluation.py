"""The validation loss: on a fixed sample of windows, with dropout off, touching no generator."""

from collections.abc import Iterable

import numpy as np
import torch

from core.model.gpt import GPT
from core.training.device import autocast

Batch = tuple[np.ndarray, np.ndarray]  # inputs B T, targets B T with -100 where a target does not count


@torch.no_grad()
def mean_loss(model: GPT, batches: Iterable[Batch], precision: str) -> float:
    """Mean cross-entropy in nats over every target that counts. The model's mode is put back as it was."""
    device = next(model.parameters()).device
    was_training = model.training
    model.eval()
    total, count = 0.0, 0
    for inputs, targets in batches:
        counted = int((targets >= 0).sum())
        with autocast(device.type, precision):
            loss = model.loss(torch.from_numpy(inputs).to(device), torch.from_numpy(targets).to(device))
        total += float(loss) * counted
        count += counted
    model.train(was_training)
    return total / count
