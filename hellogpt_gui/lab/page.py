"""The page of experiments and the queue: which experiment, how far it is, what came of it; beside it what waits."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from core.protocol import (
    ContinueExperiment,
    Event,
    ExperimentDone,
    ExperimentResult,
    ExperimentsListed,
    ExperimentSoFar,
    Failed,
    ListExperiments,
    RunExperiment,
    Step,
    TrialStarted,
)
from hellogpt_gui.engine import Asker, EngineClient
from hellogpt_gui.lab.basis import Basis
from hellogpt_gui.lab.experiment_sheet import ExperimentSheet
from hellogpt_gui.lab.queue import TrainQueue, Trains
from hellogpt_gui.lab.queue_panel import QueuePanel
from hellogpt_gui.lab.result_panel import ResultPanel
from hellogpt_gui.notify import Notifier
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, hairline, label
from hellogpt_gui.widgets.empty_state import EmptyState
from hellogpt_gui.widgets.progress_line import ProgressLine

NARROW = 900  # px at 100 % of the page
SIDE = 280
EMPTY = (
    "No experiment yet",
    "Take a block out of the model, sweep the learning rate, or grow it: several trainings, one picture.",
    "Begin an experiment…",
)


class LabPage(QScrollArea):
    """``left``: the person wants back to the set-up; ``stop``: what trains shall stop."""

    left = Signal()
    stop = Signal()

    def __init__(
        self,
        client: EngineClient,
        trains: Trains,
        queue: TrainQueue,
        basis: Callable[[], Basis],
        notifier: Notifier,
        parent: QWidget | None = None,
    ) -> None:
        """``basis``: what the set-up says now."""
        super().__init__(parent)
        self.setProperty("help", "experiments")
        self.setAccessibleName("Experiments and queue")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._trains, self._queue, self._basis, self._notifier = trains, queue, basis, notifier
        self._asker = Asker(client, self)
        self._results: dict[str, ExperimentResult] = {}
        self._running = ""
        self._trial: TrialStarted | None = None
        self._part = 0.0
        self._make()
        self._lay_out()
        self._connect()
        self._dress()
        self._show()

    def _make(self) -> None:
        self.choice = QComboBox()
        self.choice.setAccessibleName("Which experiment")
        self.begin = Button("New experiment…", icon="plus")
        self.back = Button("Back to the set-up", "link")
        self.go_on, self.stop_button = Button("Go on", icon="play"), Button("Stop and keep", icon="stop")
        self.progress = ProgressLine()
        self.progress.setAccessibleName("Progress of the experiment")
        self.said = label("", "caption")
        self.result = ResultPanel()
        self.empty = EmptyState(*EMPTY)
        self.queue_panel = QueuePanel(self._queue)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        head.addWidget(label("Experiments", "title"))
        head.addWidget(self.choice)
        head.addStretch(1)
        for widget in (self.back, self.go_on, self.stop_button, self.begin):
            head.addWidget(widget)
        left = QVBoxLayout()
        left.setSpacing(theme.px(10))
        left.addWidget(self.progress)
        left.addWidget(self.said)
        left.addWidget(self.result)
        left.addWidget(self.empty, 1)
        left.addStretch(0)
        self._left = QWidget()
        self._left.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.addWidget(self._left, 1)
        self._both.addWidget(self.queue_panel)
        page = QWidget()
        page.setObjectName("page")
        self._column = QVBoxLayout(page)
        self._column.addLayout(head)
        self._column.addWidget(hairline())
        self._column.addLayout(self._both, 1)
        self.setWidget(page)

    def _connect(self) -> None:
        self.begin.clicked.connect(self.ask)
        self.empty.pressed.connect(self.ask)
        self.back.clicked.connect(self.left)
        self.go_on.clicked.connect(self._go_on)
        self.stop_button.clicked.connect(self.stop)
        self.choice.currentIndexChanged.connect(self._show)
        self.result.failed.connect(self._could_not_write)
        self._asker.answered.connect(self._listed)
        theme.changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        side = theme.px(24)
        self._column.setContentsMargins(side, theme.px(16), side, theme.px(16))
        self._column.setSpacing(theme.px(12))
        self._both.setSpacing(theme.px(24))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < theme.px(NARROW)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._both.setDirection(down if narrow else right)
        self.queue_panel.setMinimumWidth(0 if narrow else theme.px(SIDE))
        self.queue_panel.setMaximumWidth(16_777_215 if narrow else theme.px(SIDE))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._asker.ask(ListExperiments())
        self._queue.read()

    # ---- what the person does ----

    @Slot()
    def ask(self) -> None:
        """The sheet that begins one."""
        sheet = ExperimentSheet(self._basis(), self._trains.active, frozenset(self._results), self)
        sheet.asked.connect(self._asked)
        sheet.open()

    @Slot(object, bool)
    def _asked(self, command: RunExperiment, wait: bool) -> None:
        if wait or self._trains.active:
            self._queue.add(command)
        else:
            self._trains.run(command)

    @Slot()
    def _go_on(self) -> None:
        command = ContinueExperiment(self.chosen)
        if self._trains.active:
            self._queue.add(command)
        else:
            self._trains.run(command)

    # ---- what the engine says ----

    @Slot(list)
    def take(self, events: Sequence[Event]) -> None:
        """What an experiment that runs here says; events of other trainings are passed over."""
        for event in events:
            if isinstance(event, TrialStarted):
                self._trial, self._running, self._part = event, event.experiment, 0.0
            elif isinstance(event, ExperimentSoFar):
                new = event.result.name not in self._results
                self._note(event.result)
                if new or self._running != event.result.name:
                    self._choose(event.result.name)
                self._running = event.result.name
            elif isinstance(event, Step) and self._running:
                self._part = event.progress
        if self._running:
            self._show()

    @Slot(object)
    def on_ended(self, last: object) -> None:
        """Whatever trained has ended."""
        self._running, self._trial = "", None
        if isinstance(last, ExperimentDone):
            self._note(last.result)
        self._show()

    @Slot(object)
    def _listed(self, answer: ExperimentsListed | Failed) -> None:
        if isinstance(answer, Failed):
            self._notifier.show_failed(answer)
            return
        for sentence in answer.left_out:
            self._notifier.show(sentence, kind="warn")
        for result in reversed(answer.experiments):
            if result.name != self._running:
                self._note(result)
        self._show()

    def _note(self, result: ExperimentResult) -> None:
        known = result.name in self._results
        self._results[result.name] = result
        if not known:
            self.choice.insertItem(0, result.name)
            if not self._running:
                self.choice.setCurrentIndex(0)

    def _choose(self, name: str) -> None:
        self.choice.setCurrentIndex(self.choice.findText(name))

    # ---- what is shown ----

    @property
    def chosen(self) -> str:
        """The name of the experiment that is shown, or empty."""
        return self.choice.currentText()

    @Slot()
    def _show(self) -> None:
        result = self._results.get(self.chosen)
        here = bool(self._running) and self._running == self.chosen
        self.empty.setVisible(result is None)
        for widget in (self.choice, self.result, self.progress, self.said):
            widget.setVisible(result is not None)
        self.stop_button.setVisible(here)
        self.go_on.setVisible(result is not None and not here and not result.complete)
        self.go_on.setText("Go on after what trains" if self._trains.active else "Go on")
        if result is None:
            return
        self.result.show_result(result)
        part = self._part if here else 0.0
        self.progress.set_fraction((result.done + part) / result.trials)
        self.said.setText(self._words(result, here))

    def _words(self, result: ExperimentResult, here: bool) -> str:
        done = f"{result.done} of {result.trials} trainings done"
        trial = self._trial
        if not here or trial is None:
            return done if result.complete else f"{done}; it can go on at any time"
        why = "to choose its learning rate" if trial.trial.tuning else f"seed {trial.trial.seed}"
        return f"{done} · now: {trial.label}, rate × {trial.trial.rate:.3g}, {why}"

    @Slot(str)
    def _could_not_write(self, sentence: str) -> None:
        self._notifier.show(sentence, "Choose another place.")
