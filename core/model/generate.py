"""A text goes on: token after token drawn from the network's odds, with what it was sure of."""

from collections.abc import Iterator, Sequence

from core.config import SamplingConfig
from core.control import RunControl
from core.model.decoder import Decoder
from core.model.long_text import PLAIN, Turns
from core.model.writer import Writer
from core.protocol import Token
from core.text.tokenizers import Tokenizer


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

    What ``decoder`` has read of the prompt already is not read again. ``with_odds``, ``first``: as in ``Writer``.
    ``turns``: what of the prompt shall stay in sight.

    Raises:
        SettingError: a token of ``first`` stands for no text, or the rules leave nothing to write.
    """
    writer = Writer(tokenizer, decoder.weights.config.vocab_size, sampling, ids, with_odds, first)
    return write_on(writer, decoder, ids, control, turns)


def write_on(
    writer: Writer, decoder: Decoder, ids: list[int], control: RunControl, turns: Turns = PLAIN
) -> Iterator[Token]:
    """The tokens that ``writer`` draws after a prompt, until it has ended; it knows why."""
    logits = decoder.prefill(ids, turns)
    while True:
        yield from writer.end("user") if control.stopping else writer.write(logits, decoder.ids)
        if writer.ended is not None:
            return
        logits = decoder.step(writer.last)
