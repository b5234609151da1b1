"""Why this token, on the real engine: the bars, the two tokens, the card beside them."""

import dataclasses
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.config import NO_RIVAL, SurgeryConfig
from core.protocol import InspectDone, WhyResult
from hellogpt_gui.inspect_tab.view import InspectView
from hellogpt_gui.units import signed, small

pytestmark = pytest.mark.integration


def result_of(answer: InspectDone) -> WhyResult:
    assert isinstance(answer.result, WhyResult)
    return answer.result


def test_the_largest_bar_is_explained_and_the_sum_is_checked(
    view_of: Callable[[str], InspectView], look: Callable[..., InspectDone]
) -> None:
    view = view_of("why")
    result = result_of(look(view))
    largest = max(result.contributions, key=lambda one: abs(one.value))
    assert view.bars.chosen == largest.part
    assert view.card.value.text() == signed(largest.value)
    assert view.check.text().startswith("The bars add up: ")
    assert small(abs(result.total - result.logit)) in view.check.text()
    assert view.token.chosen == result.token.id
    assert view.rival.chosen == result.rival.id
    assert result.token.id not in [choice.id for choice in view.rival.choices]
    apart = dataclasses.replace(result, logit=result.total + 0.5)
    view._show_check(apart)
    assert "not to the model's" in view.check.text()


def test_a_head_is_chosen_by_keys_and_its_attention_is_shown(
    qtbot: QtBot, view_of: Callable[[str], InspectView], look: Callable[..., InspectDone]
) -> None:
    view = view_of("why")
    answer = look(view)
    view.bars.choose("L0H0")
    with qtbot.waitSignal(view.head_picked) as heard:
        qtbot.keyClick(view.bars, Qt.Key.Key_Down)
    assert heard.args == [0, 1]
    assert view.card.title.text() == "Layer 0 · head 1"
    head = next(one for one in result_of(answer).contributions if one.part == "L0H1")
    assert [row.extra for row in view.card.inside.rows] == [signed(source.value) for source in head.sources]
    with qtbot.waitSignal(view.view_wanted) as heard:
        qtbot.mouseClick(view.card.attention, Qt.MouseButton.LeftButton)
    assert heard.args == ["attention"]
    with qtbot.waitSignal(view.switch_wanted) as heard:
        view.card.switch.click()
    assert heard.args == ["L0H1"]
    view.show_surgery(SurgeryConfig(off=("L0H1",)))
    assert view.card.switch.text() == "Switch it on"
    look(view, layer=1, head=1)
    assert view.bars.chosen == "L1H1", "the head that another view chose"
    qtbot.keyClick(view.bars, Qt.Key.Key_End)
    assert not view.card.attention.isVisible()
    look(view, "The owl met", layer=0, head=1)
    assert view.bars.chosen == "bias", "a bar that is no head stays"


def test_the_two_tokens_are_chosen_from_lists(
    qtbot: QtBot, view_of: Callable[[str], InspectView], look: Callable[..., InspectDone]
) -> None:
    view = view_of("why")
    result = result_of(look(view, at=1))
    assert result.came is not None
    assert view.token.choices[0].id == result.came.id
    assert view.token.choices[0].note.endswith("came")
    assert view.rival.choices[-1].id == NO_RIVAL
    with qtbot.waitSignals([view.token_picked, view.rival_picked]):
        view.token._activated([choice.id for choice in view.token.choices].index(result.rival.id))
    alone = result_of(look(view, at=1, rival=NO_RIVAL))
    assert alone.rival is None
    assert view.rival.chosen == NO_RIVAL
    assert view.against_words.text() == "against it"
    view.order.segment(1).click()
    values = [abs(row.value) for row in view.bars.rows]
    assert values == sorted(values, reverse=True)


def test_in_a_narrow_window_the_card_goes_under_the_bars(
    view_of: Callable[[str], InspectView], look: Callable[..., InspectDone]
) -> None:
    view = view_of("why")
    look(view)
    view.set_narrow(True)
    view.resize(480, 560)
    assert view.card.mapTo(view, view.card.rect().topLeft()).y() > view.bars.mapTo(view, view.bars.rect().center()).y()
