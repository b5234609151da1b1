"""What is said goes to the bar and to the log, with what is needed to mend it."""

import logging

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import __version__
from core.errors import RunError
from core.protocol import Failed
from hellogpt_gui.notify import Message, Notifier


def test_a_failure_brings_its_sentence_hint_and_details(
    qapp: QApplication, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    notifier = Notifier()
    with caplog.at_level(logging.INFO), qtbot.waitSignal(notifier.shown) as said:
        notifier.show_failed(Failed("No text.", "Drop one.", 2, "Traceback …"))
    message = said.args[0]
    assert message == Message("No text.", "Drop one.", "Traceback …")
    assert "No text. Drop one." in caplog.text
    for part in ("No text.", "Drop one.", "Traceback …", f"HelloGPT {__version__}"):
        assert part in message.to_copy


def test_an_error_of_ours_is_said_as_it_is(qapp: QApplication, qtbot: QtBot) -> None:
    notifier = Notifier()
    with qtbot.waitSignal(notifier.shown) as said:
        notifier.show_error(RunError("There is no run x.", "There are: y."))
    assert (said.args[0].message, said.args[0].hint, said.args[0].kind) == (
        "There is no run x.",
        "There are: y.",
        "error",
    )


def test_what_the_person_stopped_is_no_news(qtbot: QtBot) -> None:
    notifier = Notifier()
    with qtbot.assertNotEmitted(notifier.shown):
        notifier.show_failed(Failed("Stopped before it began.", "", 3))
    with qtbot.waitSignal(notifier.shown):
        notifier.show_failed(Failed("The disk is full.", "Make room.", 1))
