"""Above the form: in how many settings the next training differs from where it started, and the way back."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from hellogpt_gui.units import plural
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.preset_card import OUTSET


class Changes(QWidget):
    """How many settings differ from where they started, and one click to put them back; hidden where none does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = label("", "caption")
        self.back = Button("Put all back", "link", "undo")
        row = QHBoxLayout(self)
        row.setContentsMargins(OUTSET, 0, OUTSET, 0)
        row.addWidget(self.sentence)
        row.addWidget(self.back)
        row.addStretch(1)
        self.hide()

    def show_count(self, count: int, base: str) -> None:
        self.setVisible(count > 0)
        verb = "differs" if count == 1 else "differ"
        self.sentence.setText(f"{plural(count, 'setting')} {verb} from {base}.")
