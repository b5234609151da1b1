"""From a corpus to token files on disk: split, tokenizer, ids, references.

Everything is kept under artifacts/ by the hash of what it was made from, written beside its name and renamed when it
is whole; what is missing or damaged is made again.
"""

import dataclasses
import hashlib
import math
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.config import RunConfig, TextConfig, automatic_vocab_size
from core.control import RunControl
from core.errors import TextChangedError, TextError
from core.paths import Home
from core.protocol import Event, Notice, Progress, References, TextChoice, TextFile
from core.text.corpus import Corpus, gather
from core.text.dialogues.gathering import DialoguesFacts
from core.text.portions import portions, spread
from core.text.references import references
from core.text.split import Split, split
from core.text.token_file import TRAIN, VAL, count_token, encoded, map_tokens, write_tokens
from core.text.tokenizers import TOKENIZERS, Tokenizer, load_tokenizer, train_tokenizer
from core.text.whole import clear_left_over, is_whole, made_whole
from core.text.windows import batch, check_length, validation_windows
from core.text.xz import xz_reference


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
    """text.json: what a run was trained on, enough to tell whether it is still the same.

    ``choices``: what was chosen of the texts; ``suffixes``: of the files that folders were searched for;
    ``dialogues``: what it was taught to answer with, where it was.
    """

    label: str
    sources: tuple[str, ...]
    files: tuple[TextFile, ...]
    size: int
    sha256: str
    val_fraction: float
    val_split: str
    choices: tuple[TextChoice, ...] = ()
    suffixes: tuple[str, ...] = (".txt",)  # all there were before other formats could be read
    dialogues: DialoguesFacts | None = None

    @property
    def cut(self) -> TextConfig:
        """How it was cut into what was learnt from and what was kept back."""
        return TextConfig(val_fraction=self.val_fraction, val_split=self.val_split)


def prepare(
    corpus: Corpus, config: RunConfig, home: Home, control: RunControl, tokenizer: Tokenizer | None = None
) -> Generator[Event, None, Prepared]:
    """Make what is missing, and give the prepared text as the generator's value. ``tokenizer``: one that is there.

    Raises:
        TextError: the text is too short for one window.
        SettingError: the vocabulary does not suit the tokenizer.
        Interrupted: a stop was asked for.
    """
    text = yield from _cut(corpus, config.text, control)
    if tokenizer is None:
        tokenizer = yield from _own_tokenizer(text, config, home, control)
    prepared = yield from _encode(text, tokenizer, config, home, control)
    return prepared


def own_tokenizer(
    corpus: Corpus, config: RunConfig, home: Home, control: RunControl
) -> Generator[Event, None, tuple[Tokenizer, Split]]:
    """The tokenizer that a training of this text would have, made if it is missing, and how the text would be cut.

    Raises: as ``prepare``.
    """
    text = yield from _cut(corpus, config.text, control)
    tokenizer = yield from _own_tokenizer(text, config, home, control)
    return tokenizer, text.parts


def prepare_again(
    facts: TextFacts, tokenizer: Tokenizer, config: RunConfig, home: Home, control: RunControl
) -> Generator[Event, None, Prepared]:
    """Prepare the text of an existing run with the run's own ``tokenizer``.

    Raises:
        TextChangedError: the text has changed or is gone since.
    """
    text = yield from read_again(facts, home, control)
    prepared = yield from _encode(text, tokenizer, config, home, control)
    return prepared


def read_again(facts: TextFacts, home: Home, control: RunControl) -> Generator[Event, None, "CutText"]:
    """The text of an existing run, cut into what is learnt from and what is kept back as it was then.

    Raises:
        TextChangedError: the text has changed or is gone since.
    """
    yield Progress("Reading the text")
    hint = "Bring the text back as it was, or fork the run (train --fork) to go on with the text of today."
    try:
        corpus = yield from gather(facts.sources, home, control, facts.choices, facts.suffixes)
    except TextError as error:
        raise TextChangedError(f"The text of this run cannot be read any more: {error.message}", hint) from error
    text = yield from _cut(corpus, facts.cut, control)
    if text.sha256 != facts.sha256:
        raise TextChangedError(f"The text {facts.label!r} has changed since this run was started.", hint)
    return text


def validation_tokens(
    facts: TextFacts, tokenizer: Tokenizer, home: Home, control: RunControl, enough: int
) -> Generator[Event, None, np.ndarray]:
    """The validation tokens of an existing run: all of them where they lie prepared, else the first ones, ``enough``.

    Raises:
        TextChangedError: the text has changed or is gone since.
    """
    text = yield from read_again(facts, home, control)
    folder = _tokens_folder(text, tokenizer, home)
    if is_whole(folder, control):
        return map_tokens(folder / VAL, tokenizer.vocab_size)
    ids: list[np.ndarray] = []
    for portion in portions(text.corpus.documents, text.parts.val, control, tokenizer.edge):
        ids += encoded((portion,), tokenizer)
        if sum(map(len, ids)) >= enough:
            break
    return np.concatenate(ids) if ids else np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Counted:
    """What of a prepared text is known without learning from it: its vocabulary, and tokens of each part."""

    vocab_size: int
    train: int
    val: int


