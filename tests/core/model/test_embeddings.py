"""Positions: learned vectors, and the rotation whose products know only distances."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from core import config
from core.model.embeddings import LearnedPositions, Rotary, turn
from core.model.gpt import GPT


def rotary(context_length: int = 32, head_width: int = 8) -> Rotary:
    made = Rotary(context_length, head_width, 10_000.0)
    made.fill()
    return made


def test_every_declared_position_coding_makes_a_network_that_knows_order(tiny_gpt: Callable[..., GPT]) -> None:
    for position in config.POSITIONS:
        model = tiny_gpt(position=position)
        last = [model(torch.tensor([ids]))[0, -1] for ids in ([1, 2, 3], [2, 1, 3])]
        assert (last[0] - last[1]).abs().max() > 1e-3, position


def test_learned_positions_are_the_first_rows() -> None:
    positions = LearnedPositions(8, 4)
    assert torch.equal(positions(5), positions.weight[:5])


def test_rotation_is_a_multiplication_of_complex_numbers() -> None:
    """Pair (i, i + K/2) of place t is turned by t · 10000^(−2i/K), as in the paper."""
    x = torch.randn(2, 3, 32, 8, generator=torch.Generator().manual_seed(1))
    pairs = x.double().numpy()
    whole = pairs[..., :4] + 1j * pairs[..., 4:]
    angle = np.outer(np.arange(32), 10_000.0 ** (-2 * np.arange(4) / 8))
    turned = whole * np.exp(1j * angle)
    wanted = np.concatenate((turned.real, turned.imag), axis=-1)
    assert rotary()(x).numpy() == pytest.approx(wanted, abs=1e-5)


def test_products_depend_on_the_distance_alone() -> None:
    tables = rotary()
    q, k = torch.randn(2, 8, generator=torch.Generator().manual_seed(2))

    def product(asking: int, answering: int) -> float:
        turned = [turn(x, tables.cosine[at], tables.sine[at]) for x, at in ((q, asking), (k, answering))]
        return float(turned[0] @ turned[1])

    assert product(5, 2) == pytest.approx(product(25, 22), abs=1e-5)
    assert product(5, 2) != pytest.approx(product(5, 4), abs=1e-2)
    assert product(7, 7) == pytest.approx(float(q @ k), abs=1e-5)


def test_tables_are_neither_learned_nor_saved() -> None:
    assert not list(rotary().parameters())
    assert not rotary().state_dict()
