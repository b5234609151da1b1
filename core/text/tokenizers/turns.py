"""Any tokenizer with three tokens more: what begins a turn of the user's, a turn of the model's, and what ends one.

They stand behind the vocabulary, so that every other id stays what it was. No text becomes one of them: their names,
where a text holds them, are ordinary text. Which ids they are stands in template.json.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import AddedToken
from tokenizers import Tokenizer as HuggingFaceTokenizer

from core.text.template import Template
from core.text.tokenizers.kind import Tokenizer

# How they are called in a vocabulary that leaves for elsewhere; and on the screen.
NAMES = ("<user>", "<model>", "<end>")
LABELS = ("⟨user⟩", "⟨model⟩", "⟨end⟩")


class TurnTokenizer:
    """See ``core.text.tokenizers.Tokenizer``. ``plain``: the tokenizer without turns; ``template``: the three ids."""

    def __init__(self, plain: Tokenizer, template: Template) -> None:
        self.plain, self.template = plain, template
        self._labels = dict(zip((template.user, template.model, template.end), LABELS, strict=True))
        self.vocab_size = max(plain.vocab_size, *(number + 1 for number in self._labels))
        self.bos_id, self.eos_id, self.unk_id = plain.bos_id, plain.eos_id, plain.unk_id
        self.never_written: tuple[int, ...] = (*plain.never_written, template.user, template.model)
        self.ends: tuple[int, ...] = (plain.bos_id, plain.eos_id, template.end)
        self.prefix, self.edge, self.writes_space = plain.prefix, plain.edge, plain.writes_space

    def encode(self, text: str) -> list[int]:
        return self.plain.encode(text)

    def encode_batch(self, texts: Sequence[str]) -> list[np.ndarray]:
        return self.plain.encode_batch(texts)

    def decode(self, ids: Sequence[int]) -> str:
        return self.plain.decode([i for i in ids if i not in self._labels])

    def token_bytes(self, token_id: int) -> bytes:
        return b"" if token_id in self._labels else self.plain.token_bytes(token_id)

    def label(self, token_id: int) -> str:
        return self._labels.get(token_id) or self.plain.label(token_id)

    def unknown(self, text: str) -> int:
        return self.plain.unknown(text)

    def save(self, folder: Path) -> None:
        self.plain.save(folder)
        self.template.save(folder)

    def hugging_face(self) -> HuggingFaceTokenizer:
        """The same as Hugging Face's library has it: there, names of special tokens in a text become those tokens."""
        inner = HuggingFaceTokenizer.from_str(self.plain.hugging_face().to_str())
        inner.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in NAMES])
        return inner


def with_turns(tokenizer: Tokenizer) -> TurnTokenizer:
    """The tokenizer with the three tokens behind its vocabulary; one that has them already stays as it is."""
    if isinstance(tokenizer, TurnTokenizer):
        return tokenizer
    first = tokenizer.vocab_size
    return TurnTokenizer(tokenizer, Template(first, first + 1, first + 2))


def without_turns(tokenizer: Tokenizer) -> Tokenizer:
    """The tokenizer that plain text is read with: the one inside, where there are turns."""
    return tokenizer.plain if isinstance(tokenizer, TurnTokenizer) else tokenizer
