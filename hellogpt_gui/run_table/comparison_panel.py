"""Below the table: the curves of the chosen runs over one another, what differs, and the note on a single one."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from core.runs.compare import Comparison
from core.runs.curves import LossUnit, Over
from core.runs.overlay import Kind, View, chart_of, fair_unit, laid_over, leading_sentence
from core.runs.svg_chart import Chart
from hellogpt_gui.run_table.differences import Differences
from hellogpt_gui.run_table.look import colors_in_a_file, in_a_file, look_of
from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.curves_plot import CurvesPlot, NamedCurve
from hellogpt_gui.widgets.empty_state import EmptyState
from hellogpt_gui.widgets.plot_axes import linear_scale, seconds_scale
from hellogpt_gui.widgets.segmented import Segmented

KINDS: tuple[Kind, ...] = ("validation", "training")
UNITS: tuple[LossUnit, ...] = ("nats", "bits/byte")
OVERS: tuple[Over, ...] = ("steps", "tokens", "time")
SIDE = 380


def _clock(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


LOSSES = linear_scale(lambda value: f"{value:.2f}")
COUNTS = linear_scale(lambda value: whole(round(value)), whole=True)
SCALES = {"steps": (COUNTS, "Step"), "tokens": (COUNTS, "Tokens"), "time": (seconds_scale(_clock), "After")}


class ComparisonPanel(QStackedWidget):
    """``note_written``: (run, words)."""

    note_written = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.comparison: Comparison | None = None
        self._note_of = self._note_was = self._note_read = ""
        self.empty = EmptyState("Choose runs in the table", "Their curves are laid over one another here, beside what "
                                "differs in their settings. Ctrl and Shift choose several.")  # fmt: skip
        self.sentence = label("", "panel", wrap=True)
        self.kinds = Segmented(KINDS, "Which loss")
        self.units = Segmented(UNITS, "Unit of the loss")
        self.overs = Segmented(OVERS, "What the loss is drawn over")
        self.whole_button = Button("All of it", "link")
        self.whole_button.hide()
        self.plot = CurvesPlot(COUNTS, LOSSES)
        self.heading = label("", "panel")
        self.differences = Differences()
        self.same = label("", "quiet", wrap=True)
        self.note_head = label("Note", "panel")
        self.note = QPlainTextEdit()
        self.note.setObjectName("RunNote")
        self.note.setAccessibleName("Note on this run")
        self.note.setPlaceholderText("What you want to remember of this run. It is kept in its folder as notes.md.")
        self.note.setTabChangesFocus(True)
        self.note.installEventFilter(self)
        self._build()
        for segments in (self.kinds, self.units, self.overs):
            segments.changed.connect(self._draw)
        self.whole_button.clicked.connect(self.plot.show_whole)
        self.plot.zoomed.connect(self.whole_button.setVisible)
        theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(theme.px(8))
        for widget in (self.kinds, self.units, self.overs, self.whole_button):
            tools.addWidget(widget)
        tools.addStretch(1)
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sentence)
        column.addLayout(tools)
        column.addWidget(self.plot, 1)
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.heading)
        side.addWidget(self.same, 3, Qt.AlignmentFlag.AlignTop)
        side.addWidget(self.differences, 3)
        side.addWidget(self.note_head)
        side.addWidget(self.note, 2)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(left)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(0, 1)
        self.addWidget(self.empty)
        self.addWidget(self._splitter)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(600), theme.px(220))

    # ---- what is shown ----

    def show_nothing(self) -> None:
        """No run is chosen."""
        self._leave_note()
        self.comparison = None
        self.setCurrentWidget(self.empty)

    def show_comparison(self, found: Comparison) -> None:
        """Runs have been read."""
        others = self._names != [run.summary.name for run in found.runs]
        self.comparison = found
        if others:
            self.units.set_index(UNITS.index(fair_unit(found)))
        one = len(found.runs) == 1
        self.sentence.setText(found.runs[0].summary.name if one else leading_sentence(found))
        self.sentence.setVisible(bool(self.sentence.text()))
        self.differences.show_comparison(found)
        rows = self.differences.rowCount()
        self.heading.setText("What differs from its preset" if one else "What differs")
        self.differences.setVisible(rows > 0)
        self.same.setText("Nothing: the settings are the preset's." if one else "Nothing: the settings are the same.")
        self.same.setVisible(rows == 0)
        self._show_note(found if one else None)
        self._draw()
        self.setCurrentWidget(self._splitter)

    @property
    def _names(self) -> list[str]:
        return [run.summary.name for run in self.comparison.runs] if self.comparison else []

    @property
    def view(self) -> View:
        """How the curves are drawn."""
        return View(KINDS[self.kinds.index], UNITS[self.units.index], OVERS[self.overs.index])

    @Slot()
    def _draw(self) -> None:
        if self.comparison is None:
            return
        view = self.view
        curves = [
            NamedCurve(one.run, *look_of(place), one.x, one.y)
            for place, one in enumerate(laid_over(self.comparison, view))
        ]
        x_scale, title = SCALES[view.over]
        self.plot.show_curves(curves, x_scale, LOSSES, title)
        told = "; ".join(f"{curve.name} ends at {curve.y[-1]:.2f}" for curve in curves[:8] if len(curve.y))
        self.plot.setAccessibleDescription(told)

    def chart(self) -> Chart | None:
        """What is shown, for a file."""
        if self.comparison is None:
            return None
        return chart_of(self.comparison, self.view, in_a_file(self._names), colors_in_a_file(), self.plot.ranges)

    # ---- the note ----

    def _show_note(self, found: Comparison | None) -> None:
        self.note_head.setVisible(found is not None)
        self.note.setVisible(found is not None)
        name = found.runs[0].summary.name if found else ""
        words = found.runs[0].note.rstrip("\n") if found else ""
        if name == self._note_of and (words == self._note_read or self.note.toPlainText() != self._note_was):
            return  # nothing new on disk, or the person is writing
        if name != self._note_of:
            self._leave_note()
        self._note_of, self._note_read = name, words
        self.note.setPlainText(words)
        self._note_was = self.note.toPlainText()

    @Slot()
    def _leave_note(self) -> None:
        """What has been written is kept."""
        words = self.note.toPlainText()
        if self._note_of and words != self._note_was:
            self._note_was = words
            self.note_written.emit(self._note_of, words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.note and event.type() == QEvent.Type.FocusOut:
            self._leave_note()
        return super().eventFilter(watched, event)

    def close_down(self) -> None:
        """Before the table goes."""
        self._leave_note()
        self._note_of = ""

    @Slot()
    def _dress(self) -> None:
        self.differences.setMinimumWidth(theme.px(240))
        self._splitter.setHandleWidth(theme.px(24))
        self._splitter.setSizes([10_000, theme.px(SIDE)])
        if self.comparison is not None:
            self.differences.show_comparison(self.comparison)
