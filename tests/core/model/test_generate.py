"""Generating: what is written, with which odds, and that text never comes cut inside a character."""

import dataclasses
import string
from collections.abc import Callable, Sequence

import numpy as np
import pytest
import torch
from transformers.generation.logits_process import RepetitionPenaltyLogitsProcessor

from core.config import ModelConfig, SamplingConfig
from core.control import RunControl
from core.errors import SettingError
from core.model.decoder import Decoder
from core.model.generate import generate, write_on
from core.model.gpt import GPT, build_gpt
from core.model.laid_out import lay_out
from core.model.writer import SHOWN, Writer
from core.protocol import Token
from core.text.tokenizers import Tokenizer
from core.text.tokenizers.bpe import BpeTokenizer
from core.text.tokenizers.char import CharTokenizer
from core.text.tokenizers.specials import NEVER_WRITTEN

GREEDY = SamplingConfig(temperature=0.0, max_new_tokens=40)
CHARACTERS = CharTokenizer(string.printable[:57])
PROMPT = [10, 11, 12]
WRITING = "Grüße, 🦊! 你好 – naïve\n"


@pytest.fixture
def model(tiny_gpt: Callable[..., GPT]) -> GPT:
    """A network for the 57 characters."""
    return tiny_gpt(3)


@pytest.fixture(scope="module")
def bpe() -> Tokenizer:
    """Byte pairs learnt from ASCII: every other character is cut into its bytes."""
    return BpeTokenizer.train(["the fox and the owl and the fox " * 3], 268)


def odds_after(model: GPT, ids: Sequence[int]) -> np.ndarray:
    """The network's own odds, from a fresh forward pass."""
    with torch.no_grad():
        return model(torch.tensor([ids]))[0, -1].double().softmax(-1).numpy()


def reciting(ids: Sequence[int], vocab_size: int) -> GPT:
    """A network that says ``ids`` whatever it is given: each place's vector points at the token that follows there.

    The prompt is one token.
    """
    places = len(ids) + 1
    config = ModelConfig(
        vocab_size=vocab_size, context_length=places, d_model=places, d_ff=4, n_layers=1, n_heads=1, tied_head=False
    )
    network = build_gpt(config, torch.Generator().manual_seed(0)).eval()
    assert network.pos_embed is not None
    assert network.unembed is not None
    with torch.no_grad():
        for parameter in (network.embed.weight, network.unembed.weight, *network.blocks.parameters()):
            parameter.zero_()
        network.pos_embed.weight.copy_(torch.eye(places))
        for place, token_id in enumerate(ids):
            network.unembed.weight[token_id, place] += 1.0
    return network


def text_of(model: GPT, tokenizer: Tokenizer, sampling: SamplingConfig, control: RunControl | None = None) -> list[str]:
    return [
        token.text for token in generate(Decoder(lay_out(model)), tokenizer, PROMPT, sampling, control or RunControl())
    ]


def test_greedy_is_the_likeliest_of_a_fresh_forward_each_time(model: GPT) -> None:
    """Also beyond the context, where the window slides: 3 + 40 tokens through 16 places."""
    written = [token.token_id for token in generate(Decoder(lay_out(model)), CHARACTERS, PROMPT, GREEDY, RunControl())]
    assert len(written) == 40
    window = list(PROMPT)
    for token_id in written:
        odds = odds_after(model, window)
        odds[list(NEVER_WRITTEN)] = 0.0
        assert token_id == odds.argmax()
        window = [*window, token_id] if len(window) < 16 else [*window[8:], token_id]


def test_what_stands_for_no_text_is_never_written_however_likely() -> None:
    ids = CHARACTERS.encode("words")
    model = reciting(ids, CHARACTERS.vocab_size)
    assert model.unembed is not None
    with torch.no_grad():
        model.ln_final.bias.fill_(1.0)
        model.unembed.weight[list(NEVER_WRITTEN)] = 5.0
    assert odds_after(model, [2])[list(NEVER_WRITTEN)].sum() > 0.9
    sampling = SamplingConfig(temperature=0.0, max_new_tokens=len(ids))
    assert (
        "".join(t.text for t in generate(Decoder(lay_out(model)), CHARACTERS, [2], sampling, RunControl())) == "words"
    )


@pytest.mark.parametrize("end", ["bos_id", "eos_id"])
def test_the_text_ends_where_a_document_ends(bpe: Tokenizer, end: str) -> None:
    ids = [*bpe.encode("the fox"), getattr(bpe, end), *bpe.encode(" and")]
    assert (
        "".join(
            t.text for t in generate(Decoder(lay_out(reciting(ids, bpe.vocab_size))), bpe, [2], GREEDY, RunControl())
        )
        == "the fox"
    )


