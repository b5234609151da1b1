"""Fetching texts, and looking at them before anything is trained on them."""

from dataclasses import dataclass

import numpy as np

from core.config import RunConfig
from core.protocol.base import Command, Done, Progress
from core.protocol.choosing import TextChoice, TextLook


@dataclass(frozen=True)
class LookAtText(Command):
    """Read the texts and say what is in them, without tokenizing. Answered by TextDone."""

    texts: tuple[str, ...] = ()
    choices: tuple[TextChoice, ...] = ()


@dataclass(frozen=True)
class TextFile:
    """One source as it was read. ``note``: what was assumed about it, or empty."""

    name: str
    path: str
    size: int
    encoding: str
    note: str = ""


@dataclass(frozen=True)
class TextDone(Done):
    """What the texts hold. ``label``: what to call them; ``builtin``: whether it is a built-in text; ``left_out``:
    a sentence for each file of a folder that is no text; ``looks``: one for each file."""

    label: str
    summary: str
    builtin: bool
    files: tuple[TextFile, ...]
    size: int
    characters: int
    words: int
    left_out: tuple[str, ...] = ()
    looks: tuple[TextLook, ...] = ()


@dataclass(frozen=True)
class Get(Command):
    """Fetch a text into data/: the number of a Project Gutenberg book, words of its title, or any address.

    ``at_most``: bytes. Answered by GetProgress … GetDone.
    """

    what: str
    at_most: int = 1_000_000_000


@dataclass(frozen=True)
class GetProgress(Progress):
    """``received`` and ``total`` in bytes; the total may be unknown."""

    received: int = 0
    total: int | None = None


@dataclass(frozen=True)
class GetDone(Done):
    """Where the text lies now, its size in bytes, and its title."""

    path: str
    size: int
    title: str


@dataclass(frozen=True)
class LookInside(Command):
    """Count what is in the texts that ``config`` would be trained on, with its tokenizer. Answered by LookInsideDone.

    ``at_most``: characters that are looked at; 0 as many as take some twenty seconds.
    """

    config: RunConfig
    texts: tuple[str, ...] = ()
    at_most: int = 0
    choices: tuple[TextChoice, ...] = ()


@dataclass(frozen=True)
class Counted:
    """A letter, word or token as it is shown, and how often it occurs."""

    label: str
    count: int


@dataclass(frozen=True)
class Merge:
    """Two tokens that became one; ``uses``: how often in the text that was looked at."""

    left: str
    right: str
    made: str
    uses: int


@dataclass(frozen=True)
class Merged:
    """The tokens of a few words of the text after that many merges."""

    merges: int
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class LookInsideDone(Done):
    """Counts in the ``looked_at`` of the text's ``characters``, spread evenly over all of it.

    ``size``: UTF-8 bytes of the whole text. Words are counted without regard to capitals; ``words_once``: how many of
    the different words occur once. ``zipf_counts``: how often the words of ``zipf_ranks`` occur; ``zipf_slope``: of the
    logarithms. ``words_by_tokens``: how many words are written with one token, two, …; ``tokens_per_word``: on average.
    ``merges``: in the order in which they were learnt; none of a tokenizer without merges. ``sample``: the first words
    at every number of merges that changes them.
    """

    label: str
    size: int
    characters: int
    looked_at: int
    distinct_letters: int
    letters: tuple[Counted, ...]
    words: int
    distinct_words: int
    words_once: int
    common_words: tuple[Counted, ...]
    zipf_ranks: np.ndarray
    zipf_counts: np.ndarray
    zipf_slope: float
    tokenizer: str
    vocab_size: int
    tokens: int
    unused_tokens: int
    characters_per_token: float
    tokens_per_word: float
    words_by_tokens: tuple[int, ...]
    common_tokens: tuple[Counted, ...]
    rare_tokens: tuple[Counted, ...]
    merges: tuple[Merge, ...]
    sample: tuple[Merged, ...] = ()
