"""A text that outgrows the context: who writes token by token sees what a fresh reading of the same text would see."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.model.decoder import Decoder
from core.model.gpt import GPT
from core.model.laid_out import lay_out
from core.model.long_text import PLAIN, Turns

T = 12


@st.composite
def talks(draw: st.DrawFn) -> tuple[int, Turns, int]:
    """A context, turns in a text, and the text's length."""
    limit = draw(st.integers(2, 40))
    first = draw(st.integers(0, limit // 2))
    length = draw(st.integers(first + 1, 200))
    starts = sorted(draw(st.sets(st.integers(first, length - 1), max_size=20)))
    return limit, Turns(first, tuple(starts)), length


@given(talks())
def test_what_is_seen_fits_and_holds_the_newest_token(talk: tuple[int, Turns, int]) -> None:
    limit, turns, length = talk
    begin = turns.begin(length, limit)
    assert turns.first <= begin < length
    assert turns.first + length - begin <= limit
    if length > limit:  # no more than three quarters of what is not kept have gone
        assert turns.first + length - begin > turns.first + max(1, (limit - turns.first) // 4) - 1


@given(talks())
def test_it_is_cut_at_the_turn_that_begins_nearest_to_the_half(talk: tuple[int, Turns, int]) -> None:
    limit, turns, length = talk
    view, room = list(range(turns.first)), limit - turns.first
    for place in range(turns.first, length):  # brute force, by the words of the rule
        if len(view) == limit:
            rest = view[turns.first :]
            ways = [rest[n:] for n in range(room + 1)]  # what may be left
            half = ways[room - room // 2]
            whole = [
                left for left in ways if left and left[0] in turns.starts and room // 4 <= len(left) <= 3 * room // 4
            ]
            view = view[: turns.first] + min(whole, key=lambda left: abs(len(left) - room // 2), default=half)
        view.append(place)
    assert view == [*range(turns.first), *range(turns.begin(length, limit), length)]


@pytest.mark.parametrize("settings", [{}, {"position": "rope", "n_kv_heads": 2}, {"attention": "none"}], ids=str)
@pytest.mark.parametrize("turns", [PLAIN, Turns(3), Turns(6, (8, 9, 15, 21, 30)), Turns(0, (7, 8, 14))], ids=str)
def test_the_decoder_sees_what_a_fresh_reading_would_see(
    tiny_gpt: Callable[..., GPT], settings: dict[str, int], turns: Turns
) -> None:
    model = tiny_gpt(context_length=T, **settings)
    ids = torch.randint(61, (4 * T,), generator=torch.Generator().manual_seed(2)).tolist()
    decoder, read_to = Decoder(lay_out(model)), turns.first + 2
    decoder.prefill(ids[:read_to], turns)
    for length in range(read_to + 1, 4 * T + 1):
        logits = decoder.step(ids[length - 1])
        begin = turns.begin(length, T)
        window = ids[: turns.first] + ids[begin:length]
        assert decoder.ids == window
        assert decoder.dropped == begin - turns.first
        with torch.no_grad():
            fresh = model(torch.tensor([window]))[0, -1].numpy()
        assert np.abs(logits - fresh).max() < 1e-5


def test_the_first_turns_are_not_read_again(tiny_gpt: Callable[..., GPT], monkeypatch: pytest.MonkeyPatch) -> None:
    decoder = Decoder(lay_out(tiny_gpt(context_length=T)))
    read: list[tuple[int, int]] = []
    network = decoder._read
    monkeypatch.setattr(decoder, "_read", lambda ids, at: (read.append((at, ids.size)), network(ids, at))[1])
    decoder.prefill(list(range(T)), Turns(4))
    decoder.step(40)
    assert read == [(0, T), (4, 5)]


def test_texts_side_by_side_keep_the_same_turns(tiny_gpt: Callable[..., GPT]) -> None:
    weights, turns, ids = lay_out(tiny_gpt(context_length=T)), Turns(3, (8,)), list(range(10, 16))
    together, alone = Decoder(weights, 2), [Decoder(weights), Decoder(weights)]
    together.prefill(ids, turns)
    for one in alone:
        one.prefill(ids, turns)
    for number in range(2 * T):
        tokens = [number, 60 - number]
        logits = together.step_all(tokens)
        for row, one, token in zip(logits, alone, tokens, strict=True):
            assert np.abs(one.step(token) - row).max() < 1e-5