def test_text_is_never_cut_inside_a_character(bpe: Tokenizer) -> None:
    ids = bpe.encode(WRITING)
    assert len(ids) > len(WRITING)  # characters of several tokens
    sampling = SamplingConfig(temperature=0.0, max_new_tokens=len(ids))
    pieces = [
        t.text for t in generate(Decoder(lay_out(reciting(ids, bpe.vocab_size))), bpe, [2], sampling, RunControl())
    ]
    assert len(pieces) == len(ids)
    assert "".join(pieces) == WRITING
    assert not any("\ufffd" in piece for piece in pieces)
    assert pieces.count("") == len(ids) - len(WRITING)


def test_a_character_that_the_length_cuts_is_marked_at_the_end(bpe: Tokenizer) -> None:
    ids = bpe.encode("🦊")
    assert len(ids) == 4
    sampling = SamplingConfig(temperature=0.0, max_new_tokens=3)
    pieces = [
        t.text for t in generate(Decoder(lay_out(reciting(ids, bpe.vocab_size))), bpe, [2], sampling, RunControl())
    ]
    assert pieces == ["", "", "\ufffd"]


def test_odds_are_the_networks_own_whatever_the_rules(model: GPT) -> None:
    sampling = SamplingConfig(temperature=0.4, top_k=3, max_new_tokens=10, seed=1)
    window = list(PROMPT)
    for token in generate(Decoder(lay_out(model)), CHARACTERS, PROMPT, sampling, RunControl(), with_odds=True):
        odds = odds_after(model, window)
        assert token.probability == pytest.approx(odds[token.token_id], abs=1e-5)
        assert token.rank == 1 + (odds > odds[token.token_id]).sum()
        assert token.entropy == pytest.approx(-(odds * np.log2(odds)).sum(), abs=1e-4)
        best = np.argsort(-odds)[:SHOWN]
        assert [label for label, _ in token.alternatives] == [CHARACTERS.label(i) for i in best]
        assert [share for _, share in token.alternatives] == pytest.approx(odds[best], abs=1e-5)
        window.append(token.token_id)


def test_without_odds_the_same_tokens_are_written(model: GPT) -> None:
    sampling = SamplingConfig(max_new_tokens=20, seed=4)
    plain = list(generate(Decoder(lay_out(model)), CHARACTERS, PROMPT, sampling, RunControl()))
    shown = list(generate(Decoder(lay_out(model)), CHARACTERS, PROMPT, sampling, RunControl(), with_odds=True))
    assert [t.token_id for t in plain] == [t.token_id for t in shown]
    assert {t.probability for t in plain} == {0.0}
    assert all(0 < t.probability <= 1 for t in shown)


def test_a_seed_gives_the_same_text(model: GPT) -> None:
    one, again, other = (text_of(model, CHARACTERS, SamplingConfig(max_new_tokens=30, seed=s)) for s in (1, 1, 2))
    assert one == again
    assert one != other


def test_a_stop_ends_it_before_the_next_token(model: GPT) -> None:
    control = RunControl()
    written = []
    for token in generate(Decoder(lay_out(model)), CHARACTERS, PROMPT, GREEDY, control):
        written.append(token)
        if len(written) == 5:
            control.stop()
    assert len(written) == 5


def test_the_length_is_kept_to_and_nothing_is_computed_for_afterwards(model: GPT) -> None:
    state = torch.get_rng_state()
    assert len(text_of(model, CHARACTERS, SamplingConfig(max_new_tokens=1))) == 1
    full = list(range(10, 26))
    last = list(
        generate(
            Decoder(lay_out(model)), CHARACTERS, full, SamplingConfig(temperature=0.0, max_new_tokens=1), RunControl()
        )
    )
    logits = Decoder(lay_out(model)).prefill(full)
    logits[list(NEVER_WRITTEN)] = -np.inf
    assert last[0].token_id == logits.argmax()
    assert torch.equal(torch.get_rng_state(), state)


def test_what_was_chosen_is_written_first_and_the_rest_as_if_it_had_been_drawn(model: GPT) -> None:
    chosen = (20, 7)
    tokens = list(generate(Decoder(lay_out(model)), CHARACTERS, PROMPT, GREEDY, RunControl(), True, chosen))
    assert tuple(token.token_id for token in tokens[:2]) == chosen
    assert [token.label for token in tokens] == [CHARACTERS.label(token.token_id) for token in tokens]
    for number, token in enumerate(tokens[:10]):
        before = [*PROMPT, *(one.token_id for one in tokens[:number])]
        assert token.probability == pytest.approx(odds_after(model, before)[token.token_id], abs=1e-5)
    after = generate(Decoder(lay_out(model)), CHARACTERS, [*PROMPT, *chosen], GREEDY, RunControl())
    assert [token.token_id for token in after][:10] == [token.token_id for token in tokens[2:12]]


