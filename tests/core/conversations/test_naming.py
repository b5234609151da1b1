"""Names: the person's, or the first words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conversations import Conversation
from core.conversations.naming import LONGEST, MOST, NEW, clean_name, first_words, title_of
from core.errors import ConversationError


def test_it_is_called_by_its_first_words_until_it_has_a_name(talk: Conversation) -> None:
    assert title_of(talk) == "Who is Mira?"
    talk.rename("The fox")
    assert title_of(talk) == "The fox"
    talk.rename("")
    assert title_of(talk) == "Who is Mira?"
    assert title_of(Conversation()) == NEW


@given(st.text(max_size=200))
def test_first_words_are_short_and_in_one_line(text: str) -> None:
    talk = Conversation()
    talk.say(text)
    title = first_words(talk)
    assert 0 < len(title) <= LONGEST + 1
    assert " ".join(title.split()) == title
    if title != NEW:
        assert " ".join(text.split()).startswith(title.removesuffix("…"))


def test_a_name_has_one_line_and_is_not_endless() -> None:
    assert clean_name("  The\nfox  and\tthe owl ") == "The fox and the owl"
    with pytest.raises(ConversationError, match=r"has 201 characters"):
        clean_name("x" * (MOST + 1))
