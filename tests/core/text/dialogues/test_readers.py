"""Files of dialogues: each form is read, and what is wrong in one is named by file and line."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import TextError
from core.text.dialogue import Dialogue, Turn
from core.text.dialogues.readers import Reader, read_messages, read_pairs, read_turns, reader_for

WORDS = st.text("abc xyz.", min_size=1).filter(lambda text: text.strip())
DIALOGUES = st.lists(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=3), min_size=1, max_size=4)


def dialogue(*texts: str) -> Dialogue:
    return tuple(Turn("model" if number % 2 else "user", text) for number, text in enumerate(texts))


def test_turns_of_a_text_may_have_many_lines_and_a_blank_one_parts_dialogues() -> None:
    text = "\nUser: Hello,\nyou!\nModel: Yes?\n\nI am here.\nuser: Good.\nAssistant: Bye.\n\nUser: Again\nModel: No\n"
    assert list(read_turns(text, "talk.txt")) == [
        dialogue("Hello,\nyou!", "Yes?\n\nI am here.", "Good.", "Bye."),
        dialogue("Again", "No"),
    ]


def test_messages_are_a_dialogue_a_line() -> None:
    line = '{"messages": [{"role": "user", "content": " Hi "}, {"role": "assistant", "content": "Hö"}], "id": 1}\n\n'
    assert list(read_messages(line * 2, "talk.jsonl")) == [dialogue("Hi", "Hö")] * 2


@pytest.mark.parametrize("head", ["", "Question,Answer\n"])
def test_rows_of_a_table_are_pairs(head: str) -> None:
    table = head + 'Who?,"Me, and ""you"""\n\n"Two\nlines",Yes\n'
    assert list(read_pairs(table, "talk.csv")) == [dialogue("Who?", 'Me, and "you"'), dialogue("Two\nlines", "Yes")]


@given(DIALOGUES)
def test_what_is_written_as_turns_is_read_back(pairs: list[list[tuple[str, str]]]) -> None:
    text = "\n\n".join("\n".join(f"User: {asked}\nModel: {said}" for asked, said in one) for one in pairs)
    expected = [dialogue(*(words.strip() for pair in one for words in pair)) for one in pairs]
    assert list(read_turns(text, "talk.txt")) == expected


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (read_turns, "User: a\nUser: b\n", "Line 2 of F is a turn of the user's where one of the model's is missing"),
        (read_turns, "Model: a\n", "Line 1 of F is a turn of the model's where one of the user's is missing"),
        (read_turns, "User: a\nModel: b\n\nUser: c\n", "The dialogue at line 4 of F ends without the model's turn"),
        (read_turns, "User: a\nModel:\n \n", "Line 2 of F begins a turn of the model's without words"),
        (read_turns, "Once\nUser: a\nModel: b", "Line 1 of F stands before any turn"),
        (read_turns, "User: a\nBot: b", "Line 2 of F has the role 'Bot'"),
        (read_messages, '{"messages": []}', "The dialogue at line 1 of F ends without the model's turn"),
        (read_messages, '{"messages": [{"role": "user", "content": "Hi"}, {"role": "mod', "Line 1 of F is cut off"),
        (read_messages, '\n{"messages": [{"role": "user"}]}', "Line 2 of F is cut off or no dialogue"),
        (read_messages, '\n["a"]', "Line 2 of F is cut off or no dialogue"),
        (read_messages, '{"messages": [{"role": "system", "content": "x"}]}', "Line 1 of F has the role 'system'"),
        (read_messages, '{"messages": [{"role": "user", "content": " "}]}', "Line 1 of F begins a turn of the user's"),
        (read_pairs, "a,b\nc\n", "Line 2 of F has 1 columns where two are needed"),
        (read_pairs, "a,b,c\n", "Line 1 of F has 3 columns"),
        (read_pairs, 'a,b\n"c\nd', "Line 2 of F is cut off"),
        (read_pairs, "a,b\nc,\n", "Line 2 of F begins a turn of the model's without words"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(read: Reader, text: str, said: str) -> None:
    with pytest.raises(TextError) as error:
        list(read(text, "F"))
    assert said in error.value.message
    assert error.value.hint


@pytest.mark.parametrize(
    ("suffix", "reader"), [(".JSONL", read_messages), (".csv", read_pairs), (".tsv", read_pairs), (".txt", read_turns)]
)
def test_the_form_follows_from_the_name(suffix: str, reader: Callable[..., object]) -> None:
    assert reader_for(suffix) is reader
