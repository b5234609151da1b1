"""A run whose text has questions is examined as it learns; no weight is another for it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from core.config import RunConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Event, ExamTaken, Failed, Resume, Step, Train
from core.runs import find_run
from core.runs.exam_lines import read_exams
from core.text.own_questions import QUESTIONS

Settings = Callable[..., RunConfig]
CarryOut = Callable[..., list[Event]]
LINE = '{"prompt": "The %s sat by the moon. Once the moon", "answer": "was gone", "skill": "habit", "stop": ","}\n'
LINES = LINE % "fox" + LINE % "owl"


@pytest.fixture
def examined(tmp_path: Path, story: Path) -> Path:
    """The story with questions beside it."""
    folder = tmp_path / "examined"
    folder.mkdir()
    shutil.copy(story, folder)
    (folder / QUESTIONS).write_text(LINES, encoding="utf-8")
    return folder / story.name


def weights(home: Home, name: str) -> dict[str, torch.Tensor]:
    folder, step = find_run(home, name)
    assert step is not None
    return load_file(folder.step_folder(step) / "model.safetensors")


def test_abilities_appear_and_are_written_down(
    home: Home, settings: Settings, carry_out: CarryOut, examined: Path
) -> None:
    events = carry_out(home, Train(settings(steps=120), (str(examined),), "demo", ("The",)))
    taken = [event for event in events if isinstance(event, ExamTaken)]
    assert (taken[0].step, taken[-1].step) == (0, 120)
    assert 10 <= len(taken) <= 23
    assert taken[0].marks[0].right == 0
    assert taken[-1].marks[0].right == taken[-1].marks[0].asked == 2
    folder, _ = find_run(home, "demo")
    assert read_exams(folder) == taken


def test_weights_have_the_same_bits_without_questions(
    home: Home, settings: Settings, carry_out: CarryOut, examined: Path, story: Path
) -> None:
    carry_out(home, Train(settings(dropout=0.2), (str(examined),), "with", ("The",)))
    carry_out(home, Train(settings(dropout=0.2), (str(story),), "without", ("The",)))
    asked, plain = weights(home, "with"), weights(home, "without")
    assert all(torch.equal(asked[name], plain[name]) for name in plain)
    assert not (find_run(home, "without")[0].path / "exam.jsonl").exists()


def test_a_resumed_run_takes_back_what_lies_beyond(
    home: Home, settings: Settings, carry_out: CarryOut, examined: Path
) -> None:
    control = RunControl()
    for event in Engine(home).run(Train(settings(steps=80), (str(examined),), "demo", ("The",)), control):
        if isinstance(event, Step) and event.step >= 40:
            control.stop()
    carry_out(home, Resume("demo"))
    steps = [taken.step for taken in read_exams(find_run(home, "demo")[0])]
    assert steps == sorted(set(steps))
    assert steps[-1] == 80


def test_a_bad_line_is_named_before_anything_is_made(
    home: Home, settings: Settings, carry_out: CarryOut, examined: Path
) -> None:
    (examined.parent / QUESTIONS).write_text(LINES + "nonsense\n", encoding="utf-8")
    *_, last = carry_out(home, Train(settings(), (str(examined),), "demo", ("The",)))
    assert isinstance(last, Failed)
    assert "Line 3 of" in last.message
    assert not (home.checkpoints / "demo").exists()
