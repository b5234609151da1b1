"""Many continuations of one prompt, written side by side: the network's matrices are read once for all of them."""

import dataclasses
import time
from collections.abc import Iterator

import numpy as np

from core.config import SamplingConfig
from core.control import RunControl
from core.model.decoder import Decoder
from core.model.loading import LoadedModel
from core.model.long_text import PLAIN, Turns
from core.model.writer import Writer
from core.protocol import Continuation, Event, Grown, SampleDone, Token

SEEDS = 2**31


def continuations(
    loaded: LoadedModel,
    ids: list[int],
    sampling: SamplingConfig,
    count: int,
    control: RunControl,
    turns: Turns = PLAIN,
    growing: bool = False,
) -> Iterator[Event]:
    """``count`` texts with the seeds from ``sampling.seed`` on, and SampleDone with the first and the speed of all.

    ``growing``: what has been added to each comes as Grown on the way, with the odds of the tokens.

    Raises:
        SettingError: the rules leave nothing to write.
    """
    begin = time.perf_counter()
    seeds = [(sampling.seed + number) % SEEDS for number in range(count)]
    size = loaded.model.config.vocab_size
    writers = [Writer(loaded.tokenizer, size, dataclasses.replace(sampling, seed=seed), ids, growing) for seed in seeds]
    decoder = Decoder(loaded.decoder(sampling.weights).weights, count)
    texts: list[list[Token]] = [[] for _ in seeds]
    for number, tokens in _written(writers, decoder, [decoder.prefill(ids, turns)] * count, control):
        texts[number].extend(tokens)
        if growing:
            yield Grown(number, tuple(tokens))
    seconds = time.perf_counter() - begin
    finished = [
        Continuation(
            number, "".join(token.text for token in text), tuple(token.token_id for token in text), seeds[number],
            writers[number].ended or "user",
        )
        for number, text in enumerate(texts)
    ]  # fmt: skip
    yield from finished
    first, speed = finished[0], sum(map(len, texts)) / seconds
    yield SampleDone(loaded.run, loaded.step, first.text, first.token_ids, first.seed, speed, first.stopped_by)


def _written(
    writers: list[Writer], decoder: Decoder, logits: list[np.ndarray], control: RunControl
) -> Iterator[tuple[int, list[Token]]]:
    """What each writer adds, as (number, tokens). One that has ended goes on with its last token; nobody reads that."""
    while True:
        for number, writer in enumerate(writers):
            if writer.ended is None:
                tokens = writer.end("user") if control.stopping else writer.write(logits[number], decoder.seen(number))
                if tokens:
                    yield number, tokens
        if all(writer.ended for writer in writers):
            return
        logits = list(decoder.step_all([writer.last for writer in writers]))
