"""How we know: the rule behind a verdict, and the figures it was applied to."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from core.protocol import Verdict
from hellogpt_gui.help import explain_on_f1
from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.buttons import hairline, label

WIDTH = 480


class VerdictSheet(QDialog):
    """Opens over the page and is thrown away when closed."""

    def __init__(self, verdict: Verdict, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("help", "verdict")
        self.explainer = explain_on_f1(self)
        self.setWindowTitle("How we know")
        self.setFixedWidth(theme.px(WIDTH))
        column = QVBoxLayout(self)
        side = theme.px(24)
        column.setContentsMargins(side, side, side, theme.px(16))
        column.setSpacing(theme.px(12))
        column.addWidget(label(verdict.judgement, "title", wrap=True))
        column.addWidget(label(verdict.rule, wrap=True))
        self.figures = _figures(verdict)
        column.addLayout(self.figures)
        if verdict.suggestion:
            column.addWidget(label(verdict.suggestion, wrap=True))
        column.addWidget(hairline())
        judged = f"Judged at step {whole(verdict.step)}, and anew whenever the validation loss is measured."
        column.addWidget(label(f"{judged} A rule of thumb, not a proof.", "hint", wrap=True))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)


def _figures(verdict: Verdict) -> QGridLayout:
    """What was looked at, what was found, and from where on it counts."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(24))
    grid.setVerticalSpacing(theme.px(6))
    grid.setColumnStretch(0, 1)
    for row, evidence in enumerate(verdict.evidence):
        grid.addWidget(label(evidence.what, "quiet", wrap=True), row, 0)
        for column, (text, role) in enumerate(((evidence.found, "name"), (evidence.limit, "caption")), 1):
            cell = label(text, role)
            cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(cell, row, column)
    return grid
