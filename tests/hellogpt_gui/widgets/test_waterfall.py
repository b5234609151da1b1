"""The waterfall: each bar begins where the last one ended, groups fold, and keys choose."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hellogpt_gui.widgets.waterfall import MANY_GROUPS, Waterfall
from hellogpt_gui.widgets.waterfall_rows import Bar, in_order, sorted_by_size

pytestmark = pytest.mark.usefixtures("dressed")
BARS = (
    Bar("e", "Embedding", -0.5),
    Bar("a", "Head 0", 2.0, "Layer 0"),
    Bar("b", "Head 1", -0.25, "Layer 0"),
    Bar("c", "Head 0", 1.0, "Layer 1"),
    Bar("z", "Biases", 0.1),
)


def shown(qtbot: QtBot, bars: tuple[Bar, ...] = BARS) -> Waterfall:
    made = Waterfall("bars")
    qtbot.addWidget(made)
    made.resize(560, 400)
    made.show_bars("Logit", bars)
    made.show()
    return made


def test_each_bar_begins_where_the_last_one_ended() -> None:
    rows = in_order(BARS, {"Layer 0", "Layer 1"})
    assert [row.key for row in rows] == ["e", "a", "b", "c", "z"]
    assert [row.start for row in rows] == pytest.approx([0.0, -0.5, 1.5, 1.25, 2.25])
    assert rows[-1].end == pytest.approx(2.35)
    assert [row.first for row in rows] == [True, True, False, True, True]


def test_by_size_the_longest_come_first_and_are_called_by_their_whole_name() -> None:
    rows = sorted_by_size(BARS)
    assert [row.key for row in rows] == ["a", "c", "e", "b", "z"]
    assert rows[0].name == "Layer 0 · head 0"
    assert rows[-1].end == pytest.approx(2.35)


def test_a_folded_group_is_its_sum() -> None:
    rows = in_order(BARS, {"Layer 1"})
    assert [(row.group, row.folded) for row in rows] == [
        ("", False), ("Layer 0", True), ("Layer 1", False), ("", False)
    ]  # fmt: skip
    assert rows[1].value == pytest.approx(1.75)


def test_keys_and_clicks_choose(qtbot: QtBot) -> None:
    made = shown(qtbot)
    said: list[str] = []
    made.picked.connect(said.append)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Up):
        qtbot.keyClick(made, key)
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.row_box(2).center().toPoint())
    assert said == ["e", "a", "z", "c", "b"]
    assert "Chosen: Layer 0 · head 1 −0.25" in made.accessibleDescription()
    assert "Logit +2.35" in made.accessibleDescription()
    made.choose("z")
    assert len(said) == 5
    made.set_by_size(True)
    assert made.chosen == "z"
    made.show_bars("Logit", BARS[:2])
    assert made.chosen == ""


def test_many_groups_are_a_row_each_and_open(qtbot: QtBot) -> None:
    many = tuple(Bar(f"{n}-{m}", f"Head {m}", 1.0, f"Layer {n}") for n in range(MANY_GROUPS) for m in range(3))
    made = shown(qtbot, many)
    assert len(made.rows) == MANY_GROUPS
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.row_box(1).center().toPoint())
    assert [row.key for row in made.rows[1:4]] == ["1-0", "1-1", "1-2"]
    assert made.chosen == "1-0"
    qtbot.keyClick(made, Qt.Key.Key_Down)
    qtbot.keyClick(made, Qt.Key.Key_Left)
    assert len(made.rows) == MANY_GROUPS
    assert made.chosen == "all of Layer 1"
    qtbot.keyClick(made, Qt.Key.Key_Right)
    assert made.chosen == "1-0"
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(10, int(made.row_box(1).center().y())))
    assert len(made.rows) == MANY_GROUPS
    made.choose("5-2")
    assert "5-2" in [row.key for row in made.rows]


@pytest.mark.parametrize("value", [0.0, 1e-9, 1e9])
def test_any_sum_can_be_drawn(qtbot: QtBot, value: float) -> None:
    assert not shown(qtbot, (Bar("a", "One", value), Bar("b", "Other", -value))).grab().isNull()


def test_it_follows_the_look(qtbot: QtBot, follows_the_look: Callable[[QWidget], None]) -> None:
    follows_the_look(shown(qtbot))
