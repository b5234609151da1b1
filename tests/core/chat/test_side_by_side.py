"""Two models that answer side by side: each as it answers alone."""

import dataclasses
import math
from collections.abc import Callable

import pytest

from core.chat import answer, ask_two, read_prompt
from core.chat.likelihood import surprise
from core.config import SamplingConfig
from core.control import RunControl
from core.model.gpt import GPT
from core.model.loading import LoadedModel
from core.protocol import AskTwo, AskTwoDone, Event, Part, Parted, SampleDone, Seen, Side, SideSaid, Token
from core.text.template import Template
from core.text.tokenizers.char import CharTokenizer

RULES = SamplingConfig(temperature=1.2, min_p=0.0, max_new_tokens=40, seed=5)


@pytest.fixture
def other(loaded: LoadedModel, tiny_gpt: Callable[..., GPT]) -> LoadedModel:
    """Another network with the same tokenizer."""
    model = tiny_gpt(6, vocab_size=loaded.tokenizer.vocab_size)
    return LoadedModel("demo/serial_2", 7, model, loaded.tokenizer)


@pytest.fixture
def letters(tiny_gpt: Callable[..., GPT]) -> LoadedModel:
    """A network that reads characters."""
    tokenizer = CharTokenizer.train(["the fox and the owl"], 0)
    return LoadedModel("letters/serial_1", 3, tiny_gpt(7, vocab_size=tokenizer.vocab_size), tokenizer)


def alone(loaded: LoadedModel, prompt: str, rules: SamplingConfig, parts: tuple[Part, ...] = ()) -> SampleDone:
    ids = read_prompt(loaded, prompt, parts).ids
    *_, done = answer(dataclasses.replace(loaded, _decoders={}), ids, rules, RunControl())
    assert isinstance(done, SampleDone)
    return done


def asked(
    one: LoadedModel, two: LoadedModel, prompt: str = "the fox", rules: SamplingConfig = RULES
) -> tuple[list[Event], AskTwoDone]:
    command = AskTwo(Side(one.run), Side(two.run), prompt, rules)
    *events, done = ask_two(one, two, command, RunControl())
    assert isinstance(done, AskTwoDone)
    return events, done


def test_each_answers_as_it_does_alone(loaded: LoadedModel, other: LoadedModel) -> None:
    events, done = asked(loaded, other)
    for side, (model, said) in enumerate(((loaded, done.first), (other, done.second))):
        single = alone(model, "the fox", RULES)
        assert (said.text, said.token_ids, said.stopped_by) == (single.text, single.token_ids, single.stopped_by)
        assert (said.run, said.step) == (model.run, model.step)
        tokens = [event.said for event in events if isinstance(event, SideSaid) and event.side == side]
        assert isinstance(tokens[0], Seen)
        assert tuple(token.token_id for token in tokens if isinstance(token, Token)) == said.token_ids
    assert done.seed == 5


def test_they_write_in_turn_and_it_is_said_at_once_where_they_part(loaded: LoadedModel, other: LoadedModel) -> None:
    events, done = asked(loaded, other)
    sides = [event.side for event in events if isinstance(event, SideSaid) and isinstance(event.said, Token)]
    both = min(len(done.first.token_ids), len(done.second.token_ids))
    assert sides[: 2 * both] == [0, 1] * both
    place = next(
        number
        for number, (one, two) in enumerate(zip(done.first.token_ids, done.second.token_ids, strict=False))
        if one != two
    )
    assert done.parted == Parted(place, place)
    at = events.index(done.parted)
    assert sum(isinstance(event, SideSaid) and isinstance(event.said, Token) for event in events[:at]) == 2 * place + 2


def test_one_model_on_both_sides_writes_the_same_twice(loaded: LoadedModel) -> None:
    events, done = asked(loaded, loaded)
    assert done.first == done.second
    assert done.parted is None
    assert done.first.perplexity == pytest.approx(done.first.perplexity_of_other, rel=1e-5)
    assert not [event for event in events if isinstance(event, Parted)]


def test_each_says_what_it_makes_of_the_others_answer(loaded: LoadedModel, other: LoadedModel) -> None:
    _, done = asked(loaded, other)
    ids = read_prompt(loaded, "the fox").ids
    of_other = surprise(loaded.decoder(), ids, done.second.token_ids, RunControl())
    own = surprise(loaded.decoder(), ids, done.first.token_ids, RunControl())
    assert done.same_tokens
    assert done.first.perplexity_of_other == pytest.approx(math.exp(of_other), rel=1e-5)
    assert done.first.perplexity == pytest.approx(math.exp(own), rel=1e-5)


def test_models_with_other_tokens_part_where_their_texts_do(loaded: LoadedModel, letters: LoadedModel) -> None:
    _, done = asked(loaded, letters)
    assert not done.same_tokens
    assert done.parted is not None
    both = zip(done.first.text, done.second.text, strict=False)
    character = next(number for number, (one, two) in enumerate(both) if one != two)
    assert done.parted.second == character
    known = not letters.tokenizer.unknown(done.first.text)
    assert (done.second.perplexity_of_other is not None) == known
    assert done.first.perplexity_of_other is not None


def test_what_was_said_is_read_by_each_in_its_way(loaded: LoadedModel, other: LoadedModel) -> None:
    """Turns are turns to a model that was taught to answer, and lines of a text to another."""
    taught = dataclasses.replace(other, template=Template(user=0, model=2, end=3))
    parts, few = (Part("user", "the"), Part("model", " the")), dataclasses.replace(RULES, max_new_tokens=3)
    command = AskTwo(Side("demo", parts), Side("demo", parts), "the", few)
    *_, done = ask_two(loaded, taught, command, RunControl())
    assert isinstance(done, AskTwoDone)
    assert done.first.token_ids == alone(loaded, "the the\nthe", few).token_ids
    assert done.second.token_ids == alone(taught, "the", few, parts).token_ids


def test_a_stop_keeps_what_is_written(loaded: LoadedModel, other: LoadedModel) -> None:
    control = RunControl()
    written = 0
    for event in ask_two(loaded, other, AskTwo(Side("a"), Side("b"), "the", RULES), control):
        written += isinstance(event, SideSaid) and isinstance(event.said, Token)
        if written == 7:
            control.stop()
    assert isinstance(event, AskTwoDone)
    assert (len(event.first.token_ids), len(event.second.token_ids)) == (4, 3)
    assert event.first.stopped_by == event.second.stopped_by == "user"
    assert event.first.perplexity is not None
    assert event.first.perplexity_of_other is None


def test_nothing_written_has_no_perplexity(loaded: LoadedModel, other: LoadedModel) -> None:
    control = RunControl()
    control.stop()
    *_, done = ask_two(loaded, other, AskTwo(Side("a"), Side("b"), "the", RULES), control)
    assert isinstance(done, AskTwoDone)
    assert (done.first.perplexity, done.first.text, done.parted) == (None, "", None)
