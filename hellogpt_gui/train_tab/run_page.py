"""The Train tab while a run is shown: head, progress, four figures, the curve beside the samples.

The same page for a run that trains here, one that trains elsewhere, and one that has ended; it shows a RunRecord.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from hellogpt_gui.settings import WindowSettings
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.exam_strip import ExamStrip
from hellogpt_gui.train_tab.health_strip import HealthStrip
from hellogpt_gui.train_tab.run_head import RunHead
from hellogpt_gui.train_tab.run_record import RunRecord
from hellogpt_gui.train_tab.samples_panel import SamplesPanel
from hellogpt_gui.train_tab.verdict_bar import VerdictBar
from hellogpt_gui.train_tab.verdict_sheet import VerdictSheet
from hellogpt_gui.units import percent, whole
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.figures import FigureRow, FigureText
from hellogpt_gui.widgets.progress_line import ProgressLine

NARROW = 800  # px at 100 % of the page
CURVE_HEIGHT = 250  # px, at least: with exam and health open the page scrolls
CAPTIONS = ("Validation loss", "Bits per byte", "Training loss", "Speed")


class RunPage(QScrollArea):
    """``step_chosen``: a stop of the run, by plot or sample. In a narrow window the samples go under the curve."""

    step_chosen = Signal(int)
    remedy = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record = RunRecord()
        self._chosen: int | None = None
        self._settings: WindowSettings | None = None
        self.setAccessibleName("Run")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.head = RunHead()
        self.progress = ProgressLine()
        self.progress.setAccessibleName("Progress of the training")
        self.done, self.left = label("", "caption"), label("", "caption")
        self.done.setTextFormat(Qt.TextFormat.RichText)
        self.figures = FigureRow(CAPTIONS)
        self.verdict = VerdictBar()
        self.verdict.remedy.connect(self.remedy)
        self.verdict.how.connect(self._on_how)
        self.exam = ExamStrip()
        self.health = HealthStrip()
        self.samples = SamplesPanel()
        self.samples.chosen.connect(self._on_sample)
        self.curve: QWidget | None = None
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._plot_side = QWidget()
        self._plot_column = QVBoxLayout(self._plot_side)
        self._plot_column.setContentsMargins(0, 0, 0, 0)
        self._plot_column.setSpacing(theme.px(4))
        self._plot_column.addWidget(self.exam)
        self._plot_column.addWidget(self.health)
        self._splitter.addWidget(self._plot_side)
        self._splitter.addWidget(self.samples)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._lay_out()
        theme.changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        captions = QHBoxLayout()
        captions.addWidget(self.done)
        captions.addStretch(1)
        captions.addWidget(self.left)
        bar = QVBoxLayout()
        bar.setSpacing(theme.px(5))
        bar.addWidget(self.progress)
        bar.addLayout(captions)
        page = QWidget()
        page.setObjectName("page")
        self.setWidget(page)
        self._column = QVBoxLayout(page)
        self._column.setSpacing(theme.px(16))
        self._column.addWidget(self.head)
        self._column.addLayout(bar)
        self._column.addWidget(self.figures)
        self._column.addWidget(self.verdict)
        self._column.addWidget(self._splitter, 1)

    @Slot()
    def _restyle(self) -> None:
        margin = theme.px(24)
        self._column.setContentsMargins(margin, theme.px(16), margin, theme.px(8))
        self._plot_side.setMinimumWidth(theme.px(440))
        if self.curve is not None:
            self.curve.setMinimumHeight(theme.px(CURVE_HEIGHT))
        self.samples.setMinimumSize(theme.px(260), theme.px(180))
        self._splitter.setHandleWidth(theme.px(24))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < theme.px(NARROW)
        self._splitter.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        self.samples.setMaximumWidth(16_777_215 if narrow else theme.px(520))

    def remember_in(self, settings: WindowSettings) -> None:
        """Draw the curve as the person did last time, and keep how it is drawn from now on."""
        self._settings = settings
        self.exam.set_open(settings.exam_open)
        self.exam.opened.connect(self._on_exam)
        self.health.set_open(settings.health_open)
        self.health.opened.connect(self._on_health)

    def ensure_plot(self) -> None:
        """Make the plot, if it is not there yet: pyqtgraph takes half a second to import, once."""
        if self.curve is None:
            from hellogpt_gui.train_tab.curve_panel import CurvePanel

            panel = CurvePanel(self._settings.plot if self._settings is not None else "")
            panel.step_chosen.connect(self._on_plot)
            panel.view_changed.connect(self._on_plot_view)
            self._plot_column.insertWidget(0, panel, 1)
            self.curve = panel
            panel.setMinimumHeight(theme.px(CURVE_HEIGHT))
            self._splitter.setSizes([10_000, theme.px(348)])
            panel.show_record(self._record, self._chosen)

    # ---- what is shown ----

    def show_record(self, record: RunRecord, name: str = "", here: bool = False, stage: str = "",
                    fraction: float | None = None, pausing: bool = False, stopping: bool = False) -> None:  # fmt: skip
        """Show a run. ``stage`` and ``fraction``: what is being prepared before its first step."""
        changed_run = record is not self._record and record.name != self._record.name
        self._record = record
        self.head.show_run(record, name, here, pausing, stopping)
        preparing = record.phase == "preparing"
        self.progress.set_fraction(fraction if preparing else _share(record))
        self.done.setText(_stage_words(stage, fraction) if preparing else _done_words(record))
        self.left.setText("" if preparing else _left_words(record, stopping))
        self.figures.show_texts(figures_of(record))
        if changed_run:
            self.samples.clear()
        self.verdict.show_verdict(record.verdict, record, here)
        self.exam.show_exams(record.exams, self._chosen)
        self.health.show_looks(record.health, self._chosen)
        self.samples.show_record(record, self._chosen, here)
        if self.curve is not None:
            self.curve.show_record(record, self._chosen)  # type: ignore[attr-defined]

    def choose_step(self, step: int | None) -> None:
        """The stop that is chosen everywhere, or None for the newest."""
        if step == self._chosen:
            return
        self._chosen = step
        self.samples.choose(step)
        self.exam.show_exams(self._record.exams, step)
        self.health.show_looks(self._record.health, step)
        if self.curve is not None:
            self.curve.show_record(self._record, step)  # type: ignore[attr-defined]

    @Slot(int)
    def _on_sample(self, step: int) -> None:
        self.step_chosen.emit(step)

    @Slot(int)
    def _on_plot(self, step: int) -> None:
        self.step_chosen.emit(step)

    @Slot()
    def _on_how(self) -> None:
        if self._record.verdict is not None:
            VerdictSheet(self._record.verdict, self).open()

    @Slot(bool)
    def _on_exam(self, opened: bool) -> None:
        if self._settings is not None:
            self._settings.exam_open = opened

    @Slot(bool)
    def _on_health(self, opened: bool) -> None:
        if self._settings is not None:
            self._settings.health_open = opened

    @Slot(str)
    def _on_plot_view(self, words_: str) -> None:
        if self._settings is not None:
            self._settings.plot = words_


def _stage_words(stage: str, fraction: float | None) -> str:
    return f"{stage}…" if fraction is None else f"{stage}…  {percent(fraction)}"


def _share(record: RunRecord) -> float:
    """The share of the budget that has been used."""
    return 1.0 if record.done else record.last.progress if record.last else 0.0


def _done_words(record: RunRecord) -> str:
    last = record.last
    if last is None:
        return ""
    planned = f" of {whole(last.steps_expected)}" if last.steps_expected and not record.done else ""
    step = f"<b style='font-weight:600'>Step {whole(last.step)}{planned}</b>"
    return f"{step}&nbsp;&nbsp; {percent(_share(record))}"


def _left_words(record: RunRecord, stopping: bool) -> str:
    last = record.last
    if stopping:
        return "saving…"
    if last is None:
        return ""
    if not record.running:
        return f"trained for {words.budget_words(last.seconds / 60) or '0 s'}"
    return words.time_left(last.seconds_left) if last.seconds_left is not None else ""


def figures_of(record: RunRecord) -> tuple[FigureText, ...]:
    """The four leading figures of a run."""
    last, val, smooth, best = record.last, record.val_loss, record.smoothed_loss, record.best
    none = FigureText(words.NOTHING)
    if last is None:
        return (none, none, none, none)
    validation = none
    if val is not None and best is not None:
        value = "," if best[1] >= val else f" {best[1]:.2f}"
        note = f"best{value} at step {whole(best[0])}"
        validation = FigureText(words.loss(val), "nats/token", note)
    bits = none
    if record.bits_per_byte is not None and val is not None:
        known = record.references
        note = "" if known is None else f"token pairs need {known.bigram * record.bits_per_byte:.2f}"
        if known is not None and known.xz is not None:
            note = f"xz −9 needs {known.xz.bits_per_byte:.2f}"
        bits = FigureText(f"{val * record.bits_per_byte:.2f}", "", note)
    gap = "" if val is None or smooth is None else f"gap {words.signed(val - smooth)}"
    training = FigureText(words.loss(smooth), "nats/token", gap)
    return (validation, bits, training, _speed(record))


def _speed(record: RunRecord) -> FigureText:
    last = record.last
    if last is None or not last.tokens_per_second:
        return FigureText(words.NOTHING)
    speed = last.tokens_per_second
    number, unit = (f"{speed / 1000:.1f}", "k tokens/s") if speed >= 1000 else (f"{speed:.0f}", "tokens/s")
    took = record.step_seconds
    note = "" if took is None else f"{took * 1000:.0f} ms a step" if took < 1 else f"{took:.1f} s a step"
    return FigureText(number, unit, note)
