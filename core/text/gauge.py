"""How many tokens a text will have and how long preparing it takes, told from a sample of it.

Where the text has been prepared with these settings before, the counts are exact. Nothing is written.
"""

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from core.config import RunConfig, automatic_vocab_size
from core.control import RunControl
from core.paths import Home
from core.protocol import Event
from core.text.corpus import Corpus
from core.text.portions import portions, spread
from core.text.prepare import prepared_before
from core.text.split import Split, split
from core.text.stage import Stage
from core.text.tokenizers import TOKENIZERS, Tokenizer, train_tokenizer

SAMPLE = 600_000  # characters
AT_ONCE = 10  # portions that are tokenized in one call
# Learning merges counts words: of more text ever fewer are new. Its time grows with this power of the text.
MERGING_GROWS = 0.8
# Beside encoding: the text is read four times, token pairs are sorted for the references, files are checked.
PASSES = 4
SECONDS_A_PAIR = 1.5e-7
COUNTED_PAIRS = 5_000_000
ALWAYS = 0.3  # seconds


@dataclass(frozen=True)
class Gauge:
    """``exact``: the text has been prepared before. ``seconds``: what preparing it takes now; ``asked``: tokens of the
    questions that belong to it."""

    vocab_size: int
    tokens_train: int
    tokens_val: int
    seconds: float
    exact: bool
    asked: int = 0


def gauge(
    corpus: Corpus, config: RunConfig, home: Home, control: RunControl, tokenizer: Tokenizer | None = None
) -> Generator[Event, None, Gauge]:
    """Gauge a text for these settings. ``tokenizer``: one that is there.

    Raises:
        TextError: a file has changed or cannot be read any more.
        SettingError: the vocabulary does not suit the tokenizer.
        Interrupted: a stop was asked for.
    """
    begin = time.perf_counter()
    known = yield from prepared_before(corpus, config, home, control, tokenizer)
    reading = time.perf_counter() - begin
    if known is not None:
        around = ALWAYS + 2 * reading + _sorting(known.train)
        return Gauge(known.vocab_size, known.train, known.val, around, exact=True)
    result = yield from _from_sample(corpus, config, reading, control, tokenizer)
    return result


def _from_sample(
    corpus: Corpus, config: RunConfig, reading: float, control: RunControl, tokenizer: Tokenizer | None
) -> Generator[Event, None, Gauge]:
    parts = split(corpus, config.text, control)
    there, kept_back = (sum(stretch.length for stretch in part) for part in (parts.train, parts.val))
    read = (portion.text for portion in portions(corpus.documents, parts.train, control))
    sample = list(spread(read, there, SAMPLE)) or _beginning(corpus, parts, control)
    characters = max(1, sum(map(len, sample)))
    seconds = ALWAYS + PASSES * reading
    wanted = config.model.vocab_size or automatic_vocab_size(corpus.size)
    if tokenizer is None:
        kind = config.text.tokenizer
        begin = time.perf_counter()
        tokenizer = yield from train_tokenizer(kind, sample, characters, wanted, control)
        learnt_from = min(there, TOKENIZERS[kind].ENOUGH or there) / characters
        seconds += (time.perf_counter() - begin) * max(1.0, learnt_from) ** MERGING_GROWS
    begin = time.perf_counter()
    tokens = yield from _count(sample, characters, tokenizer, control)
    seconds += (time.perf_counter() - begin) * (there + kept_back) / characters
    train, val = (round(tokens * part / characters) for part in (there, kept_back))
    return Gauge(tokenizer.vocab_size, train, val, seconds + _sorting(train), exact=False)


def _count(
    sample: Sequence[str], characters: int, tokenizer: Tokenizer, control: RunControl
) -> Generator[Event, None, int]:
    """Tokens of the sample, in calls short enough for a stop to be heard."""
    stage, tokens, done = Stage("Counting tokens", characters), 0, 0
    for first in range(0, len(sample), AT_ONCE):
        some = sample[first : first + AT_ONCE]
        control.check()
        tokens += sum(map(len, tokenizer.encode_batch(some)))
        done += sum(map(len, some))
        yield from stage.at(done)
    return tokens


def _beginning(corpus: Corpus, parts: Split, control: RunControl) -> list[str]:
    """The first portion, where even that is longer than the sample is to be."""
    return [next(portions(corpus.documents, parts.train, control)).text] if parts.train else []


def _sorting(tokens: int) -> float:
    return SECONDS_A_PAIR * min(tokens, COUNTED_PAIRS)
