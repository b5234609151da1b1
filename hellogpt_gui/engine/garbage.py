"""Python's search for garbage, in the window's thread alone.

Anywhere else it could come upon a Qt object that nobody holds any more, and destroying one in an engine's thread while
the window's thread is inside Qt stops both for ever: each waits for the lock that the other has.
"""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 1000


class GarbageSearch(QObject):
    """While it goes on, Python does not search by itself; this does as often as Python would, between two events."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._was_enabled = True
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.search)

    def begin(self) -> None:
        """From now on until ``end``; to be called in the window's thread."""
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer.start()

    def end(self) -> None:
        """Leave it to Python again: no other thread is at work any more."""
        if self._timer.isActive():
            self._timer.stop()
            if self._was_enabled:
                gc.enable()

    @Slot()
    def search(self) -> None:
        """Go through the oldest of the generations that have grown past their thresholds, and those younger."""
        grown = [age for age, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
                 if count > most > 0]  # fmt: skip
        if grown:
            gc.collect(grown[-1])
