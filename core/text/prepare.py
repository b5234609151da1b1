"""From a corpus to token files on disk: split, tokenizer, ids, references.

Everything is kept under artifacts/ by the hash of what it was made from, written beside its name and renamed when it
is whole; what is missing or damaged is made again.
"""

import hashlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.config import RunConfig, automatic_vocab_size
from core.control import RunControl
from core.errors import TextChangedError, TextError
from core.paths import Home
from core.protocol import Event, Notice, Progress, References, TextFile
from core.text.corpus import Corpus, read_corpus
from core.text.portions import portions
from core.text.references import references
from core.text.split import Split, Stretch, split
from core.text.tokenizers import Tokenizer, load_tokenizer, train_tokenizer
from core.text.whole import clear_left_over, is_whole, made_whole
from core.text.windows import batch, check_length, validation_windows

PORTIONS_AT_ONCE = 16
TOKENIZER_TEXT = 50_000_000  # characters that merges are learnt from


@dataclass(frozen=True)
class Prepared:
    """A text ready to be learnt. ``train`` and ``val``: 1-D token ids, memory-mapped.

    ``bytes_per_val_token``: UTF-8 bytes a scored validation token stands for, on average.
    """

    label: str
    size: int
    tokenizer: Tokenizer
    train: np.ndarray
    val: np.ndarray
    bytes_per_val_token: float
    references: References
    prompts: tuple[str, ...]
    facts: "TextFacts"


@dataclass(frozen=True)
class TextFacts:
    """text.json: what a run was trained on, enough to tell whether it is still the same."""

    label: str
    sources: tuple[str, ...]
    files: tuple[TextFile, ...]
    size: int
    sha256: str
    val_fraction: float
    val_split: str


def prepare(
    corpus: Corpus, config: RunConfig, home: Home, control: RunControl, tokenizer: Tokenizer | None = None
) -> Generator[Event, None, Prepared]:
    """Make what is missing, and give the prepared text as the generator's value. ``tokenizer``: one that is there.

    Raises:
        TextError: the text is too short for one window.
        SettingError: the vocabulary does not suit the tokenizer.
        Interrupted: a stop was asked for.
    """
    parts = split(corpus, config.text)
    if tokenizer is not None:
        prepared = yield from _encode(corpus, parts, tokenizer, config, home, control)
        return prepared
    vocab_size = config.model.vocab_size or automatic_vocab_size(corpus.size)
    folder = home.tokenizers / _key(corpus.hash, _layout(parts), config.text.tokenizer, vocab_size)
    tokenizer = _kept_tokenizer(folder)
    if tokenizer is None:
        yield Progress("Learning the tokens")
        tokenizer = train_tokenizer(config.text.tokenizer, _learnt_from(parts), vocab_size, control)
        with made_whole(folder) as beside:
            tokenizer.save(beside)
    prepared = yield from _encode(corpus, parts, tokenizer, config, home, control)
    return prepared


def prepare_again(
    facts: TextFacts, tokenizer_folder: Path, config: RunConfig, home: Home, control: RunControl
) -> Generator[Event, None, Prepared]:
    """Prepare the text of an existing run with the run's own tokenizer.

    Raises:
        TextChangedError: the text has changed or is gone since.
    """
    yield Progress("Reading the text")
    hint = "Bring the text back as it was, or fork the run (train --fork) to go on with the text of today."
    try:
        corpus = read_corpus(facts.sources, home, control)
    except TextError as error:
        raise TextChangedError(f"The text of this run cannot be read any more: {error.message}", hint) from error
    if corpus.hash != facts.sha256:
        raise TextChangedError(f"The text {facts.label!r} has changed since this run was started.", hint)
    tokenizer = load_tokenizer(tokenizer_folder)
    prepared = yield from _encode(corpus, split(corpus, config.text), tokenizer, config, home, control)
    return prepared


