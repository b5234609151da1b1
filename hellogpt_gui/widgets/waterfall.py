"""A waterfall: a sum, bar by bar, each from where the one before it ended.

Rows of a group stand together; of many groups each is one row that opens. Up and down choose a bar, Home and End go to
the ends; right opens a group, left closes it.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.units import signed
from hellogpt_gui.widgets.round_ticks import round_ticks
from hellogpt_gui.widgets.waterfall_rows import Bar, Row, in_order, sorted_by_size, whole_of

LOWEST, HIGHEST = 16, 24
HEAD, FOOT = 30, 30
LABEL, VALUE = 110, 72
MANY_GROUPS = 12  # from so many on a group is one row that opens
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Waterfall(QWidget):
    """``picked`` says the key of the bar that the person chose."""

    picked = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self._bars: tuple[Bar, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._opened: set[str] = set()
        self._title, self._by_size = "", False
        self._chosen, self._under = "", ""
        self._group_width = 0
        theme.changed.connect(self._dress)

    def show_bars(self, title: str, bars: Sequence[Bar]) -> None:
        """``title``: what the sum is of. A bar that was chosen stays so, if it is still there."""
        self._title, self._bars = title, tuple(bars)
        if self._chosen not in {bar.key for bar in bars} | {whole_of(bar.group) for bar in bars}:
            self._chosen = ""
        self._lay_out()

    def set_by_size(self, by_size: bool) -> None:
        """The longest bars first, in place of the order in which they were given."""
        self._by_size = by_size
        self._lay_out()

    def choose(self, key: str) -> None:
        """Mark a bar without saying so; its group opens."""
        bar = next((bar for bar in self._bars if bar.key == key), None)
        self._chosen = key if bar else ""
        if bar and self._folds:
            self._opened.add(bar.group)
        self._lay_out()

    @property
    def chosen(self) -> str:
        """The key of the bar that is marked, or an empty one."""
        return self._chosen

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is drawn, from the top."""
        return self._rows

    def row_box(self, index: int) -> QRectF:
        """Where a row is drawn."""
        high = self._row_height
        return QRectF(0, theme.px(HEAD) + index * high, self.width(), high)

    @property
    def _folds(self) -> bool:
        return len({bar.group for bar in self._bars if bar.group}) >= MANY_GROUPS

    def _lay_out(self) -> None:
        before = len(self._rows)
        self._measure()
        open_groups = self._opened if self._folds else {bar.group for bar in self._bars}
        self._rows = sorted_by_size(self._bars) if self._by_size else in_order(self._bars, open_groups)
        if len(self._rows) != before:
            self.updateGeometry()
        self._describe()
        self.update()

    def _describe(self) -> None:
        total = sum(bar.value for bar in self._bars)
        chosen = next((row for row in self._rows if row.key == self._chosen), None)
        most = sorted(self._bars, key=lambda bar: -abs(bar.value))[:5]
        words = [f"{bar.name} {signed(bar.value)}" for bar in most]
        marked = f"Chosen: {chosen.name} {signed(chosen.value)}. " if chosen else ""
        self.setAccessibleDescription(f"{marked}{self._title} {signed(total)}. Most: {', '.join(words)}")

    # ---- layout -----------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        """How much room the names of groups need."""
        metrics = QFontMetrics(theme.font(13, 600))
        widest = max((metrics.horizontalAdvance(f"▸ {bar.group}") for bar in self._bars if bar.group), default=0)
        self._group_width = widest + theme.px(8)

    @property
    def _row_height(self) -> float:
        room = self.height() - theme.px(HEAD) - theme.px(FOOT)
        return max(theme.px(LOWEST), min(theme.px(HIGHEST), room / max(1, len(self._rows))))

    def minimumSizeHint(self) -> QSize:
        rows = theme.px(LOWEST) * len(self._rows)
        return QSize(self._group_width + theme.px(LABEL + VALUE + 160), theme.px(HEAD + FOOT) + rows)

    def sizeHint(self) -> QSize:
        rows = theme.px(HIGHEST) * len(self._rows)
        return QSize(theme.px(560), theme.px(HEAD + FOOT) + rows)

    @property
    def _field(self) -> QRectF:
        """Where bars may be."""
        left, high = (self._group_width + theme.px(LABEL)), self._row_height * len(self._rows)
        return QRectF(left, theme.px(HEAD), max(1.0, self.width() - left - theme.px(VALUE)), high)

    @property
    def _range(self) -> tuple[float, float]:
        ends = [0.0, *(end for row in self._rows for end in (row.start, row.end))]
        low, high = min(ends), max(ends)
        room = 0.06 * (high - low) or 0.5
        return low - room, high + room

    def x_of(self, value: float) -> float:
        """Where a running sum stands."""
        (low, high), field = self._range, self._field
        return field.left() + field.width() * (value - low) / (high - low)

    @Slot()
    def _dress(self) -> None:
        self._measure()
        self.updateGeometry()
        self.update()

    # ---- hand and keys ----------------------------------------------------------------------------------------------

    def _row_at(self, point: QPointF) -> Row | None:
        index = int((point.y() - theme.px(HEAD)) // self._row_height)
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if row is None:
            return
        if row.folded or (self._folds and row.first and event.position().x() < self._group_width):
            self._fold(row.group, open_it=row.folded)
        else:
            self._pick(row.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        self._hover(row.key if row else "")

    def leaveEvent(self, event: QEvent) -> None:
        self._hover("")

    def _hover(self, key: str) -> None:
        if key != self._under:
            self._under = key
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = [row.key for row in self._rows]
        at = keys.index(self._chosen) if self._chosen in keys else -1
        moves = {
            Qt.Key.Key_Up: max(0, at - 1), Qt.Key.Key_Down: min(len(keys) - 1, at + 1),
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(keys) - 1,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in moves and keys:
            self._pick(keys[moves[key]])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and at >= 0 and self._folds and not self._by_size:
            self._fold(self._rows[at].group, open_it=key == Qt.Key.Key_Right)
        else:
            super().keyPressEvent(event)

    def _fold(self, group: str, open_it: bool) -> None:
        if open_it:
            self._opened.add(group)
        else:
            self._opened.discard(group)
        self._lay_out()
        members = [row.key for row in self._rows if row.group == group]
        if members and self._chosen not in members:
            self._pick(members[0])

    def _pick(self, key: str) -> None:
        if key != self._chosen:
            self._chosen = key
            self._describe()
            self.update()
            self.picked.emit(key)

    # ---- painting ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axis(painter)
        for index, row in enumerate(self._rows):
            if self.row_box(index).adjusted(0, -1, 0, self._row_height).intersects(QRectF(event.rect())):
                self._paint_row(painter, index, row)
        self._paint_sum(painter)

    def _paint_axis(self, painter: QPainter) -> None:
        field, (low, high) = self._field, self._range
        painter.setFont(theme.font(12, 400))
        painter.setPen(theme.color("text-2"))
        heading = QRectF(theme.px(8), 0, field.left(), theme.px(HEAD - 8))
        painter.drawText(heading, LEFT, self._title)
        painter.setFont(theme.font(11, 400, tabular=True))
        for value, words in round_ticks(low, high, field.width() / theme.px(46), signed=True):
            x = round(self.x_of(value)) + 0.5
            painter.setPen(QPen(theme.color("line" if value else "edge"), 1))
            painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
            painter.setPen(theme.color("text-2"))
            box = QRectF(x - theme.px(30), 0, theme.px(60), theme.px(HEAD - 8))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_row(self, painter: QPainter, index: int, row: Row) -> None:
        box, chosen = self.row_box(index), row.key == self._chosen
        if row.first and index:
            painter.fillRect(QRectF(box.left(), round(box.top()), box.width(), 1), theme.color("line"))
        if chosen or row.key == self._under:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("tint" if chosen else "fill"))
            left = self._group_width if row.label and row.group and not self._by_size else 0
            painter.drawRoundedRect(box.adjusted(left, 1, 0, -1), theme.px(4), theme.px(4))
        self._paint_words(painter, box, row, chosen)
        self._paint_bar(painter, box, row.start, row.end, "for" if row.value >= 0 else "against")
        if index + 1 < len(self._rows):
            x, middle = self.x_of(row.end), box.center().y()
            painter.setPen(QPen(theme.color("control"), 1))
            painter.drawLine(
                QPointF(x, middle + self._thick / 2), QPointF(x, middle + self._row_height - self._thick / 2)
            )

    def _paint_words(self, painter: QPainter, box: QRectF, row: Row, chosen: bool) -> None:
        size, side = (13 if self._row_height >= theme.px(18) else 12), theme.px(8)
        painter.setPen(theme.color("text"))
        if self._by_size or not row.group:
            painter.setFont(theme.font(size, 600 if chosen else 400))
            whole = box.adjusted(side, 0, 0, 0)
            whole.setRight((self._group_width + theme.px(LABEL)) - side)
            words = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(whole.width()))
            painter.drawText(whole, LEFT, words)
        else:
            if row.first:
                painter.setFont(theme.font(size, 600))
                painter.setPen(theme.color("text-2"))
                mark = "" if not self._folds else "▸ " if row.folded else "▾ "
                painter.drawText(box.adjusted(side, 0, 0, 0), LEFT, f"{mark}{row.group}")
            painter.setFont(theme.font(size, 600 if chosen else 400))
            painter.setPen(theme.color("text"))
            painter.drawText(box.adjusted(self._group_width + side, 0, 0, 0), LEFT, row.label)
        painter.setFont(theme.font(size, 600 if chosen else 400, tabular=True))
        painter.drawText(box.adjusted(0, 0, -side, 0), RIGHT, signed(row.value))

    @property
    def _thick(self) -> float:
        return min(theme.px(12), self._row_height - theme.px(6))

    def _paint_bar(self, painter: QPainter, box: QRectF, start: float, end: float, colour: str) -> None:
        left, right = sorted((self.x_of(start), self.x_of(end)))
        bar = QRectF(left, box.center().y() - self._thick / 2, max(right - left, theme.px(2)), self._thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(colour))
        painter.drawRoundedRect(bar, theme.px(2), theme.px(2))

    def _paint_sum(self, painter: QPainter) -> None:
        field, total = self._field, sum(bar.value for bar in self._bars)
        box = QRectF(0, field.bottom(), self.width(), theme.px(FOOT))
        painter.fillRect(QRectF(0, round(box.top()), self.width(), 1), theme.color("edge"))
        painter.setFont(theme.font(13, 600, tabular=True))
        painter.setPen(theme.color("text"))
        painter.drawText(box.adjusted(theme.px(8), 0, 0, 0), LEFT, "Sum")
        painter.drawText(box.adjusted(0, 0, -theme.px(8), 0), RIGHT, signed(total))
        self._paint_bar(painter, box, 0.0, total, "text-2")