def test_a_character_that_the_prompt_ends_inside_of_goes_on(bpe: Tokenizer) -> None:
    ids = bpe.encode("🦊 fox")
    decoder = Decoder(lay_out(reciting(ids, bpe.vocab_size)))
    sampling = SamplingConfig(temperature=0.0, max_new_tokens=len(ids) - 2)
    pieces = generate(decoder, bpe, [2, *ids[:2]], sampling, RunControl(), first=ids[2:3])
    assert [token.text for token in pieces][:2] == ["", "🦊"]


def test_the_end_may_be_chosen_and_what_stands_for_no_text_may_not(model: GPT) -> None:
    decoder = Decoder(lay_out(model))
    assert list(generate(decoder, CHARACTERS, PROMPT, GREEDY, RunControl(), first=(CHARACTERS.eos_id,))) == []
    for token_id in (*NEVER_WRITTEN, 99_999):
        with pytest.raises(SettingError, match="stands for no text"):
            list(generate(decoder, CHARACTERS, PROMPT, GREEDY, RunControl(), first=(token_id,)))


def recited(words: str, tokenizer: Tokenizer, sampling: SamplingConfig) -> list[Token]:
    """What comes of a network that would say ``words``."""
    model = reciting(tokenizer.encode(words), tokenizer.vocab_size)
    return list(generate(Decoder(lay_out(model)), tokenizer, [2], sampling, RunControl()))


@pytest.mark.parametrize("stop", ["fox", "e f", "x an", "🦊", "the fox and"])
def test_the_text_ends_before_a_stop_string_inside_and_across_tokens(bpe: Tokenizer, stop: str) -> None:
    words = "the owl and the fox and 🦊 the fox"
    sampling = SamplingConfig(temperature=0.0, max_new_tokens=len(bpe.encode(words)), stop=("nowhere", stop))
    assert "".join(token.text for token in recited(words, bpe, sampling)) == words[: words.find(stop)]


def test_what_could_have_become_a_stop_string_is_shown_in_the_end(bpe: Tokenizer) -> None:
    words = "the fox an"
    for stop in ("an owl", "n", "a"):
        sampling = SamplingConfig(temperature=0.0, max_new_tokens=len(bpe.encode(words)), stop=(stop,))
        assert "".join(token.text for token in recited(words, bpe, sampling)) == words.partition(stop)[0]


def test_a_banned_word_is_never_written(model: GPT) -> None:
    """Among 57 characters, at random; the prompt's own end counts."""
    ends = (CHARACTERS.bos_id, CHARACTERS.eos_id)
    free = SamplingConfig(temperature=3.0, min_p=0.0, max_new_tokens=400, seed=1, ban_token=ends)
    text = "".join(text_of(model, CHARACTERS, free))
    pairs = tuple({text[place : place + 2] for place in range(0, 100, 3)})
    assert all(pair in text for pair in pairs)
    banned = "".join(text_of(model, CHARACTERS, dataclasses.replace(free, ban=pairs)))
    assert len(banned) == 400
    before = CHARACTERS.decode(PROMPT)
    assert not any(pair in before + banned for pair in pairs if pair not in before)


def test_where_all_that_could_follow_is_banned_the_text_ends() -> None:
    few = CharTokenizer("ab")
    model = reciting(few.encode("abab"), few.vocab_size)
    sampling = SamplingConfig(temperature=0.0, ban=("aa", "ab"), ban_token=(few.bos_id, few.eos_id))
    writer = Writer(few, few.vocab_size, sampling, few.encode("b"))
    tokens = write_on(writer, Decoder(lay_out(model)), few.encode("b"), RunControl())
    assert [token.text for token in tokens] == ["a"]
    assert writer.ended == "banned"


def test_the_penalty_keeps_a_text_from_going_round(model: GPT) -> None:
    """At ten, every token is written once before any comes again, as far as the model sees."""
    sampling = SamplingConfig(temperature=0.0, repetition_penalty=10.0, max_new_tokens=10)
    plain = text_of(model, CHARACTERS, dataclasses.replace(sampling, repetition_penalty=1.0))
    penalized = text_of(model, CHARACTERS, sampling)
    assert len(set(penalized)) > len(set(plain))
    window = list(PROMPT)
    for text in penalized:
        with torch.no_grad():
            logits = model(torch.tensor([window]))[0, -1]
        processor = RepetitionPenaltyLogitsProcessor(10.0)
        scores = processor(torch.tensor([window]), logits[None].clone())[0]
        scores[list(NEVER_WRITTEN)] = -torch.inf
        assert CHARACTERS.encode(text) == [int(scores.argmax())]
        window += CHARACTERS.encode(text)
