"""The ways to ask in Chat: one model in a talk, two side by side, or every step of a run; the switch stands above."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.segmented import Segmented

NAMES = ("One model", "Compare two", "Filmstrip")
COMPARING = 1
HEAD = 712  # px at 100 %, at most, while it stands over one column


class Ways(QWidget):
    """``changed``: another way is in front. ``head`` stands left of the switch, for the first way alone."""

    changed = Signal(int)

    def __init__(self, head: QWidget, *pages: QWidget) -> None:
        super().__init__()
        self.switch = Segmented(NAMES, "Whom to ask")
        self.switch.changed.connect(self.show_way)
        self._head = head
        self._pages = QStackedWidget()
        for page in pages:
            self._pages.addWidget(page)
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(head, 1)
        row.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignRight)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(self._bar, 1000)
        centred.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(centred)
        self._column.addWidget(self._pages, 1)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def way(self) -> int:
        """The index of the one in front."""
        return self._pages.currentIndex()

    @Slot(int)
    def show_way(self, way: int) -> None:
        self.switch.set_index(way)
        self._pages.setCurrentIndex(way)
        self._head.setVisible(way == 0)
        self._dress()
        self.changed.emit(way)

    @Slot()
    def _dress(self) -> None:
        self._bar.setMaximumWidth(16_777_215 if self.way == COMPARING else theme.px(HEAD))
        side = theme.px(24)
        self._column.setContentsMargins(side, theme.px(12), side, theme.px(16))
        self._column.setSpacing(theme.px(8))
