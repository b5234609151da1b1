"""Exactly one choice holds: by click, by keys, said once, seen and heard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.segmented import Segmented

pytestmark = pytest.mark.usefixtures("dressed")

CHOICES = ("Steps", "Time", "Tokens")


@pytest.fixture
def track(qtbot: QtBot) -> Segmented:
    made = Segmented(CHOICES, "Across")
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    """Keys where the focus is, as a person would press them."""
    for key in keys:
        where = QApplication.focusWidget()
        assert where is not None
        qtbot.keyClick(where, key)


def test_a_click_chooses_and_says_it(qtbot: QtBot, track: Segmented) -> None:
    with qtbot.waitSignal(track.changed) as said:
        qtbot.mouseClick(track.segment(2), Qt.MouseButton.LeftButton)
    assert said.args == [2]
    assert [track.segment(index).isChecked() for index in range(3)] == [False, False, True]


def test_keys_move_the_choice_and_stop_at_the_ends(qtbot: QtBot, track: Segmented) -> None:
    said: list[int] = []
    track.changed.connect(said.append)
    track.segment(0).setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home)
    assert said == [1, 2, 1, 0]
    assert track.index == 0
    assert track.segment(0).hasFocus()


def test_shown_from_elsewhere_it_says_nothing(qtbot: QtBot, track: Segmented) -> None:
    with qtbot.assertNotEmitted(track.changed):
        track.set_index(1)
    assert track.index == 1


def test_tab_stops_at_the_chosen_one_alone(track: Segmented) -> None:
    track.set_index(1)
    policies = [bool(track.segment(index).focusPolicy() & Qt.FocusPolicy.TabFocus) for index in range(3)]
    assert policies == [False, True, False]


def test_what_is_seen_is_also_said(track: Segmented) -> None:
    assert track.accessibleName() == "Across"
    assert [track.segment(index).accessibleName() for index in range(3)] == list(CHOICES)


def test_words_fit_their_segment(track: Segmented) -> None:
    for index in range(3):
        segment = track.segment(index)
        assert segment.fontMetrics().horizontalAdvance(segment.text()) < segment.width()


def test_it_follows_scheme_and_zoom(track: Segmented, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(track)
