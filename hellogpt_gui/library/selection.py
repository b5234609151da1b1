"""Which run, and which step of it, all three tabs show."""

from typing import Literal

from PySide6.QtCore import QObject, Signal

SelectedStep = int | Literal["latest", "best", "live"]


class Selection(QObject):
    """One run and one step, or nothing. ``changed`` is emitted once for each change, after it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: str | None = None
        self._step: SelectedStep = "latest"

    @property
    def run(self) -> str | None:
        """``<model_name>/serial_<N>``, or None."""
        return self._run

    @property
    def step(self) -> SelectedStep:
        return self._step

    @property
    def ref(self) -> str:
        """RUN@STEP as a command takes it; empty while nothing is selected."""
        return f"{self._run}@{self._step}" if self._run else ""

    def select(self, run: str | None, step: SelectedStep = "latest") -> None:
        """Show another run, or another step of it."""
        if (run, step) != (self._run, self._step):
            self._run, self._step = run, step
            self.changed.emit()

    def set_step(self, step: SelectedStep) -> None:
        """Show another step of the same run."""
        self.select(self._run, step)
