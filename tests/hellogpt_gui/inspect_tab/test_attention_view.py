"""The view of attention on the real engine: three forms, three quantities, and what a head is called."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.config import HEAD_KINDS
from core.protocol import AttentionResult, HeadLabel, InspectDone
from hellogpt_gui.inspect_tab import InspectTab
from hellogpt_gui.inspect_tab.attention_view import AttentionView
from hellogpt_gui.inspect_tab.head_words import mark, name_of, sentence_of

from ..conftest import LONG

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot, tab: InspectTab) -> AttentionView:
    tab._selection.select("tales/serial_1")
    tab.show_view("attention")
    made = tab.view
    assert isinstance(made, AttentionView)
    qtbot.waitUntil(made.isVisible, timeout=LONG)
    return made


def result_of(view: AttentionView) -> AttentionResult:
    assert view._answer is not None
    assert isinstance(view._answer.result, AttentionResult)
    return view._answer.result


def test_each_form_shows_the_same_and_chooses_the_same_token(qtbot: QtBot, view: AttentionView) -> None:
    last = view.matrix.at
    qtbot.mouseClick(view.form.segment(1), LEFT)
    assert view.arcs.isVisible()
    assert not view.matrix.isVisible()
    qtbot.keyClick(view.arcs, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: view.arcs.at == view.matrix.at == view.text.at == last - 1, timeout=LONG)
    qtbot.mouseClick(view.form.segment(2), LEFT)
    assert view.text.isVisible()
    qtbot.mouseClick(view.text, LEFT, pos=view.text.box_of(0).center().toPoint())
    qtbot.waitUntil(lambda: view._answer is not None and view._answer.at == 0, timeout=LONG)
    assert view.matrix.at == 0


def test_another_quantity_is_another_question(qtbot: QtBot, view: AttentionView) -> None:
    weights = result_of(view)
    assert weights.pattern.sum(axis=-1) == pytest.approx(1.0, abs=1e-5)
    for index, quantity in ((1, "values"), (2, "scores")):
        qtbot.mouseClick(view.quantity.segment(index), LEFT)
        qtbot.waitUntil(lambda quantity=quantity: result_of(view).quantity == quantity, timeout=LONG)
        assert np.abs(result_of(view).pattern - weights.pattern).max() > 0.1
    assert (result_of(view).pattern < 0).any()
    qtbot.mouseClick(view.quantity.segment(0), LEFT)
    qtbot.waitUntil(lambda: result_of(view).quantity == "weights", timeout=LONG)
    assert result_of(view).pattern == pytest.approx(weights.pattern)


def answer(at: int, *labels: HeadLabel, unlabelled: str = "") -> InspectDone:
    """Of one head, on “the king and the king”."""
    tokens, ids = ("the", "·king", "·and", "·the", "·king"), (7, 8, 9, 7, 8)
    result = AttentionResult(np.zeros((1, 1, 5, 5)), labels=(labels,) if labels else (), unlabelled=unlabelled)
    return InspectDone("run", 1, "attention", tokens, result, ids, at=at)


@pytest.mark.parametrize(
    ("kind", "at", "said"),
    [
        ("induction", 4, "finds the earlier “king” and looks at what came next."),
        ("induction", 1, "looks for an earlier “king” and what came next; there is none here."),
        ("previous-token", 4, "looks at the token before, “the”."),
        ("previous-token", 0, "looks at the token before; there is none here."),
        ("duplicate-token", 3, "looks at the earlier “the”."),
        ("first-token", 2, "rests on the first token, “the”."),
        ("first-token", 0, "rests on the first token, which this is."),
    ],
)
def test_a_head_is_called_for_what_it_does_at_a_token(kind: str, at: int, said: str) -> None:
    sentence = sentence_of(answer(at, HeadLabel(kind, 0.72, 0.08, True)), 0, 0, at)
    assert sentence.endswith(f">{HEAD_KINDS[kind].label} 0.72</b> (chance 0.08): {said}")


def test_a_head_that_does_nothing_clear_is_not_marked() -> None:
    unclear = HeadLabel("previous-token", 0.12, 0.03, False)
    assert (mark(unclear), mark(HeadLabel("induction", 0.72, 0.08, True))) == ("", "ind")
    assert sentence_of(answer(4, unclear), 0, 0, 4) == (
        "Nothing stands out: most is previous token 0.12 (chance 0.03)."
    )
    none = answer(4, unlabelled="There is no room for <that>.")
    assert isinstance(none.result, AttentionResult)
    assert name_of(none.result, 0, 0) == "There is no room for <that>."
    assert sentence_of(none, 0, 0, 4) == "There is no room for &lt;that&gt;."
