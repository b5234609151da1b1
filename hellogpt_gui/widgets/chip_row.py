"""Words as chips in one row, each with × to take it out; those that find no room are counted at the end."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, label

GAP = 8


class ChipRow(QWidget):
    """``removed`` says the number of the chip that was pressed."""

    removed = Signal(int)

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        """``what``: what pressing a chip does to it, before its words: "Switch on again"."""
        super().__init__(parent)
        self._what = what
        self._words: tuple[str, ...] = ()
        self.chips: list[Button] = []
        self.more = label("", "caption")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # it may get narrower than its chips
        self._row.addWidget(self.more)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def words(self) -> tuple[str, ...]:
        return self._words

    def show_chips(self, words: Sequence[str]) -> None:
        """Other chips, as far as they are others."""
        if tuple(words) == self._words:
            return
        self._words = tuple(words)
        while len(self.chips) < len(words):
            self.chips.append(self._chip(len(self.chips)))
        for chip, text in zip(self.chips, words, strict=False):
            chip.setText(f"{text.replace('&', '&&')} ")  # and then the ×
            chip.setAccessibleName(f"{self._what}: {text}")
            chip.setToolTip(chip.accessibleName())
        self._fit()

    def _chip(self, number: int) -> Button:
        made = Button("x", "chip", "x", self)
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        made.clicked.connect(self._pressed)
        self._row.insertWidget(number, made)
        return made

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(30))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _fit(self) -> None:
        """As many chips as there is room for, with the count of the others."""
        gap, left = theme.px(GAP), self.width()
        wide = [self.chips[number].sizeHint().width() + gap for number in range(len(self._words))]
        shown = len(wide)
        if sum(wide) > left + gap:
            left -= self.more.fontMetrics().horizontalAdvance(f"and {len(wide)} more") + gap
            shown = next(number for number in range(len(wide)) if sum(wide[: number + 1]) > left)
        for number, chip in enumerate(self.chips):
            chip.setVisible(number < shown)
        rest = self._words[shown:]
        self.more.setText(f"and {len(rest)} more" if shown else f"{len(rest)} parts")
        self.more.setToolTip("\n".join(rest[:40]))
        self.more.setVisible(bool(rest))

    @Slot()
    def _pressed(self) -> None:
        chip = self.sender()
        assert isinstance(chip, Button)
        self.removed.emit(self.chips.index(chip))

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(theme.px(GAP))
        self._fit()
