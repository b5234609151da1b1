"""A text goes on: token after token drawn from the network's odds, with what it was sure of."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from core.config import SamplingConfig
from core.control import RunControl
from core.errors import SettingError
from core.model.decoder import Decoder
from core.model.long_text import PLAIN, Turns
from core.model.sampling import Sampler, likeliest, writable
from core.protocol import Token
from core.text.tokenizers import StreamDecoder, Tokenizer

SHOWN = 10


def generate(
    decoder: Decoder,
    tokenizer: Tokenizer,
    ids: list[int],
    sampling: SamplingConfig,
    control: RunControl,
    with_odds: bool = False,
    first: Sequence[int] = (),
    turns: Turns = PLAIN,
) -> Iterator[Token]:
    """Continue a prompt of 1 … context_length tokens, until the length is reached, the text ends, or a stop comes.

    What ``decoder`` has read of the prompt already is not read again.

    ``with_odds``: work out probability, rank, entropy and the likeliest alternatives of each token; else they are 0.
    ``first``: tokens that are written instead of the first drawn ones.
    ``turns``: what of the prompt shall stay in sight.

    Raises:
        SettingError: one of those stands for no text.
    """
    stream = StreamDecoder(tokenizer)
    stream.go_on_after(ids)
    allowed = writable(tokenizer, decoder.weights.config.vocab_size)
    _check(first, tokenizer, allowed)
    sampler = Sampler(sampling, allowed)
    logits = decoder.prefill(ids, turns)
    for number in range(sampling.max_new_tokens):
        if control.stopping:
            return
        token_id = first[number] if number < len(first) else sampler.draw(logits)
        if token_id in tokenizer.ends:
            return
        text = stream.push(token_id)
        last = number + 1 == sampling.max_new_tokens
        if last:
            text += stream.flush()
        yield _token(tokenizer, token_id, text, logits) if with_odds else Token(token_id, text, 0.0, 0, 0.0)
        if not last:
            logits = decoder.step(token_id)


def _token(tokenizer: Tokenizer, token_id: int, text: str, logits: np.ndarray) -> Token:
    """The token with its odds under the network alone, before temperature and rules."""
    below = logits - logits.max()
    odds = np.exp(below)
    total = odds.sum()
    odds /= total
    best = likeliest(odds, SHOWN)
    return Token(
        token_id=token_id,
        text=text,
        probability=float(odds[token_id]),
        rank=int(np.count_nonzero(odds > odds[token_id])) + 1,
        entropy=float(np.log(total) - np.vdot(odds, below)) / math.log(2),  # Σ p · (ln Σ − below)
        alternatives=tuple((tokenizer.label(i), float(odds[i])) for i in best),
        alternative_ids=tuple(best),
        label=tokenizer.label(token_id),
    )


def _check(first: Sequence[int], tokenizer: Tokenizer, allowed: np.ndarray) -> None:
    for token_id in first:
        if token_id not in allowed:
            raise SettingError(
                f"A text cannot go on with the token {token_id} ({tokenizer.label(token_id)}): it stands for no text.",
                "Choose another one.",
            )
