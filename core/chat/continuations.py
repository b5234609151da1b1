"""Many continuations of one prompt, written side by side: the network's matrices are read once for all of them."""

import dataclasses
import time
from collections.abc import Iterator

import numpy as np

from core.chat.answer import Ended
from core.config import SamplingConfig
from core.control import RunControl
from core.model.decoder import Decoder
from core.model.loading import LoadedModel
from core.model.long_text import PLAIN, Turns
from core.model.sampling import Sampler, writable
from core.protocol import Continuation, Event, SampleDone

SEEDS = 2**31


class _Writer:
    """One of the texts. Once it has ended it goes on with its last token, which nobody reads."""

    def __init__(self, sampling: SamplingConfig, allowed: np.ndarray, ends: tuple[int, ...]) -> None:
        self.seed, self.ids, self.ended = sampling.seed, list[int](), False
        self._sampler, self._ends, self._last = Sampler(sampling, allowed), ends, ends[-1]

    def write(self, logits: np.ndarray) -> int:
        """The next token.  V → id"""
        if not self.ended:
            self._last = self._sampler.draw(logits)
            self.ended = self._last in self._ends
            if not self.ended:
                self.ids.append(self._last)
        return self._last


def continuations(
    loaded: LoadedModel,
    ids: list[int],
    sampling: SamplingConfig,
    count: int,
    control: RunControl,
    turns: Turns = PLAIN,
) -> Iterator[Event]:
    """``count`` texts with the seeds from ``sampling.seed`` on, and SampleDone with the first and the speed of all."""
    begin = time.perf_counter()
    tokenizer = loaded.tokenizer
    allowed, ends = writable(tokenizer, loaded.model.config.vocab_size), tokenizer.ends
    writers = [_Writer(rules, allowed, ends) for rules in _seeds(sampling, count)]
    decoder = Decoder(loaded.decoder(sampling.weights).weights, count)
    logits = [decoder.prefill(ids, turns)] * count
    written = 0
    for written in range(1, sampling.max_new_tokens + 1):
        tokens = [writer.write(row) for writer, row in zip(writers, logits, strict=True)]
        if control.stopping or all(writer.ended for writer in writers):
            break
        if written < sampling.max_new_tokens:
            logits = list(decoder.step_all(tokens))
    seconds = time.perf_counter() - begin
    whole = written >= sampling.max_new_tokens
    texts = []
    for number, writer in enumerate(writers):
        ended: Ended = "end_of_text" if writer.ended else "length" if whole else "user"
        texts.append(Continuation(number, tokenizer.decode(writer.ids), tuple(writer.ids), writer.seed, ended))
    yield from texts
    first, speed = texts[0], sum(len(text.token_ids) for text in texts) / seconds
    yield SampleDone(loaded.run, loaded.step, first.text, first.token_ids, first.seed, speed, first.stopped_by)


def _seeds(sampling: SamplingConfig, count: int) -> list[SamplingConfig]:
    return [dataclasses.replace(sampling, seed=(sampling.seed + number) % SEEDS) for number in range(count)]