def _encode(
    corpus: Corpus, parts: Split, tokenizer: Tokenizer, config: RunConfig, home: Home, control: RunControl
) -> Generator[Event, None, Prepared]:
    """Token files, made if missing, and what is measured on them."""
    for place in (home.tokenizers, home.prepared):
        clear_left_over(place)
    folder = home.prepared / _key(corpus.hash, _layout(parts), _vocabulary(tokenizer))
    if not is_whole(folder):
        with made_whole(folder) as beside:
            for name, stretches in (("train", parts.train), ("val", parts.val)):
                yield from _write_tokens(beside / f"{name}.bin", stretches, tokenizer, name == "train", control)
    train, val = (_map(folder / f"{name}.bin", tokenizer.vocab_size) for name in ("train", "val"))
    unknown = 0 if tokenizer.unk_id is None else int((val == tokenizer.unk_id).sum())
    if unknown:
        yield Notice(f"{unknown} characters of the validation text never occur in the training text and are unknown.")
    context = config.model.context_length
    check_length(len(train), context, "training")
    inputs, targets = batch(val, validation_windows(len(val), context), context)
    lengths = np.array(list(map(len, _vocabulary(tokenizer))))
    control.check()
    known = references(train, inputs.ravel(), targets.ravel(), tokenizer.vocab_size)
    control.check()
    return Prepared(
        label=corpus.label,
        size=corpus.size,
        tokenizer=tokenizer,
        train=train,
        val=val,
        bytes_per_val_token=float(lengths[targets].mean()),
        references=known,
        prompts=corpus.prompts,
        facts=TextFacts(
            corpus.label, corpus.sources, corpus.files, corpus.size, corpus.hash,
            config.text.val_fraction, config.text.val_split,
        ),
    )  # fmt: skip


def _key(*made_from: object) -> str:
    return hashlib.sha256(repr(made_from).encode()).hexdigest()[:20]


def _layout(parts: Split) -> list[list[tuple[int, bool]]]:
    """Where the text is cut."""
    return [[(len(stretch.text), stretch.begins) for stretch in part] for part in (parts.train, parts.val)]


def _vocabulary(tokenizer: Tokenizer) -> list[bytes]:
    return [tokenizer.token_bytes(i) for i in range(tokenizer.vocab_size)]


def _kept_tokenizer(folder: Path) -> Tokenizer | None:
    """The tokenizer made earlier; None where it is missing or damaged, and must be made again."""
    return load_tokenizer(folder) if is_whole(folder) else None


def _learnt_from(parts: Split) -> Sequence[str]:
    """Portions of the training text, up to the limit."""
    chosen, left = [], TOKENIZER_TEXT
    for stretch in parts.train:
        for portion in portions(stretch.text[:left]):
            chosen.append(portion)
        left -= len(stretch.text)
        if left <= 0:
            break
    return chosen


def _write_tokens(
    path: Path, stretches: Sequence[Stretch], tokenizer: Tokenizer, shown: bool, control: RunControl
) -> Iterator[Event]:
    """Tokenize in portions into one file of uint16 or uint32; <bos> stands before each document."""
    kind = _kind(tokenizer.vocab_size)
    total = sum(len(stretch.text) for stretch in stretches) or 1
    done = 0
    with path.open("wb") as file:
        for stretch in stretches:
            if stretch.begins:
                file.write(np.array([tokenizer.bos_id], dtype=kind).tobytes())
            cut = list(portions(stretch.text))
            for first in range(0, len(cut), PORTIONS_AT_ONCE):
                control.check()
                some = cut[first : first + PORTIONS_AT_ONCE]
                for ids in tokenizer.encode_batch(some):
                    file.write(ids.astype(kind).tobytes())
                done += sum(map(len, some))
                if shown:
                    yield Progress("Turning the text into tokens", done / total)


def _kind(vocab_size: int) -> type[np.unsignedinteger[Any]]:
    return np.uint16 if vocab_size <= 1 << 16 else np.uint32


def _map(path: Path, vocab_size: int) -> np.ndarray:
    if not path.stat().st_size:
        return np.empty(0, dtype=_kind(vocab_size))
    return np.memmap(path, dtype=_kind(vocab_size), mode="r")
