"""What the views look at in their tests: a tiny network and a prompt of letters."""

import string
from collections.abc import Callable

import pytest

from core.config import SamplingConfig
from core.inspection import Subject
from core.model.gpt import GPT
from core.text.tokenizers.char import CharTokenizer

CHARACTERS = CharTokenizer(string.printable[:57])


@pytest.fixture
def subject(tiny_gpt: Callable[..., GPT]) -> Callable[..., Subject]:
    """``subject(prompt, at, sampling, **model_settings)``"""

    def made(
        prompt: str = "spoon", at: int = -1, sampling: SamplingConfig | None = None, **settings: object
    ) -> Subject:
        ids = tuple(CHARACTERS.encode(prompt))
        return Subject(tiny_gpt(2, **settings), CHARACTERS, ids, at % len(ids), sampling or SamplingConfig())

    return made
