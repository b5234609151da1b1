"""The transcript: it follows what is written, every token can be reached by pointer and keys, and is said."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.passage import Passage, TextToken
from hellogpt_gui.widgets.token_cursor import Place
from hellogpt_gui.widgets.token_text import COLUMN, TokenText

pytestmark = pytest.mark.usefixtures("dressed")


class Tall(QWidget):
    """Wants 120 px."""

    def sizeHint(self) -> QSize:
        return QSize(100, 120)


def token(text: str) -> TextToken:
    return TextToken(text, text.replace(" ", "·"), 0.5, "rank 2")


def passage(count: int, words: str = "Once") -> Passage:
    return Passage(words, "fox / serial_1", "latest", [token(f" word{k}") for k in range(count)])


@pytest.fixture
def text(qtbot: QtBot) -> TokenText:
    made = TokenText("The talk")
    qtbot.addWidget(made)
    made.resize(420, 300)
    made.set_passages([passage(3), passage(4)])
    made.show()
    qtbot.waitExposed(made)
    return made


def centre(text: TokenText, place: Place) -> QPoint:
    """Where a token stands in the viewport."""
    one = text.passages[place.passage]
    box = one.box_of(place.token)
    assert box is not None
    box.translate(text._column().x(), one.text_top - text.verticalScrollBar().value())
    return box.center().toPoint()


def heard(text: TokenText) -> list[TextToken | None]:
    said: list[TextToken | None] = []
    text.pointed.connect(lambda token, at: said.append(token))
    return said


def test_the_pointer_opens_a_token_after_it_has_rested(qtbot: QtBot, text: TokenText) -> None:
    with qtbot.waitSignal(text.pointed, check_params_cb=lambda token, at: token is not None) as said:
        qtbot.mouseMove(text.viewport(), centre(text, Place(1, 2)))
    assert said.args[0].text == " word2"
    where = QRect(said.args[1])
    assert where.contains(text.viewport().mapTo(text.window(), centre(text, Place(1, 2))))
    with qtbot.waitSignal(text.pointed, check_params_cb=lambda token, at: token is None):
        qtbot.mouseMove(text.viewport(), QPoint(3, 3))
    assert text.chosen is None


def test_keys_go_from_token_to_token_across_turns(qtbot: QtBot, text: TokenText) -> None:
    seen = []
    key = Qt.Key
    for pressed in (key.Key_Left, key.Key_Right, key.Key_Home, key.Key_Left, key.Key_Right, key.Key_End):
        qtbot.keyClick(text, pressed)
        seen.append(text.chosen)
    assert seen == [Place(1, 3), Place(1, 3), Place(0, 0), Place(0, 0), Place(0, 1), Place(1, 3)]
    text.verticalScrollBar().setValue(0)
    for _ in range(4):
        qtbot.keyClick(text, key.Key_Left)
    assert text.chosen == Place(0, 2)


def test_the_keyboard_opens_at_once_and_escape_closes(qtbot: QtBot, text: TokenText) -> None:
    with qtbot.waitSignal(text.pointed, check_params_cb=lambda token, at: token is not None):
        qtbot.keyClick(text, Qt.Key.Key_End)
    with qtbot.waitSignal(text.pointed, check_params_cb=lambda token, at: token is None):
        qtbot.keyClick(text, Qt.Key.Key_Escape)
    assert text.chosen is None


def test_the_cursor_is_scrolled_into_sight(qtbot: QtBot, text: TokenText) -> None:
    text.set_passages([passage(400)])
    assert text.verticalScrollBar().value() == text.verticalScrollBar().maximum() > 0
    for key, place in (
        (Qt.Key.Key_Home, Place(0, 0)),
        (Qt.Key.Key_End, Place(0, 399)),
        (Qt.Key.Key_Left, Place(0, 398)),
    ):
        with qtbot.waitSignal(text.pointed, check_params_cb=lambda token, at: token is not None):
            qtbot.keyClick(text, key)
        assert text.chosen == place
        assert text.viewport().rect().contains(centre(text, place))


def test_what_is_chosen_is_said_and_else_the_end_of_the_answer(qtbot: QtBot, text: TokenText) -> None:
    assert text.accessibleName() == "The talk"
    assert text.accessibleDescription() == " word0 word1 word2 word3"
    qtbot.keyClick(text, Qt.Key.Key_Home)
    assert text.accessibleDescription() == "·word0, 50 %, rank 2"
    qtbot.keyClick(text, Qt.Key.Key_Escape)
    text.append([token(" and"), token(" more")])
    assert text.accessibleDescription().endswith(" and more")
    text.set_passages([])
    assert text.accessibleDescription() == ""


def test_another_transcript_closes_what_was_open(qtbot: QtBot, text: TokenText) -> None:
    with qtbot.waitSignal(text.pointed, check_params_cb=lambda token, at: token is not None):
        qtbot.keyClick(text, Qt.Key.Key_Left)
    said = heard(text)
    text.set_passages([passage(1)])
    assert said[0] is None
    assert text.chosen is None
    qtbot.keyClick(text, Qt.Key.Key_Left)
    assert text.chosen == Place(0, 0)


def test_the_view_follows_what_is_written_only_from_the_end(text: TokenText) -> None:
    bar = text.verticalScrollBar()
    text.add_passage(passage(0))
    text.append([token(" written")] * 100)
    assert bar.value() == bar.maximum() > 0
    bar.setValue(0)
    text.append([token(" more")] * 100)
    assert bar.value() == 0


def test_scrolling_closes_what_was_open(qtbot: QtBot, text: TokenText) -> None:
    text.set_passages([passage(400)])
    qtbot.keyClick(text, Qt.Key.Key_Left)
    text.verticalScrollBar().setValue(5)
    assert text.chosen is None


def test_the_footer_stands_under_the_last_answer_and_scrolls_with_it(text: TokenText) -> None:
    footer = QPushButton("Again")
    text.set_footer(footer)
    last = text.passages[-1]
    assert footer.isVisible()
    assert footer.y() >= last.top + last.height - text.verticalScrollBar().value()
    text.set_passages([passage(400)])
    assert text.viewport().rect().contains(footer.geometry().center())
    before = footer.y()
    text.verticalScrollBar().setValue(text.verticalScrollBar().value() - 40)
    assert footer.y() == before + 40
    text.set_passages([])
    assert not footer.isVisible()


@pytest.mark.parametrize("width", [200, 420, 1400])
def test_the_column_is_centred_and_no_token_leaves_it(text: TokenText, width: int) -> None:
    text.resize(width, 300)
    column = text._column()
    assert column.width() <= theme.px(COLUMN)
    assert column.left() == pytest.approx(text.viewport().width() - column.right())
    assert all(line.end <= column.width() for one in text.passages for line in one.answer.lines)


def test_it_is_drawn_again_in_another_scheme_and_zoom(text: TokenText) -> None:
    light, before = text.viewport().grab().toImage(), text.passages[-1].height
    theme.set_scheme("dark")
    assert text.viewport().grab().toImage() != light
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert text.passages[-1].height > before
    assert text.sizeHint().width() > COLUMN
    assert not text.viewport().grab().isNull()


def test_a_token_is_tinted_and_the_chosen_one_wears_a_ring(qtbot: QtBot, text: TokenText) -> None:
    plain = text.viewport().grab().toImage()
    qtbot.keyClick(text, Qt.Key.Key_Home)
    with_ring = text.viewport().grab().toImage()
    around = text.passages[0].box_of(0)
    around.translate(QPointF(text._column().x(), text.passages[0].text_top))
    place = QPoint(round(around.center().x()), round(around.top()) - 1)
    assert plain.pixelColor(place) != with_ring.pixelColor(place) == theme.color("accent-ink")


def test_an_empty_transcript_is_drawn_and_keys_do_nothing(
    qtbot: QtBot, nothing_is_cut: Callable[[QWidget], bool]
) -> None:
    text = TokenText("The talk")
    qtbot.addWidget(text)
    with qtbot.assertNotEmitted(text.pointed):
        qtbot.keyClick(text, Qt.Key.Key_Left)
    assert nothing_is_cut(text)


def test_a_pointer_on_its_way_to_the_card_changes_nothing_while_the_card_holds_it(
    qtbot: QtBot, text: TokenText
) -> None:
    with qtbot.waitSignal(text.pointed):
        qtbot.mouseMove(text.viewport(), centre(text, Place(1, 2)))
    text.token_cursor.hold(True)
    qtbot.mouseMove(text.viewport(), QPoint(3, 3))
    qtbot.waitUntil(lambda: not text.token_cursor._soon.isActive())
    assert text.chosen == Place(1, 2)
    with qtbot.waitSignal(text.pointed, check_params_cb=lambda token, at: token is None):
        text.token_cursor.hold(False)


def test_a_click_opens_a_token_at_once_and_beside_it_closes(qtbot: QtBot, text: TokenText) -> None:
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=centre(text, Place(0, 1)))
    assert text.chosen == Place(0, 1)
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert text.chosen is None


def test_at_a_token_up_down_and_enter_are_said_and_else_they_scroll(qtbot: QtBot, text: TokenText) -> None:
    rows: list[int] = []
    text.row_moved.connect(rows.append)
    qtbot.keyClick(text, Qt.Key.Key_Down)
    qtbot.keyClick(text, Qt.Key.Key_End)
    qtbot.keyClick(text, Qt.Key.Key_Down)
    qtbot.keyClick(text, Qt.Key.Key_Up)
    assert rows == [1, -1]
    with qtbot.waitSignal(text.taken):
        qtbot.keyClick(text, Qt.Key.Key_Return)


def test_feet_stand_under_answers_that_have_one_and_are_made_when_they_are_seen(qtbot: QtBot, text: TokenText) -> None:
    made: list[int] = []

    def foot(number: int) -> QWidget:
        made.append(number)
        return QPushButton(f"Foot {number}")

    text.set_feet(foot, lambda number: None)
    passages = [passage(60) for _ in range(9)]
    for one in passages[1:]:
        one.has_foot = True
    text.set_passages(passages)
    assert made == [8]
    text.verticalScrollBar().setValue(0)
    for number in range(1, 9):
        text.verticalScrollBar().setValue(passages[number].foot_top - 100)
    assert sorted(made) == list(range(1, 9))
    last = text.widgets.foot_of(8)
    assert last.isVisible()
    assert last.y() + text.verticalScrollBar().value() >= passages[8].foot_top
    text.verticalScrollBar().setValue(0)
    assert not last.isVisible()


def test_what_is_shown_already_stays_when_only_the_end_is_another(text: TokenText) -> None:
    first, lines = text.passages[0], text.passages[0].answer.lines
    text.set_passages([first, passage(7)], same=1)
    assert text.passages[0].answer.lines is lines
    assert len(text.passages[1].answer.lines[0].pieces) > 0
    assert text.passages[1].top > first.height


def test_an_editor_takes_the_place_of_what_is_edited(qtbot: QtBot, text: TokenText) -> None:
    one = text.passages[0]
    after = text.passages[1].top
    editor = Tall(text.viewport())
    one.editor = editor
    text.arrange()
    text.ensure_seen(0)
    assert editor.isVisible()
    assert text.viewport().rect().contains(editor.geometry().center())
    assert text.passages[1].top > after
    one.edits_answer = True
    text.arrange()
    assert one.piece_at(5, 5) is None, "what is edited is not looked at"


def test_double_clicks_say_what_shall_be_edited(qtbot: QtBot, text: TokenText) -> None:
    wanted: list[tuple[int, bool]] = []
    text.edit_wanted.connect(lambda number, answer: wanted.append((number, answer)))
    text.verticalScrollBar().setValue(0)
    bubble = QPoint(round(text._column().right()) - 20, text.passages[0].bubble_top + 15)
    for point in (bubble, centre(text, Place(0, 0)), QPoint(2, 40)):
        qtbot.mouseDClick(text.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert wanted == [(0, False), (0, True)]


def test_the_legend_asks_for_the_menu_of_tints_and_another_tint_is_drawn(qtbot: QtBot, text: TokenText) -> None:
    text.verticalScrollBar().setValue(0)
    before = text.viewport().grab().toImage()
    legend = text._legends[0].center().toPoint()
    with qtbot.waitSignal(text.legend_pressed):
        qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=legend)
    text.set_tint("none")
    assert text.tint == "none"
    assert text.viewport().grab().toImage() != before


def test_the_pencil_is_asked_for_beside_words(qtbot: QtBot, text: TokenText) -> None:
    text.verticalScrollBar().setValue(0)
    over: list[int] = []
    text.over_words.connect(over.append)
    qtbot.mouseMove(text.viewport(), QPoint(50, text.passages[0].bubble_top + 10))
    qtbot.mouseMove(text.viewport(), QPoint(50, text.passages[0].text_top + 10))
    assert over == [0, -1]


class Painted(QObject):
    """Hears how high what is painted again is."""

    def __init__(self, text: TokenText) -> None:
        super().__init__(text)
        self.heights: list[int] = []
        text.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.heights.append(event.rect().height())
        return False


def test_of_what_is_written_only_the_last_lines_are_painted_again(qtbot: QtBot, text: TokenText) -> None:
    text.resize(420, 600)
    text.set_passages([passage(60)])
    text.verticalScrollBar().setValue(0)
    QCoreApplication.processEvents()  # all of it has been painted
    painted = Painted(text)
    text.append([token(" x")])
    qtbot.waitUntil(lambda: bool(painted.heights))
    top = text.passages[0].text_top + text.passages[0].row_top(len(text.passages[0].answer.lines) - 2)
    assert painted.heights[0] <= 600 - top + text.verticalScrollBar().value() + 2
    assert painted.heights[0] < text.viewport().height()
