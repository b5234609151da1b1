"""A text read token by token: every token once, with the odds that the whole network gives it."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some

from core.chat import pasted, read
from core.chat.reading import STEPS, passes
from core.control import Interrupted, RunControl
from core.errors import TextError
from core.model.gpt import GPT
from core.model.loading import LoadedModel
from core.protocol import Event, Progress, ReadDone, Token
from core.text.document import in_memory
from core.text.tokenizers.char import CharTokenizer

TEXT = "the fox and the owl and the fox. " * 9


def events_of(loaded: LoadedModel, text: str, shown: int = 10_000) -> list[Event]:
    return list(read(loaded, [in_memory(text)], shown, RunControl()))


def read_whole(loaded: LoadedModel, text: str) -> tuple[list[Token], ReadDone]:
    *events, done = events_of(loaded, text)
    assert isinstance(done, ReadDone)
    return [event for event in events if isinstance(event, Token)], done


def likelihoods(loaded: LoadedModel, ids: Sequence[int]) -> torch.Tensor:
    """Log odds of every token after each place, the slow way: each place alone, from as much as was promised.  n V"""
    context = loaded.model.config.context_length
    whole, step, rows = [loaded.tokenizer.bos_id, *ids], max(1, context // STEPS), []
    for at in range(1, len(whole)):
        end = at if at <= context else min(len(whole) - 1, context + math.ceil((at - context) / step) * step)
        with torch.inference_mode():
            logits = loaded.model(torch.tensor([whole[max(0, end - context) : at]]))[0, -1]
        rows.append(logits.log_softmax(-1))
    return torch.stack(rows)


@given(some.integers(1, 3), some.integers(0, 400), some.integers(4, 40))
def test_every_token_is_scored_once_and_from_enough(n_before: int, n: int, context: int) -> None:
    before, ids = tuple(range(1000, 1000 + n_before)), np.arange(n)
    step, met = max(1, context // STEPS), []
    whole = [*before, *ids.tolist()]
    for inputs, scored in passes(before, ids, context):
        for row in inputs.tolist():
            assert len(row) <= context
            begin = whole.index(row[0])
            assert row == whole[begin : begin + len(row)]
            met += whole[begin + len(row) - scored + 1 : begin + len(row) + 1]
            assert begin == 0 or len(row) - scored + 1 >= context - step + 1
    assert met == ids.tolist()


def test_the_odds_are_those_of_the_network_one_place_at_a_time(loaded: LoadedModel) -> None:
    ids = loaded.tokenizer.encode(TEXT)
    tokens, done = read_whole(loaded, TEXT)
    log_odds = likelihoods(loaded, ids)
    assert [token.token_id for token in tokens] == ids
    assert "".join(token.text for token in tokens) == TEXT
    for token, row in zip(tokens, log_odds, strict=True):
        assert token.probability == pytest.approx(float(row[token.token_id].exp()), rel=1e-4)
        assert token.rank == int((row > row[token.token_id] + 1e-5).sum()) + 1
        assert token.entropy == pytest.approx(float(-(row.exp() * row).sum() / math.log(2)), rel=1e-4)
        assert [p for _, p in token.alternatives] == pytest.approx(row.exp().topk(10).values.tolist(), rel=1e-4)
        assert [loaded.tokenizer.label(i) for i in token.alternative_ids] == [word for word, _ in token.alternatives]
    nats = -log_odds[torch.arange(len(ids)), torch.tensor(ids)].double()
    assert done.loss == pytest.approx(float(nats.mean()), rel=1e-5)
    assert done.perplexity == pytest.approx(math.exp(done.loss))
    assert done.bits_per_byte == pytest.approx(float(nats.sum()) / math.log(2) / len(TEXT.encode()), rel=1e-5)
    assert (done.tokens, done.size, done.unknown, done.stopped_by) == (len(ids), len(TEXT.encode()), 0, "end")


def test_all_tokens_count_and_the_first_are_shown(loaded: LoadedModel) -> None:
    _, whole = read_whole(loaded, TEXT)
    *events, done = events_of(loaded, TEXT, 7)
    assert sum(isinstance(event, Token) for event in events) == 7
    assert done == whole


def test_one_letter_is_a_text(loaded: LoadedModel) -> None:
    (token,), done = read_whole(loaded, "t")
    assert done.tokens == done.size == 1
    assert done.loss == pytest.approx(-math.log(token.probability), rel=1e-5)


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b",
        "e\u0301 a\u0308\u0323",
        "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
        "\u732b\U0001f98a",
        "\n\n\n",
        " ",
    ],
)
def test_odd_characters_come_back_whole(loaded: LoadedModel, text: str) -> None:
    tokens, done = read_whole(loaded, text)
    assert "".join(token.text for token in tokens) == text
    assert done.size == len(text.encode())


def test_characters_that_a_model_never_saw_are_shown_and_do_not_count(tiny_gpt: Callable[..., GPT]) -> None:
    letters = CharTokenizer("abc ")
    model = LoadedModel("letters/serial_1", 1, tiny_gpt(vocab_size=letters.vocab_size), letters)
    tokens, done = read_whole(model, "ab\u00fc\u732b c")
    assert [token.rank == 0 for token in tokens] == [False, False, True, True, False, False]
    assert (done.tokens, done.size, done.unknown) == (4, 4, 2)
    known = [-math.log(token.probability) for token in tokens if token.rank]
    assert done.loss == pytest.approx(sum(known) / 4, rel=1e-5)
    with pytest.raises(TextError, match="knows no character"):
        read_whole(model, "\u00fc")


def test_pasted_words_are_mended_and_that_is_said() -> None:
    document, notices = pasted("a\ud800b\r\nc\rd \ud83e\udd8a")
    assert "".join(document.pieces()) == "a\ufffdb\nc\nd \U0001f98a"
    assert "lone surrogates" in notices[0].message
    assert notices[0].message.endswith(": 1.")
    assert pasted("all is well \ufffd")[1] == []
    with pytest.raises(TextError, match="no text to read"):
        pasted("")


def test_several_documents_begin_anew(loaded: LoadedModel) -> None:
    *_, both = read(loaded, [in_memory(TEXT), in_memory("owl")], 0, RunControl())
    (_, first), (_, second) = read_whole(loaded, TEXT), read_whole(loaded, "owl")
    assert isinstance(both, ReadDone)
    assert both.tokens == first.tokens + second.tokens
    assert both.loss * both.tokens == pytest.approx(first.loss * first.tokens + second.loss * second.tokens)


def test_a_stop_keeps_the_figures_of_what_was_read(loaded: LoadedModel) -> None:
    control, last = RunControl(), None
    for last in read(loaded, [in_memory(TEXT * 20)], 5, control):
        if isinstance(last, Token):
            control.stop()
    assert isinstance(last, ReadDone)
    assert last.stopped_by == "user"
    assert 0 < last.tokens < len(loaded.tokenizer.encode(TEXT * 20))
    with pytest.raises(Interrupted):
        list(read(loaded, [in_memory(TEXT)], 5, control))


def test_a_megabyte_says_how_far_it_is(loaded: LoadedModel) -> None:
    text = (TEXT * 4000)[:1_000_000]
    control, seen = RunControl(), []
    for event in read(loaded, [in_memory(text)], 100, control):
        if isinstance(event, Progress) and event.stage == "Reading the text":
            seen.append(event.fraction)
            if len(seen) == 3:
                control.stop()
    assert seen == sorted(seen)
    assert isinstance(event, ReadDone)
    assert event.stopped_by == "user"
