"""What stands among the lines of a transcript and is a widget: notes and a foot under an answer, an editor, what is
beside the words. Made when it is first seen, hidden when it is not."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.passage import BUBBLE_LINE, FOOT, Passage
from hellogpt_gui.widgets.passage_painting import bubble_box

INDENT = 4  # icons have a margin of their own
GAP = 8


class PassageWidgets:
    """``foot`` makes what stands under the answer of a passage, ``beside`` what stands left of its words, or None;
    ``footer`` stands under the last answer alone."""

    def __init__(self, viewport: QWidget) -> None:
        self._viewport = viewport
        self.foot: Callable[[int], QWidget] | None = None
        self.beside: Callable[[int], QWidget | None] | None = None
        self.footer: QWidget | None = None
        self._feet: dict[int, QWidget] = {}
        self._sides: dict[int, QWidget | None] = {}

    @property
    def footer_height(self) -> int:
        return self.footer.sizeHint().height() + theme.px(8) if self.footer is not None else 0

    def clear(self, passages: Sequence[Passage]) -> None:
        """Another transcript: what was made for this one goes."""
        among = [widget for one in passages for widget in (*one.notes, one.editor)]
        for widget in (*self._feet.values(), *self._sides.values(), *among):
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._feet.clear()
        self._sides.clear()

    def forget_side(self, number: int) -> None:
        """What stands beside these words is made anew."""
        side = self._sides.pop(number, None)
        if side is not None:
            side.hide()
            side.deleteLater()

    def foot_of(self, number: int) -> QWidget | None:
        """What has been made to stand under an answer."""
        return self._feet.get(number)

    def side_of(self, number: int) -> QWidget | None:
        """What has been made to stand beside words."""
        return self._sides.get(number)

    def place(self, passages: Sequence[Passage], seen: range, column: QRectF, scrolled: int) -> None:
        """Everything where its passage stands now."""
        for number, widget in (*self._feet.items(), *self._sides.items()):
            if widget is not None and number not in seen:
                widget.hide()
        for number, passage in enumerate(passages):
            if passage.notes and number not in seen:
                for note in passage.notes:
                    note.hide()
        if self.footer is not None:
            self._place_footer(self.footer, passages, column, scrolled)
        for number in seen:
            self._place_below(number, passages[number], column, scrolled)
            self._place_beside(number, passages[number], column, scrolled)
            self._place_editor(passages[number], column, scrolled)

    def _place_below(self, number: int, passage: Passage, column: QRectF, scrolled: int) -> None:
        top = passage.notes_top - scrolled
        for note in passage.notes:
            high = note.sizeHint().height()
            self._show(note, column.x(), top, column.width(), high)
            top += high + theme.px(4)
        if passage.has_foot and self.foot is not None:
            if number not in self._feet:
                self._feet[number] = self.foot(number)
            self._show(
                self._feet[number], column.x() - theme.px(INDENT), top + theme.px(4),
                column.width() + theme.px(INDENT), theme.px(FOOT - 4),
            )  # fmt: skip

    def _place_footer(self, footer: QWidget, passages: Sequence[Passage], column: QRectF, scrolled: int) -> None:
        footer.setParent(self._viewport)
        footer.setVisible(bool(passages))
        if passages:
            top = passages[-1].top + passages[-1].height + theme.px(4) - scrolled
            high = footer.sizeHint().height()
            self._show(footer, column.x() - theme.px(INDENT), top, column.width() + theme.px(INDENT), high)

    def _place_beside(self, number: int, passage: Passage, column: QRectF, scrolled: int) -> None:
        if not passage.words.strip() or self.beside is None:
            return
        if number not in self._sides:
            self._sides[number] = self.beside(number)
        side = self._sides[number]
        if side is None:
            return
        if passage.editor is not None:
            side.hide()
            return
        wide, high = side.sizeHint().width(), side.sizeHint().height()
        bubble = bubble_box(passage, column, passage.bubble_top - scrolled)
        middle = bubble.top() + (theme.px(BUBBLE_LINE + 12) - high) / 2
        self._show(side, bubble.left() - wide - theme.px(GAP), middle, wide, high)

    def _place_editor(self, passage: Passage, column: QRectF, scrolled: int) -> None:
        if passage.editor is None:
            return
        top = passage.text_top if passage.edits_answer else passage.bubble_top
        self._show(passage.editor, column.x(), top - scrolled, column.width(), passage.editor.sizeHint().height())

    def _show(self, widget: QWidget, x: float, y: float, wide: float, high: float) -> None:
        if widget.parent() is not self._viewport:
            widget.setParent(self._viewport)
        widget.setGeometry(round(x), round(y), round(wide), round(high))
        widget.show()
