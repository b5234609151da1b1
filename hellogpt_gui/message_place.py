"""Where the page ends: the newest message stands here, with a margin only while there is one."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hellogpt_gui.notify import Message, Notifier
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.message_bar import MessageBar


class MessagePlace(QWidget):
    """Shows what the notifier says in its ``bar``."""

    def __init__(self, notifier: Notifier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = MessageBar()
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.bar)
        notifier.shown.connect(self._say)
        self.bar.closed.connect(self._space)
        theme.changed.connect(self._space)
        self._space()

    @Slot(object)
    def _say(self, message: Message) -> None:
        self.bar.show_message(
            message.message, message.hint, message.kind, message.to_copy, message.action_text, message.action
        )
        self._space()

    @Slot()
    def _space(self) -> None:
        side = theme.px(16) if self.bar.isVisibleTo(self) else 0
        self._column.setContentsMargins(side, 0, side, side)
