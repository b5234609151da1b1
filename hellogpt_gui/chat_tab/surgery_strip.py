"""Above the composer, while it is so: that the network which answers has been operated on, with what, and the way back.

It came from Inspect. Another run has other parts: with it, all is put back.
"""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from core.config import SurgeryConfig
from hellogpt_gui.chat_tab.talk import Talk
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, IconLabel, label
from hellogpt_gui.widgets.chip_row import ChipRow

HEIGHT = 44


class SurgeryStrip(QFrame):
    """Shows and changes the surgery of the talk."""

    def __init__(self, talk: Talk, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "soft")
        self.setProperty("help", "chat-surgery")
        self._talk, self._selection = talk, selection
        self._run = selection.run
        self._title = label("", "group")
        self.chips = ChipRow("Put back")
        self.put_back = Button("Put back", "ghost")
        self.put_back.setToolTip("From now on the network as it was trained answers")
        self._row = QHBoxLayout(self)
        for widget in (IconLabel("sliders"), self._title):
            self._row.addWidget(widget)
        self._row.addWidget(self.chips, 1)
        self._row.addWidget(self.put_back)
        self.chips.removed.connect(self._removed)
        self.put_back.clicked.connect(self._put_back)
        talk.operated.connect(self._show)
        selection.changed.connect(self._selected)
        theme.changed.connect(self._dress)
        self._dress()
        self._show()

    @Slot()
    def _show(self) -> None:
        surgery = self._talk.surgery
        steered = [f"Steered {surgery.steering_label}"] if surgery.steers else []
        self._title.setText("Operated on: without" if surgery.off else "Operated on")
        self.chips.show_chips([*(part.label for part in surgery.components), *steered])
        self.setAccessibleName(f"The model that answers is operated on: {surgery.in_short}" if surgery.changes else "")
        self.setVisible(surgery.changes)

    @Slot(int)
    def _removed(self, number: int) -> None:
        surgery = self._talk.surgery
        off = surgery.components
        one = number < len(off)
        self._talk.operate(surgery.switched(off[number], False) if one else surgery.without_steering())

    @Slot()
    def _put_back(self) -> None:
        self._talk.operate(SurgeryConfig())

    @Slot()
    def _selected(self) -> None:
        if self._selection.run != self._run:
            self._run = self._selection.run
            self._put_back()

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(theme.px(12), 0, theme.px(6), 0)
        self._row.setSpacing(theme.px(8))
        self.setFixedHeight(theme.px(HEIGHT))
