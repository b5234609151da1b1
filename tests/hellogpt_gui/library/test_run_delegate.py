"""Rows of the library: as high as the design says, thumbnails that tell runs apart, words that never overlap."""

import itertools
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from core.runs import RunSummary
from hellogpt_gui.library.run_delegate import GROUP_HEIGHT, RUN_HEIGHT, RunDelegate, paint_thumbnail
from hellogpt_gui.library.run_list import RunListModel, RunRow
from hellogpt_gui.theme import theme

pytestmark = pytest.mark.usefixtures("dressed")

CURVE = tuple((step, 7.0 - 5.0 * step / 320) for step in range(0, 321, 10))
RUN = RunSummary(
    "fox/serial_1", "fox", 1, 1_300_000, "small", "fox", 320, 320, 1.0, 2.0, 2.0, "2024-03-01T12:00:00+00:00", 10,
    False, "done", CURVE,
)  # fmt: skip


@pytest.fixture
def rows(qtbot: QtBot) -> QListView:
    view = QListView()
    qtbot.addWidget(view)
    view.model_here = RunListModel()
    view.setModel(view.model_here)
    view.model_here.show((RUN,))
    view.delegate_here = RunDelegate(view)
    return view


def draw(view: QListView, row: int, wide: int = 264, state: QStyle.StateFlag = QStyle.StateFlag.State_None) -> QImage:
    option = QStyleOptionViewItem()
    index = view.model_here.index(row, 0)
    option.rect = QRect(QPoint(0, 0), QSize(wide, view.delegate_here.sizeHint(option, index).height()))
    option.state = state
    image = QImage(option.rect.size(), QImage.Format.Format_RGB32)
    image.fill(theme.color("chrome"))
    painter = QPainter(image)
    view.delegate_here.paint(painter, option, index)
    painter.end()
    return image


def test_headings_and_runs_have_their_heights_at_every_zoom(rows: QListView) -> None:
    assert [draw(rows, row).height() for row in (0, 1)] == [GROUP_HEIGHT, RUN_HEIGHT]
    while theme.zoom < 1.5:
        theme.zoom_in()
    assert [draw(rows, row).height() for row in (0, 1)] == [theme.px(GROUP_HEIGHT), theme.px(RUN_HEIGHT)]


def test_selected_and_hovered_rows_are_seen(rows: QListView) -> None:
    inside = QPoint(12, 40)
    assert draw(rows, 1).pixelColor(inside) == theme.color("chrome")
    assert draw(rows, 1, state=QStyle.StateFlag.State_Selected).pixelColor(inside) == theme.color("tint")
    assert draw(rows, 1, state=QStyle.StateFlag.State_MouseOver).pixelColor(inside) == theme.color("fill")
    theme.set_scheme("dark")
    assert draw(rows, 1, state=QStyle.StateFlag.State_Selected).pixelColor(inside) == theme.color("tint")


@pytest.mark.parametrize(
    "other",
    [
        replace(RUN, star=True), replace(RUN, state="training", progress=0.4), replace(RUN, val_loss=None),
        replace(RUN, curve=()), replace(RUN, created="nonsense"),
    ],
)  # fmt: skip
def test_what_differs_is_seen(rows: QListView, other: RunSummary) -> None:
    plain = draw(rows, 1)
    rows.model_here.show((other,))
    assert draw(rows, 1) != plain


def test_a_folded_heading_has_another_arrow(rows: QListView) -> None:
    is_open = draw(rows, 0)
    rows.model_here.fold("fox", True)
    assert draw(rows, 0) != is_open


def thumbnail(run: RunSummary, progress: float) -> list[int]:
    """The columns in which the curve is drawn."""
    image = QImage(52, 32, QImage.Format.Format_RGB32)
    image.fill(theme.color("chrome"))
    painter = QPainter(image)
    paint_thumbnail(painter, QRect(0, 0, 52, 32), RunRow(run, False, run.val_loss, progress))
    painter.end()
    return [x for x in range(52) if any(image.pixelColor(x, y) == theme.color("val") for y in range(30))]


def test_a_curve_is_as_wide_as_the_share_of_the_budget() -> None:
    assert max(thumbnail(RUN, 1.0)) >= 48
    half = replace(RUN, state="stopped")
    assert 20 <= max(thumbnail(half, 0.5)) <= 30
    assert max(thumbnail(half, 7.0)) <= 51


def test_a_curve_of_one_point_is_no_curve() -> None:
    assert thumbnail(replace(RUN, curve=CURVE[:1]), 1.0) == []
    assert thumbnail(replace(RUN, curve=((0, 2.0), (10, 2.0))), 1.0), "a level one is"


@pytest.mark.parametrize("wide", [220, 264, 360])
def test_a_long_name_ends_before_the_figure(rows: QListView, wide: int) -> None:
    rows.model_here.show((replace(RUN, name="fox/serial_123456789012345", serial=123456789012345, star=True),))
    drawn = draw(rows, 1, wide)
    figure = [x for x in range(wide) if any(drawn.pixelColor(x, y).lightness() < 110 for y in range(10, 26))]
    gaps = [after - before for before, after in itertools.pairwise(figure) if after > wide - 60]
    assert max(gaps) >= 6
