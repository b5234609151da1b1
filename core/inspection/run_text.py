"""The text that a run learnt from, read again: its tokens, and where each of them stands in the person's files."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from core.errors import HelloGPTError, TextError
from core.inspection.places import ReadText
from core.inspection.subject import Origin, Subject
from core.protocol import Event
from core.runs.learnt import text_facts
from core.text.corpus import gather
from core.text.portions import portions
from core.text.prepare import CutText, read_again, token_files
from core.text.split import Stretch
from core.text.token_file import calls, encoded
from core.text.tokenizers import Tokenizer, without_turns

Value = TypeVar("Value")
COUNTED_AT_ONCE = 1 << 20  # tokens


@dataclass(frozen=True)
class RunText:
    """``train``: the ids that were learnt from, ``val``: those that were kept back, as the trainer reads them."""

    text: CutText
    tokenizer: Tokenizer
    train: np.ndarray
    val: np.ndarray

    @property
    def kept_back(self) -> ReadText:
        """What was kept back, with its places."""
        corpus = self.text.corpus
        return ReadText(self.val, corpus.documents, self.text.parts.val, corpus.files, self.tokenizer)

    @property
    def learnt(self) -> ReadText:
        """What was learnt from, with its places."""
        corpus = self.text.corpus
        return ReadText(self.train, corpus.documents, self.text.parts.train, corpus.files, self.tokenizer)

    def counts(self, vocab_size: int) -> np.ndarray:
        """How often each token stands in what was learnt from.  V"""
        counts = np.zeros(vocab_size, dtype=np.int64)
        for begin in range(0, len(self.train), COUNTED_AT_ONCE):
            counts += np.bincount(self.train[begin : begin + COUNTED_AT_ONCE], minlength=vocab_size)
        return counts


def run_text(subject: Subject) -> RunText:
    """The text of the subject's run. It is read once, and again when a file of it was touched.

    Raises:
        HelloGPTError: nobody knows it, it has changed or is gone, or its tokens can be kept nowhere.
        Interrupted: a stop was asked for.
    """
    found = subject.memory.made(text_key(subject), lambda: _read(_origin(subject), subject))
    if isinstance(found, HelloGPTError):
        raise found.with_traceback(None)
    return found


def token_counts(subject: Subject) -> np.ndarray:
    """How often each token of the vocabulary stands in what the run learnt from.  V

    Raises: as ``run_text``.
    """
    text, vocab_size = run_text(subject), subject.model.config.vocab_size
    return subject.memory.made(("counts", text_key(subject), vocab_size), lambda: text.counts(vocab_size))


def file_text(subject: Subject, path: str) -> ReadText:
    """Any text of the person's, read as the run's own was: a file, a folder, or a built-in name.

    Raises:
        TextError: it cannot be read, or is none.
        Interrupted: a stop was asked for.
    """
    key = ("file", path, _touched(path), subject.tokenizer.hugging_face().to_str())
    return subject.memory.made(key, lambda: _read_file(_origin(subject), subject, path))


def _read_file(origin: Origin, subject: Subject, path: str) -> ReadText:
    corpus, tokenizer = drained(gather((path,), origin.home, subject.control)), without_turns(subject.tokenizer)
    documents = enumerate(corpus.documents)
    stretches = tuple(Stretch(number, 0, one.characters, True) for number, one in documents if one.characters)
    found = calls(portions(corpus.documents, stretches, subject.control, tokenizer.edge))
    ids = [ids for some in found for ids in encoded(some, tokenizer)]
    whole = np.concatenate([np.empty(0, np.int64), *ids]).astype(np.int64)
    return ReadText(whole, corpus.documents, stretches, corpus.files, tokenizer)


def is_at_hand(subject: Subject) -> bool:
    """Whether ``run_text`` answers at once, be it with a sentence that says why not."""
    try:
        return text_key(subject) in subject.memory
    except HelloGPTError:
        return True


def text_key(subject: Subject) -> tuple[object, ...]:
    """What the text of the subject's run stands under in memory."""
    run = _origin(subject).run
    return ("text", run.path, *(_touched(file.path) for file in text_facts(run).files))


def _origin(subject: Subject) -> Origin:
    if subject.origin is None:
        raise TextError("This network comes from no run, so nobody knows its text.", "Choose a run.")
    return subject.origin


def _read(origin: Origin, subject: Subject) -> RunText | HelloGPTError:
    """The text, or why it is not to be had: it would be read in vain again and again."""
    facts = text_facts(origin.run)
    if not facts.sha256:
        return TextError(
            f"Nobody knows what {origin.run.name} learnt from: it was imported.", "Name a file of your own."
        )
    plain = without_turns(subject.tokenizer)
    try:
        text = drained(read_again(facts, origin.home, subject.control))
        train, val = drained(token_files(text, plain, origin.home, subject.control))
    except HelloGPTError as error:
        return error
    return RunText(text, plain, train, val)


def drained(steps: Generator[Event, None, Value]) -> Value:
    """What a generator of events gives in the end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def _touched(path: str) -> int:
    """When a file was last changed (ns); 0 for one that is not there, as a built-in text."""
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0
