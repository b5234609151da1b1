"""Leading figures in equal columns: caption, a large number with its unit, a quiet note below."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hellogpt_gui.theme import theme

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class FigureText:
    value: str
    unit: str = ""
    note: str = ""


class Figure(QWidget):
    """One figure. ``small``: 15 px with the caption below and no note, as estimates are written."""

    def __init__(self, caption: str, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption, self._small = caption, small
        self._text = FigureText("–")
        self.setSizePolicy(
            QSizePolicy.Policy.Fixed if small else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )
        theme.changed.connect(self._resize)
        self._announce()

    def show_text(self, text: FigureText) -> None:
        if text != self._text:
            self._text = text
            self._announce()
            self._resize()

    def set_caption(self, caption: str) -> None:
        if caption != self._caption:
            self._caption = caption
            self._announce()
            self._resize()

    @property
    def text(self) -> FigureText:
        return self._text

    def _announce(self) -> None:
        parts = (f"{self._text.value} {self._text.unit}".strip(), self._text.note)
        self.setAccessibleName(f"{self._caption}: " + ", ".join(part for part in parts if part))

    @Slot()
    def _resize(self) -> None:
        if self._small:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if not self._small:
            return QSize(theme.px(120), theme.px(58))
        value = QFontMetrics(_value_font(15)).horizontalAdvance(self._text.value)
        caption = QFontMetrics(theme.font(12, 400)).horizontalAdvance(self._caption)
        return QSize(max(value, caption) + 2, theme.px(42))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._small:
            self._line(painter, 0, 20, self._text.value, _value_font(15), "text")
            self._line(painter, 24, 18, self._caption, theme.font(12, 400), "text-2")
            return
        quiet = theme.font(12, 400, tabular=True)
        self._line(painter, 0, 16, self._caption, quiet, "text-2")
        taken = self._line(painter, 16, 26, self._text.value, _value_font(20), "text")
        unit = QRect(taken + theme.px(7), theme.px(19), self.width() - taken, theme.px(24))
        painter.setFont(quiet)
        painter.setPen(theme.color("text-2"))
        painter.drawText(unit, _LEFT, self._text.unit)
        self._line(painter, 42, 16, self._text.note, quiet, "text-2")

    def _line(self, painter: QPainter, top: int, height: int, words: str, font: QFont, color: str) -> int:
        painter.setFont(font)
        painter.setPen(theme.color(color))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRect(0, theme.px(top), self.width(), theme.px(height)), _LEFT, shown)
        return painter.fontMetrics().horizontalAdvance(shown)


def _value_font(size: int) -> QFont:
    return theme.font(size, 600, tabular=True)


class FigureRow(QWidget):
    """Figures side by side in equal columns."""

    def __init__(self, captions: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16))
        self.figures = tuple(Figure(caption) for caption in captions)
        for figure in self.figures:
            row.addWidget(figure, 1)

    def show_texts(self, texts: tuple[FigureText, ...]) -> None:
        for figure, text in zip(self.figures, texts, strict=True):
            figure.show_text(text)
