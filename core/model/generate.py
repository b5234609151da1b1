"""A text goes on: token after token drawn from the network's odds, with what it was sure of."""

from collections.abc import Iterator

import numpy as np

from core.config import SamplingConfig
from core.control import RunControl
from core.model.decoder import Decoder
from core.model.gpt import GPT
from core.model.sampling import Sampler, writable
from core.protocol import Token
from core.text.tokenizers import StreamDecoder, Tokenizer

SHOWN = 6


def generate(
    model: GPT,
    tokenizer: Tokenizer,
    ids: list[int],
    sampling: SamplingConfig,
    control: RunControl,
    with_odds: bool = False,
) -> Iterator[Token]:
    """Continue a prompt of 1 … context_length tokens, until the length is reached, the text ends, or a stop comes.

    ``with_odds``: work out probability, rank, entropy and the likeliest alternatives of each token; else they are 0.
    """
    decoder, stream = Decoder(model), StreamDecoder(tokenizer)
    sampler = Sampler(sampling, writable(tokenizer, model.config.vocab_size))
    ends = (tokenizer.bos_id, tokenizer.eos_id)
    logits = decoder.prefill(ids)
    for number in range(sampling.max_new_tokens):
        if control.stopping:
            return
        token_id = sampler.draw(logits)
        if token_id in ends:
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
    odds = np.exp(logits - logits.max())
    odds /= odds.sum()
    seen = odds[odds > 0]
    shown = min(SHOWN, len(odds))
    best = np.argpartition(-odds, shown - 1)[:shown]
    best = best[np.argsort(-odds[best], kind="stable")]
    return Token(
        token_id=token_id,
        text=text,
        probability=float(odds[token_id]),
        rank=int((odds > odds[token_id]).sum()) + 1,
        entropy=float(-(seen * np.log2(seen)).sum()),
        alternatives=tuple((tokenizer.label(int(i)), float(odds[i])) for i in best),
    )
