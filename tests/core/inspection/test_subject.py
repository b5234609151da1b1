"""What the views look at: the logits are the network's, worked out once."""

from collections.abc import Callable

import numpy as np
import torch

from core.inspection import Subject


def test_logits_are_those_of_the_network_after_each_token(subject: Callable[..., Subject]) -> None:
    made = subject("spoon")
    with torch.no_grad():
        wanted = made.model(torch.tensor([made.ids]))[0].numpy()
    assert made.logits.shape == (5, 61)
    assert made.logits.dtype == np.float32
    assert np.array_equal(made.logits, wanted)
    assert made.logits is made.logits


def test_a_prompt_is_a_batch_of_one(subject: Callable[..., Subject]) -> None:
    made = subject("spoon")
    assert made.batch.tolist() == [list(made.ids)]
