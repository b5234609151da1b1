"""Long talks: what is seen of them, where that begins in what was said, and that it is said again when it moves."""

import dataclasses
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.chat import answer, read_prompt
from core.chat.prompt import Prompt
from core.chat.talk import saying_what_is_seen
from core.config import SamplingConfig
from core.control import RunControl
from core.model.loading import LoadedModel
from core.paths import Home
from core.protocol import Event, Inspect, Part, Role, Sample, Seen, Token
from core.text.template import Template
from core.text.tokenizers import Tokenizer

from ..conftest import shaken_gpt

TEMPLATE = Template(user=0, model=2, end=3)
FIRST = Part("text", "the fox")


@pytest.fixture
def taught(loaded: LoadedModel) -> LoadedModel:
    return dataclasses.replace(loaded, template=TEMPLATE)


@pytest.fixture(scope="module")
def loaded_once(bpe: Tokenizer) -> LoadedModel:
    return LoadedModel("demo/serial_1", 12, shaken_gpt(5, vocab_size=bpe.vocab_size), bpe)


def texts(count: int) -> list[Part]:
    return [FIRST, *(Part("text", f" and the owl {number}") for number in range(count - 1))]


def seen_text(parts: Sequence[Part], seen: Seen) -> str:
    """What is seen by the words of the event."""
    rest = [parts[seen.part].text[seen.character :], *(part.text for part in parts[seen.part + 1 :])]
    return "".join([*(part.text for part in parts[: seen.first]), *rest])


@pytest.mark.parametrize("keep", [0, 1, 2])
def test_where_a_long_talk_is_seen_from_is_where_its_ids_begin(loaded: LoadedModel, keep: int) -> None:
    parts = texts(12)
    prompt = read_prompt(loaded, "", parts, keep)
    assert len(prompt.ids) == prompt.seen.tokens <= loaded.model.config.context_length
    assert prompt.seen.part > 0
    assert prompt.seen.first == min(keep, 1), "two turns are more than half of the context"
    assert seen_text(parts, prompt.seen) == loaded.tokenizer.decode(prompt.ids)


def test_a_talk_is_cut_where_a_turn_begins(loaded: LoadedModel) -> None:
    words = "owls"
    size = len(loaded.tokenizer.encode(words))
    assert size == 4
    parts = [Part("text", words)] * 6
    prompt = read_prompt(loaded, "", parts)
    assert (prompt.seen.part, prompt.seen.character, prompt.seen.tokens) == (2, 0, 16)
    assert prompt.ids == [i for part in parts[2:] for i in loaded.tokenizer.encode(part.text)]


def test_what_is_not_seen_is_said_in_words(loaded: LoadedModel) -> None:
    (plain,) = read_prompt(loaded, "", texts(12)).notices
    assert plain.message.startswith("The talk has ")
    assert plain.hint == "Only its end is used."
    (kept,) = read_prompt(loaded, "", texts(12), 1).notices
    assert kept.hint == "Only the first turn and its end are used."
    _, fewer = read_prompt(loaded, "", texts(12), 2).notices
    assert "Of the first 2 turns 1 stay in sight" in fewer.message
    assert read_prompt(loaded, "", texts(1), 3).notices == ()


def test_of_turns_the_users_are_where_it_is_cut(taught: LoadedModel) -> None:
    roles: tuple[Role, ...] = ("user", "model")
    parts = [Part(role, letter) for letter in "abcde" for role in roles]
    prompt = read_prompt(taught, "f", parts, 1)
    assert prompt.seen.first == 1
    assert prompt.ids[: prompt.turns.first] == [0, *taught.tokenizer.encode("a"), 3]
    assert prompt.ids[prompt.turns.first] == TEMPLATE.user
    assert (parts[prompt.seen.part].role, prompt.seen.character) == ("user", 0)
    assert prompt.ids[-1] == TEMPLATE.model


def write(loaded: LoadedModel, prompt: Prompt, count: int, seed: int) -> list[Event]:
    rules = SamplingConfig(max_new_tokens=count, seed=seed, min_p=0.0)
    writing = answer(loaded, prompt.ids, rules, RunControl(), turns=prompt.turns)
    return list(saying_what_is_seen(writing, loaded.decoder(), prompt.talk))


@given(keep=st.integers(0, 3), before=st.integers(2, 8), seed=st.integers(0, 50))
def test_what_was_seen_while_writing_is_what_a_fresh_reading_sees(
    loaded_once: LoadedModel, keep: int, before: int, seed: int
) -> None:
    """The decoder has, token by token, what the talk is when it is read again: nothing of it is read twice."""
    loaded, parts, keep = loaded_once, texts(before), min(keep, before)
    *events, done = write(loaded, read_prompt(loaded, "", parts, keep), 30, seed)
    read = [event.token_id for event in events if isinstance(event, Token)]
    if done.stopped_by == "length":  # nobody asked what comes after the last
        read.pop()
    if read:
        whole = [*parts, Part("text", loaded.tokenizer.decode(read), tuple(read))]
        assert read_prompt(loaded, "", whole, keep).ids == loaded.decoder().ids


def test_it_is_said_again_each_time_the_view_moves(loaded: LoadedModel) -> None:
    prompt = read_prompt(loaded, "", texts(2), 1)
    assert (prompt.seen.part, prompt.seen.character, prompt.seen.first) == (0, 0, 0)
    events = write(loaded, prompt, 60, 3)
    moves = [event for event in events if isinstance(event, Seen)]
    assert len(moves) >= 2
    assert all(move.first == 1 and move.tokens <= 16 for move in moves)
    places = [(move.part, move.character) for move in moves]
    assert places == sorted(set(places))
    assert places[-1][0] == 2, "the view begins in what is being written"
    last = next(place for place in range(len(events) - 1, -1, -1) if isinstance(events[place], Seen))
    written = [event.token_id for event in events[:last] if isinstance(event, Token)]
    rest = written[prompt.turns.first - moves[-1].tokens :]
    text = loaded.tokenizer.decode(written)
    assert text[moves[-1].character :] == loaded.tokenizer.decode(rest)


def test_the_engine_says_what_is_seen_before_and_while_it_writes(
    trained: Home, carry_out: Callable[..., list[Event]]
) -> None:
    parts = (Part("text", "The fox"), *(Part("text", f" sat by the {word}.") for word in ("river", "moon", "tower")))
    sampling = SamplingConfig(max_new_tokens=40, keep_first=1, temperature=0.0)
    events = carry_out(trained, Sample("demo", sampling=sampling, parts=parts))
    seen = [event for event in events if isinstance(event, Seen)]
    assert len(seen) > 2
    assert all(one.first == 1 and one.limit == 16 for one in seen)
    assert seen[0].part in (1, 2, 3)
    assert seen[-1].part == len(parts), "what is being written"
    inspected = carry_out(trained, Inspect("demo", "next-token", "", sampling, parts=parts))[-1]
    assert len(inspected.token_ids) == seen[0].tokens, "who looks ahead sees the same"
