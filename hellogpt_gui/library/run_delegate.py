"""Draws the rows of the library: headings of 30 px, runs of 56 px with a thumbnail of their validation curve."""

from datetime import date, datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hellogpt_gui import units
from hellogpt_gui.library.run_list import ROW_ROLE, GroupRow, RunRow
from hellogpt_gui.theme import theme

GROUP_HEIGHT = 30
RUN_HEIGHT = 56
SIDE = 8  # from the list's edge to the row's tint
INNER = 10  # from the tint's edge to what stands in it
THUMBNAIL = QSize(52, 32)
TEXT_LEFT = 74  # from the tint's edge to the name


class RunDelegate(QStyledItemDelegate):
    """Rows carry a GroupRow or a RunRow in ROW_ROLE."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = index.data(ROW_ROLE)
        return QSize(theme.px(200), theme.px(GROUP_HEIGHT if isinstance(row, GroupRow) else RUN_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if isinstance(row, GroupRow):
            self._paint_group(painter, area, row, bool(state & QStyle.StateFlag.State_MouseOver))
        elif isinstance(row, RunRow):
            self._paint_run(painter, area, row, state)
        painter.restore()

    # ---- headings ----------------------------------------------------------------------------------------------------

    def _paint_group(self, painter: QPainter, area: QRect, row: GroupRow, hovered: bool) -> None:
        arrow = theme.pixmap("chevron-down" if row.open else "chevron-right", "text-2", 12)
        painter.drawPixmap(QPoint(area.left() + theme.px(9), area.center().y() - theme.px(6) + 1), arrow)
        text = area.adjusted(theme.px(26), 0, -theme.px(21), 0)
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.color("text" if hovered else "text-2"))
        wide = text.width() - theme.px(30)
        name = painter.fontMetrics().elidedText(row.model, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(row.runs))

    # ---- runs --------------------------------------------------------------------------------------------------------

    def _paint_run(self, painter: QPainter, area: QRect, row: RunRow, state: QStyle.StateFlag) -> None:
        card = area.adjusted(theme.px(SIDE), theme.px(1), -theme.px(SIDE), -theme.px(1))
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("tint" if selected else "fill"))
            painter.drawRoundedRect(QRectF(card), theme.px(6), theme.px(6))
        inner = card.adjusted(theme.px(INNER), 0, -theme.px(INNER), 0)
        size = QSize(theme.px(THUMBNAIL.width()), theme.px(THUMBNAIL.height()))
        top = card.center().y() - size.height() // 2 - theme.px(1)
        paint_thumbnail(painter, QRect(QPoint(inner.left(), top), size), row)
        self._paint_words(painter, inner, card.left() + theme.px(TEXT_LEFT), row)

    def _paint_words(self, painter: QPainter, inner: QRect, left: int, row: RunRow) -> None:
        high = theme.px(19)
        middle = inner.center().y()
        upper = QRect(left, middle - high, inner.right() - left, high)
        lower = QRect(left, middle + theme.px(1), inner.right() - left, high)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        plain = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft

        painter.setFont(theme.font(13, 500, tabular=True))
        painter.setPen(theme.color("text"))
        figure = "" if row.summary.state == "unread" else "–" if row.val_loss is None else f"{row.val_loss:.2f}"
        painter.drawText(upper, right, figure)
        room = upper.width() - painter.fontMetrics().horizontalAdvance(figure) - theme.px(26)
        name = f"serial_{row.summary.serial}"
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(upper, plain, name)
        self._paint_mark(painter, left + painter.fontMetrics().horizontalAdvance(name), upper.center().y(), row)

        painter.setFont(theme.font(12, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        figure = units.percent(row.progress) if row.live else _date(row)
        painter.drawText(lower, right, figure)
        room = lower.width() - painter.fontMetrics().horizontalAdvance(figure) - theme.px(6)
        kind = painter.fontMetrics().elidedText(row.kind, Qt.TextElideMode.ElideRight, room)
        painter.drawText(lower, plain, kind)

    def _paint_mark(self, painter: QPainter, x: int, middle: int, row: RunRow) -> None:
        """The dot of a run that trains, the star of one that was starred."""
        if row.live:
            radius = theme.px(4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("live"))
            painter.drawEllipse(QPointF(x + theme.px(11), middle + 1), radius, radius)
        if row.summary.star:
            shift = theme.px(20) if row.live else theme.px(6)
            painter.drawPixmap(QPoint(x + shift, middle - theme.px(6)), theme.pixmap("star", "text-2", 12))


def paint_thumbnail(painter: QPainter, box: QRect, row: RunRow) -> None:
    """The validation curve above its axis. Its width is the share of the budget that has been used."""
    bottom = box.bottom() + 0.5
    painter.setPen(QPen(theme.color("line" if theme.dark else "edge"), 1))
    painter.drawLine(QPointF(box.left(), bottom), QPointF(box.right() + 1, bottom))
    curve = row.summary.curve
    if len(curve) < 2:
        return
    losses = [loss for _, loss in curve]
    low, high = min(losses), max(losses)
    last = max(step for step, _ in curve) or 1
    wide = (box.width() - 2) * (min(1.0, max(row.progress, 0.04)) if row.summary.state != "done" else 1.0)
    tall = box.height() - theme.px(5)
    points = [
        QPointF(box.left() + 1 + wide * step / last, box.top() + 1 + tall * (high - loss) / ((high - low) or 1.0))
        for step, loss in curve
    ]
    painter.setPen(QPen(theme.color("val"), 1.5 * theme.zoom, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))


def _date(row: RunRow) -> str:
    try:
        moment = datetime.fromisoformat(row.summary.created).astimezone()
    except ValueError:
        return ""
    return units.when(moment, date.today())
