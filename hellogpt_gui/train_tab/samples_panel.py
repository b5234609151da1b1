"""What the model wrote at its stops: a timeline for one prompt, newest at the bottom."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from core.protocol import SampleWritten
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.run_record import RunRecord
from hellogpt_gui.units import printable, whole
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.sample_delegate import SampleEntry
from hellogpt_gui.widgets.sample_list import SampleList


class SamplesPanel(QWidget):
    """``chosen``: the step of an entry."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record = RunRecord()
        self._step: int | None = None
        head = label("Samples", "panel")
        self.prompts = QComboBox()
        self.prompts.setAccessibleName("Prompt of the samples")
        self.prompts.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.prompts.setMinimumContentsLength(16)
        self.prompts.activated.connect(self._on_prompt)
        self.prompt = label("", "quiet")
        self.list = SampleList()
        self.list.chosen.connect(self.chosen)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(12), 0, theme.px(14), 0)
        row.addWidget(head)
        row.addStretch(1)
        row.addWidget(self.prompt)
        row.addWidget(self.prompts)
        self._head = QWidget()
        self._head.setLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self._head)
        column.addWidget(self.list, 1)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._show_prompts(())

    @Slot()
    def _restyle(self) -> None:
        self._head.setFixedHeight(theme.px(30))

    def clear(self) -> None:
        """Another run: nothing of the old one is kept, not even the place in the list."""
        self.list.show_entries([])
        self.prompts.clear()

    def show_record(self, record: RunRecord, step: int | None) -> None:
        """The samples of one prompt; ``step`` is marked."""
        self._record, self._step = record, step
        self._show_prompts(record.prompts)
        prompt = self.prompts.currentText()
        samples = [sample for sample in record.samples if sample.prompt == prompt]
        live = record.phase in ("training", "paused")
        self.list.show_entries(
            [_entry(sample, record, live and index == len(samples) - 1) for index, sample in enumerate(samples)]
        )
        self.list.choose(step)

    def choose(self, step: int | None) -> None:
        self._step = step
        self.list.choose(step)

    def _show_prompts(self, prompts: tuple[str, ...]) -> None:
        shown = tuple(self.prompts.itemText(index) for index in range(self.prompts.count()))
        if prompts[: len(shown)] != shown:
            self.prompts.clear()
            shown = ()
        self.prompts.addItems(list(prompts[len(shown) :]))
        self.prompts.setVisible(len(prompts) > 1)
        self.prompt.setVisible(len(prompts) == 1)
        self.prompt.setText(f"“{words.shortened(prompts[0], 28)}”" if prompts else "")

    @Slot(int)
    def _on_prompt(self, index: int) -> None:
        self.list.show_entries([])
        self.show_record(self._record, self._step)


def _entry(sample: SampleWritten, record: RunRecord, live: bool) -> SampleEntry:
    loss = record.val_loss_at(sample.step)
    figure = "" if loss is None else f"loss {words.loss(loss)}"
    return SampleEntry(
        sample.step, f"Step {whole(sample.step)}", figure, printable(sample.prompt), printable(sample.text), live
    )
