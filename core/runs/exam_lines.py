"""exam.jsonl: what the network could do, one line for each exam. Runs without questions have none."""

import contextlib

import msgspec

from core.protocol import ExamTaken
from core.runs.folder import RunFolder, read_lines

EXAM = "exam.jsonl"


def read_exams(folder: RunFolder) -> list[ExamTaken]:
    """Every exam, in order; a line that is none is passed over."""
    taken = []
    for line in read_lines(folder.path / EXAM):
        with contextlib.suppress(msgspec.ValidationError):
            taken.append(msgspec.convert(line, ExamTaken))
    return taken
