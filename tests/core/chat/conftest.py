"""A small network and its tokenizer."""

from collections.abc import Callable

import pytest

from core.model.gpt import GPT
from core.model.loading import LoadedModel
from core.text.tokenizers import Tokenizer
from core.text.tokenizers.bpe import BpeTokenizer


@pytest.fixture(scope="module")
def bpe() -> Tokenizer:
    return BpeTokenizer.train(["the fox and the owl and the fox " * 3], 268)


@pytest.fixture
def loaded(tiny_gpt: Callable[..., GPT], bpe: Tokenizer) -> LoadedModel:
    """A network that writes any bytes: most of them no text."""
    return LoadedModel("demo/serial_1", 12, tiny_gpt(5, vocab_size=bpe.vocab_size, dropout=0.5), bpe)
