"""Which run, and which step of it, shall answer: two fields to choose from."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from core.runs import RunSummary, Stop
from hellogpt_gui.library.selection import SelectedStep
from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole


class ModelPicker(QWidget):
    """``picked`` brings the run and the step that the person has chosen. Another run begins with its latest step."""

    picked = Signal(str, object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = ""
        self._step: SelectedStep = "latest"
        self.runs, self.steps = QComboBox(), QComboBox()
        self.runs.setAccessibleName(f"{name}: model and run")
        self.steps.setAccessibleName(f"{name}: step")
        for box in (self.runs, self.steps):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        self.runs.activated.connect(self._run_picked)
        self.steps.activated.connect(self._step_picked)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.runs, 3)
        self._row.addWidget(self.steps, 2)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def run(self) -> str:
        return self._run

    @property
    def step(self) -> SelectedStep:
        return self._step

    @property
    def ref(self) -> str:
        """RUN@STEP; empty while nothing is chosen."""
        return f"{self._run}@{self._step}" if self._run else ""

    def choose(self, run: str, step: SelectedStep) -> None:
        """Show another choice without saying ``picked``."""
        if run != self._run:
            self._run = run
            self.show_steps((), False)
        self._step = step
        self._mark(self.runs, run, run.replace("/", " / "))
        self._mark(self.steps, step, step_words(step))

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """What there is to choose from, in this order."""
        names = [run.name for run in runs]
        if names != [self.runs.itemData(index) for index in range(self.runs.count())]:
            self.runs.clear()
            for name in names:
                self.runs.addItem(name.replace("/", " / "), name)
        self._mark(self.runs, self._run, self._run.replace("/", " / "))

    def show_steps(self, stops: Sequence[Stop], live: bool) -> None:
        """The steps of the run, newest first, after the names that a step may have. ``live``: it trains now."""
        named: list[SelectedStep] = ["latest", "best", *(("live",) if live else ())]
        steps = [*named, *(stop.step for stop in reversed(stops))]
        if steps != [self.steps.itemData(index) for index in range(self.steps.count())]:
            self.steps.clear()
            for step in steps:
                self.steps.addItem(step_words(step), step)
        self._mark(self.steps, self._step, step_words(self._step))

    @staticmethod
    def _mark(box: QComboBox, value: object, words: str) -> None:
        """Show what is chosen, also where it is none of what there is."""
        known = [index for index in range(box.count()) if box.itemData(index) == value]
        if not known and value:
            box.addItem(words, value)
        box.setCurrentIndex(known[0] if known else box.count() - 1)

    @Slot(int)
    def _run_picked(self, index: int) -> None:
        run = self.runs.itemData(index)
        if run != self._run:
            self.choose(run, "latest")
            self.picked.emit(run, "latest")

    @Slot(int)
    def _step_picked(self, index: int) -> None:
        self._step = self.steps.itemData(index)
        self.picked.emit(self._run, self._step)

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(theme.px(8))


def step_words(step: SelectedStep) -> str:
    """A step as it is called on the screen."""
    return f"step {whole(step)}" if isinstance(step, int) else step
