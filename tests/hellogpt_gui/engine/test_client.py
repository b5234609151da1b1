"""Commands become jobs, threads answer them, and closing ends everything. On the real engine."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.paths import Home
from core.protocol import Failed, LookAtText, Ready, Step, TextDone, Train, TrainDone
from hellogpt_gui.engine import EngineClient

TEXT = "The fox lives by the river. The owl lives in the tower. They are friends. " * 60
SIZE = {"n_layers": 1, "d_model": 16, "n_heads": 2, "context_length": 16, "batch_size": 4, "threads": 1}
FAST = {**SIZE, "precision": "fp32", "tokenizer": "char"}


@pytest.fixture
def client(qapp: QApplication, home: Home) -> Iterator[EngineClient]:
    (home.data / "fox.txt").write_text(TEXT, encoding="utf-8")
    client = EngineClient(home)
    yield client
    client.close()


def test_it_says_what_the_computer_has(client: EngineClient, qtbot: QtBot) -> None:
    with qtbot.waitSignal(client.ready, timeout=60_000) as said:
        client.start()
    assert isinstance(said.args[0], Ready)
    assert client.answer_to_hello is said.args[0]
    assert not client.busy


def test_a_command_given_before_the_start_waits(client: EngineClient, qtbot: QtBot) -> None:
    job = client.submit(LookAtText())
    assert client.running("ask") is job
    with qtbot.waitSignal(job.finished, timeout=60_000) as said:
        client.start()
    assert isinstance(said.args[0], TextDone)
    assert said.args[0].size == len(TEXT.encode())
    assert not job.running
    assert client.running("train") is None


def test_a_training_steps_and_stops_when_asked(client: EngineClient, qtbot: QtBot) -> None:
    client.start()
    job = client.submit(Train(build_config("tiny", {**FAST, "steps": 100_000}), name="fox"))
    seen: list[object] = []
    job.events.connect(seen.extend)
    qtbot.waitUntil(lambda: any(isinstance(event, Step) for event in seen), timeout=60_000)
    assert client.running("train") is job
    with qtbot.waitSignal(job.finished, timeout=60_000) as said:
        job.stop()
    assert isinstance(said.args[0], TrainDone)
    assert said.args[0].stopped_by == "user"
    assert not any(isinstance(event, TrainDone) for event in seen), "the last event comes by finished alone"


def test_closing_stops_what_runs_and_what_waits(client: EngineClient, qtbot: QtBot, home: Home) -> None:
    client.start()
    running = client.submit(Train(build_config("tiny", {**FAST, "steps": 100_000}), name="fox"))
    waiting = client.submit(Train(build_config("tiny", {**FAST, "steps": 100_000}), name="owl"))
    with qtbot.waitSignal(running.events, timeout=60_000):
        pass
    client.close()
    assert isinstance(running.outcome, TrainDone | Failed)
    assert isinstance(waiting.outcome, Failed)
    assert waiting.outcome.exit_code == 3
    assert not (home.checkpoints / "owl").exists()


def test_an_engine_that_cannot_be_loaded_answers_with_a_sentence(
    client: EngineClient, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "core.engine", None)
    with qtbot.waitSignal(client.ready, timeout=30_000) as said:
        client.start()
    job = client.submit(LookAtText())
    with qtbot.waitSignal(job.finished, timeout=30_000) as answer:
        pass
    for failed in (said.args[0], answer.args[0]):
        assert isinstance(failed, Failed)
        assert failed.message.startswith("The engine could not be loaded")
        assert failed.hint
        assert "core.engine" in failed.details


def test_a_command_after_the_end_has_ended_and_is_silent(client: EngineClient, qtbot: QtBot) -> None:
    waiting = client.submit(LookAtText())
    heard: list[object] = []

    def ask_again(last: object) -> None:
        job = client.submit(LookAtText())
        job.finished.connect(heard.append)
        heard.append(job.outcome)

    waiting.finished.connect(ask_again)
    client.start()
    client.close()
    assert [type(outcome) for outcome in heard] == [Failed]
    assert not client.busy


def test_who_is_busy_is_said_when_a_job_begins_and_ends(client: EngineClient, qtbot: QtBot) -> None:
    with qtbot.waitSignal(client.busy_changed):
        job = client.submit(LookAtText())
    assert client.busy
    client.start()
    with qtbot.waitSignal(job.finished, timeout=60_000):
        pass
    qtbot.waitUntil(lambda: not client.busy)


def test_nothing_starts_after_the_end(client: EngineClient) -> None:
    client.close()
    client.start()
    assert not client.busy
    assert not any(thread.isRunning() for thread in client._threads.values())
