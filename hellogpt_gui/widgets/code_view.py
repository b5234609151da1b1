"""Lines of a program, to be read: comments are quiet, and the lines that matter here stand on a tint."""

from collections.abc import Sequence

from PySide6.QtCore import QRegularExpression, QSize, Slot
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from hellogpt_gui.theme import theme

KEYWORDS = QRegularExpression(
    r"\b(?:def|class|return|if|else|for|in|is|not|and|or|None|True|False|self|import|from|with|while|lambda)\b"
)
COMMENT = QRegularExpression(r"#[^\n]*")
QUOTES = '"""'
INSIDE = 1  # the state of a line in a docstring


class _Python(QSyntaxHighlighter):
    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._keyword, self._quiet = QTextCharFormat(), QTextCharFormat()
        self.dress()

    def dress(self) -> None:
        self._keyword.setFontWeight(QFont.Weight.DemiBold)
        self._quiet.setForeground(theme.color("text-3"))
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:  # noqa: N802  Qt's own name
        found = KEYWORDS.globalMatch(text)
        while found.hasNext():
            match = found.next()
            self.setFormat(match.capturedStart(), match.capturedLength(), self._keyword)
        comment = COMMENT.match(text)
        if comment.hasMatch():
            self.setFormat(comment.capturedStart(), len(text) - comment.capturedStart(), self._quiet)
        inside = self.previousBlockState() == INSIDE
        quotes = text.count(QUOTES)
        if inside or quotes:
            self.setFormat(0 if inside else text.index(QUOTES), len(text), self._quiet)
        self.setCurrentBlockState(INSIDE if inside != (quotes % 2 == 1) else 0)


class CodeView(QPlainTextEdit):
    """It can be read, scrolled and copied, and not changed."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setProperty("kind", "code")
        self._marked: tuple[int, ...] = ()
        self._python = _Python(self.document())
        theme.changed.connect(self._dress)
        self._dress()

    def show_code(self, text: str, marked: Sequence[int]) -> None:
        """``marked``: the lines that matter, from 0; the first of them is in sight."""
        if text != self.toPlainText():
            self.setPlainText(text)
        self._marked = tuple(marked)
        self._mark()
        first = self.document().findBlockByNumber(min(marked, default=0))
        self.setTextCursor(QTextCursor(first))
        self.centerCursor()
        self.horizontalScrollBar().setValue(0)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(340), theme.px(120))

    @property
    def marked(self) -> list[str]:
        """The lines that stand on a tint."""
        return [self.document().findBlockByNumber(number).text() for number in self._marked]

    def _mark(self) -> None:
        tinted = []
        for number in self._marked:
            one = QTextEdit.ExtraSelection()
            one.cursor = QTextCursor(self.document().findBlockByNumber(number))
            one.format.setBackground(theme.color("tint"))
            one.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            tinted.append(one)
        self.setExtraSelections(tinted)

    @Slot()
    def _dress(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(theme.px(12))
        self.document().setDefaultFont(font)
        self._python.dress()
        self._mark()
