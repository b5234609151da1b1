"""Colours, sizes, fonts and icons by name."""

import gc
import weakref

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from hellogpt_gui.theme import ZOOMS, theme


@pytest.mark.smoke
def test_a_token_has_the_colour_of_the_scheme(dressed: QApplication, qtbot: QtBot) -> None:
    assert theme.color("surface").name() == "#ffffff"
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme("dark")
    assert theme.dark
    assert theme.color("surface").name() == "#1c1d20"
    assert dressed.palette().color(QPalette.ColorRole.Base).name() == "#1c1d20"
    assert theme.color("text", 0.5).alpha() == 128


def test_an_unknown_token_is_an_error(dressed: QApplication) -> None:
    with pytest.raises(KeyError):
        theme.color("mauve")


def test_zoom_multiplies_every_length_within_its_bounds(dressed: QApplication) -> None:
    assert theme.px(13) == 13
    for _ in ZOOMS:
        theme.zoom_in()
    assert theme.zoom == ZOOMS[-1]
    assert theme.px(13) == round(13 * ZOOMS[-1])
    assert theme.font(13).pixelSize() == theme.px(13)
    assert f"font-size: {theme.px(20)}px" in theme.style_sheet()
    for _ in ZOOMS:
        theme.zoom_out()
    assert theme.zoom == ZOOMS[0]
    theme.zoom_reset()
    assert theme.zoom == 1.0
    assert theme.px(0.2) == 1, "a line never vanishes"


def test_figures_are_tabular_where_asked(dressed: QApplication) -> None:
    assert QFont.Tag("tnum") in theme.font(13, tabular=True).featureTags()
    assert QFont.Tag("tnum") not in theme.font(13).featureTags()
    assert QFont.Tag("tnum") in dressed.font().featureTags()
    assert theme.font(12, 600).weight() == 600


def test_icons_take_the_colour_of_their_token(dressed: QApplication) -> None:
    image = theme.pixmap("stop", "text").toImage()
    assert image.pixelColor(8, 8).name() == theme.color("text").name()
    icon = theme.icon("play", padded=True)
    assert icon.actualSize(icon.availableSizes()[0]).width() == 19
    faded = icon.pixmap(19, 16, QIcon.Mode.Disabled).toImage()
    assert 0 < faded.pixelColor(6, 8).alpha() < 255


def test_roles_reach_labels_and_buttons(dressed: QApplication, qtbot: QtBot) -> None:
    label = QLabel("Loss")
    label.setProperty("role", "title")
    button = QPushButton("Train")
    button.setProperty("kind", "primary")
    for widget in (label, button):
        qtbot.addWidget(widget)
        widget.ensurePolished()
    assert label.font().pixelSize() == 20
    assert label.font().weight() == 600
    assert button.sizeHint().height() == 40
    theme.zoom_in()
    label.ensurePolished()
    assert label.font().pixelSize() == theme.px(20)


class Busy(QLabel):
    """Makes so many objects while it is dressed that Python would collect."""

    def changeEvent(self, event: QEvent) -> None:
        self.made = [[] for _ in range(2 * gc.get_threshold()[0])]
        super().changeEvent(event)


def test_widgets_that_nobody_holds_are_not_collected_while_others_are_dressed(
    dressed: QApplication, qtbot: QtBot
) -> None:
    gc.enable()
    busy = [Busy("The") for _ in range(20)]
    for widget in busy:
        qtbot.addWidget(widget)
        widget.show()
    for _ in range(50):
        lost = QLabel("fox")
        lost.me = lost  # held by itself alone: only a collection takes it away
        lost.show()
    watched = weakref.ref(lost)
    del lost
    theme.set_scheme("dark")
    assert all(widget.made for widget in busy)
    assert gc.isenabled()
    gc.collect()
    assert watched() is None
