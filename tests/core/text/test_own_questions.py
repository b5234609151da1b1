"""A person's own questions: what a line may hold, and what is said of one that is none."""

import json
from pathlib import Path

import pytest

from core.errors import TextError
from core.text.own_questions import MOST_QUESTIONS, read_questions
from core.text.question import Question


def test_a_line_holds_a_prompt_and_an_answer_and_what_else_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"prompt": "The opposite of rich is ", "answer": " poor "}\n\n'
        '{"prompt": "1 + 1 =", "answer": "2", "skill": "sums", "seen": false, "stop": "."}\n',
        encoding="utf-8",
    )
    assert read_questions(path) == (
        Question("questions", True, "The opposite of rich is", " poor", "\n"),
        Question("sums", False, "1 + 1 =", " 2", "."),
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "Line 2 of .* is no question"),
        ("[]", "Line 2 of .* is no question"),
        ('{"prompt": "a"}', "missing required field `answer`"),
        ('{"prompt": 3, "answer": "b"}', "prompt"),
        ('{"prompt": " ", "answer": "b"}', "empty prompt"),
        ('{"prompt": "a", "answer": " "}', "empty answer"),
        ('{"prompt": "a", "answer": "b", "stop": ""}', "empty stop"),
        ('{"prompt": "a", "answer": "b. c", "stop": "."}', "has an answer in which '.' occurs"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"prompt": "a", "answer": "b"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(TextError, match=said) as refused:
        read_questions(path)
    assert "Line 2" in refused.value.message
    assert refused.value.hint


def test_a_file_that_is_missing_empty_or_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    with pytest.raises(TextError, match="cannot be read"):
        read_questions(path)
    path.write_text("\n\n")
    with pytest.raises(TextError, match="holds 0 questions"):
        read_questions(path)
    path.write_text('{"prompt": "a", "answer": "b"}\n' * (MOST_QUESTIONS + 1))
    with pytest.raises(TextError, match="holds 10,001 questions"):
        read_questions(path)
    path.write_bytes(b'{"prompt": "\xff", "answer": "b"}')
    with pytest.raises(TextError, match="Line 1"):
        read_questions(path)


def test_any_string_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps({"prompt": 'Ω \u2028 "', "answer": "Straße\t!"}), encoding="utf-8")
    (question,) = read_questions(path)
    assert (question.prompt, question.answer) == ('Ω \u2028 "', " Straße\t!")
