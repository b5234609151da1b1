"""The sheet that shows copied stretches where they stand: in the training text, with what is round them."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QTextEdit, QWidget

from core.config import CopyingConfig, settings_of
from core.protocol import CopiedStretch
from hellogpt_gui.theme import theme
from hellogpt_gui.units import plural, printable, whole
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.number_slider import NumberSlider
from hellogpt_gui.widgets.row_list import Row, RowList
from hellogpt_gui.widgets.sheet import Sheet

WHAT = "These words of the answer stand word for word in the text that the model learnt from."
COPIED_FROM = settings_of(CopyingConfig)[0]
SPAN = (5, 200)  # characters on the slider
ROWS, HIGH = 3, 260
TITLE = 60  # letters of a stretch in the list


class CopiedSheet(Sheet):
    """``copied_from``: the person may choose from which length on a stretch counts."""

    def __init__(self, text: str, stretches: Sequence[CopiedStretch], copied_from: int, parent: QWidget) -> None:
        super().__init__("Copied from the training text", WHAT, "", parent)
        self.setProperty("help", "copied")
        self._text, self._stretches = text, {stretch.begin: stretch for stretch in stretches}
        self._shown = stretches[0]
        self.list = RowList("Copied stretches", ROWS)
        self.place = label("", "caption", wrap=True)
        self.around = QTextEdit(readOnly=True)
        self.around.setAccessibleName("The stretch in its surroundings")
        self.least = NumberSlider(COPIED_FROM, *SPAN, logarithmic=True)
        self.least.set_value(copied_from)
        for widget in (self.list, self.place, self.around, self.least):
            self.body.addWidget(widget)
        self.list.chosen.connect(self.show_stretch)
        self.finish()
        theme.changed.connect(self._fit)
        self._fit()
        rows = [self._row(stretch) for stretch in stretches]
        self.list.show_rows(rows, stretches[0].begin)
        self.list.setVisible(len(rows) > 1)

    @property
    def copied_from(self) -> int:
        return int(self.least.value)

    def _row(self, stretch: CopiedStretch) -> Row:
        words = " ".join(printable(self._text[stretch.begin : stretch.end]).split())
        title = words if len(words) <= TITLE else f"{words[:TITLE].rstrip()}…"
        place = f"{stretch.file}, line {whole(stretch.line)}"
        return Row(stretch.begin, f"“{title}”", place, plural(stretch.end - stretch.begin, "character"))

    @Slot(int)
    def show_stretch(self, begin: int) -> None:
        """One of the stretches, by where it begins in the answer."""
        stretch = self._shown = self._stretches[begin]
        self.place.setText(where(stretch))
        self.around.clear()
        cursor = self.around.textCursor()
        quiet, copied = QTextCharFormat(), QTextCharFormat()
        quiet.setForeground(theme.color("text-2"))
        copied.setForeground(theme.color("text"))
        copied.setFontUnderline(True)
        copied.setUnderlineColor(theme.color("copied"))
        copied.setFontWeight(500)
        cursor.insertText(printable(stretch.before), quiet)
        at = cursor.position()
        cursor.insertText(printable(self._text[stretch.begin : stretch.end]), copied)
        cursor.insertText(printable(stretch.after), quiet)
        cursor.setPosition(at)
        self.around.setTextCursor(cursor)
        QTimer.singleShot(0, self, self._reveal)  # once it has been laid out

    @Slot()
    def _reveal(self) -> None:
        """Some of what stands before is seen, too."""
        bar, at = self.around.verticalScrollBar(), self.around.cursorRect().top()
        bar.setValue(bar.value() + at - self.around.viewport().height() // 3)

    @Slot()
    def _fit(self) -> None:
        self.around.setFont(theme.font(14))
        self.around.setFixedHeight(theme.px(HIGH))
        self.show_stretch(self._shown.begin)


def where(stretch: CopiedStretch) -> str:
    """The file, the place in it, and how often it stands in the text."""
    facts = [stretch.file, f"line {whole(stretch.line)}", f"character {whole(stretch.character)}"]
    if stretch.times > 1:
        facts.append(f"{whole(stretch.times)} times in the text")
    return "  ·  ".join(facts)
