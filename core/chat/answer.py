"""One answer: the prompt's continuation, token by token, then what was written and how fast."""

import time
from collections.abc import Iterator, Sequence
from typing import Literal

from core.config import SamplingConfig
from core.control import RunControl
from core.model.generate import generate
from core.model.loading import LoadedModel
from core.model.long_text import PLAIN, Turns
from core.protocol import Event, SampleDone

Ended = Literal["length", "user", "end_of_text"]


def answer(
    loaded: LoadedModel,
    ids: list[int],
    sampling: SamplingConfig,
    control: RunControl,
    first: Sequence[int] = (),
    turns: Turns = PLAIN,
) -> Iterator[Event]:
    """Tokens as they are drawn, after those of ``first``, and SampleDone.

    Seconds count from the first token asked for to the last drawn.
    """
    written: list[int] = []
    pieces: list[str] = []
    begin = time.perf_counter()
    decoder = loaded.decoder(sampling.weights)
    for token in generate(decoder, loaded.tokenizer, ids, sampling, control, True, first, turns):
        written.append(token.token_id)
        pieces.append(token.text)
        yield token
    seconds = time.perf_counter() - begin
    yield SampleDone(
        run=loaded.run,
        step=loaded.step,
        text="".join(pieces),
        token_ids=tuple(written),
        seed=sampling.seed,
        tokens_per_second=len(written) / seconds if seconds else 0.0,
        stopped_by=_ended(control, len(written) >= sampling.max_new_tokens),
    )


def _ended(control: RunControl, full: bool) -> Ended:
    if full:
        return "length"
    return "user" if control.stopping else "end_of_text"
