"""A conversation with branches, tokens and all that a file must bring back."""

from collections.abc import Callable

import pytest

from core.config import SamplingConfig
from core.conversations import Conversation, Turn
from core.protocol import Token

Write = Callable[..., Turn]
RULES = SamplingConfig(seed=7, temperature=0.5)


@pytest.fixture
def write() -> Write:
    """Appends a token to a turn for each text."""

    def add(turn: Turn, *texts: str, odds: float = 0.25) -> Turn:
        for number, text in enumerate(texts):
            turn.append(Token(10 + number, text, odds, 2, 1.5, ((text, odds), ("·owl", 0.125)), (10 + number, 5)))
        return turn

    return add


@pytest.fixture
def talk(write: Write) -> Conversation:
    """Mira is asked about twice; the first question has two answers, of which the second is walked."""
    made = Conversation(form="chat", created="2024-11-14T09:05:00+01:00")
    made.say("Who is Mira?")
    first = write(made.answer("tales/serial_1", RULES), "Mira", " is", " a", " fox", ".")
    made.finish(first.id, 40, RULES, "end_of_text")
    second = write(made.regenerate(first.id, "tales/serial_2", RULES), "Mira", " lives", " by", " the", " river", ".")
    made.finish(second.id, 64, RULES, "length")
    made.say("And her friend?")
    write(made.answer("tales/serial_2", RULES), " An", " owl")
    return made
