"""A thread for the disk: tasks come one after another, answers in the window's thread, and none once it is closed."""

import threading
from functools import partial

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from hellogpt_gui.worker import Worker


def test_tasks_come_one_after_another_in_another_thread(qtbot: QtBot) -> None:
    worker, heard = Worker(), []
    here = threading.get_ident()
    worker.answered.connect(lambda answer: heard.append((answer, threading.get_ident() == here)))
    for number in range(20):
        worker.start(partial(lambda n: (n, threading.get_ident() != here), number))
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert heard == [((number, True), True) for number in range(20)]
    worker.close()


def test_closing_waits_for_what_was_asked_for_and_says_nothing_more(qtbot: QtBot) -> None:
    worker, done, heard = Worker(), [], []
    worker.answered.connect(heard.append)
    for number in range(5):
        worker.start(partial(done.append, number))
    worker.close()
    assert done == list(range(5))
    worker.start(partial(done.append, 9))
    QThread.yieldCurrentThread()
    qtbot.wait(0)
    assert (len(done), heard) == (5, [])
