"""A field and a list: type a few letters of an action, Enter does it."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import hairline

WIDTH = 520
ROW = 34
ROWS = 9
ACTION_ROLE = int(Qt.ItemDataRole.UserRole)


class ActionRows(QStyledItemDelegate):
    """The action's words at the left, its keys at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        action = index.data(ACTION_ROLE)  # type: ignore[attr-defined]
        area: QRect = option.rect.adjusted(theme.px(4), 0, -theme.px(4), 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("tint"))
            painter.drawRoundedRect(area, theme.px(6), theme.px(6))
        inner = area.adjusted(theme.px(10), 0, -theme.px(10), 0)
        painter.setFont(theme.font(13, 500))
        painter.setPen(theme.color("text" if action.isEnabled() else "text-off"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words_of(action))
        painter.setFont(theme.font(11, 400))
        painter.setPen(theme.color("text-2"))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, keys)
        painter.restore()


class CommandPalette(QFrame):
    """``open_above`` shows it over a window; it closes on Esc, when something else takes the focus, or when done."""

    done = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("Palette")
        self._over = parent
        self._actions: Callable[[], Iterable[QAction]] = tuple
        self._focus_before: QWidget | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText("Search actions")
        self.field.setAccessibleName("Search actions")
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("Actions")
        self.list.setItemDelegate(ActionRows(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._run)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.field)
        self._column.addWidget(hairline())
        self._column.addWidget(self.list)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setColor(theme.color("shadow", 0.22))
        shadow.setOffset(0, 6)
        shadow.setBlurRadius(28)
        self.setGraphicsEffect(shadow)
        self.hide()

    def open_above(self, actions: Callable[[], Iterable[QAction]]) -> None:
        """Show it with these actions."""
        self._actions = actions
        window = self._over
        self._focus_before = window.focusWidget()
        self.field.clear()
        self._filter("")
        self._column.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(6))
        self._column.setSpacing(theme.px(4))
        wide = min(theme.px(WIDTH), window.width() - theme.px(32))
        tall = min(theme.px(ROW) * ROWS + theme.px(64), window.height() - theme.px(80))
        self.setGeometry((window.width() - wide) // 2, theme.px(56), wide, tall)
        self.raise_()
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_palette(self) -> None:
        """Hide it and give the focus back."""
        if self.isVisible():
            self.hide()
            if self._focus_before is not None and self._over.focusWidget() in (None, self.field):
                self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)
            self.done.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.close_palette()
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(Qt.Key(event.key()))
        return False

    def _key(self, key: Qt.Key) -> bool:
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS, Qt.Key.Key_PageUp: -ROWS}
        if key == Qt.Key.Key_Escape:
            self.close_palette()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentItem())
        elif key in moves:
            row = max(0, min(self.list.currentRow() + moves[key], self.list.count() - 1))
            self.list.setCurrentRow(row)
        else:
            return False
        return True

    @Slot(str)
    def _filter(self, typed: str) -> None:
        self.list.clear()
        for action in sorted(self._actions(), key=lambda action: not action.isEnabled()):
            words = words_of(action)
            if all(part in words.casefold() for part in typed.casefold().split()):
                item = QListWidgetItem(words, self.list)
                item.setData(ACTION_ROLE, action)
                item.setSizeHint(QSize(0, theme.px(ROW)))
        self.list.setCurrentRow(0)

    @Slot(QListWidgetItem)
    def _run(self, item: QListWidgetItem | None) -> None:
        action = item.data(ACTION_ROLE) if item is not None else None
        if isinstance(action, QAction) and action.isEnabled():
            self.close_palette()
            QTimer.singleShot(0, action, action.trigger)


def words_of(action: QAction) -> str:
    """An action's words without the mnemonic."""
    return action.text().replace("&", "").removesuffix("…")
