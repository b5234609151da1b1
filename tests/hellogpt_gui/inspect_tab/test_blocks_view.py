"""Blocks, on the real engine: the diagram, the stage beside it, and the walk along a token's way."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.protocol import BlocksResult, InspectDone
from hellogpt_gui.inspect_tab.view import InspectView

pytestmark = pytest.mark.integration


def result_of(answer: InspectDone) -> BlocksResult:
    assert isinstance(answer.result, BlocksResult)
    return answer.result


def test_the_walk_shows_stage_after_stage(
    qtbot: QtBot, view_of: Callable[[str], InspectView], look: Callable[..., InspectDone]
) -> None:
    view = view_of("blocks")
    result = result_of(look(view))
    assert view.diagram.keys == [stage.name for stage in result.stages]
    assert view.pane.title.text() == "Token embedding"
    assert not view.back.isEnabled()
    with qtbot.waitSignal(view.changed):
        qtbot.mouseClick(view.on, Qt.MouseButton.LeftButton)
    assert view.looking() == {"block": "hook_pos_embed"}
    result = result_of(look(view))
    assert result.chosen == view.diagram.chosen == "hook_pos_embed"
    assert view.pane.formula.text() == "p = P[place]"
    assert view.step.text().startswith(f"Step 2 of {len(result.stages)} along the way of “owl”")
    with qtbot.waitSignal(view.changed):
        qtbot.keyClick(view.diagram, Qt.Key.Key_End)
    result = result_of(look(view))
    assert [row.token for row in view.pane.odds.rows] == [one.token.lstrip("·") for one in result.candidates]
    assert not view.on.isEnabled()


def test_the_chosen_stage_is_shown_with_its_code(
    view_of: Callable[[str], InspectView], look: Callable[..., InspectDone]
) -> None:
    view = view_of("blocks")
    look(view)
    view.diagram._pick("blocks.1.attn.hook_pattern")
    answer = look(view, layer=1, head=1)
    result = result_of(answer)
    assert view.pane.title.text() == "Layer 1 · attention pattern"
    assert view.pane.shape.text().startswith("H × T × T = 2 × ")
    row = result.tensor[1][answer.at]
    assert f"{row.max():.2f}" in view.pane.followed.text()
    assert answer.tokens[int(np.argmax(row))].lstrip("·") in view.pane.followed.text()
    assert view.pane.file.text().startswith("core/model/attention.py, from line ")
    assert "hook_pattern" in view.pane.code.marked[0]
    view.diagram._pick("blocks.1.hook_resid_post")
    look(view)
    assert "elsewhere than before" in view.pane.followed.text()


def test_a_folded_layer_opens_where_it_begins(
    qtbot: QtBot, view_of: Callable[[str], InspectView], look: Callable[..., InspectDone]
) -> None:
    view = view_of("blocks")
    answer = look(view)
    result = result_of(answer)
    kept = [one for one in result.stages if one.layer != 1 or one.name.endswith("resid_post")]
    folded = dataclasses.replace(result, stages=tuple(kept), folded=(1,))
    view.show_answer(dataclasses.replace(answer, result=folded), 0, 0)
    assert view.diagram.keys == [one.name for one in kept]
    middle = view.diagram.box_of("blocks.1.hook_resid_post").center().toPoint()
    with qtbot.waitSignal(view.head_picked) as heard:
        qtbot.mouseClick(view.diagram, Qt.MouseButton.LeftButton, pos=middle)
    assert heard.args == [1, 0]
    assert view.looking() == {"block": "blocks.1.ln1.hook_normalized"}


def test_another_layer_is_a_question_to_all_views(
    qtbot: QtBot, view_of: Callable[[str], InspectView], look: Callable[..., InspectDone]
) -> None:
    view = view_of("blocks")
    look(view)
    with qtbot.waitSignal(view.head_picked) as heard:
        view.diagram._pick("blocks.1.hook_mlp_out")
    assert heard.args == [1, 0]
    with qtbot.waitSignal(view.picked) as heard:
        qtbot.keyClick(view.pane.numbers, Qt.Key.Key_Home)
    assert heard.args == [0]
    view.set_narrow(True)
    view.resize(500, 600)
    assert not view.grab().isNull()
