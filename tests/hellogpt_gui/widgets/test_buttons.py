"""Buttons and labels: variants of the style sheet, icons that follow the look, names for those who hear."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, IconLabel, hairline, icon_button, label, set_variant

pytestmark = pytest.mark.usefixtures("dressed")


@pytest.mark.parametrize(("kind", "height"), [("primary", 40), ("secondary", 32), ("ghost", 32), ("chip", 28)])
def test_a_kind_has_its_height_at_every_zoom(qtbot: QtBot, kind: str, height: int) -> None:
    button = Button("Train", kind, "play")
    qtbot.addWidget(button)
    button.ensurePolished()
    assert button.sizeHint().height() == height
    while theme.zoom < 1.5:
        theme.zoom_in()
    button.ensurePolished()
    assert button.sizeHint().height() == theme.px(height)


def test_a_click_and_space_press_it(qtbot: QtBot) -> None:
    button = Button("Train")
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_enter_in_a_dialog_does_not_press_a_button_that_nobody_chose(qtbot: QtBot) -> None:
    assert not Button("Train").autoDefault()


def test_an_icon_stands_apart_from_text_and_alone_is_square(qtbot: QtBot) -> None:
    with_text, alone = Button("Stop", "secondary", "stop"), icon_button("x", "Close")
    for button in (with_text, alone):
        qtbot.addWidget(button)
        button.ensurePolished()
    assert (with_text.iconSize().width(), with_text.iconSize().height()) == (19, 16)
    assert (alone.iconSize().width(), alone.iconSize().height()) == (16, 16)
    assert alone.sizeHint().width() == alone.sizeHint().height() == 28


def colours(button: QPushButton) -> set[str]:
    image = button.icon().pixmap(16, 16).toImage()
    points = [(x, y) for x in range(16) for y in range(16)]
    return {image.pixelColor(*point).name() for point in points if image.pixelColor(*point).alpha() == 255}


def test_an_icon_follows_the_scheme_and_can_be_changed(qtbot: QtBot) -> None:
    button = Button("Stop", "secondary", "stop")
    qtbot.addWidget(button)
    assert theme.color("text-2").name() in colours(button)
    theme.set_scheme("dark")
    assert theme.color("text-2").name() in colours(button)
    button.set_icon("play", "bad")
    assert theme.color("bad").name() in colours(button)


def test_an_icon_without_words_is_said_by_name(qtbot: QtBot) -> None:
    button = icon_button("x", "Close this message")
    qtbot.addWidget(button)
    assert button.toolTip() == "Close this message"
    assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) == "Close this message"


def test_text_in_a_label_is_never_markup(qtbot: QtBot) -> None:
    shown, wide = label("<b>1 < 2</b>", "title"), label("<b>1 < 2</b><b></b>", "title")
    for words in (shown, wide):
        qtbot.addWidget(words)
        words.ensurePolished()
    assert wide.sizeHint().width() > shown.sizeHint().width()
    assert shown.font().pixelSize() == 20


def test_a_variant_dresses_the_widget_at_once(qtbot: QtBot) -> None:
    words = label("All is well", "good")
    qtbot.addWidget(words)
    words.ensurePolished()
    before = words.palette().windowText().color()
    set_variant(words, "role", "bad")
    assert words.palette().windowText().color() == theme.color("bad") != before


def test_a_hairline_is_one_pixel_high_at_every_zoom(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    column, line = QVBoxLayout(host), hairline()
    column.addWidget(line)
    column.addStretch(1)
    while theme.zoom < 2:
        theme.zoom_in()
    host.resize(100, 60)
    host.show()
    qtbot.waitExposed(host)
    assert line.height() == 1
    assert line.grab().toImage().pixelColor(50, 0) == theme.color("line")


def test_an_icon_that_is_no_button_follows_the_look(qtbot: QtBot) -> None:
    icon = IconLabel("warn", "warn")
    qtbot.addWidget(icon)
    before = icon.pixmap().toImage()
    icon.set_icon("check-circle", "good")
    assert icon.pixmap().toImage() != before
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert icon.pixmap().deviceIndependentSize().width() == theme.px(16)
