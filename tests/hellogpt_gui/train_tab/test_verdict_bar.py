"""The verdict in one line: its words, the button that fits the state of the run, and how we know."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.protocol import Evidence, Remedy, Verdict, VerdictKind
from hellogpt_gui.train_tab.run_record import RunRecord
from hellogpt_gui.train_tab.verdict_bar import LOOKS, VerdictBar
from hellogpt_gui.train_tab.verdict_sheet import VerdictSheet

pytestmark = pytest.mark.usefixtures("dressed")


def verdict(kind: VerdictKind = "overfitting", remedy: Remedy = "best") -> Verdict:
    evidence = (
        Evidence("Above the lowest", "4.0 %", "> 2.0 %"),
        Evidence("Lowest validation loss", "2.85 at step 525"),
    )
    return Verdict(
        900, kind, "Overfitting since step 525.", "The loss rises.", "A rule.", evidence, 525, "Stop here.", remedy
    )


@pytest.fixture
def bar(qtbot: QtBot) -> VerdictBar:
    made = VerdictBar()
    qtbot.addWidget(made)
    made.resize(900, 44)
    return made


def test_it_says_judgement_reason_and_suggestion_and_nothing_without_a_verdict(bar: VerdictBar) -> None:
    bar.show_verdict(verdict(), RunRecord(), here=False)
    assert bar.isVisibleTo(None)
    assert bar.judgement.text() == "Overfitting since step 525."
    assert bar.reason.text() == "The loss rises. Stop here."
    assert bar.accessibleName() == "Overfitting since step 525. The loss rises. Stop here."
    bar.show_verdict(None, RunRecord(), here=False)
    assert not bar.isVisibleTo(None)


@pytest.mark.parametrize(
    ("phase", "here", "remedy", "offered"),
    [
        ("training", True, "best", "Stop and keep"),
        ("training", True, "lower_rate", "Stop and keep"),
        ("training", True, "longer", None),
        ("training", False, "best", None),
        ("idle", False, "best", "Show the best step"),
        ("idle", False, "lower_rate", "Fork with a lower rate"),
        ("idle", False, "higher_rate", "Fork with a higher rate"),
        ("idle", False, "stop", None),
        ("idle", False, "", None),
    ],
)
def test_the_button_is_what_can_be_done_now(
    qtbot: QtBot, bar: VerdictBar, phase: str, here: bool, remedy: Remedy, offered: str | None
) -> None:
    record = RunRecord(phase=phase)  # type: ignore[arg-type]
    bar.show_verdict(verdict(remedy=remedy), record, here)
    assert bar.button.isVisibleTo(bar) == (offered is not None)
    if offered is not None:
        assert bar.button.text() == offered
        with qtbot.waitSignal(bar.remedy) as said:
            qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
        assert said.args == ["stop" if phase == "training" else remedy]


def test_every_kind_of_verdict_has_a_look() -> None:
    assert set(LOOKS) == set(VerdictKind.__args__)  # type: ignore[attr-defined]


def test_how_we_know_shows_the_rule_and_its_figures(qtbot: QtBot, bar: VerdictBar) -> None:
    bar.show_verdict(verdict(), RunRecord(), here=False)
    with qtbot.waitSignal(bar.how):
        qtbot.mouseClick(bar.how_link, Qt.MouseButton.LeftButton)
    sheet = VerdictSheet(verdict())
    qtbot.addWidget(sheet)
    words = [label.text() for label in sheet.findChildren(QLabel)]
    assert {"A rule.", "Above the lowest", "4.0 %", "> 2.0 %", "2.85 at step 525", "Stop here."} <= set(words)
    assert any("step 900" in word for word in words)
