"""One number that is none is found among all weights, wherever it stands."""

import math
from collections.abc import Callable

import pytest
import torch

from core.model.gpt import GPT
from core.training.between.checking import weights_are_finite


def test_ordinary_and_large_weights_are_numbers(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    assert weights_are_finite(model)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(1e25)
    assert weights_are_finite(model)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_one_that_is_none_is_found_in_every_parameter(tiny_gpt: Callable[..., GPT], bad: float) -> None:
    model = tiny_gpt()
    for name, parameter in model.named_parameters():
        values = parameter.detach().view(-1)
        before = float(values[-1])
        values[-1] = bad
        assert not weights_are_finite(model), name
        values[-1] = before
    assert weights_are_finite(model)


def test_infinities_of_both_signs_do_not_cancel(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    first, *_, last = model.parameters()
    first.detach().view(-1)[0], last.detach().view(-1)[0] = math.inf, -math.inf
    assert not weights_are_finite(model)
