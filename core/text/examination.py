"""Which questions belong to a text: those of a built-in one, and those in a ``questions.jsonl`` beside the person's."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.protocol import SkillMark
from core.text.builtin import BUILTIN
from core.text.dialogue import Measure
from core.text.little_world.small_talk import UNKNOWN
from core.text.own_questions import QUESTIONS, read_questions
from core.text.question import Question

REFUSED = "answerable refused"


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


def turn_questions_for(sources: Sequence[str], measure: Measure) -> tuple[Question, ...]:
    """The questions for a model that was taught with these dialogues. ``measure``: how many tokens a word has."""
    makers = [BUILTIN[source].turn_questions for source in sources if source in BUILTIN and not Path(source).exists()]
    return tuple(question for make in makers if make is not None for question in make(measure))


def as_turns(questions: Sequence[Question]) -> tuple[Question, ...]:
    """The same, asked as turns: the end of the model's turn ends an answer."""
    return tuple(replace(question, answer=question.answer.strip(), stop="") for question in questions)


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


def tally_refused(questions: Sequence[Question], answers: Sequence[str]) -> tuple[SkillMark, ...]:
    """How many questions that have an answer were met with "I don't know", in an exam where that is right of some.

    Of this mark fewer is better.
    """
    if not any(question.answer == UNKNOWN for question in questions):
        return ()
    answerable = [answer for question, answer in zip(questions, answers, strict=True) if question.answer != UNKNOWN]
    return (SkillMark(REFUSED, False, answerable.count(UNKNOWN), len(answerable)),) if answerable else ()
