"""Exams: asked of a run, and taken while it trains."""

from dataclasses import dataclass
from typing import ClassVar

from core.protocol.base import Command, Done, Event


@dataclass(frozen=True)
class Exam(Command):
    """Ask a model the questions of its text, or those of a file; it writes every answer. Answered by ExamDone.

    ``run`` is RUN[@STEP]; ``questions``: a file as ``core.text.question`` describes it, empty for the text's own.
    """

    run: str
    questions: str = ""


@dataclass(frozen=True)
class SkillMark:
    """How many questions of one kind were answered exactly. ``seen``: the text holds these very items."""

    skill: str
    seen: bool
    right: int
    asked: int

    @property
    def share(self) -> float:
        return self.right / self.asked


@dataclass(frozen=True)
class ExamTaken(Event):
    """What the network could do at a step of its training."""

    event: ClassVar[str] = "exam"

    step: int
    marks: tuple[SkillMark, ...]


@dataclass(frozen=True)
class WrongAnswer:
    """A question that was not answered exactly, and what was written instead."""

    skill: str
    prompt: str
    answer: str
    written: str


@dataclass(frozen=True)
class ExamDone(Done):
    """``wrong``: the wrong answers, as many as are worth reading."""

    run: str
    step: int
    marks: tuple[SkillMark, ...]
    wrong: tuple[WrongAnswer, ...] = ()
