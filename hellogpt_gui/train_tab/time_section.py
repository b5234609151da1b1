"""Set-up, third part: how long to train, and what will come of it.

Beside the slider stand the engine's estimates; while it measures they show "…" in the same width.
"""

from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from core.protocol import EstimateDone
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.draft import Draft
from hellogpt_gui.train_tab.fit_bar import FitBar
from hellogpt_gui.train_tab.forecast import Forecast
from hellogpt_gui.units import when, whole
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.figures import Figure, FigureText
from hellogpt_gui.widgets.preset_card import OUTSET
from hellogpt_gui.widgets.time_slider import TimeSlider, TimeStop

STOPS = (TimeStop(3, "3 min"), TimeStop(15, "15 min"), TimeStop(60, "1 hour"), TimeStop(480, "overnight"))
MEASURING = "…"
BUSY = 0.2  # share of the processor from which on other programs are worth a word
# Room for the figures as they mostly are, so that the slider stays where it is.
WIDTHS = (68, 98, 84, 58)


class TimeSection(QWidget):
    """``chosen``: minutes; ``by_time``: whether the time is to choose the size; ``change``: settings that would fit;
    ``again``: measure again."""

    chosen = Signal(float)
    by_time = Signal(bool)
    change = Signal(dict)
    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = TimeSlider(STOPS, words.budget_words, words.read_duration)
        self.slider.setAccessibleName("Time to train")
        self.slider.changed.connect(self.chosen)
        self.switch = QCheckBox("Let the time choose the size")
        self.switch.setToolTip(
            "Layers and width by a rule: as large as this time, this computer and this text can fill. "
            "In the terminal: --by-time"
        )
        self.switch.clicked.connect(self.by_time)
        self.steps, self.seconds = Figure("steps", small=True), Figure("altogether", small=True)
        self.epochs, self.memory = Figure("over the text", small=True), Figure("memory", small=True)
        self.figures = (self.steps, self.seconds, self.epochs, self.memory)
        self.measured = label("", "caption")
        self.measure_again = Button("Measure again", "link")
        self.measure_again.clicked.connect(self.again)
        self.fit = FitBar()
        self.fit.chosen.connect(self.change)
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        head, row, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(label("Time", "group"))
        head.addStretch(1)
        head.addWidget(self.switch)
        row.setSpacing(theme.px(20))
        row.addWidget(self.slider, 1)
        row.addSpacing(theme.px(12))
        for figure in self.figures:
            row.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop)
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.measured)
        foot.addWidget(self.measure_again)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(OUTSET, 0, OUTSET, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addLayout(row)
        column.addLayout(foot)
        column.addWidget(self.fit)
        keep = self.measure_again.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.measure_again.setSizePolicy(keep)

    @Slot()
    def _dress(self) -> None:
        for figure, width in zip(self.figures, WIDTHS, strict=True):
            figure.setMinimumWidth(theme.px(width))

    def show_draft(self, draft: Draft) -> None:
        """The budget, and whether it chooses the size."""
        budget = draft.budget
        self.slider.set_minutes(budget.amount if budget.kind == "minutes" else None)
        self.switch.setChecked(draft.by_time)
        self.switch.setEnabled(draft.origin is None)

    def show_forecast(self, forecast: Forecast, now: datetime) -> None:
        """The engine's estimate, or that there is none yet."""
        answer = forecast.answer
        self.fit.show_answer(answer)
        nothing = MEASURING if forecast.waiting else words.NOTHING
        told = (nothing, nothing, nothing)
        if answer is not None and answer.steps is not None:
            told = (_about(answer.steps), _duration(answer.seconds), _times(answer.epochs))
        memory = nothing if answer is None else f"{max(0.1, answer.memory / 1e9):.1f} GB"
        for figure, value in zip(self.figures, (*told, memory), strict=True):
            figure.show_text(FigureText(value))
        self.measured.setText(_how(answer, now) if answer is not None else _waiting(forecast))
        self.measure_again.setVisible(answer is not None and bool(answer.measured) and not answer.beside_training)


def _waiting(forecast: Forecast) -> str:
    return "Measuring this computer …" if forecast.waiting else forecast.problem


def _about(steps: int) -> str:
    return f"≈ {whole(_rounded(steps))}"


def _rounded(number: int) -> int:
    """Two or three figures: more would say what nobody knows."""
    return round(number, -max(0, len(str(number)) - 2))


def _duration(seconds: float | None) -> str:
    seconds = seconds or 0.0
    grain = 1 if seconds < 60 else 5 if seconds < 600 else 60 if seconds < 7200 else 300
    return f"≈ {words.budget_words(max(1, round(seconds / grain) * grain) / 60)}"


def _times(epochs: float | None) -> str:
    """Passes over the text."""
    epochs = epochs or 0.0
    return f"≈ {epochs:.2g} ×" if epochs < 10 else f"≈ {whole(_rounded(round(epochs)))} ×"


def _how(answer: EstimateDone, now: datetime) -> str:
    """Where the estimate comes from."""
    where = f"{answer.device.upper()} in {answer.precision}"
    if answer.seconds_per_step is None:
        return ""
    step = 1000 * answer.seconds_per_step
    pace = f"{step:.0f} ms" if step < 1000 else f"{step / 1000:.1f} s"
    if answer.beside_training:
        return f"{pace} a step, {where}: measured while another training runs, alone it will be quicker"
    taken = datetime.fromisoformat(answer.measured)
    moment = "just now" if (now - taken).total_seconds() < 300 else when(taken, now.date())
    busy = f", while other programs took {answer.others:.0%} of it" if answer.others > BUSY else ""
    return f"Measured {moment} on this computer: {pace} a step, {where}{busy}"
