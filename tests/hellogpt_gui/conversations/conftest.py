"""The program's own window on a home with two conversations, and an own trash."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.config import SamplingConfig
from core.conversations import Conversation
from core.conversations.file import save
from core.paths import Home
from core.protocol import Token

from ..conftest import LONG, Opened


def talk_about(words: str, answer: str, day: int) -> Conversation:
    """One question and two answers, of which the second, "Nobody knows.", is walked."""
    talk = Conversation()
    talk.say(words)
    first = talk.answer("tales/serial_1", SamplingConfig(seed=3))
    for number, text in enumerate(answer.split(" ")):
        first.append(Token(number + 10, text if not number else f" {text}", 0.5, 2, 1.5, ((text, 0.5),), (10,)))
    second = talk.regenerate(first.id, "tales/serial_2", SamplingConfig(seed=4))
    second.append(Token(9, "Nobody knows.", 0.25, 3, 2.0))
    talk.changed = f"2024-11-{day:02}T12:00:00+00:00"
    return talk


@pytest.fixture
def kept(home: Home) -> list[Conversation]:
    """About a fox, and about an owl, the last changed."""
    talks = [talk_about("Who is Mira?", "Mira is a fox.", 13), talk_about("Who is Ben?", "Ben is an owl.", 14)]
    for talk in talks:
        save(home, talk)
    return talks


@pytest.fixture
def talking(
    qtbot: QtBot, home: Home, kept: list[Conversation], trash: Path, open_window: Callable[[Home], Opened]
) -> Opened:
    """The Chat tab is in front, with nothing said yet; the conversations on disk are known."""
    opened = open_window(home)
    opened.window.show_tab("chat")
    qtbot.waitUntil(lambda: len(opened.window.talks._cards) == len(kept), timeout=LONG)
    return opened
