"""The map of a text's loss by clicks and keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.paths import Home
from hellogpt_gui.inspect_tab import InspectTab
from hellogpt_gui.inspect_tab.text_loss_view import TextLossView

from .conftest import settle

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]


def test_the_kept_back_text_is_shown_with_its_figures_and_parts(
    qtbot: QtBot, tab: InspectTab, shown: Callable[..., TextLossView], tales_home: Home
) -> None:
    view = shown("text-loss")
    result = tab._answer.result
    assert result.source == "kept-back"
    assert view.figures.figures[0].text.value == f"{result.loss:.3f}"
    assert "the same here" in view.figures.figures[1].text.note
    assert view.figures.figures[3].text.value == "100 %"
    words = "".join(token.text for token in view.text.passages[0].tokens)
    tale = (tales_home.data / "tales.txt").read_text("utf-8")
    assert words[:40].lstrip() in tale
    assert view.place.words.text().startswith("tales.txt, line ")
    view.place.copy_button.click()
    path, _, line = QApplication.clipboard().text().rpartition(":")
    assert tale.split("\n")[int(line) - 1].startswith(words.lstrip()[:9])
    assert Path(path).name == "tales.txt"
    for number, rows in ((1, result.by_position), (2, result.by_frequency), (3, result.by_file)):
        qtbot.mouseClick(view.lists.segment(number), Qt.MouseButton.LeftButton)
        assert [row.value for row in view.groups.rows] == [f"{group.loss:.2f}" for group in rows]


def test_a_hard_token_is_opened_where_it_stands_and_pages_follow_one_another(
    qtbot: QtBot, tab: InspectTab, shown: Callable[..., TextLossView], tmp_path: Path
) -> None:
    view = shown("text-loss", "The fox")
    long = tmp_path / "long.txt"
    long.write_text("".join(f"The hare met the mole at the bridge {k}.\n" for k in range(150)), encoding="utf-8")
    view._take_file([str(long)])
    settle(qtbot, tab)
    first = tab._answer.result.shown
    qtbot.mouseClick(view.on, Qt.MouseButton.LeftButton)
    settle(qtbot, tab)
    second = tab._answer.result.shown
    assert second.offset > first.offset
    assert second.offset <= first.offset + len(first.tokens)
    hardest = max(tab._answer.result.hardest, key=lambda one: one.at)
    row = tab._answer.result.hardest.index(hardest)
    view.hardest.setCurrentIndex(view.hardest.model().index(row, 0))
    settle(qtbot, tab)
    assert view.text.chosen is not None
    assert view.text.chosen.token + tab._answer.result.shown.offset == hardest.at
    assert view.popover.isVisible()
    assert f"loss {hardest.loss:.2f}" in view.popover._facts.text()
    assert view.place.words.text().endswith(f"{hardest.line}")
    view.text.forget_pointed()
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    view.text.setFocus()
    before = tab._answer.result.shown.offset
    qtbot.keyClick(view.text, Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, tab)
    assert tab._answer.result.shown.offset < before
    tab._selection.set_step(0)
    settle(qtbot, tab)
    assert tab._answer.result.loss > 4, "at step 0 all is chance"


def test_the_prompt_or_any_file_can_be_looked_at(
    qtbot: QtBot, tab: InspectTab, shown: Callable[..., TextLossView], tmp_path: Path
) -> None:
    view = shown("text-loss")
    view.source.setCurrentIndex(1)
    view.source.activated.emit(1)
    settle(qtbot, tab)
    assert "".join(token.text for token in view.text.passages[0].tokens) == "The fox met the owl"
    assert not view.place.copy_button.isVisible()
    own = tmp_path / "own.txt"
    own.write_text("The mole met the fox at the river.\n", encoding="utf-8")
    view._take_file([str(own)])
    settle(qtbot, tab)
    assert view.source.currentText() == "A file…"
    assert view.place.words.text() == "own.txt, line 1"
    own.unlink()
    view._take_file([str(tmp_path / "gone.txt")])
    settle(qtbot, tab)
    assert "gone.txt" in view.note.text()
    assert view.picture.childAt(QPoint(5, 5)) is not None
