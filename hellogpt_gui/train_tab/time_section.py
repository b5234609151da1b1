"""Set-up, third part: how long to train.

Beside the slider stand the facts that are known before anything is measured.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.config import RunConfig
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.draft import Budget, Draft
from hellogpt_gui.units import parameters, whole
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.figures import Figure, FigureText
from hellogpt_gui.widgets.preset_card import OUTSET
from hellogpt_gui.widgets.time_slider import TimeSlider, TimeStop

STOPS = (TimeStop(3, "3 min"), TimeStop(15, "15 min"), TimeStop(60, "1 hour"), TimeStop(480, "overnight"))


def budget_words(budget: Budget) -> tuple[str, str]:
    """A budget as a figure and its caption: ("3 min", "of training")."""
    if budget.kind == "minutes":
        return words.budget_words(budget.amount), "of training"
    if budget.kind == "steps":
        return whole(int(budget.amount)), "steps"
    times = f"{budget.amount:g}"
    return f"{times} ×", "over the text"


class TimeSection(QWidget):
    """``chosen``: minutes."""

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        head = label("Time", "group")
        self.slider = TimeSlider(STOPS, words.budget_words, words.read_duration)
        self.slider.setAccessibleName("Time to train")
        self.slider.changed.connect(self._on_changed)
        self.budget = Figure("of training", small=True)
        self.parameters = Figure("parameters", small=True)
        self.vocabulary = Figure("vocabulary", small=True)
        self.context = Figure("context length", small=True)
        self.figures = (self.budget, self.parameters, self.vocabulary, self.context)
        self.budget.setMinimumWidth(theme.px(96))  # the slider stays where it is whatever the budget says
        row = QHBoxLayout()
        row.setSpacing(theme.px(24))
        row.addWidget(self.slider, 1)
        row.addSpacing(theme.px(24))
        for figure in self.figures:
            row.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(OUTSET, 0, OUTSET, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(head)
        column.addLayout(row)

    def show_draft(self, draft: Draft, config: RunConfig | None) -> None:
        """``config``: what would be trained, or None while a setting is wrong."""
        budget = draft.budget
        self.slider.set_minutes(budget.amount if budget.kind == "minutes" else None)
        value, caption = budget_words(budget)
        self.budget.set_caption(caption)
        self.budget.show_text(FigureText(value))
        vocab_size = draft.vocab_size(config) if config else None
        known = draft.parameters(config) if config else None
        self.parameters.show_text(FigureText("…" if known is None else parameters(known)))
        self.vocabulary.show_text(FigureText("…" if vocab_size is None else whole(vocab_size)))
        context = whole(config.model.context_length) if config else words.NOTHING
        self.context.show_text(FigureText(context))

    @Slot(float)
    def _on_changed(self, minutes: float) -> None:
        self.chosen.emit(minutes)
