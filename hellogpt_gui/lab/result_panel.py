"""What has come of an experiment so far: its plot, its sentences, and the picture or table to take away."""

import csv
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from core.protocol import ExperimentResult, VariantResult
from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.dot_plot import DotMark, DotPlot, DotRow

AXIS = "Validation loss in nats per token: the lower, the better"
KINDS = "Picture (*.png);;Drawing (*.svg);;Table (*.csv)"
COLUMNS = ("variant", "parameters", "rate", "learning_rate", "mean", "spread")


def title_of(result: ExperimentResult) -> str:
    """What stands above the plot."""
    text = f" · {result.text}" if result.text else ""
    tokens = f" ({whole(result.tokens)} tokens)" if result.tokens else ""
    return f"{result.label}{text} · {whole(result.steps)} steps{tokens} each"


def row_of(one: VariantResult) -> DotRow:
    """One variant as a row of the plot."""
    values = tuple(loss for loss in one.losses if loss is not None)
    words, note = "", "not measured yet" if one.rate is not None else "its learning rate is being chosen"
    if one.mean is not None:
        words = f"{one.mean:.3f}" if one.spread is None else f"{one.mean:.3f} ± {one.spread:.3f}"
    elif one.losses:
        note = "no finite number"
    return DotRow(one.label, values, one.mean, one.spread, words, note, one.whole)


def show_in(plot: DotPlot, result: ExperimentResult) -> None:
    """A result as rows of a plot, beside what needs no network."""
    known = result.references
    marks = [] if known is None else [DotMark(known.bigram, "token pairs"), DotMark(known.unigram, "token frequencies")]
    plot.show_rows(title_of(result), AXIS, [row_of(one) for one in result.variants], marks)


def write_table(result: ExperimentResult, path: Path) -> None:
    """A line for each variant.

    Raises:
        OSError: it cannot be written.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        seeds = max((len(one.losses) for one in result.variants), default=0)
        writer.writerow([*COLUMNS, *(f"seed_{n}" for n in range(1, seeds + 1))])
        for one in result.variants:
            facts = (one.label, one.parameters, one.rate, one.learning_rate, one.mean, one.spread)
            writer.writerow(["" if value is None else value for value in (*facts, *one.losses)])


class ResultPanel(QWidget):
    """``failed``: a sentence about what could not be written."""

    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: ExperimentResult | None = None
        self.plot = DotPlot("Result of the experiment")
        self.sentences = label("", wrap=True)
        self.sentences.setAccessibleName("What may be said")
        self.note = label("", "hint", wrap=True)
        self.save = Button("Save picture or table…", "ghost", "download")
        self.save.clicked.connect(self._choose_place)
        foot = QHBoxLayout()
        foot.addWidget(self.save)
        foot.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.plot, self.sentences, self.note):
            self._column.addWidget(widget)
        self._column.addLayout(foot)
        theme.changed.connect(self._dress)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(theme.px(12))

    def show_result(self, result: ExperimentResult) -> None:
        self._result = result
        show_in(self.plot, result)
        said = [*result.sentences, *(one.sentence for one in result.variants if one.sentence)]
        self.sentences.setText("\n\n".join(said))
        self.sentences.setVisible(bool(said))
        self.note.setText(result.note)

    @Slot()
    def _choose_place(self) -> None:
        assert self._result is not None
        dialog = QFileDialog(self, "Where the picture or table shall lie", str(Path.home()), KINDS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{self._result.name}.png")
        dialog.fileSelected.connect(self.write)
        dialog.open()

    @Slot(str)
    def write(self, place: str) -> None:
        """A picture or a table, as the ending says."""
        assert self._result is not None
        path = Path(place)
        try:
            if path.suffix.lower() == ".csv":
                write_table(self._result, path)
            else:
                self.plot.write(path if path.suffix else path.with_suffix(".png"))
        except OSError as error:
            self.failed.emit(f"{path} could not be written ({error.strerror or error}).")
