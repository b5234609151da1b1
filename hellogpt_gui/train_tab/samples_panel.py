"""What the model wrote at its stops: a timeline for one prompt, newest at the bottom, with what is new marked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.protocol import SampleWritten
from core.runs.changes import changed_words
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.run_record import RunRecord
from hellogpt_gui.units import printable, shortened, whole
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.sample_delegate import SampleEntry
from hellogpt_gui.widgets.sample_list import SampleList

MOST_CHARACTERS = 500


class SamplesPanel(QWidget):
    """``chosen``: the step of an entry; ``prompt_added``: what shall be continued as well from the next sample on."""

    chosen = Signal(int)
    prompt_added = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record = RunRecord()
        self._step: int | None = None
        self._here = False
        self._asked = ""  # a prompt that the person has just given: shown as soon as it is known
        head = label("Samples", "panel")
        self.prompts = QComboBox()
        self.prompts.setAccessibleName("Prompt of the samples")
        self.prompts.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.prompts.setMinimumContentsLength(16)
        self.prompts.activated.connect(self._on_prompt)
        self.prompt = label("", "quiet")
        self.add = icon_button("plus", "Follow another prompt")
        self.add.setCheckable(True)
        self.add.clicked.connect(self._on_add)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Another beginning, then Enter")
        self.field.setAccessibleName("Another prompt of the samples")
        self.field.setMaxLength(MOST_CHARACTERS)
        self.field.returnPressed.connect(self._on_entered)
        self.field.hide()
        QShortcut(QKeySequence("Esc"), self.field, self._close_field, context=Qt.ShortcutContext.WidgetShortcut)
        self.list = SampleList()
        self.list.chosen.connect(self.chosen)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(12), 0, theme.px(14), 0)
        row.addWidget(head)
        row.addStretch(1)
        row.addWidget(self.prompt)
        row.addWidget(self.prompts)
        row.addWidget(self.add)
        self._head = QWidget()
        self._head.setLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addWidget(self._head)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._show_prompts(())

    @Slot()
    def _restyle(self) -> None:
        self._head.setFixedHeight(theme.px(36))

    def clear(self) -> None:
        """Another run: nothing of the old one is kept, not even the place in the list."""
        self.list.show_entries([])
        self.prompts.clear()
        self._asked = ""
        self._close_field()

    def show_record(self, record: RunRecord, step: int | None, here: bool = False) -> None:
        """The samples of one prompt; ``step`` is marked. ``here``: the run trains in this window."""
        self._record, self._step, self._here = record, step, here
        self._show_prompts(record.prompts)
        self.add.setVisible(here and record.phase in ("training", "paused"))
        if not self.add.isVisibleTo(self):
            self._close_field()
        prompt = self.prompts.currentText()
        samples = [sample for sample in record.samples if sample.prompt == prompt]
        self.list.set_empty_words("Written from the next sample on." if prompt and record.running else "")
        self.list.show_entries(_entries(samples, record))
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
        if self._asked in prompts:
            self.prompts.setCurrentIndex(prompts.index(self._asked))
            self._asked = ""
        self.prompts.setVisible(len(prompts) > 1)
        self.prompt.setVisible(len(prompts) == 1)
        self.prompt.setText(f"“{shortened(prompts[0], 28)}”" if prompts else "")

    @Slot(int)
    def _on_prompt(self, index: int) -> None:
        self.list.show_entries([])
        self.show_record(self._record, self._step, self._here)

    # ---- another prompt ----

    @Slot(bool)
    def _on_add(self, wanted: bool) -> None:
        if not wanted:
            self._close_field()
            return
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _close_field(self) -> None:
        self.field.clear()
        self.field.hide()
        self.add.setChecked(False)

    @Slot()
    def _on_entered(self) -> None:
        prompt = self.field.text()
        self._close_field()
        if not prompt.strip():
            return
        self._asked = prompt
        if prompt in self._record.prompts:
            self.show_record(self._record, self._step, self._here)
        else:
            self.prompt_added.emit(prompt)


def _entries(samples: Sequence[SampleWritten], record: RunRecord) -> list[SampleEntry]:
    """One for each sample; words that the one before it did not have are marked."""
    live = record.phase in ("training", "paused")
    taught = record.config is not None and record.config.tuning is not None  # a question stands apart
    entries, before = [], None
    for sample in samples:
        loss = record.val_loss_at(sample.step)
        text = printable(sample.text)
        entries.append(
            SampleEntry(
                sample.step,
                f"Step {whole(sample.step)}",
                "" if loss is None else f"loss {words.loss(loss)}",
                printable(sample.prompt) + " " * taught,
                text,
                live and sample is samples[-1],
                () if before is None else changed_words(before, text),
            )
        )
        before = text
    return entries
