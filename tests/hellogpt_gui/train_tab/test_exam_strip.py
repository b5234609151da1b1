"""Abilities that appear: a folded line, and a row for each skill when it is opened."""

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.protocol import ExamTaken, SkillMark
from hellogpt_gui.train_tab.exam_strip import ExamStrip
from hellogpt_gui.widgets.colour_scale import share_colour

pytestmark = pytest.mark.usefixtures("dressed")


def taken(step: int, facts: int, unseen: int, sums: int) -> ExamTaken:
    marks = (
        SkillMark("facts", True, facts, 64),
        SkillMark("facts", False, unseen, 64),
        SkillMark("sums", True, sums, 30),
    )
    return ExamTaken(step, marks)


EXAMS = [taken(0, 0, 0, 0), taken(100, 32, 0, 30), taken(200, 64, 16, 30)]


@pytest.fixture
def strip(qtbot: QtBot) -> ExamStrip:
    made = ExamStrip()
    qtbot.addWidget(made)
    made.resize(600, 120)
    made.show_exams(EXAMS, None)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_folded_it_says_every_skill_in_a_line(qtbot: QtBot, strip: ExamStrip) -> None:
    with qtbot.waitSignal(strip.opened) as said:
        qtbot.mouseClick(strip.fold, Qt.MouseButton.LeftButton)
    assert said.args == [False]
    assert not strip.chart.isVisible()
    assert strip.summary.text() == "facts 100 / 25 %  ·  sums 100 %"


def test_each_cell_has_the_colour_of_its_share(strip: ExamStrip) -> None:
    picture = strip.chart.grab().toImage()
    for lane, shares in enumerate(((0.0, 0.5, 1.0), (0.0, 0.0, 0.25))):
        place = strip.chart.lane(1, lane)
        for number, share in enumerate(shares):
            middle = QPoint(int(place.left() + (number + 0.5) * place.width() / 3), int(place.center().y()))
            assert picture.pixel(middle) == share_colour(share)


def test_who_cannot_see_it_hears_it(strip: ExamStrip) -> None:
    assert strip.chart.accessibleDescription() == (
        "facts: in the text 100 %, not in the text 25 %; sums: in the text 100 %, not in the text –"
    )


def test_a_step_that_is_scrubbed_to_shows_the_exam_before_it(strip: ExamStrip) -> None:
    strip.show_exams(EXAMS, 150)
    assert strip.fold.accessibleDescription() == "facts 50 / 0 %  ·  sums 100 %"
    strip.show_exams(EXAMS, 0)
    assert strip.fold.accessibleDescription() == "facts 0 / 0 %  ·  sums 0 %"


def test_a_run_without_questions_has_no_strip(strip: ExamStrip) -> None:
    strip.show_exams([], None)
    assert not strip.isVisible()
