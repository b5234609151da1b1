"""One token for each character of an alphabet; what lies outside becomes <unk>. Saved as characters.json."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

from core.errors import RunError
from core.text.tokenizers.labels import label_of
from core.text.tokenizers.specials import NEVER_WRITTEN, SPECIALS

# One character, newlines too.
ONE_CHARACTER = r"[\s\S]"


class CharTokenizer:
    """See ``core.text.tokenizers.Tokenizer``."""

    FILE = "characters.json"
    ENOUGH: int | None = None  # every character of the training text is in the alphabet
    bos_id, eos_id = SPECIALS.index("<bos>"), SPECIALS.index("<eos>")
    unk_id: int | None = SPECIALS.index("<unk>")
    never_written: tuple[int, ...] = NEVER_WRITTEN
    prefix: tuple[int, ...] = ()

    def __init__(self, alphabet: str) -> None:
        self._alphabet = alphabet
        self._ids = {character: number for number, character in enumerate(alphabet, len(SPECIALS))}
        self.vocab_size = len(SPECIALS) + len(alphabet)

    @classmethod
    def train(cls, portions: Iterable[str], vocab_size: int) -> "CharTokenizer":
        """Every character that occurs; ``vocab_size`` follows from the text."""
        found: set[str] = set()
        for portion in portions:
            found.update(portion)
        return cls("".join(sorted(found)))

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
        return [np.asarray(self.encode(text), dtype=np.uint32) for text in texts]

    def decode(self, ids: Sequence[int]) -> str:
        first = len(SPECIALS)
        return "".join(self._alphabet[i - first] if i >= first else "\ufffd" * (i == self.unk_id) for i in ids)

    def token_bytes(self, token_id: int) -> bytes:
        return self.decode([token_id]).encode()

    def label(self, token_id: int) -> str:
        if token_id >= self.vocab_size:
            return f"<{token_id}>"
        return SPECIALS[token_id] if token_id < len(SPECIALS) else label_of(self.token_bytes(token_id))

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
