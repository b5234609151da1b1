"""One token for each character of an alphabet; what lies outside becomes <unk>. Saved as characters.json."""

import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

from core.errors import RunError
from core.text.tokenizers.edges import BEFORE_SPACE_OR_NEWLINE
from core.text.tokenizers.labels import label_of
from core.text.tokenizers.specials import NEVER_WRITTEN, SPECIAL_LABELS, SPECIALS

# One character, newlines too.
ONE_CHARACTER = r"[\s\S]"


class CharTokenizer:
    """See ``core.text.tokenizers.Tokenizer``."""

    FILE = "characters.json"
    ENOUGH: int | None = None  # every character of the training text is in the alphabet
    bos_id, eos_id = SPECIALS.index("<bos>"), SPECIALS.index("<eos>")
    unk_id: int | None = SPECIALS.index("<unk>")
    never_written: tuple[int, ...] = NEVER_WRITTEN
    ends: tuple[int, ...] = (bos_id, eos_id)
    prefix: tuple[int, ...] = ()
    edge, writes_space = BEFORE_SPACE_OR_NEWLINE, False

    def __init__(self, alphabet: str) -> None:
        self._alphabet = alphabet
        self._ids = {character: number for number, character in enumerate(alphabet, len(SPECIALS))}
        self.vocab_size = len(SPECIALS) + len(alphabet)

    @classmethod
    def train(cls, portions: Iterable[str], vocab_size: int) -> "CharTokenizer":
        """Every character that occurs; ``vocab_size`` follows from the text."""
        occurs = np.zeros(sys.maxunicode + 1, dtype=bool)
        for portion in portions:
            occurs[_code_points(portion)] = True
        return cls("".join(map(chr, np.flatnonzero(occurs))))

    @classmethod
    def load(cls, folder: Path) -> "CharTokenizer":
        """Raises RunError where the file is damaged."""
        try:
            return cls(msgspec.json.decode((folder / cls.FILE).read_bytes(), type=str))
        except (OSError, ValueError) as error:
            raise RunError(f"{folder / cls.FILE} is damaged ({error}).", "Choose another run.") from error

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / self.FILE).write_bytes(msgspec.json.encode(self._alphabet))

    def encode(self, text: str) -> list[int]:
        unknown = SPECIALS.index("<unk>")
        return [self._ids.get(character, unknown) for character in text]

    def encode_batch(self, texts: Sequence[str]) -> list[np.ndarray]:
        return [self._id_of_code_point[_code_points(text)] for text in texts]

    def decode(self, ids: Sequence[int]) -> str:
        first = len(SPECIALS)
        return "".join(self._alphabet[i - first] if i >= first else "\ufffd" * (i == self.unk_id) for i in ids)

    def token_bytes(self, token_id: int) -> bytes:
        return self.decode([token_id]).encode()

    def label(self, token_id: int) -> str:
        if token_id >= self.vocab_size:
            return f"<{token_id}>"
        return SPECIAL_LABELS[token_id] if token_id < len(SPECIALS) else label_of(self.token_bytes(token_id))

    def unknown(self, text: str) -> int:
        return sum(character not in self._ids for character in text)

    def hugging_face(self) -> Tokenizer:
        """The same tokenizer as Hugging Face's library has it: words of one character."""
        vocabulary = {name: number for number, name in enumerate((*SPECIALS, *self._alphabet))}
        inner = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
        inner.pre_tokenizer = pre_tokenizers.Split(Regex(ONE_CHARACTER), "isolated")
        inner.decoder = decoders.Fuse()
        inner.add_special_tokens(list(SPECIALS))
        return inner

    @cached_property
    def _id_of_code_point(self) -> np.ndarray:
        ids = np.full(sys.maxunicode + 1, SPECIALS.index("<unk>"), dtype=np.uint32)
        ids[_code_points(self._alphabet)] = np.arange(len(SPECIALS), self.vocab_size)
        return ids


def _code_points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype="<u4")
