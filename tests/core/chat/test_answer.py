"""One answer: tokens as they come, then what was written, and why it ended."""

import dataclasses

import numpy as np
import pytest
import torch

from core.chat import answer
from core.config import SamplingConfig
from core.control import RunControl
from core.errors import SettingError
from core.model.decoder import Decoder
from core.model.loading import LoadedModel
from core.protocol import Event, SampleDone, Token

PROMPT = [70, 80, 90]


def split(events: list[Event]) -> tuple[list[Token], SampleDone]:
    tokens, done = events[:-1], events[-1]
    assert all(isinstance(event, Token) for event in tokens)
    assert isinstance(done, SampleDone)
    return tokens, done  # type: ignore[return-value]


def test_done_is_the_sum_of_the_tokens(loaded: LoadedModel) -> None:
    tokens, done = split(list(answer(loaded, PROMPT, SamplingConfig(max_new_tokens=25, seed=7), RunControl())))
    assert done.token_ids == tuple(token.token_id for token in tokens)
    assert done.text == "".join(token.text for token in tokens)
    assert done.text == loaded.tokenizer.decode(done.token_ids)
    assert (done.run, done.step, done.seed, done.stopped_by) == ("demo/serial_1", 12, 7, "length")
    assert done.tokens_per_second > 0
    assert len(tokens) == 25
    assert all(0 < token.probability <= 1 and token.alternatives for token in tokens)


def test_dropout_is_off(loaded: LoadedModel) -> None:
    state = torch.get_rng_state()
    sampling = SamplingConfig(temperature=0.0, max_new_tokens=20)
    one, again = (split(list(answer(loaded, PROMPT, sampling, RunControl())))[1] for _ in range(2))
    assert one.token_ids == again.token_ids
    assert torch.equal(torch.get_rng_state(), state)


def test_a_stop_is_answered_by_done_with_what_there_is(loaded: LoadedModel) -> None:
    control = RunControl()
    events = []
    for event in answer(loaded, PROMPT, SamplingConfig(max_new_tokens=50), control):
        events.append(event)
        if len(events) == 4:
            control.stop()
    tokens, done = split(events)
    assert len(tokens) == len(done.token_ids) == 4
    assert done.stopped_by == "user"


def test_the_end_of_the_text_is_no_stop(loaded: LoadedModel) -> None:
    with torch.no_grad():
        loaded.model.ln_final.weight.zero_()
        loaded.model.embed.weight[loaded.tokenizer.eos_id] = 50 * loaded.model.ln_final.bias
    tokens, done = split(list(answer(loaded, PROMPT, SamplingConfig(temperature=0.0), RunControl())))
    assert tokens == []
    assert (done.text, done.token_ids, done.stopped_by) == ("", (), "end_of_text")


def test_a_branch_from_a_token_reads_nothing_anew_but_the_token_before_it(
    loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens, _ = split(list(answer(loaded, PROMPT, SamplingConfig(max_new_tokens=8, seed=7), RunControl())))
    kept, other = [*PROMPT, *(token.token_id for token in tokens[:5])], tokens[5].alternative_ids[-1]
    read: list[int] = []
    network = Decoder._network

    def counted(self: Decoder, ids: np.ndarray, at: int) -> np.ndarray:
        read.append(ids.size)
        return network(self, ids, at)

    monkeypatch.setattr(Decoder, "_network", counted)
    branch, done = split(list(answer(loaded, kept, SamplingConfig(max_new_tokens=4), RunControl(), (other,))))
    assert read == [1] * 4, "its logits are needed again; then one token for each that is written"
    assert branch[0].token_id == done.token_ids[0] == other
    assert branch[0].label in [label for label, _ in tokens[5].alternatives]
    assert branch[0].probability == pytest.approx(dict(tokens[5].alternatives)[branch[0].label], abs=1e-6)


def test_a_stop_string_ends_it_before_and_says_so(loaded: LoadedModel) -> None:
    rules = SamplingConfig(temperature=1.5, max_new_tokens=60, seed=3)
    _, free = split(list(answer(loaded, PROMPT, rules, RunControl())))
    stop = next(free.text[place : place + 2] for place in range(5, 60) if free.text[place : place + 2].isascii())
    tokens, done = split(list(answer(loaded, PROMPT, dataclasses.replace(rules, stop=(stop,)), RunControl())))
    assert done.stopped_by == "stop"
    assert done.text == free.text.partition(stop)[0] == "".join(token.text for token in tokens)
    assert done.token_ids == free.token_ids[: len(done.token_ids)]


def test_rules_that_leave_nothing_are_refused(loaded: LoadedModel) -> None:
    everything = tuple(range(loaded.tokenizer.vocab_size))
    for banned, words in ((everything, "nothing is left to write"), ((len(everything),), "--ban-token")):
        with pytest.raises(SettingError, match=words):
            list(answer(loaded, PROMPT, SamplingConfig(ban_token=banned), RunControl()))


@pytest.mark.parametrize("temperature", [0.0, 10.0])
def test_extreme_temperatures_answer(loaded: LoadedModel, temperature: float) -> None:
    tokens, _ = split(list(answer(loaded, PROMPT, SamplingConfig(temperature=temperature, seed=1), RunControl())))
    assert tokens


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"top_p": 0.0}, "Top-p (--top-p) is 0.0"),
        ({"temperature": 100.0}, "Temperature (--temperature) is 100.0"),
        ({"stop": ("",)}, "Stop strings (--stop) has an empty entry"),
        ({"ban": ("a\ud800",)}, "Banned words (--ban) is 'a\\ud800', with a broken character"),
        ({"repetition_penalty": 0.0}, "Repetition penalty (--repetition-penalty) is 0.0"),
    ],
)
def test_rules_out_of_range_are_refused_by_name(rules: dict[str, object], words: str) -> None:
    with pytest.raises(SettingError) as caught:
        SamplingConfig(**rules)  # type: ignore[arg-type]
    assert caught.value.message.startswith(words)
    assert caught.value.hint


def test_nought_for_top_k_keeps_all_and_null_characters_are_characters(loaded: LoadedModel) -> None:
    rules = SamplingConfig(top_k=0, stop=("\0",), ban=("\0\0",), max_new_tokens=200, temperature=2.0)
    _, done = split(list(answer(loaded, PROMPT, rules, RunControl())))
    assert "\0" not in done.text
