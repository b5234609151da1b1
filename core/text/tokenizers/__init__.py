"""From text to token ids and back. What exists is declared in ``core.config``; the classes stand here by name.

A tokenizer knows its vocabulary and nothing of files of text or of networks. The names of special tokens that stand
in a text are ordinary text.
"""

import codecs
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from core.control import RunControl
from core.errors import RunError
from core.protocol import Progress
from core.text.stage import Stage
from core.text.template import load_template
from core.text.tokenizers.bpe import BpeTokenizer
from core.text.tokenizers.char import CharTokenizer
from core.text.tokenizers.foreign import ForeignTokenizer
from core.text.tokenizers.kind import Tokenizer, measure_of
from core.text.tokenizers.turns import TurnTokenizer, with_turns, without_turns

__all__ = [
    "TOKENIZERS",
    "BpeTokenizer",
    "CharTokenizer",
    "ForeignTokenizer",
    "StreamDecoder",
    "Tokenizer",
    "TurnTokenizer",
    "load_tokenizer",
    "measure_of",
    "train_tokenizer",
    "with_turns",
    "without_turns",
]

LOOK_EVERY = 0.1  # seconds between two looks at the control
LONGEST_CHARACTER = 4  # bytes of UTF-8
ASKED_AT_ONCE = 256  # portions that the library asks for before it begins with them


TOKENIZERS: dict[str, type[BpeTokenizer] | type[CharTokenizer]] = {"bpe": BpeTokenizer, "char": CharTokenizer}


def train_tokenizer(
    name: str, portions: Iterable[str], characters: int, vocab_size: int, control: RunControl
) -> Generator[Progress, None, Tokenizer]:
    """A tokenizer made for these portions of text, ``characters`` long together.

    The library cannot be interrupted while it merges: it works in a thread of its own, which a stop leaves to its end.

    Raises:
        SettingError: the vocabulary is too small for this kind of tokenizer.
        Interrupted: a stop was asked for.
    """
    control.check()
    stage, fed = Stage("Learning the tokens", characters), _Fed(portions)
    yield from stage.at(0)
    apart = ThreadPoolExecutor(1, thread_name_prefix="tokenizer")
    learning: Future[Tokenizer] = apart.submit(TOKENIZERS[name].train, fed, vocab_size)
    apart.shutdown(wait=False)
    try:
        while not wait((learning,), timeout=LOOK_EVERY).done:
            control.check()
            yield from stage.at(fed.taken)
        tokenizer = learning.result()
    finally:
        fed.enough = True
    yield from stage.at(characters)
    return tokenizer


class _Fed:
    """Portions on their way to the library. ``enough``: no more are wanted; ``taken``: characters it is done with."""

    def __init__(self, portions: Iterable[str]) -> None:
        self._portions = portions
        self.enough, self.taken = False, 0

    def __iter__(self) -> Iterator[str]:
        given = 0
        for number, portion in enumerate(self._portions):
            if self.enough:
                return
            if number % ASKED_AT_ONCE == 0:
                self.taken = given
            given += len(portion)
            yield portion


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer that was saved in a folder, with turns where a template stands beside it.

    Raises:
        RunError: there is none, or it is damaged.
    """
    for kind in (ForeignTokenizer, *TOKENIZERS.values()):
        if (folder / kind.FILE).is_file():
            plain, template = kind.load(folder), load_template(folder)
            return plain if template is None else TurnTokenizer(plain, template)
    raise RunError(f"There is no tokenizer in {folder}.", "Choose another run, or train a new one.")


class StreamDecoder:
    """Text from a stream of tokens, never cut inside a character."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def go_on_after(self, ids: Sequence[int]) -> None:
        """What these tokens left of an unfinished character belongs to the next ones."""
        for token_id in ids[-LONGEST_CHARACTER:]:
            self.push(token_id)

    def push(self, token_id: int) -> str:
        """The characters that became complete with this token."""
        return self._decoder.decode(self._tokenizer.token_bytes(token_id))

    def flush(self) -> str:
        """What was left of an unfinished character, as a replacement character."""
        return self._decoder.decode(b"", final=True)
