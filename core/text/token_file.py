"""Token files: the ids of a text one after the other as uint16 or uint32, written as the text is read."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.control import RunControl
from core.protocol import Progress
from core.text.corpus import Corpus
from core.text.portions import Portion, portions
from core.text.split import Split
from core.text.stage import Stage
from core.text.tokenizers import Tokenizer

TRAIN, VAL = "train.bin", "val.bin"
# Characters that are tokenized in one call: a quarter of a second's work on two slow cores, and enough for many.
AT_ONCE = 800_000


def write_tokens(
    folder: Path, corpus: Corpus, parts: Split, tokenizer: Tokenizer, control: RunControl
) -> Iterator[Progress]:
    """Tokenize what is learnt from into train.bin, what is kept back into val.bin; <bos> stands before each document.

    Raises:
        TextError: a file has changed or cannot be read any more.
        Interrupted: a stop was asked for.
    """
    stage, done = Stage("Turning the text into tokens", corpus.characters), 0
    kind = _kind(tokenizer.vocab_size)
    edge = tokenizer.edge
    with (folder / TRAIN).open("wb") as train, (folder / VAL).open("wb") as val:
        yield from stage.at(0)
        for some in calls(portions(corpus.documents, parts.stretches, control, edge)):
            for portion, ids in zip(some, encoded(some, tokenizer), strict=True):
                file = val if portion.stretch.kept_back else train
                file.write(ids.astype(kind).data)
                done += len(portion.text)
            yield from stage.at(done)
            control.check()


def encoded(some: Sequence[Portion], tokenizer: Tokenizer) -> Iterator[np.ndarray]:
    """The ids of each portion, in one call; <bos> stands before each document."""
    for portion, ids in zip(some, tokenizer.encode_batch([_text(one, tokenizer) for one in some]), strict=True):
        begins = portion.first and portion.stretch.begins
        yield np.concatenate(([tokenizer.bos_id], ids)) if begins else ids


def calls(found: Iterable[Portion]) -> Iterator[list[Portion]]:
    """Portions, as many at a time as are tokenized in one call."""
    some: list[Portion] = []
    size = 0
    for portion in found:
        some.append(portion)
        size += len(portion.text)
        if size >= AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _text(portion: Portion, tokenizer: Tokenizer) -> str:
    """What the tokenizer is to be given: the space with which a portion goes on may be one that it writes itself."""
    return portion.text[1:] if tokenizer.writes_space and not portion.first else portion.text


def map_tokens(path: Path, vocab_size: int) -> np.ndarray:
    """The ids in a token file, memory-mapped: 1-D."""
    if not path.stat().st_size:
        return np.empty(0, dtype=_kind(vocab_size))
    return np.memmap(path, dtype=_kind(vocab_size), mode="r")


def count_token(path: Path, vocab_size: int, token_id: int) -> int:
    """How often a token stands in a token file."""
    count = 0
    with path.open("rb") as file:
        while len(ids := np.fromfile(file, _kind(vocab_size), AT_ONCE)):
            count += int(np.count_nonzero(ids == token_id))
    return count


def _kind(vocab_size: int) -> type[np.unsignedinteger[Any]]:
    return np.uint16 if vocab_size <= 1 << 16 else np.uint32
