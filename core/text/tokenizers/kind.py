"""What every tokenizer can do."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from tokenizers import Tokenizer as HuggingFaceTokenizer


class Tokenizer(Protocol):
    """What every tokenizer can do. Ids are 0 … vocab_size − 1.

    ``unk_id`` stands for what it cannot write, None where it can write anything; ``never_written``: ids that stand for
    no text; ``ends``: ids that end what a model writes; ``prefix``: ids that stand before every prompt. ``edge``: the
    end of a portion of text, so that the ids of portions are those of the whole; ``writes_space``: a space is put
    before every text, so that a portion that goes on with a space is to be given without it.
    """

    vocab_size: int
    bos_id: int
    eos_id: int
    unk_id: int | None
    never_written: tuple[int, ...]
    ends: tuple[int, ...]
    prefix: tuple[int, ...]
    edge: re.Pattern[str]
    writes_space: bool

    def encode(self, text: str) -> list[int]: ...

    def encode_batch(self, texts: Sequence[str]) -> list[np.ndarray]: ...

    def decode(self, ids: Sequence[int]) -> str: ...

    def token_bytes(self, token_id: int) -> bytes:
        """The UTF-8 bytes a token stands for: none for a special one, U+FFFD for an unknown character."""

    def label(self, token_id: int) -> str:
        """The token for the screen: a leading space as ·, a newline as ⏎."""

    def unknown(self, text: str) -> int:
        """How many characters of a text it cannot write."""

    def save(self, folder: Path) -> None: ...

    def hugging_face(self) -> HuggingFaceTokenizer:
        """The same tokenizer as Hugging Face's library has it."""


def measure_of(tokenizer: Tokenizer) -> Callable[[str], int]:
    """How many tokens a word has behind a space."""
    return lambda word: len(tokenizer.encode(f" {word}"))
