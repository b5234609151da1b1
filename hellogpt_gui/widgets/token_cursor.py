"""Which token of a transcript is looked at: by a pointer that rests on it, or by keys, at once.

A pointer that leaves the token may be on its way to the card beside it: for a moment nothing changes, and as long as
the card holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from hellogpt_gui.widgets.passage import Passage

REST_MS, AWAY_MS = 150, 250


@dataclass(frozen=True)
class Place:
    """A token of the transcript."""

    passage: int
    token: int


class TokenCursor(QObject):
    """``moved`` says that ``at`` is another place now, or None."""

    moved = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.at: Place | None = None
        self._next: Place | None = None
        self._held = False
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._arrive)

    def hover(self, place: Place | None) -> None:
        """The pointer is over this token, or over none."""
        if place == self.at:
            self._soon.stop()
        elif place != self._next or not self._soon.isActive():
            self._next = place
            self._soon.start(AWAY_MS if place is None else REST_MS)

    def put(self, place: Place | None) -> None:
        """Look at a token at once, or at none."""
        self._soon.stop()
        self._next, self._held = place, False  # a card that goes may go under the pointer
        if place != self.at:
            self.at = place
            self.moved.emit()

    def hold(self, held: bool) -> None:
        """The pointer is over the card of the token, and then it is not."""
        self._held = held
        if held:
            self._soon.stop()
        else:
            self.hover(None)

    @Slot()
    def _arrive(self) -> None:
        if not self._held:
            self.put(self._next)


def reached(passages: Sequence[Passage], at: Place | None, key: Qt.Key) -> Place | None:
    """Where ←, →, Home or End lead from a place; None for other keys and where there is no token."""
    full = [number for number, passage in enumerate(passages) if passage.tokens]
    if not full or key not in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
        return None
    first, last = Place(full[0], 0), Place(full[-1], len(passages[full[-1]].tokens) - 1)
    if key == Qt.Key.Key_Home:
        return first
    if key == Qt.Key.Key_End or at is None or not at.token < len(passages[at.passage].tokens):
        return last
    step = -1 if key == Qt.Key.Key_Left else 1
    if 0 <= at.token + step < len(passages[at.passage].tokens):
        return Place(at.passage, at.token + step)
    beside = full.index(at.passage) + step
    if not 0 <= beside < len(full):
        return at
    return Place(full[beside], 0 if step > 0 else len(passages[full[beside]].tokens) - 1)
