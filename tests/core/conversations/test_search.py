"""Words are found in names and in every turn of every branch, whatever their capitals and accents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conversations import Conversation
from core.conversations.file import Card, TurnCard, list_conversations, save
from core.conversations.search import fold, search
from core.paths import Home


def card(*texts: str, name: str = "") -> Card:
    return Card("a", name, turns={n: TurnCard(n, "user", text) for n, text in enumerate(texts)})


def test_a_branch_that_is_not_walked_is_searched_too(home: Home, talk: Conversation) -> None:
    save(home, talk)
    cards = list_conversations(home).cards
    (found,) = search(cards, "a FOX")
    assert found.turn == 1
    assert found.turn not in [turn.id for turn in talk.path]
    assert talk.turns[1].text[found.begin : found.end] == "a"
    assert [place.turn for place in search(cards, "mira")] == [0, 1, 2]
    assert list(search(cards, "mira owl")) == [], "all words in one turn"
    assert list(search(cards, "  ")) == []


def test_the_name_comes_first() -> None:
    places = list(search([card("the fox", name="A fox")], "fox"))
    assert [(place.turn, place.excerpt) for place in places] == [(None, "A fox"), (0, "the fox")]


@pytest.mark.parametrize(
    ("text", "words", "there"),
    [
        ("Él café", "el CAFE", "Él"),
        ("El cafe\u0301 y te", "café", "cafe\u0301"),
        ("Die Straße", "STRASSE", "Straße"),
        ("ﬁne", "fine", "ﬁne"),
        ("Καλημέρα", "καλημερα", "Καλημέρα"),
        ("日本の狐", "狐", "狐"),
    ],
)
def test_neither_capitals_nor_accents_count(text: str, words: str, there: str) -> None:
    (found,) = search([card(text)], words)
    assert text[found.begin : found.end] == there


@given(st.text(max_size=60), st.text(min_size=1, max_size=5), st.text(max_size=60))
def test_what_stands_there_is_found_where_it_stands(before: str, word: str, after: str) -> None:
    text = before + word + after
    found = list(search([card(text)], word))
    if not fold(word).split() or word.split() != [word]:
        return
    assert found
    assert fold(word) in fold(text[found[0].begin : found[0].end])


def test_an_excerpt_is_one_line_cut_between_words() -> None:
    text = "Once upon a time there lived in a wood far away from here\na fox who liked plums more than anything else."
    (found,) = search([card(text)], "fox")
    assert found.excerpt == "…lived in a wood far away from here a fox who liked plums more than anything…"
