"""The loss curve of a run with its units. Imports pyqtgraph, so the page makes it late."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.run_record import LOSS, SMOOTH, RunRecord
from hellogpt_gui.train_tab.units import LOSS_UNITS, NATS, OVER
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.loss_plot import LossPlot
from hellogpt_gui.widgets.plot_data import Curve, PlotData
from hellogpt_gui.widgets.segmented import Segmented


class CurvePanel(QWidget):
    """``step_chosen``: the stop nearest to where the person clicked, or the next one by arrow key."""

    step_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record = RunRecord()
        self._chosen: int | None = None
        self._unit, self._over = LOSS_UNITS[0], OVER[0]
        head = label("Loss", "panel")
        self.units = Segmented([unit.label for unit in LOSS_UNITS], "Unit of the loss")
        self.over = Segmented([over.label for over in OVER], "What the loss is drawn over")
        self.whole = Button("Whole run", "link")
        self.whole.setToolTip("Leave the zoom (double-click in the plot)")
        self.whole.hide()
        self.plot = LossPlot(self._over.scale, NATS, "The curve begins with the first step.")
        for segments in (self.units, self.over):
            segments.setMinimumWidth(segments.sizeHint().width())
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(head)
        row.addStretch(1)
        for widget in (self.whole, self.units, self.over):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        self.units.changed.connect(self._on_unit)
        self.over.changed.connect(self._on_over)
        self.whole.clicked.connect(self.plot.show_whole)
        self.plot.zoomed.connect(self.whole.setVisible)
        self.plot.clicked.connect(self._on_click)
        self.plot.stepped.connect(self._on_stepped)

    def show_record(self, record: RunRecord, chosen: int | None) -> None:
        """Draw a run, with the crosshair at ``chosen``."""
        if record is not self._record and record.name != self._record.name:
            self.plot.show_whole()
        self._record, self._chosen = record, chosen
        scale = self._unit.scale(record.bits_per_byte) or NATS
        self.plot.set_scales(self._over.scale, scale, self._over.title)
        self.plot.show_data(self._data())
        self._describe()

    def _data(self) -> PlotData:
        record, column = self._record, self._over.column
        best = record.best
        known = record.references
        names = ("chance", "token frequencies", "token pairs")
        values = () if known is None else (known.uniform, known.unigram, known.bigram)
        return PlotData(
            raw=self._curve(LOSS),
            smooth=self._curve(SMOOTH),
            val=Curve(record.val[column], record.val[LOSS]),
            references=tuple(zip(names, values, strict=False)),
            best=None if best is None else (self._x_of(best[0]), best[1]),
            chosen=None if self._chosen is None else self._x_of(self._chosen),
        )

    def _curve(self, loss: int) -> Curve:
        train, x = self._record.train, self._record.train[self._over.column]
        rows = train.outline(loss)
        return Curve(x, train[loss], Curve(x[rows], train[loss][rows]))

    def _x_of(self, step: int) -> float:
        row = self._record.train.at_or_before(step)
        return 0.0 if row is None else float(row[self._over.column])

    def _describe(self) -> None:
        val, train = self._record.val_loss, self._record.smoothed_loss
        self.plot.setAccessibleDescription(f"Validation {words.loss(val)}, training {words.loss(train)} nats per token")

    @Slot(int)
    def _on_unit(self, index: int) -> None:
        self._unit = LOSS_UNITS[index]
        self.show_record(self._record, self._chosen)

    @Slot(int)
    def _on_over(self, index: int) -> None:
        self._over = OVER[index]
        self.plot.show_whole()
        self.show_record(self._record, self._chosen)

    @Slot(float)
    def _on_click(self, x: float) -> None:
        columns = self._record.train
        if not len(columns):
            return
        row = min(len(columns) - 1, int(columns[self._over.column].searchsorted(x)))
        stop = self._record.nearest_stop(float(columns[0][row]))
        if stop is not None:
            self.step_chosen.emit(stop)

    @Slot(int)
    def _on_stepped(self, direction: int) -> None:
        stop = self._record.stop_beside(self._chosen, direction)
        if stop is not None:
            self.step_chosen.emit(stop)
