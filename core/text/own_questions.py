"""The file in which a person writes questions of their own.

``questions.jsonl``: one JSON object a line, with ``prompt`` and ``answer``; and, where wanted, ``skill`` (a name that
questions share), ``seen`` (whether the text holds this very item; true unless told) and ``stop`` (what ends an answer;
a new line unless told).
"""

from pathlib import Path

import msgspec

from core.errors import TextError
from core.text.question import Question

QUESTIONS = "questions.jsonl"
MOST_QUESTIONS = 10_000
LONGEST_FILE = 32 * 2**20  # bytes


class _Line(msgspec.Struct):
    prompt: str
    answer: str
    skill: str = "questions"
    seen: bool = True
    stop: str = "\n"


def read_questions(path: Path) -> tuple[Question, ...]:
    """The questions of a file, in its order.

    Raises:
        TextError: it cannot be read, is empty or too long, or a line is no question: that line is named.
    """
    try:
        if path.stat().st_size > LONGEST_FILE:
            raise TextError(f"{path} is larger than 32 MB.", "Keep the questions that matter most.")
        data = path.read_bytes()
    except OSError as error:
        raise TextError(f"{path} cannot be read ({(error.strerror or str(error)).lower()}).", "Check it.") from error
    found = [_question(path, number, line) for number, line in enumerate(data.splitlines(), 1) if line.strip()]
    if not 1 <= len(found) <= MOST_QUESTIONS:
        raise TextError(f"{path} holds {len(found):,} questions.", f"1 to {MOST_QUESTIONS:,} can be asked.")
    return tuple(found)


def _question(path: Path, number: int, line: bytes) -> Question:
    try:
        read = msgspec.json.decode(line, type=_Line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise TextError(
            f"Line {number} of {path} is no question: {error}.",
            'Write one JSON object a line, such as {"prompt": "The opposite of rich is", "answer": "poor"}.',
        ) from error
    prompt, answer, stop = read.prompt.rstrip(), read.answer.strip(), read.stop
    if not prompt or not answer or not stop:
        empty = "prompt" if not prompt else "answer" if not answer else "stop"
        raise TextError(f"Line {number} of {path} has an empty {empty}.", "Fill it in, or take the line out.")
    if stop in answer:
        raise TextError(
            f"Line {number} of {path} has an answer in which {stop!r} occurs, where an answer ends.",
            'Choose another "stop", or a shorter answer.',
        )
    return Question(read.skill, read.seen, prompt, f" {answer}", stop)
