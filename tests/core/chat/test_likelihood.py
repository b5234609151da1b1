"""How likely a text is to a network, beside torch's own pass over it."""

import math

import pytest
import torch
from torch.nn.functional import cross_entropy

from core.chat.answer import answer
from core.chat.likelihood import mean_log, surprise
from core.config import SamplingConfig
from core.control import RunControl
from core.model.loading import LoadedModel
from core.protocol import Token

PROMPT, TEXT = [5, 9, 7], [11, 5, 5, 8, 20]


def test_it_is_the_cross_entropy_of_the_network(loaded: LoadedModel) -> None:
    measured = surprise(loaded.decoder(), PROMPT, TEXT, RunControl())
    ids = torch.tensor([PROMPT + TEXT])
    with torch.inference_mode():
        logits = loaded.model(ids[:, :-1])[0, len(PROMPT) - 1 :]
    assert measured == pytest.approx(float(cross_entropy(logits.double(), ids[0, len(PROMPT) :])), rel=1e-5)


def test_of_a_text_longer_than_the_context_it_is_what_the_writer_thought(loaded: LoadedModel) -> None:
    rules = SamplingConfig(temperature=1.3, min_p=0.0, max_new_tokens=60, seed=3)
    tokens = [said for said in answer(loaded, PROMPT, rules, RunControl()) if isinstance(said, Token)]
    assert len(tokens) > loaded.model.config.context_length
    mean = mean_log([token.probability for token in tokens])
    measured = surprise(loaded.decoder(), PROMPT, [token.token_id for token in tokens], RunControl())
    assert measured == pytest.approx(-mean, rel=1e-5)


def test_there_may_be_nothing_to_measure(loaded: LoadedModel) -> None:
    assert mean_log([]) is None
    assert surprise(loaded.decoder(), PROMPT, [], RunControl()) is None
    control = RunControl()
    control.stop()
    assert surprise(loaded.decoder(), PROMPT, TEXT, control) is None


def test_a_probability_that_has_rounded_to_nothing_has_a_logarithm() -> None:
    assert math.isfinite(mean_log([0.0, 0.5]))
