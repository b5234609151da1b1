"""The list of what waits: order, removal, start and hold. Rows are moved by dragging, buttons or Alt and an arrow."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.protocol import Waiting
from hellogpt_gui.lab.queue import TrainQueue
from hellogpt_gui.theme import theme
from hellogpt_gui.units import plural
from hellogpt_gui.widgets.buttons import Button, icon_button, label

NUMBER = Qt.ItemDataRole.UserRole


class QueueList(QListWidget):
    """``moved``: the order that the person made; ``nudged``: one row up or down; ``dropped``: Delete was pressed."""

    moved = Signal(list)
    nudged = Signal(int)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Trainings that wait, in their order")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model().rowsMoved.connect(self._rows_moved)

    def numbers(self) -> list[int]:
        """The numbers of what waits, in the order shown."""
        return [int(self.item(row).data(NUMBER)) for row in range(self.count())]

    @property
    def chosen(self) -> int | None:
        """The number of the chosen one."""
        item = self.currentItem()
        return None if item is None else int(item.data(NUMBER))

    def show_waiting(self, waiting: tuple[Waiting, ...]) -> None:
        """Show what waits; the same one stays chosen."""
        chosen = self.chosen
        self.clear()
        for place, one in enumerate(waiting, 1):
            trouble = f"\n{one.trouble}" if one.trouble else ""
            item = QListWidgetItem(f"{place}.  {one.label}{trouble}")
            if one.trouble:
                item.setIcon(theme.icon("warn", "warn"))
            item.setData(NUMBER, one.number)
            item.setToolTip(one.trouble or one.label)
            item.setSizeHint(QSize(0, theme.px(66 if one.trouble else 32)))
            self.addItem(item)
            if one.number == chosen:
                self.setCurrentItem(item)
        if self.currentItem() is None and self.count():
            self.setCurrentRow(0)

    @Slot()
    def _rows_moved(self) -> None:
        self.moved.emit(self.numbers())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.nudged.emit(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class QueuePanel(QWidget):
    """Shows a queue and hands on what the person does with it."""

    def __init__(self, queue: TrainQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("help", "queue")
        self._queue = queue
        self.list = QueueList()
        self.title = label("Queue", "panel")
        self.said = label("", "caption", wrap=True)
        self.up, self.down = (
            icon_button("arrow-up", "Move up (Alt+Up)"),
            icon_button("chevron-down", "Move down (Alt+Down)"),
        )
        self.remove = icon_button("x", "Take it out of the queue (Delete)")
        self.clear = Button("Clear", "ghost")
        self.go = Button("Start the queue", icon="play")
        self._lay_out()
        self.up.clicked.connect(self._up)
        self.down.clicked.connect(self._down)
        self.remove.clicked.connect(self._remove)
        self.clear.clicked.connect(queue.clear)
        self.go.clicked.connect(self._go_or_hold)
        self.list.moved.connect(queue.arrange)
        self.list.nudged.connect(self._nudge)
        self.list.dropped.connect(self._remove)
        self.list.currentRowChanged.connect(self._show_buttons)
        queue.changed.connect(self.show_queue)
        theme.changed.connect(self.show_queue)
        self.show_queue()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(theme.px(4))
        for widget in (self.up, self.down, self.remove):
            tools.addWidget(widget)
        tools.addStretch(1)
        tools.addWidget(self.clear)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.title)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        column.addLayout(tools)
        column.addWidget(self.go)

    @Slot()
    def show_queue(self) -> None:
        """Bring everything to what waits now."""
        queue = self._queue
        self.list.show_waiting(queue.waiting)
        self.list.setVisible(bool(queue.waiting))
        self._column.setStretch(3, 0 if queue.waiting else 1)  # what is left stays at the top
        self.said.setText(self._words())
        self.go.setText("Hold the queue" if queue.running else "Start the queue")
        self.go.set_icon("pause" if queue.running else "play")
        for widget in (self.up, self.down, self.remove, self.clear, self.go):
            widget.setVisible(bool(queue.waiting))
        self._show_buttons()

    def _words(self) -> str:
        waiting = self._queue.waiting
        if not waiting:
            return "Nothing waits. While a model trains, “Add to queue” lets the next one wait here."
        how = "; the next begins when its turn comes" if self._queue.running else "; nothing begins by itself"
        return f"{plural(len(waiting), 'training')} {'waits' if len(waiting) == 1 else 'wait'}{how}."

    @Slot()
    def _show_buttons(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < count - 1)
        self.remove.setEnabled(row >= 0)

    @Slot(int)
    def _nudge(self, places: int) -> None:
        if self.list.chosen is not None:
            self._queue.move(self.list.chosen, places)

    @Slot()
    def _up(self) -> None:
        self._nudge(-1)

    @Slot()
    def _down(self) -> None:
        self._nudge(1)

    @Slot()
    def _remove(self) -> None:
        if self.list.chosen is not None:
            self._queue.remove(self.list.chosen)

    @Slot()
    def _go_or_hold(self) -> None:
        if self._queue.running:
            self._queue.hold()
        else:
            self._queue.start()
