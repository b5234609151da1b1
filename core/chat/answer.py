"""One answer: the prompt's continuation, token by token, then what was written and how fast."""

import time
from collections.abc import Iterator, Sequence

from core.config import SamplingConfig
from core.control import RunControl
from core.model.generate import write_on
from core.model.loading import LoadedModel
from core.model.long_text import PLAIN, Turns
from core.model.writer import Writer
from core.protocol import Event, SampleDone, Token


def answer(
    loaded: LoadedModel,
    ids: list[int],
    sampling: SamplingConfig,
    control: RunControl,
    first: Sequence[int] = (),
    turns: Turns = PLAIN,
) -> Iterator[Event]:
    """Tokens as they become certain, after those of ``first``, and SampleDone.

    Seconds count from the first token asked for to the last drawn.

    Raises:
        SettingError: a token of ``first`` stands for no text, or the rules leave nothing to write.
    """
    written: list[Token] = []
    begin = time.perf_counter()
    writer = Writer(loaded.tokenizer, loaded.model.config.vocab_size, sampling, ids, True, first)
    for token in write_on(writer, loaded.decoder(sampling.weights), ids, control, turns):
        written.append(token)
        yield token
    seconds = time.perf_counter() - begin
    yield SampleDone(
        run=loaded.run,
        step=loaded.step,
        text="".join(token.text for token in written),
        token_ids=tuple(token.token_id for token in written),
        seed=sampling.seed,
        tokens_per_second=len(written) / seconds if seconds else 0.0,
        stopped_by=writer.ended or "user",
    )
