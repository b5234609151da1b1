"""The track of stops: one arrow press each, by hand, wheel and keys; what is still to come cannot be chosen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.step_scrubber import BEST_Y, MARGIN, PAGE, TRACK_Y, ScrubberStop, StepScrubber

pytestmark = pytest.mark.usefixtures("dressed")


def stops(there: int, coming: int = 0, best: int = -1) -> list[ScrubberStop]:
    return [
        ScrubberStop(str(2**k), f"step {2**k}", there=k < there, best=k == best, landmark=1 if k % 4 == 0 else 0)
        for k in range(there + coming)
    ]


@pytest.fixture
def scrubber(qtbot: QtBot) -> StepScrubber:
    made = StepScrubber("Step shown in all tabs")
    qtbot.addWidget(made)
    made.resize(212, made.height())
    made.set_stops(stops(12, 9, best=7), 3)
    made.show()
    qtbot.waitExposed(made)
    return made


def at(scrubber: StepScrubber, index: int) -> QPoint:
    """The middle of a stop: 200 px for 20 gaps."""
    return QPoint(MARGIN + index * 10, TRACK_Y)


def test_keys_go_by_one_by_eight_and_to_the_ends(qtbot: QtBot, scrubber: StepScrubber) -> None:
    said: list[int] = []
    scrubber.stop_chosen.connect(said.append)
    key = Qt.Key
    for pressed in (key.Key_Right, key.Key_Up, key.Key_Left, key.Key_Down, key.Key_PageUp, key.Key_PageDown):
        qtbot.keyClick(scrubber, pressed)
    assert said == [4, 5, 4, 3, 3 + PAGE, 3]
    for pressed in (key.Key_Home, key.Key_Left, key.Key_PageDown, key.Key_End, key.Key_Right, key.Key_PageUp):
        qtbot.keyClick(scrubber, pressed)
    assert said[6:] == [0, 11]


def test_a_click_and_a_drag_choose_the_nearest_stop(qtbot: QtBot, scrubber: StepScrubber) -> None:
    with qtbot.waitSignal(scrubber.stop_chosen) as said:
        qtbot.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=at(scrubber, 8) + QPoint(4, 0))
    assert said.args == [8]
    with qtbot.waitSignal(scrubber.stop_chosen) as said:
        qtbot.mouseMove(scrubber, at(scrubber, 5))
    assert said.args == [5]
    qtbot.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=at(scrubber, 5))
    with qtbot.assertNotEmitted(scrubber.stop_chosen):
        qtbot.mouseMove(scrubber, at(scrubber, 2))


def test_a_click_on_what_is_still_to_come_chooses_the_newest(qtbot: QtBot, scrubber: StepScrubber) -> None:
    qtbot.mouseClick(scrubber, Qt.MouseButton.LeftButton, pos=at(scrubber, 17))
    assert scrubber.value() == 11


@pytest.mark.parametrize(("turned", "value"), [(120, 4), (-120, 2), (0, 3)])
def test_the_wheel_goes_by_one(dressed: QApplication, scrubber: StepScrubber, turned: int, value: int) -> None:
    where = QPointF(at(scrubber, 3))
    wheel = QWheelEvent(
        where, scrubber.mapToGlobal(where), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    dressed.sendEvent(scrubber, wheel)
    assert scrubber.value() == value


def test_shown_from_elsewhere_it_says_nothing(qtbot: QtBot, scrubber: StepScrubber) -> None:
    with qtbot.assertNotEmitted(scrubber.stop_chosen):
        scrubber.set_stops(stops(6), 99)
    assert scrubber.value() == 5


def test_a_screen_reader_hears_a_slider_and_the_words_of_the_stop(qtbot: QtBot, scrubber: StepScrubber) -> None:
    heard = QAccessible.queryAccessibleInterface(scrubber)
    assert heard.role() == QAccessible.Role.Slider
    assert scrubber.accessibleName() == "Step shown in all tabs"
    qtbot.keyClick(scrubber, Qt.Key.Key_End)
    assert scrubber.accessibleDescription() == scrubber.toolTip() == "step 2048"


def test_without_stops_it_is_off_and_silent(qtbot: QtBot, scrubber: StepScrubber) -> None:
    scrubber.set_stops([], 0)
    assert not scrubber.isEnabled()
    assert scrubber.accessibleDescription() == ""
    scrubber.choose(3)
    assert scrubber.value() == 0
    assert not scrubber.grab().isNull()


def test_a_single_stop_can_be_shown_and_chosen(qtbot: QtBot, scrubber: StepScrubber) -> None:
    scrubber.set_stops(stops(1), 0)
    with qtbot.assertNotEmitted(scrubber.stop_chosen):
        qtbot.mouseClick(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(100, TRACK_Y))
    assert scrubber.accessibleDescription() == "step 1"
    assert not scrubber.grab().isNull()


def picture(scrubber: StepScrubber) -> QImage:
    return scrubber.grab().toImage()


def test_best_has_its_dot_and_the_handle_stands_at_the_chosen_stop(qtbot: QtBot, scrubber: StepScrubber) -> None:
    drawn = picture(scrubber)
    assert drawn.pixelColor(MARGIN + 70, BEST_Y) == theme.color("val")
    assert drawn.pixelColor(MARGIN + 30, TRACK_Y) == theme.color("accent-bar")
    qtbot.keyClick(scrubber, Qt.Key.Key_Home)
    assert picture(scrubber).pixelColor(MARGIN + 30, TRACK_Y) != theme.color("accent-bar")


def test_what_is_done_is_darker_than_what_is_to_come(scrubber: StepScrubber) -> None:
    drawn = picture(scrubber)
    done, coming = (drawn.pixelColor(MARGIN + x, TRACK_Y).lightness() for x in (85, 165))
    assert done < coming


def test_labels_never_touch_and_the_first_and_last_are_whole(scrubber: StepScrubber) -> None:
    scrubber.set_stops([ScrubberStop(f"{k} 000", "", landmark=1 + k % 3) for k in range(21)], 0)
    drawn = picture(scrubber)
    background = drawn.pixel(0, 0)
    rows = range(theme.px(26), drawn.height())
    columns = [any(drawn.pixel(x, y) != background for y in rows) for x in range(drawn.width())]
    assert not columns[-1]
    gaps = "".join("#" if inked else " " for inked in columns).strip().split(" " * 8)
    words = [part for part in gaps if part.strip()]
    assert 2 <= len(words) <= 5


def test_it_follows_scheme_and_zoom(scrubber: StepScrubber, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(scrubber)
    assert scrubber.height() == scrubber.sizeHint().height()
