"""Which questions belong to a text: those of a built-in one, and those in a ``questions.jsonl`` beside the person's."""

from collections.abc import Sequence
from pathlib import Path

from core.protocol import SkillMark
from core.text.builtin import BUILTIN
from core.text.own_questions import QUESTIONS, read_questions
from core.text.question import Question


def questions_for(sources: Sequence[str]) -> tuple[Question, ...]:
    """The questions of texts that were asked for with these words, each file of them once.

    Raises:
        TextError: a file of questions cannot be used.
    """
    found: list[Question] = []
    files: dict[Path, None] = {}
    for source in sources:
        path = Path(source)
        if source in BUILTIN and not path.exists():
            found += BUILTIN[source].questions()
        else:
            files[(path if path.is_dir() else path.parent) / QUESTIONS] = None
    for file in files:
        if file.is_file():
            found += read_questions(file)
    return tuple(found)


def tally(questions: Sequence[Question], right: Sequence[bool]) -> tuple[SkillMark, ...]:
    """How many of each kind, in the order in which skills come first; seen before unseen."""
    skills = dict.fromkeys(question.skill for question in questions)
    marks = []
    for skill in skills:
        for seen in (True, False):
            of_it = [good for question, good in zip(questions, right, strict=True)
                     if (question.skill, question.seen) == (skill, seen)]  # fmt: skip
            if of_it:
                marks.append(SkillMark(skill, seen, sum(of_it), len(of_it)))
    return tuple(marks)
