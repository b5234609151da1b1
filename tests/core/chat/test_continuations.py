"""Texts written side by side are those that would be written one after the other."""

from core.chat import answer, continuations
from core.config import SamplingConfig
from core.control import RunControl
from core.model.loading import LoadedModel
from core.protocol import Continuation, SampleDone, Token

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
