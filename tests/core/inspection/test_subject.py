"""What the views look at: the logits are the network's, worked out once."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from core.inspection import Subject


def test_logits_are_those_of_the_network_after_each_token(subject: Callable[..., Subject]) -> None:
    made = subject("spoon")
    with torch.no_grad():
        wanted = made.model(torch.tensor([made.ids]))[0].numpy()
    for place in (*range(5), -1):
        found = made.logits_after(place)
        assert found.dtype == np.float32
        assert found == pytest.approx(wanted[place], abs=1e-5)
    assert made.features is made.features, "one pass is enough for all of them"


def test_a_prompt_is_a_batch_of_one(subject: Callable[..., Subject]) -> None:
    made = subject("spoon")
    assert made.batch.tolist() == [list(made.ids)]
