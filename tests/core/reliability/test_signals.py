"""Ctrl+C and SIGTERM on a training in the terminal: the first saves and leaves with 3, a second one aborts."""

import os
import signal
from pathlib import Path

import pytest

from core.cli.stopping import ABORTED
from core.control import RunControl
from core.engine import Engine
from core.protocol import Resume, Started, TrainDone

from .conftest import Program, finish, look_over, run_of, until

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM for one process of a console"),
]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_saves_the_very_step_and_leaves_with_3(program: Program, story: Path, number: int) -> None:
    process = program.start(*program.train(story, "--steps=100000", "--save-every=1000"))
    until(process, lambda event: event.get("step", 0) >= 20)
    process.send_signal(number)
    ended = finish(process)
    assert ended.code == 3
    assert ended.err == "Stopping and saving. Once more to abort.\n"
    done, run = ended.events[-1], run_of(program.home)
    assert (done["event"], done["stopped_by"]) == ("done", "user")
    assert look_over(program.home, run, cuts=0) == done["step"] == run.metrics()[-1]["step"]


def test_a_second_signal_aborts_and_what_was_kept_before_stays(program: Program, story: Path) -> None:
    """Both arrive while the program sleeps, so that it meets them one right after the other."""
    process = program.start(*program.train(story, "--steps=3000", "--save-every=10"))
    until(process, lambda event: event["event"] == "checkpoint" and event["step"] >= 10)
    for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGTERM, signal.SIGCONT):
        process.send_signal(number)
    assert finish(process).code == ABORTED
    newest = look_over(program.home, run_of(program.home))
    assert newest is not None
    assert newest >= 10
    control = RunControl()
    for event in Engine(program.home).run(Resume("demo"), control):
        if isinstance(event, Started):
            assert event.step == newest
            control.stop()
    assert isinstance(event, TrainDone)
