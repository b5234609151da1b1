"""A field that shows one token with its odds, and opens a list of others."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from hellogpt_gui.theme import theme

ID_ROLE, NOTE_ROLE = int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 1
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LONGEST, LIST_WIDTH = 120, 208
FRAME = 44  # beside the words: padding and arrow


@dataclass(frozen=True)
class TokenChoice:
    """``note``: its odds, or what else is to be said of it."""

    id: int
    token: str
    note: str = ""


class _Notes(QStyledItemDelegate):
    """The note stands at the right of each row."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        area: QRect = option.rect
        painter.drawText(area.adjusted(0, 0, -theme.px(10), 0), RIGHT, str(index.data(NOTE_ROLE)))


class TokenCombo(QComboBox):
    """``picked`` says the id of the token that the person chose."""

    picked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setItemDelegate(_Notes(self))
        self._choices: tuple[TokenChoice, ...] = ()
        self.activated.connect(self._activated)
        theme.changed.connect(self._dress)
        self._dress()

    def show_choices(self, choices: Sequence[TokenChoice], chosen: int) -> None:
        """``chosen``: the id of the one that is shown. An open list stays as it is."""
        if self.view().isVisible():
            return
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self.clear()
            for row, choice in enumerate(choices):
                self.addItem(choice.token, choice.id)
                self.setItemData(row, choice.note, NOTE_ROLE)
                said = f"{choice.token}, {choice.note}" if choice.note else choice.token
                self.setItemData(row, said, Qt.ItemDataRole.AccessibleTextRole)
        self.setCurrentIndex(self.findData(chosen))
        self.updateGeometry()
        self.update()

    @property
    def chosen(self) -> int:
        """The id of the token that is shown."""
        return int(self.currentData())

    @property
    def choices(self) -> tuple[TokenChoice, ...]:
        return self._choices

    @Slot(int)
    def _activated(self, row: int) -> None:
        self.updateGeometry()
        self.picked.emit(self._choices[row].id)

    def _words(self) -> tuple[str, str]:
        row = self.currentIndex()
        if not 0 <= row < len(self._choices):
            return "", ""
        metrics = QFontMetrics(theme.font(13, 600))
        token = metrics.elidedText(self._choices[row].token, Qt.TextElideMode.ElideRight, theme.px(LONGEST))
        return token, self._choices[row].note

    def sizeHint(self) -> QSize:
        token, note = self._words()
        wide = QFontMetrics(theme.font(13, 600)).horizontalAdvance(token)
        if note:
            wide += theme.px(6) + QFontMetrics(theme.font(12, 400, tabular=True)).horizontalAdvance(note)
        return QSize(wide + theme.px(FRAME), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        token, note = self._words()
        painter.setFont(theme.font(13, 600))
        painter.setPen(theme.color("text"))
        painter.drawText(field, LEFT, token)
        beside = field.adjusted(painter.fontMetrics().horizontalAdvance(token) + theme.px(6), 0, 0, 0)
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        painter.drawText(beside, LEFT, note)

    @Slot()
    def _dress(self) -> None:
        self.view().setMinimumWidth(theme.px(LIST_WIDTH))
        self.updateGeometry()
