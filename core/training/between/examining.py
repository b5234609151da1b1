"""What the network can do by now: the exam that belongs to its text."""

import dataclasses
from collections.abc import Iterator

from core.control import Interrupted
from core.protocol import ExamTaken
from core.text.examination import tally
from core.training.cadence import Due
from core.training.exam import answered
from core.training.state import State


def take_exam(state: State, due: Due) -> Iterator[ExamTaken]:
    """If it is due and there are questions. One that a stop cuts short is left out."""
    paper = state.parts.paper
    if not due.exam or not paper.questions:
        return
    try:
        right = answered(state.parts.model, paper, state.settings.precision, state.control.check)
    except Interrupted:
        return
    taken = ExamTaken(state.at.step, tally(paper.questions, right))
    state.parts.writer.append_exam(dataclasses.asdict(taken))
    state.tick()
    yield taken
