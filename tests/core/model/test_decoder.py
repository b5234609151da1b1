"""The decoder beside the network itself: every position, every variant, also when the context slides."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
import torch

from core import config
from core.model.decoder import Decoder
from core.model.gpt import GPT
from core.model.laid_out import lay_out

SWITCHES = (False, True)
KINDS = list(itertools.product(("layernorm", "rmsnorm"), ("gelu", "relu2", "swiglu"), ("learned", "rope"), SWITCHES))
REST = list(itertools.product(SWITCHES, SWITCHES, (0, 2)))
# A part taken out, alone and several together.
WITHOUT = [
    *({name: "none"} for name in ("position", "norm", "attention", "mlp")),
    {"residual": False},
    {"n_heads": 1},
    {"n_heads": 1, "n_kv_heads": 1, "position": "rope", "qk_norm": True},
    {"position": "none", "norm": "none", "mlp": "none", "residual": False},
    {"position": "none", "norm": "none", "attention": "none", "mlp": "swiglu"},
    {"norm": "none", "qk_norm": True, "mlp": "relu2", "residual": False},
    {"attention": "none", "residual": False, "position": "rope", "tied_head": False},
    {"mlp": "none", "norm": "rmsnorm", "n_kv_heads": 2, "bias": False},
]
T = 8


def some_ids(count: int, seed: int = 1) -> list[int]:
    return torch.randint(61, (count,), generator=torch.Generator().manual_seed(seed)).tolist()


def uncached(model: GPT, window: list[int]) -> np.ndarray:
    """The logits after a text, from a fresh forward pass over all of it."""
    with torch.no_grad():
        return model(torch.tensor([window]))[0, -1].numpy()


@pytest.mark.parametrize(("norm", "mlp", "position", "qk_norm"), KINDS)
def test_cached_logits_are_the_uncached_ones_at_every_position(
    tiny_gpt: Callable[..., GPT], norm: str, mlp: str, position: str, qk_norm: bool
) -> None:
    """Within the context and beyond it, where the older half is dropped and the rest is read again."""
    for tied_head, bias, n_kv_heads in REST:
        model = tiny_gpt(
            norm=norm, mlp=mlp, position=position, qk_norm=qk_norm, tied_head=tied_head, bias=bias,
            n_kv_heads=n_kv_heads, context_length=T,
        )  # fmt: skip
        check_every_position(model)


@pytest.mark.parametrize("architecture", ["classic", "modern"])
def test_torch_may_multiply_as_well(tiny_gpt: Callable[..., GPT], architecture: str) -> None:
    settings = config.ARCHITECTURE_SETTINGS[architecture]
    check_every_position(tiny_gpt(**settings, context_length=T), "torch")
    check_every_position(tiny_gpt(**{**settings, "bias": False, "tied_head": False}, context_length=T), "torch")


def check_every_position(model: GPT, product: str = "numpy") -> None:
    ids = some_ids(3 * T)
    decoder = Decoder(lay_out(model, product=product))
    window = ids[:2]
    logits = decoder.prefill(window)
    for token_id in ids[2:]:
        wanted = uncached(model, window)
        # Without normalisation logits may be large, and so may what rounding makes of them.
        assert np.abs(logits - wanted).max() < 1e-5 * max(1.0, np.abs(wanted).max() / 8)
        window = [*window, token_id] if len(window) < T else [*window[T - T // 2 :], token_id]
        logits = decoder.step(token_id)
        assert decoder.ids == window


@pytest.mark.parametrize("parts", WITHOUT, ids=str)
def test_cached_logits_are_the_uncached_ones_where_a_part_is_out(
    tiny_gpt: Callable[..., GPT], parts: dict[str, config.Value]
) -> None:
    check_every_position(tiny_gpt(**parts, context_length=T))


@pytest.mark.parametrize("context_length", [2, 3, 5])
def test_short_and_odd_contexts_slide_too(tiny_gpt: Callable[..., GPT], context_length: int) -> None:
    model = tiny_gpt(context_length=context_length)
    decoder = Decoder(lay_out(model))
    ids = some_ids(20)
    decoder.prefill(ids[:1])
    for number, token_id in enumerate(ids[1:], 2):
        logits = decoder.step(token_id)
        window = decoder.ids
        assert min(number, context_length // 2 + 1) <= len(window) <= context_length
        assert window == ids[number - len(window) : number]
        assert np.abs(logits - uncached(model, window)).max() < 1e-5


def test_a_prompt_of_every_length_is_read_as_the_network_reads_it(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    decoder = Decoder(lay_out(model))  # one for all: reading begins anew each time
    ids = some_ids(16)
    for length in range(16, 0, -1):
        assert np.abs(decoder.prefill(ids[:length]) - uncached(model, ids[:length])).max() < 1e-5


def test_the_older_half_is_dropped_when_the_context_is_full(tiny_gpt: Callable[..., GPT]) -> None:
    decoder = Decoder(lay_out(tiny_gpt()))
    ids = some_ids(16)
    decoder.prefill(ids)
    decoder.step(5)
    assert decoder.ids == [*ids[8:], 5]


def test_what_was_given_stays_as_it_was(tiny_gpt: Callable[..., GPT]) -> None:
    """Logits of an earlier step are not written over by the next, nor is the prompt."""
    decoder = Decoder(lay_out(tiny_gpt()))
    ids = some_ids(3)
    first = decoder.prefill(ids)
    kept = first.copy()
    second = decoder.step(4)
    again = second.copy()
    decoder.step(9)
    assert np.array_equal(first, kept)
    assert np.array_equal(second, again)
    assert ids == some_ids(3)


def test_a_network_that_learns_on_does_not_disturb_who_writes(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt(1)
    decoder = Decoder(lay_out(model))
    wanted = uncached(model, [*some_ids(4), 7])
    decoder.prefill(some_ids(4))
    model.load_state_dict(tiny_gpt(2).state_dict())
    assert np.abs(decoder.step(7) - wanted).max() < 1e-5
    assert np.abs(uncached(model, [*some_ids(4), 7]) - wanted).max() > 1e-3


def test_what_was_read_is_not_read_again_and_nothing_changes(tiny_gpt: Callable[..., GPT]) -> None:
    """A conversation goes on, is begun anew, and goes on elsewhere from the middle."""
    model = tiny_gpt()
    decoder = Decoder(lay_out(model))
    ids = some_ids(16)
    talks = (ids[:5], ids[:9], ids[:9], ids[:3], ids[3:7], [*ids[3:5], *ids[:6]], ids)
    for talk in talks:
        assert np.abs(decoder.prefill(talk) - uncached(model, talk)).max() < 1e-5
        assert decoder.ids == talk
        decoder.step(2)


def test_only_what_is_new_is_read(tiny_gpt: Callable[..., GPT], monkeypatch: pytest.MonkeyPatch) -> None:
    decoder = Decoder(lay_out(tiny_gpt()))
    read: list[int] = []
    network = decoder._read
    monkeypatch.setattr(decoder, "_read", lambda ids, at: (read.append(ids.size), network(ids, at))[1])
    ids = some_ids(16)
    decoder.prefill(ids[:10])
    decoder.step(ids[10])
    decoder.prefill(ids)
    assert read == [10, 1, 5]


@pytest.mark.parametrize(("norm", "mlp", "position", "qk_norm"), KINDS)
def test_texts_side_by_side_are_written_as_each_alone(
    tiny_gpt: Callable[..., GPT], norm: str, mlp: str, position: str, qk_norm: bool
) -> None:
    model = tiny_gpt(norm=norm, mlp=mlp, position=position, qk_norm=qk_norm, n_kv_heads=2, context_length=T)
    weights, beginning = lay_out(model), some_ids(5)
    together, alone = Decoder(weights, 3), [Decoder(weights) for _ in range(3)]
    first = together.prefill(beginning)
    for one in alone:
        assert np.abs(one.prefill(beginning) - first).max() < 1e-5
    for number in range(T):  # beyond the context
        ids = some_ids(3, seed=number)
        logits = together.step_all(ids)
        assert logits.shape == (3, 61)
        for row, one, token_id in zip(logits, alone, ids, strict=True):
            assert np.abs(one.step(token_id) - row).max() < 1e-5


def test_dropout_plays_no_part_and_no_chance_is_drawn(tiny_gpt: Callable[..., GPT]) -> None:
    """The trainer lets it write from a network in training mode or out of it; torch's generator stands still."""
    model = tiny_gpt(dropout=0.5)
    wanted = uncached(model, some_ids(5))
    state = torch.get_rng_state()
    decoder = Decoder(lay_out(model.train()))
    decoder.prefill(some_ids(4))
    assert np.abs(decoder.step(some_ids(5)[4]) - wanted).max() < 1e-5
    assert torch.equal(torch.get_rng_state(), state)
