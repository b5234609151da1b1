"""What is switched off in the network that Inspect looks at: the same bar under every view, while there is something.

It holds the surgery that all views share.
"""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from core.config import SurgeryConfig, parse_component
from core.protocol import Shift
from hellogpt_gui.theme import theme
from hellogpt_gui.units import share
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import Button, IconLabel, label
from hellogpt_gui.widgets.chip_row import ChipRow

HEIGHT = 48


class SurgeryBar(QFrame):
    """``changed`` says that the surgery is another; ``chat_wanted`` that somebody wants to talk to that network."""

    changed = Signal()
    chat_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "soft")
        self.setProperty("help", "surgery")
        self.surgery = SurgeryConfig()
        self._title = label("", "group")
        self.chips = ChipRow("Put back")
        self._token, self._before, self._after = label("", "panel"), label("", "quiet"), label("", "panel")
        self._arrow = IconLabel("arrow-right", "text-2")
        self.put_back = Button("Put back", "ghost")
        self.put_back.setToolTip("The network as it was trained")
        self.chat = Button("Chat with it so", icon="chat")
        self.chat.setToolTip("Takes the operated network into the Chat tab")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title)
        self._row.addWidget(self.chips, 1)
        self._shift = (self._token, self._before, self._arrow, self._after)
        for widget in (*self._shift, self.put_back, self.chat):
            self._row.addWidget(widget)
        self.chips.removed.connect(self._removed)
        self.put_back.clicked.connect(self._put_back)
        self.chat.clicked.connect(self._chat)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_shift(None)
        self.hide()

    @Slot(object)
    def set_surgery(self, surgery: SurgeryConfig) -> None:
        """What is changed from now on."""
        if surgery == self.surgery:
            return
        self.surgery = surgery
        steered = f"Steered {surgery.steering_label}" if surgery.off else surgery.steering_label
        self._title.setText("Switched off" if surgery.off else "Steered")
        self.chips.show_chips([*(part.label for part in surgery.components), *([steered] if surgery.steers else [])])
        self.setVisible(surgery.changes)
        self.changed.emit()

    @Slot(str)
    def switch(self, part: str) -> None:
        """Switch a part off, or on again: one that is off with what it lies in goes on with all of that."""
        component = parse_component(part)
        off = self.surgery.off_through(component)
        self.set_surgery(self.surgery.switched(off or component, off is None))

    def show_shift(self, shift: Shift | None) -> None:
        """What has become of the token that was likeliest."""
        for widget in self._shift:
            widget.setVisible(shift is not None)
        if shift is None:
            return
        token, before, after = bare(shift.token), share(shift.before), share(shift.after)
        for words, text in ((self._token, token), (self._before, before), (self._after, after)):
            words.setText(text)
        self.setAccessibleDescription(f"“{token}” had {before}, and now has {after}")

    @Slot(int)
    def _removed(self, number: int) -> None:
        off = self.surgery.components
        if number < len(off):
            self.set_surgery(self.surgery.switched(off[number], False))
        else:
            self.set_surgery(self.surgery.without_steering())

    @Slot()
    def _put_back(self) -> None:
        self.set_surgery(SurgeryConfig(ablation=self.surgery.ablation))

    @Slot()
    def _chat(self) -> None:
        self.chat_wanted.emit(self.surgery)

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(theme.px(14), 0, theme.px(8), 0)
        self._row.setSpacing(theme.px(10))
        self.setFixedHeight(theme.px(HEIGHT))
