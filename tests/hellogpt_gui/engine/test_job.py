"""A job hands on what the engine said, its last event once and apart; its switches reach the control."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.protocol import Event, Failed, LookAtText, Progress, Ready
from hellogpt_gui.engine.job import Job

DONE = Failed("Stopped.", "", 3)


class Heard:
    """Everything a job's signals brought, in order."""

    def __init__(self, job: Job) -> None:
        self.said: list[object] = []
        job.events.connect(self.said.append)
        job.finished.connect(self.said.append)


@pytest.fixture
def job(qapp: QApplication) -> Job:
    return Job(LookAtText(("fox.txt",)))


def test_it_runs_until_its_last_event(job: Job) -> None:
    heard = Heard(job)
    first: list[Event] = [Progress("reading", 0.1), Progress("reading", 0.2)]
    job.deliver(first)
    assert job.running
    assert heard.said == [first]
    job.deliver([Progress("reading", 1.0), DONE])
    assert heard.said == [first, [Progress("reading", 1.0)], DONE]
    assert not job.running
    assert job.outcome is DONE


def test_a_last_event_alone_comes_by_finished_alone(job: Job) -> None:
    heard = Heard(job)
    job.deliver([DONE])
    assert heard.said == [DONE]


def test_every_answer_that_is_done_ends_it(job: Job) -> None:
    job.deliver([Ready("cpu", "fp32", 2, 10, 20)])
    assert isinstance(job.outcome, Ready)


def test_who_hears_the_last_event_finds_the_job_ended(job: Job) -> None:
    found: list[bool] = []
    job.finished.connect(lambda last: found.append(job.running))
    job.deliver([DONE])
    assert found == [False]


def test_its_switches_reach_the_control(job: Job) -> None:
    job.pause()
    assert job.control.paused
    job.resume()
    assert not job.control.paused
    job.stop()
    assert job.control.stopping
    assert job.running, "it has only been asked to end"


def test_who_shows_it_hears_that_it_was_asked_to_end(qtbot: QtBot, job: Job) -> None:
    with qtbot.waitSignal(job.stopping):
        job.stop()
    assert job.control.stopping
