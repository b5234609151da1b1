"""The running text that the turns make."""

from core.protocol import Token
from hellogpt_gui.chat_tab.transcript import Transcript, join, shown, visible


def token(text: str, probability: float = 0.5, alternatives: tuple[tuple[str, float], ...] = ()) -> Token:
    return Token(7, text, probability, 2, 3.1, alternatives)


def test_turns_make_one_running_text() -> None:
    talk = Transcript()
    first = talk.begin("Once", "owl/serial_1", 3)
    assert first.prompt == "Once"
    first.tokens += [token(" upon"), token(" a")]
    assert talk.text == "Once upon a"
    second = talk.begin("The end", "owl/serial_1", 4)
    assert second.prompt == "Once upon a\nThe end"
    third = talk.begin("", "owl/serial_1", 5)
    assert third.prompt == talk.text == "Once upon a\nThe end"


def test_words_begin_a_line_of_their_own() -> None:
    assert join("", "a") == "a"
    assert join("a", "b") == "a\nb"
    assert join("a\n", "b") == "a\nb"
    assert join("a", "") == "a"


def test_a_token_carries_what_the_model_thought() -> None:
    seen = shown(token(" fox", 0.25, (("·owl", 0.5), ("·fox", 0.25))))
    assert (seen.text, seen.label) == (" fox", "·fox")
    assert "rank 2" in seen.facts
    assert "3.1 bits" in seen.facts


def test_signs_without_a_shape_are_replaced_on_the_screen_alone() -> None:
    assert shown(token("a\x01b")).text == "a\ufffdb"
    assert token("a\x01b").text == "a\x01b"


def test_spaces_and_newlines_can_be_seen_in_a_label() -> None:
    assert visible("  a\n") == "··a⏎"
    assert visible("") == "…"
