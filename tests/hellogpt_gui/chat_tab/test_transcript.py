"""Turns as passages, tokens with what the model thought."""

from core.config import SamplingConfig
from core.conversations import Conversation
from core.protocol import Token
from hellogpt_gui.chat_tab.transcript import complete, exchanges, passage_of, shown, visible, written_with

RUN = "owl/serial_1"


def token(text: str, label: str = "", alternatives: tuple[tuple[str, float], ...] = ()) -> Token:
    return Token(7, text, 0.25, 2, 3.1, alternatives, tuple(range(len(alternatives))), label)


def test_an_answer_stands_with_the_words_before_it() -> None:
    talk = Conversation()
    talk.say("Once")
    for _ in range(2):
        talk.answer(RUN, SamplingConfig()).append(token(" upon"))
    talk.say("The end")
    talk.say("or not")
    ids = [one.ids for one in exchanges(talk.path)]
    assert ids == [(0, 1), (None, 2), (3, None), (4, None)]
    assert exchanges([]) == []


def test_a_passage_says_who_wrote_it_and_how_it_ended() -> None:
    talk = Conversation()
    talk.say("Once\x07")
    answer = talk.answer(RUN, SamplingConfig(seed=7))
    (one,) = exchanges(talk.path)
    writing = passage_of(one, "latest")
    assert (writing.words, writing.heading, writing.detail, writing.end) == (
        "Once\ufffd",
        "owl / serial_1",
        "latest",
        "",
    )
    answer.append(token(" upon"))
    talk.finish(answer.id, 1234, SamplingConfig(seed=7), "end_of_text")
    complete(writing, answer)
    assert (writing.detail, writing.end) == ("step 1\u2009234", "⟨end⟩")
    assert written_with(answer) == "seed 7  ·  1 token"
    assert writing.has_foot


def test_an_answer_by_hand_has_no_tokens_to_look_at() -> None:
    talk = Conversation()
    talk.say("Once")
    first = talk.answer(RUN, SamplingConfig())
    first.append(token(" upon"))
    talk.edit(first.id, " by hand")
    (one,) = exchanges(talk.path)
    made = passage_of(one)
    assert made.heading == "written by hand"
    assert [(part.text, part.label) for part in made.tokens] == [(" by hand", "")]
    assert written_with(one.answer) == ""


def test_a_token_carries_what_the_model_thought() -> None:
    seen = shown(token(" fox", "·fox", (("·owl", 0.5), ("·fox", 0.25))))
    assert (seen.text, seen.label, seen.ids, seen.rank, seen.entropy) == (" fox", "·fox", (0, 1), 2, 3.1)
    assert "rank 2" in seen.facts
    assert "3.1 bits" in seen.facts


def test_a_token_inside_of_a_character_shows_its_bytes_and_counts_for_none() -> None:
    byte = shown(token("", "⟨0xE2⟩"))
    assert (byte.text, byte.label, byte.silent) == ("⟨0xE2⟩", "⟨0xE2⟩", True)
    assert not shown(token("€", "⟨0x82 0xAC⟩")).silent


def test_signs_without_a_shape_are_replaced_on_the_screen_alone() -> None:
    assert shown(token("a\x01b")).text == "a\ufffdb"
    assert token("a\x01b").text == "a\x01b"


def test_spaces_and_newlines_can_be_seen_in_a_label() -> None:
    assert visible("  a\n") == "··a⏎"
    assert visible("") == "…"


def test_of_a_whole_book_the_beginning_is_shown_and_all_of_it_kept() -> None:
    talk = Conversation()
    talk.say("fox " * 250_000)
    words = passage_of(exchanges(talk.path)[0]).words
    assert len(words) < 10_100
    assert words.endswith("fox  … and 990\u2009000 characters more")
    assert len(talk.path[0].text) == 1_000_000
