"""Letters keep their order, and at most one knock is on its way."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.protocol import Progress
from hellogpt_gui.engine.mailbox import Mailbox


def test_one_knock_for_many_letters(qapp: QApplication, qtbot: QtBot) -> None:
    box, knocks = Mailbox(), []
    box.woken.connect(lambda: knocks.append(1), Qt.ConnectionType.DirectConnection)
    for number in range(5):
        box.put(number, Progress("reading", number / 5))
    assert len(knocks) == 1
    assert [job for job, _ in box.take()] == [0, 1, 2, 3, 4]
    assert box.take() == []
    box.put(7, Progress("reading"))
    assert len(knocks) == 2


def test_letters_of_several_threads_all_arrive(qapp: QApplication) -> None:
    box = Mailbox()
    threads = [
        threading.Thread(target=lambda job=job: [box.put(job, Progress("s", n / 200)) for n in range(200)])
        for job in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    letters = box.take()
    for job in range(4):
        assert [event.fraction for sender, event in letters if sender == job] == [n / 200 for n in range(200)]
