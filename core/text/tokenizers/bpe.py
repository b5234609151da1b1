"""Byte-level byte-pair encoding, as in GPT-2 (Sennrich et al. 2016; Radford et al. 2019), by Hugging Face tokenizers.

Its alphabet is all 256 bytes, so it can write any text. Saved as tokenizer.json, and as vocab.json + merges.txt.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from core.errors import RunError, SettingError, TextError
from core.text.tokenizers.edges import BEFORE_SPACE_OR_NEWLINE
from core.text.tokenizers.labels import label_of
from core.text.tokenizers.pieces import BYTE_OF_LETTER
from core.text.tokenizers.specials import NEVER_WRITTEN, SPECIAL_LABELS, SPECIALS

SMALLEST = 256 + len(SPECIALS)
MIN_FREQUENCY = 2


class BpeTokenizer:
    """See ``core.text.tokenizers.Tokenizer``."""

    FILE = "tokenizer.json"
    ENOUGH: int | None = 50_000_000  # characters that merges are learnt from; more text would hardly change them
    bos_id, eos_id = SPECIALS.index("<bos>"), SPECIALS.index("<eos>")
    unk_id: int | None = None
    never_written: tuple[int, ...] = NEVER_WRITTEN
    ends: tuple[int, ...] = (bos_id, eos_id)
    prefix: tuple[int, ...] = ()
    edge, writes_space = BEFORE_SPACE_OR_NEWLINE, False

    def __init__(self, inner: Tokenizer) -> None:
        self._inner = inner
        self._inner.encode_special_tokens = True
        self.vocab_size = inner.get_vocab_size()

    @classmethod
    def train(cls, portions: Iterable[str], vocab_size: int) -> "BpeTokenizer":
        """Learn merges from portions of text.

        Raises:
            SettingError: fewer tokens than bytes and specials.
        """
        if vocab_size < SMALLEST:
            raise SettingError(
                f"Vocabulary (--vocab-size) is {vocab_size}, but byte-level BPE needs at least {SMALLEST}.",
                "Give a larger one, or use --tokenizer char.",
            )
        inner = Tokenizer(models.BPE())
        inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
        inner.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=vocab_size,
            min_frequency=MIN_FREQUENCY,
            special_tokens=list(SPECIALS),
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        inner.train_from_iterator(portions, trainer)
        return cls(inner)

    @classmethod
    def load(cls, folder: Path) -> "BpeTokenizer":
        """Raises RunError where the file is damaged."""
        try:
            loaded = cls(Tokenizer.from_file(str(folder / cls.FILE)))
            _ = loaded._bytes  # a letter that stands for no byte shows itself here
            return loaded
        except Exception as error:  # the library raises plain Exception
            raise RunError(f"{folder / cls.FILE} is damaged ({error}).", "Choose another run.") from error

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._inner.save(str(folder / self.FILE))
        self._inner.model.save(str(folder))

    def encode(self, text: str) -> list[int]:
        """The ids of a text.

        Raises:
            TextError: the text holds half of a surrogate pair, which no encoding can write.
        """
        try:
            ids: list[int] = self._inner.encode(text, add_special_tokens=False).ids
        except TypeError as error:
            raise TextError("The text holds a broken character (a lone surrogate).", "Take it out.") from error
        return ids

    def encode_batch(self, texts: Sequence[str]) -> list[np.ndarray]:
        encoded = self._inner.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.asarray(one.ids, dtype=np.uint32) for one in encoded]

    def decode(self, ids: Sequence[int]) -> str:
        return b"".join(self._bytes[i] for i in ids).decode("utf-8", errors="replace")

    def token_bytes(self, token_id: int) -> bytes:
        return self._bytes[token_id] if token_id < self.vocab_size else b""

    def label(self, token_id: int) -> str:
        if token_id >= self.vocab_size:  # an imported network may have more tokens than its tokenizer
            return f"<{token_id}>"
        return SPECIAL_LABELS[token_id] if token_id < len(SPECIALS) else label_of(self._bytes[token_id])

    def unknown(self, text: str) -> int:
        return 0

    def hugging_face(self) -> Tokenizer:
        """The same tokenizer as Hugging Face's library has it."""
        return self._inner

    def words(self, text: str) -> list[str]:
        """What merges never reach across, in the letters of the vocabulary files."""
        return [word for word, _ in self._inner.pre_tokenizer.pre_tokenize_str(text)]

    @property
    def pieces(self) -> list[str]:
        """Every token as GPT-2's vocabulary files write it, by id."""
        return [self._inner.id_to_token(i) or "" for i in range(self.vocab_size)]

    @property
    def merges(self) -> list[tuple[str, str]]:
        """The merges in the order in which they are applied."""
        model = msgspec.json.decode(self._inner.to_str())["model"]
        return [(left, right) for left, right in model["merges"]]

    @cached_property
    def _bytes(self) -> list[bytes]:
        """The bytes of each token; none of a special one."""
        letters = enumerate(self.pieces)
        return [b"" if i < len(SPECIALS) else bytes(BYTE_OF_LETTER[c] for c in piece) for i, piece in letters]
