"""Of several questions only the newest is answered. On the real engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.control import RunControl
from core.paths import Home
from core.protocol import Failed, Inspect, InspectDone, LookAtText, Sample, SampleDone, TextDone, Token
from hellogpt_gui.engine import Asker, EngineClient

LONG = 60_000  # ms; a loaded machine imports torch slowly


@pytest.fixture
def texts(tmp_path: Path) -> dict[str, str]:
    made = {}
    for animal in ("fox", "owl", "hare"):
        path = tmp_path / f"{animal}.txt"
        path.write_text(f"The {animal} lives by the river. " * 50, encoding="utf-8", newline="\n")
        made[animal] = str(path)
    return made


@pytest.fixture
def client(qapp: QApplication, home: Home) -> Iterator[EngineClient]:
    made = EngineClient(home)
    yield made
    made.close()


def test_only_the_newest_question_is_answered(qtbot: QtBot, client: EngineClient, texts: dict[str, str]) -> None:
    asker = Asker(client)
    heard: list[object] = []
    asker.answered.connect(heard.append)
    for animal in ("fox", "owl", "hare"):
        asker.ask(LookAtText((texts[animal],)))
    assert asker.waiting
    client.start()
    qtbot.waitUntil(lambda: not client.busy, timeout=LONG)
    assert [answer.label for answer in heard if isinstance(answer, TextDone)] == ["hare"]
    assert len(heard) == 1
    assert not asker.waiting


def test_an_older_question_is_stopped(client: EngineClient, texts: dict[str, str]) -> None:
    asker = Asker(client)
    asker.ask(LookAtText((texts["fox"],)))
    first: RunControl = client.running("ask").control
    asker.ask(LookAtText((texts["owl"],)))
    assert first.stopping


def test_a_question_taken_back_is_never_answered(qtbot: QtBot, client: EngineClient, texts: dict[str, str]) -> None:
    asker = Asker(client)
    asker.ask(LookAtText((texts["fox"],)))
    asker.forget()
    assert not asker.waiting
    with qtbot.assertNotEmitted(asker.answered):
        client.start()
        qtbot.waitUntil(lambda: not client.busy, timeout=LONG)


def test_a_fault_is_an_answer(qtbot: QtBot, client: EngineClient) -> None:
    asker = Asker(client)
    client.start()
    with qtbot.waitSignal(asker.answered, timeout=LONG) as said:
        asker.ask(Inspect("nobody/serial_7"))
    assert isinstance(said.args[0], Failed)
    assert "nobody" in said.args[0].message
    assert not asker.waiting


def test_what_is_said_on_the_way_comes_before_the_answer(qtbot: QtBot, tales: EngineClient) -> None:
    asker = Asker(tales)
    heard: list[object] = []
    asker.said.connect(heard.extend)
    with qtbot.waitSignal(asker.answered, timeout=LONG) as said:
        asker.ask(Sample("tales/serial_1", "The fox"))
    assert isinstance(said.args[0], SampleDone)
    assert [event.token_id for event in heard if isinstance(event, Token)] == list(said.args[0].token_ids)


def test_two_askers_do_not_disturb_each_other(qtbot: QtBot, tales: EngineClient) -> None:
    one, other = Asker(tales), Asker(tales)
    answers: dict[str, object] = {}
    one.answered.connect(lambda last: answers.update(one=last))
    other.answered.connect(lambda last: answers.update(other=last))
    one.ask(Inspect("tales/serial_1", "attention", "The fox"))
    other.ask(Inspect("tales/serial_1", "next-token", "The fox"))
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=LONG)
    assert all(isinstance(answer, InspectDone) for answer in answers.values())
