"""Texts written side by side are those that would be written one after the other."""

import dataclasses

from core.chat import answer, continuations
from core.config import SamplingConfig
from core.control import RunControl
from core.model.loading import LoadedModel
from core.protocol import Continuation, Grown, SampleDone, Token

RULES = SamplingConfig(temperature=1.2, min_p=0.0, max_new_tokens=40, seed=5)


def alone(loaded: LoadedModel, ids: list[int], rules: SamplingConfig) -> SampleDone:
    *_, done = answer(loaded, ids, rules, RunControl())
    assert isinstance(done, SampleDone)
    return done


def together(loaded: LoadedModel, ids: list[int], rules: SamplingConfig, count: int) -> list[Continuation]:
    *texts, done = continuations(loaded, ids, rules, count, RunControl())
    assert isinstance(done, SampleDone)
    assert (done.text, done.token_ids, done.seed) == (texts[0].text, texts[0].token_ids, rules.seed)
    return texts


def test_each_is_the_text_of_its_seed(loaded: LoadedModel) -> None:
    texts = together(loaded, [5, 6, 7], RULES, 4)
    assert [text.number for text in texts] == [0, 1, 2, 3]
    assert len({text.text for text in texts}) == 4
    for text in texts:
        one = alone(loaded, [5, 6, 7], SamplingConfig(temperature=1.2, min_p=0.0, max_new_tokens=40, seed=text.seed))
        assert text.token_ids == one.token_ids
        assert text.text == one.text
        assert text.stopped_by == one.stopped_by


def test_the_last_seed_is_followed_by_the_first(loaded: LoadedModel) -> None:
    rules = SamplingConfig(max_new_tokens=3, seed=2**31 - 1)
    assert [text.seed for text in together(loaded, [5], rules, 2)] == [2**31 - 1, 0]


def test_a_stop_keeps_what_is_written(loaded: LoadedModel) -> None:
    control = RunControl()
    control.stop()
    texts = [event for event in continuations(loaded, [5], RULES, 3, control) if isinstance(event, Continuation)]
    assert all(len(text.token_ids) <= 1 for text in texts)
    assert {text.stopped_by for text in texts} <= {"user", "end_of_text"}
    assert not any(isinstance(event, Token) for event in texts)


def test_growing_they_come_token_by_token_with_the_odds_of_a_single_one(loaded: LoadedModel) -> None:
    grown: list[list[Token]] = [[] for _ in range(3)]
    events = list(continuations(loaded, [5, 6, 7], RULES, 3, RunControl(), growing=True))
    for event in events:
        if isinstance(event, Grown):
            grown[event.number].extend(event.tokens)
    texts = [event for event in events if isinstance(event, Continuation)]
    assert [isinstance(event, Grown) for event in events] == [True] * (len(events) - 4) + [False] * 4
    for tokens, text in zip(grown, texts, strict=True):
        assert tuple(token.token_id for token in tokens) == text.token_ids
        assert "".join(token.text for token in tokens) == text.text
    single = [
        event
        for event in answer(loaded, [5, 6, 7], dataclasses.replace(RULES, seed=6), RunControl())
        if isinstance(event, Token)
    ]
    assert [token.alternative_ids[0] for token in grown[1]] == [token.alternative_ids[0] for token in single]


def test_every_rule_holds_in_each_of_them(loaded: LoadedModel) -> None:
    free = together(loaded, [5, 6, 7], RULES, 3)
    stop = next(character for character in free[1].text if character.isascii())
    ban = next(character for character in free[2].text if character.isascii() and character != stop)
    stopped = dataclasses.replace(RULES, stop=(stop,))
    assert together(loaded, [5, 6, 7], stopped, 3)[1].stopped_by == "stop"
    rules = dataclasses.replace(stopped, ban=(ban,), repetition_penalty=1.3)
    texts = together(loaded, [5, 6, 7], rules, 3)
    for text in texts:
        assert stop not in text.text
        assert ban not in text.text
        assert text.text == alone(loaded, [5, 6, 7], dataclasses.replace(rules, seed=text.seed)).text
