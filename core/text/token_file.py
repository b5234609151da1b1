"""Token files: the ids of a text one after the other as uint16 or uint32, written as the text is read."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from core.control import RunControl
from core.protocol import Progress
from core.text.corpus import Corpus
from core.text.portions import portions
from core.text.split import Split, Stretch
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
    begun: Stretch | None = None
    with (folder / TRAIN).open("wb") as train, (folder / VAL).open("wb") as val:
        yield from stage.at(0)
        for some in _batches(portions(corpus.documents, parts.stretches, control)):
            for (stretch, portion), ids in zip(some, tokenizer.encode_batch([text for _, text in some]), strict=True):
                file = val if stretch.kept_back else train
                if stretch.begins and stretch is not begun:
                    file.write(np.array([tokenizer.bos_id], dtype=kind).data)
                file.write(ids.astype(kind).data)
                begun, done = stretch, done + len(portion)
            yield from stage.at(done)
            control.check()


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


def _batches(found: Iterable[tuple[Stretch, str]]) -> Iterator[list[tuple[Stretch, str]]]:
    """Portions, as many at a time as make up one call's work."""
    some, size = [], 0
    for stretch, portion in found:
        some.append((stretch, portion))
        size += len(portion)
        if size >= AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _kind(vocab_size: int) -> type[np.unsignedinteger[Any]]:
    return np.uint16 if vocab_size <= 1 << 16 else np.uint32
