"""A field and a list: type a few letters of an action, Enter does it. What was done lately stands first."""

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
from shiboken6 import isValid

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import hairline
from hellogpt_gui.widgets.fuzzy import misfit

WIDTH = 520
ROW = 34
ROWS = 9
ACTION_ROLE = int(Qt.ItemDataRole.UserRole)
NOTHING = "No action has these words"
OFF = "not now"
PLACE = "place"  # the property of an action that says where it is at home, in place of its keys
MOST_RECENT = 12


class ActionRows(QStyledItemDelegate):
    """The action's words at the left, its keys at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        action = index.data(ACTION_ROLE)  # type: ignore[attr-defined]
        words = words_of(action) if action is not None else NOTHING
        area: QRect = option.rect.adjusted(theme.px(4), 0, -theme.px(4), 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("tint"))
            painter.drawRoundedRect(area, theme.px(6), theme.px(6))
        inner = area.adjusted(theme.px(10), 0, -theme.px(10), 0)
        painter.setFont(theme.font(13, 500))
        painter.setPen(theme.color("text" if action is not None and action.isEnabled() else "text-off"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.setFont(theme.font(11, 400))
        painter.setPen(theme.color("text-2"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, aside_of(action))
        painter.restore()


class CommandPalette(QFrame):
    """``open_above`` shows it over its window; it closes on Esc, when something else takes the focus, or when done.

    The focus stays in the field; what is chosen in the list is the field's accessible description. ``recent``: what was
    done lately, the last first, by the actions' data, else by their words.
    """

    done = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("Palette")
        self.setProperty("help", "palette")
        self._over = parent
        self._offered: list[QAction] = []
        self._focus_before: QWidget | None = None
        self.recent: list[str] = []
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
        self.list.currentItemChanged.connect(self._describe)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.field)
        self._column.addWidget(hairline())
        self._column.addWidget(self.list)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setColor(theme.color("shadow", 0.22))
        shadow.setOffset(0, 6)
        shadow.setBlurRadius(28)
        self.setGraphicsEffect(shadow)
        parent.installEventFilter(self)
        theme.changed.connect(self._dress)
        self.hide()

    def open_above(self, actions: Callable[[], Iterable[QAction]]) -> None:
        """Show it with these actions; if it is open, close it."""
        if self.isVisible():
            self.close_palette()
            return
        self._offered = list(actions())
        self._focus_before = self._over.focusWidget()
        self.field.clear()
        self._filter("")
        self.raise_()
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        window = self._over
        self._column.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(6))
        self._column.setSpacing(theme.px(4))
        wide = min(theme.px(WIDTH), window.width() - theme.px(32))
        rows = max(1, min(ROWS, self.list.count()))
        tall = min(theme.px(ROW) * rows + theme.px(64), window.height() - theme.px(80))
        self.setGeometry((window.width() - wide) // 2, theme.px(56), wide, tall)

    @Slot()
    def _dress(self) -> None:
        """Another zoom while it is open: zooming by keys or by the palette itself."""
        if self.isVisible():
            self._filter(self.field.text())

    def close_palette(self) -> None:
        """Hide it and give the focus back."""
        if self.isVisible():
            held = self._over.focusWidget() in (None, self.field)
            self.hide()  # which hands the keyboard to whatever comes next
            before, self._focus_before = self._focus_before, None
            if before is not None and isValid(before) and held:
                before.setFocus(Qt.FocusReason.PopupFocusReason)
            self.done.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
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
        for action in self._found(typed):
            item = QListWidgetItem(words_of(action), self.list)
            item.setData(ACTION_ROLE, action)
            item.setSizeHint(QSize(0, theme.px(ROW)))
        if not self.list.count():
            item = QListWidgetItem(NOTHING, self.list)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setSizeHint(QSize(0, theme.px(ROW)))
        self.list.setCurrentRow(0)
        self._place()

    def _found(self, typed: str) -> list[QAction]:
        """What fits, the best first: what is possible, what fits more closely, what was done lately, as it came."""
        fits = [(misfit(typed, words_of(action)), action) for action in self._offered]
        late = {key: place for place, key in enumerate(self.recent)}
        ranked = [
            (not action.isEnabled(), fit, late.get(key_of(action), MOST_RECENT), number, action)
            for number, (fit, action) in enumerate(fits)
            if fit is not None
        ]
        return [action for *_, action in sorted(ranked, key=lambda rank: rank[:4])]

    @Slot()
    def _describe(self) -> None:
        item = self.list.currentItem()
        action = item.data(ACTION_ROLE) if item is not None else None
        if action is None:
            self.field.setAccessibleDescription(NOTHING)
            return
        parts = (words_of(action), aside_of(action), "" if action.isEnabled() else OFF)
        self.field.setAccessibleDescription(", ".join(part for part in parts if part))

    @Slot(QListWidgetItem)
    def _run(self, item: QListWidgetItem | None) -> None:
        action = item.data(ACTION_ROLE) if item is not None else None
        if isinstance(action, QAction) and action.isEnabled():
            key = key_of(action)
            self.recent = [key, *(other for other in self.recent if other != key)][:MOST_RECENT]
            self.close_palette()
            QTimer.singleShot(0, action, action.trigger)


def aside_of(action: QAction | None) -> str:
    """An action's first keys, as this system writes them; without any, where it is at home."""
    if action is None:
        return ""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) or str(action.property(PLACE) or "")


def key_of(action: QAction) -> str:
    """What an action is remembered by."""
    return str(action.data() or words_of(action))


def words_of(action: QAction) -> str:
    """An action's words without the mnemonic."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")
