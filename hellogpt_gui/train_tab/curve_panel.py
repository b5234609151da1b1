"""The loss curve of a run with its units and switches. Imports pyqtgraph, so the page makes it late."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.plot_view import PlotView
from hellogpt_gui.train_tab.run_record import LOSS, SMOOTH, RunRecord
from hellogpt_gui.train_tab.units import LOSS_UNITS, NATS, OVER, LossUnit, Over
from hellogpt_gui.widgets.buttons import Button, icon_button, label
from hellogpt_gui.widgets.loss_plot import LossPlot
from hellogpt_gui.widgets.plot_axes import Scale
from hellogpt_gui.widgets.plot_data import Curve, PlotData
from hellogpt_gui.widgets.segmented import Segmented

UNIT_NAMES, OVER_NAMES = tuple(unit.label for unit in LOSS_UNITS), tuple(over.label for over in OVER)


class CurvePanel(QWidget):
    """``step_chosen``: the stop nearest to where the person clicked, or the next one by arrow key.

    ``view_changed``: the words of the view that the person chose.
    """

    step_chosen = Signal(int)
    view_changed = Signal(str)

    def __init__(self, view: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record = RunRecord()
        self._chosen: int | None = None
        self._view = PlotView.read(view, UNIT_NAMES, OVER_NAMES)
        self._scales: tuple[Scale, Scale] = (OVER[0].scale, NATS)
        self.setProperty("help", "loss-curve")
        self.units = Segmented(UNIT_NAMES, "Unit of the loss")
        self.over = Segmented(OVER_NAMES, "What the loss is drawn over")
        self.whole = Button("Whole run", "link")
        self.whole.setToolTip("Leave the zoom (double-click in the plot)")
        self.whole.hide()
        self.more = icon_button("more", "Axes and lines of the plot")
        self._make_menu()
        self.plot = LossPlot(OVER[0].scale, NATS, "The curve begins with the first step.")
        self._lay_out()
        self._show_view()
        self.units.changed.connect(self._on_unit)
        self.over.changed.connect(self._on_over)
        self.whole.clicked.connect(self.plot.show_whole)
        self.plot.zoomed.connect(self.whole.setVisible)
        self.plot.clicked.connect(self._on_click)
        self.plot.stepped.connect(self._on_stepped)

    def _make_menu(self) -> None:
        menu = QMenu(self.more)
        self.log_x, self.log_y, self.references = QAction(menu), QAction(menu), QAction("Reference lines", menu)
        for action in (self.log_x, self.log_y, self.references):
            action.setCheckable(True)
            action.triggered.connect(self._on_switch)
            menu.addAction(action)
        self.more.setMenu(menu)

    def _lay_out(self) -> None:
        for segments in (self.units, self.over):
            segments.setMinimumWidth(segments.sizeHint().width())
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(label("Loss", "panel"))
        row.addStretch(1)
        for widget in (self.whole, self.units, self.over, self.more):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(row)
        column.addWidget(self.plot, 1)

    def _show_view(self) -> None:
        """Switches as the view has them."""
        view, unit = self._view, self._unit
        self.units.set_index(UNIT_NAMES.index(view.unit))
        self.over.set_index(OVER_NAMES.index(view.over))
        self.log_x.setText(f"Logarithmic {view.over} axis")
        self.log_y.setText(f"Logarithmic {unit.label} axis")
        self.log_x.setChecked(view.log_x)
        self.log_y.setChecked(view.log_y or unit.logarithmic)
        self.log_y.setEnabled(not unit.logarithmic)
        self.references.setChecked(view.references)

    def _change(self, view: PlotView) -> None:
        self._view = view
        self._show_view()
        self.show_record(self._record, self._chosen)
        self.view_changed.emit(view.words)

    def show_record(self, record: RunRecord, chosen: int | None) -> None:
        """Draw a run, with the crosshair at ``chosen``."""
        if record is not self._record and record.name != self._record.name:
            self.plot.show_whole()
        self._record, self._chosen = record, chosen
        over = self._over
        x_scale = over.scale_for(record.train[over.column], self._view.log_x)
        y_scale = self._unit.scale(record.bits_per_byte, self._view.log_y) or NATS
        self._scales = (x_scale, y_scale)
        self.plot.set_scales(x_scale, y_scale, over.title)
        self.plot.show_data(self._data())
        self._describe()

    @property
    def _unit(self) -> LossUnit:
        return LOSS_UNITS[UNIT_NAMES.index(self._view.unit)]

    @property
    def _over(self) -> Over:
        return OVER[OVER_NAMES.index(self._view.over)]

    def _data(self) -> PlotData:
        record, column = self._record, self._over.column
        best, (x_scale, y_scale) = record.best, self._scales
        x = x_scale.place(record.train[column])
        return PlotData(
            raw=self._curve(x, LOSS),
            smooth=self._curve(x, SMOOTH),
            val=Curve(x_scale.place(record.val[column]), y_scale.place(record.val[LOSS])),
            references=tuple((name, _one(y_scale, value)) for name, value in self._lines()),
            best=None if best is None else (self._x_of(best[0]), _one(y_scale, best[1])),
            chosen=None if self._chosen is None else self._x_of(self._chosen),
            marks=tuple((self._x_of(change.step), words.change(change)) for change in record.changes),
        )

    def _lines(self) -> list[tuple[str, float]]:
        """What the loss is compared with, by name."""
        known = self._record.references
        if known is None or not self._view.references:
            return []
        lines = [("chance", known.uniform), ("token frequencies", known.unigram), ("token pairs", known.bigram)]
        return lines if known.xz is None else [*lines, ("xz −9", known.xz.nats)]

    def _curve(self, x: np.ndarray, loss: int) -> Curve:
        y, rows = self._scales[1].place(self._record.train[loss]), self._record.train.outline(loss)
        return Curve(x, y, Curve(x[rows], y[rows]))

    def _x_of(self, step: int) -> float:
        row = self._record.train.at_or_before(step)
        return _one(self._scales[0], 0.0 if row is None else float(row[self._over.column]))

    def _describe(self) -> None:
        val, train = self._record.val_loss, self._record.smoothed_loss
        self.plot.setAccessibleDescription(f"Validation {words.loss(val)}, training {words.loss(train)} nats per token")

    @Slot(int)
    def _on_unit(self, index: int) -> None:
        self._change(replace(self._view, unit=UNIT_NAMES[index]))

    @Slot(int)
    def _on_over(self, index: int) -> None:
        self.plot.show_whole()
        self._change(replace(self._view, over=OVER_NAMES[index]))

    @Slot()
    def _on_switch(self) -> None:
        log_y = self._view.log_y if self._unit.logarithmic else self.log_y.isChecked()
        self._change(
            replace(self._view, log_x=self.log_x.isChecked(), log_y=log_y, references=self.references.isChecked())
        )

    @Slot(float)
    def _on_click(self, x: float) -> None:
        columns = self._record.train
        if not len(columns):
            return
        places = self._scales[0].place(columns[self._over.column])
        row = min(len(columns) - 1, int(places.searchsorted(x)))
        stop = self._record.nearest_stop(float(columns[0][row]))
        if stop is not None:
            self.step_chosen.emit(stop)

    @Slot(int)
    def _on_stepped(self, direction: int) -> None:
        stop = self._record.stop_beside(self._chosen, direction)
        if stop is not None:
            self.step_chosen.emit(stop)


def _one(scale: Scale, stored: float) -> float:
    return float(scale.place(np.array([stored]))[0])