def prepared_before(
    corpus: Corpus, config: RunConfig, home: Home, control: RunControl, tokenizer: Tokenizer | None = None
) -> Generator[Event, None, Counted | None]:
    """The counts of this text where it has been prepared with these settings already, else None.

    ``tokenizer``: as for ``prepare``.
    """
    text = yield from _cut(corpus, config.text, control)
    if tokenizer is None:
        tokenizer_folder = _tokenizer_folder(text, config, home)
        if not is_whole(tokenizer_folder, control):
            return None
        tokenizer = load_tokenizer(tokenizer_folder)
    folder = _tokens_folder(text, tokenizer, home)
    if not is_whole(folder, control):
        return None
    vocab_size = tokenizer.vocab_size
    train, val = (len(map_tokens(folder / name, vocab_size)) for name in (TRAIN, VAL))
    return Counted(vocab_size, train, val)


def _tokenizer_folder(text: "CutText", config: RunConfig, home: Home) -> Path:
    vocab_size = config.model.vocab_size or automatic_vocab_size(text.corpus.size)
    return home.tokenizers / text.key(config.text.tokenizer, vocab_size)


def _tokens_folder(text: "CutText", tokenizer: Tokenizer, home: Home) -> Path:
    return home.prepared / text.key([tokenizer.token_bytes(i) for i in range(tokenizer.vocab_size)])


@dataclass(frozen=True)
class CutText:
    """A corpus, what is learnt from it and what is kept back, and the SHA-256 of all."""

    corpus: Corpus
    parts: Split
    sha256: str

    def key(self, *more: object) -> str:
        """The name of what is made from this text, cut as it is, and from ``more``."""
        layout = [[(stretch.length, stretch.begins) for stretch in part] for part in (self.parts.train, self.parts.val)]
        return hashlib.sha256(repr((self.sha256, layout, *more)).encode()).hexdigest()[:20]


def token_files(
    text: CutText, tokenizer: Tokenizer, home: Home, control: RunControl
) -> Generator[Event, None, tuple[np.ndarray, np.ndarray]]:
    """What is learnt from and what is kept back as ids, memory-mapped; the files are made where they are missing.

    Raises:
        TextError: a file has changed or cannot be read any more.
        HomeError: artifacts/ cannot be written.
        Interrupted: a stop was asked for.
    """
    clear_left_over(home.prepared)
    folder = _tokens_folder(text, tokenizer, home)
    if not is_whole(folder, control):
        with made_whole(folder, control) as beside:
            yield from write_tokens(beside, text.corpus, text.parts, tokenizer, control)
    train, val = (map_tokens(folder / name, tokenizer.vocab_size) for name in (TRAIN, VAL))
    return train, val


def _cut(corpus: Corpus, config: TextConfig, control: RunControl) -> Generator[Event, None, CutText]:
    sha256 = yield from corpus.sha256(control)
    return CutText(corpus, split(corpus, config, control), sha256)


def _own_tokenizer(
    text: CutText, config: RunConfig, home: Home, control: RunControl
) -> Generator[Event, None, Tokenizer]:
    """The tokenizer of this text: the one made earlier, or a new one where it is missing or damaged."""
    kind = config.text.tokenizer
    vocab_size = config.model.vocab_size or automatic_vocab_size(text.corpus.size)
    folder = _tokenizer_folder(text, config, home)
    if is_whole(folder, control):
        return load_tokenizer(folder)
    there = sum(stretch.length for stretch in text.parts.train)
    enough = min(there, TOKENIZERS[kind].ENOUGH or there)
    read = (portion.text for portion in portions(text.corpus.documents, text.parts.train, control))
    tokenizer = yield from train_tokenizer(kind, spread(read, there, enough), enough, vocab_size, control)
    with made_whole(folder, control) as beside:
        tokenizer.save(beside)
    return tokenizer


def _encode(
    text: CutText, tokenizer: Tokenizer, config: RunConfig, home: Home, control: RunControl
) -> Generator[Event, None, Prepared]:
    """Token files, made if missing, and what is measured on them."""
    for place in (home.tokenizers, home.references):
        clear_left_over(place)
    corpus, vocab_size = text.corpus, tokenizer.vocab_size
    packed = yield from xz_reference(corpus, text.parts, text.key("xz"), home, control)
    vocabulary = [tokenizer.token_bytes(i) for i in range(vocab_size)]
    train, val = yield from token_files(text, tokenizer, home, control)
    place = _tokens_folder(text, tokenizer, home) / VAL
    unknown = 0 if tokenizer.unk_id is None else count_token(place, vocab_size, tokenizer.unk_id)
    if unknown:
        yield Notice(f"{unknown} characters of the validation text never occur in the training text and are unknown.")
    context = config.model.context_length
    check_length(len(train), context, "training")
    inputs, targets = batch(val, validation_windows(len(val), context), context)
    control.check()
    known = references(train, inputs.ravel(), targets.ravel(), vocab_size)
    control.check()
    bytes_per_val_token = float(np.array(list(map(len, vocabulary)))[targets].mean())
    nats = packed.bits_per_byte * math.log(2) * bytes_per_val_token
    known = dataclasses.replace(known, xz=dataclasses.replace(packed, nats=nats))
    return Prepared(
        label=corpus.label,
        size=corpus.size,
        tokenizer=tokenizer,
        train=train,
        val=val,
        bytes_per_val_token=bytes_per_val_token,
        references=known,
        prompts=corpus.prompts,
        facts=TextFacts(
            corpus.label, corpus.sources, corpus.files, corpus.size, text.sha256,
            config.text.val_fraction, config.text.val_split, corpus.choices, corpus.suffixes,
        ),
    )  # fmt: skip
