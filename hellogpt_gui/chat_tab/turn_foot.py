"""What stands under an answer: the branches, another answer, copy, branch, more; at the right seed and length. And what
stands beside the person's words: their branches, and a pencil."""

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import icon_button, label


class BranchWalker(QWidget):
    """‹ 2 of 3 ›. ``walked`` says −1 or 1."""

    walked = Signal(int)

    def __init__(self, at: int, count: int, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before = icon_button("chevron-left", f"{what}: the branch before (Alt+Left)")
        self.after = icon_button("chevron-right", f"{what}: the branch after (Alt+Right)")
        self.words = label(f"{at + 1} of {count}", "quiet")
        self.before.setEnabled(at > 0)
        self.after.setEnabled(at < count - 1)
        self.before.clicked.connect(self._back)
        self.after.clicked.connect(self._on)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(2))
        for widget in (self.before, self.words, self.after):
            row.addWidget(widget)

    @Slot()
    def _back(self) -> None:
        self.walked.emit(-1)

    @Slot()
    def _on(self) -> None:
        self.walked.emit(1)


class TurnFoot(QWidget):
    """Under the answer ``turn``; each signal carries it first."""

    walked = Signal(int, int)
    again_pressed = Signal(int)
    copy_pressed = Signal(int)
    branch_pressed = Signal(int)
    more_pressed = Signal(int, QPoint)

    def __init__(self, turn: int, at: int, count: int, words: str, of: str = "", parent: QWidget | None = None) -> None:
        """``at`` of ``count`` branches; ``words``: seed and length; ``of``: which answer, if it is not the last."""
        super().__init__(parent)
        self.setProperty("help", "turn-foot")
        self.turn = turn
        self.walker = BranchWalker(at, count, f"The answer{of}") if count > 1 else None
        self.again = icon_button("refresh", "Another answer in its place" + (of or ", with another seed (Ctrl+R)"))
        self.copy = icon_button("copy", f"Copy the answer{of}")
        self.branch = icon_button("branch", "Branch where the model was least sure" + of)
        self.more = icon_button("more", f"More for the answer{of}")
        self._words: QLabel = label(words, "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        if self.walker is not None:
            self.walker.walked.connect(self._walk)
            row.addWidget(self.walker)
            row.addSpacing(theme.px(8))
        for button, slot in (
            (self.again, self._again), (self.copy, self._copy), (self.branch, self._branch), (self.more, self._more),
        ):  # fmt: skip
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._words, 0, Qt.AlignmentFlag.AlignRight)

    def set_busy(self, busy: bool) -> None:
        """While an answer is written, nothing else can be asked."""
        self.again.setEnabled(not busy)
        self.branch.setEnabled(not busy)

    def show_words(self, words: str) -> None:
        self._words.setText(words)

    @Slot(int)
    def _walk(self, by: int) -> None:
        self.walked.emit(self.turn, by)

    @Slot()
    def _again(self) -> None:
        self.again_pressed.emit(self.turn)

    @Slot()
    def _copy(self) -> None:
        self.copy_pressed.emit(self.turn)

    @Slot()
    def _branch(self) -> None:
        self.branch_pressed.emit(self.turn)

    @Slot()
    def _more(self) -> None:
        self.more_pressed.emit(self.turn, self.more.mapToGlobal(QPoint(0, self.more.height())))


class WordsSide(QWidget):
    """Left of the words of a turn. ``count`` 1: only the pencil."""

    walked = Signal(int, int)
    edit_pressed = Signal(int)

    def __init__(self, turn: int, at: int, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.turn = turn
        self.walker = BranchWalker(at, count, "What you wrote") if count > 1 else None
        self.edit = icon_button("edit", "Edit what you wrote (double-click; the last: Up in an empty field)")
        self.edit.clicked.connect(self._edit)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        if self.walker is not None:
            self.walker.walked.connect(self._walk)
            row.addWidget(self.walker)
        row.addWidget(self.edit)

    @Slot(int)
    def _walk(self, by: int) -> None:
        self.walked.emit(self.turn, by)

    @Slot()
    def _edit(self) -> None:
        self.edit_pressed.emit(self.turn)
