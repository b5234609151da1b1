"""What to make of the run, in one line: icon, judgement, reason, a button where one helps, and how we know."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from core.protocol import Verdict
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab.run_record import RunRecord
from hellogpt_gui.widgets.buttons import Button, IconLabel, label, set_variant
from hellogpt_gui.widgets.elided_label import ElidedLabel

HEIGHT = 44
# Icon and role of each kind. Colour never speaks alone: the words say the same.
LOOKS = {
    "early": ("clock", "text-2", "name"),
    "falling": ("check-circle", "good", "panel"),
    "plateau": ("info", "text-2", "panel"),
    "rate_too_high": ("warn", "warn", "warn"),
    "rate_too_low": ("warn", "warn", "warn"),
    "overfitting": ("warn", "warn", "warn"),
    "memorising": ("warn", "warn", "warn"),
    "diverged": ("bad", "bad", "bad"),
}
STOP = "Stop and keep"
# What the button says for each remedy once the run has ended; while it trains here, it can only be stopped first.
BUTTONS = {
    "lower_rate": "Fork with a lower rate",
    "higher_rate": "Fork with a higher rate",
    "longer": "Fork to go on",
    "best": "Show the best step",
}


class VerdictBar(QFrame):
    """``remedy``: what the button stands for, as the verdict has it, or "stop"; ``how``: the rule is asked for."""

    remedy = Signal(str)
    how = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "soft")
        self.setProperty("help", "verdict")
        self._kind = ""
        self._remedy = ""
        self._icon = IconLabel("clock")
        self.judgement = label("", "panel")
        self.reason = ElidedLabel("quiet")
        self.reason.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.judgement.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button = Button("", "chip")
        self.how_link = Button("How we know", "link")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon)
        self._row.addWidget(self.judgement)
        self._row.addWidget(self.reason, 1)
        self._row.addWidget(self.button)
        self._row.addWidget(self.how_link)
        self.button.clicked.connect(self._on_button)
        self.how_link.clicked.connect(self.how)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    @Slot()
    def _restyle(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT))
        self._row.setContentsMargins(theme.px(14), 0, theme.px(14), 0)
        self._row.setSpacing(theme.px(10))

    def show_verdict(self, verdict: Verdict | None, record: RunRecord, here: bool) -> None:
        """``here``: the run trains in this window, so it can be stopped from here."""
        self.setVisible(verdict is not None)
        if verdict is None:
            self._kind = ""
            return
        icon, color, role = LOOKS[verdict.kind]
        self._icon.set_icon(icon, color)
        set_variant(self.judgement, "role", role)
        self.judgement.setText(verdict.judgement)
        words = f"{verdict.reason} {verdict.suggestion}".strip()
        self.reason.setText(words)
        self.reason.setToolTip(words)
        self._offer(verdict, record, here)
        self._say(verdict, words)

    def _offer(self, verdict: Verdict, record: RunRecord, here: bool) -> None:
        """The one thing that can be done now, or no button."""
        self._remedy = ""
        if verdict.remedy and record.running:
            self._remedy = "stop" if here and verdict.remedy != "longer" else ""
        elif verdict.remedy != "stop" and not record.imported:
            self._remedy = verdict.remedy
        self.button.setVisible(bool(self._remedy))
        self.button.setText(STOP if self._remedy == "stop" else BUTTONS.get(self._remedy, ""))
        self.button.setToolTip(verdict.suggestion)

    def _say(self, verdict: Verdict, words: str) -> None:
        self.setAccessibleName(f"{verdict.judgement} {words}")
        if verdict.kind != self._kind and self._kind and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, verdict.judgement))
        self._kind = verdict.kind

    @Slot()
    def _on_button(self) -> None:
        self.remedy.emit(self._remedy)
