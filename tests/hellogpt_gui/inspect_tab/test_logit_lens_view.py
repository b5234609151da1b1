"""The logit lens, on the real engine: the grid, and the chosen layer below it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.protocol import InspectDone, LogitLensResult
from hellogpt_gui.inspect_tab.view import InspectView

pytestmark = pytest.mark.integration


def test_a_layer_is_chosen_here_and_a_place_for_all_views(
    qtbot: QtBot, view_of: Callable[[str], InspectView], look: Callable[..., InspectDone]
) -> None:
    view = view_of("logit-lens")
    answer = look(view)
    result = answer.result
    assert isinstance(result, LogitLensResult)
    last = len(answer.tokens) - 1
    assert view.grid.chosen == (2, last)
    assert view.title.text().startswith("Layer 1, at ")
    assert view.odds.rows[0].bold, "what the last layer says is the answer"
    assert "stands first from" in view.sentence.text()
    qtbot.keyClick(view.grid, Qt.Key.Key_Up)
    assert view.title.text().startswith("Layer 0, at ")
    assert [row.token for row in view.odds.rows] == [one.token.lstrip("·") or one.token for one in result.readings[1]]
    qtbot.keyClick(view.rank, Qt.Key.Key_Home)
    assert view.grid.chosen == (0, last)
    with qtbot.waitSignal(view.picked) as heard:
        qtbot.keyClick(view.grid, Qt.Key.Key_Home)
    assert heard.args == [0]
    look(view, "The owl met the", at=1)
    assert view.grid.chosen == (0, 1)


def test_the_tint_says_other_things(view_of: Callable[[str], InspectView], look: Callable[..., InspectDone]) -> None:
    view = view_of("logit-lens")
    result = look(view).result
    assert isinstance(result, LogitLensResult)
    for index, ends in enumerate((result.odds[-1, 0], 1.0, None, 1.0)):
        view.tint.segment(index).click()
        bright = view.grid.cell(2, 0).share
        assert bright is not None
        assert 0 <= bright <= 1
        assert ends is None or bright == pytest.approx(float(ends), abs=1e-3)
    view.set_narrow(True)
    view.resize(480, 500)
    assert not view.grab().isNull()
