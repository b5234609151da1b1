"""What trains now, shown wherever the frame shows it, and the actions of the Run menu that act on it."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from hellogpt_gui import units
from hellogpt_gui.actions import Actions
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.front import Front
from hellogpt_gui.library.pane import LibraryPane
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.status_bar import StatusBar

TITLE = "HelloGPT"


class TrainingWatch(QObject):
    """``state`` is what the Train tab said last."""

    def __init__(
        self,
        window: QWidget,
        actions: Actions,
        front: Front,
        selection: Selection,
        library: LibraryPane,
        status: StatusBar,
    ) -> None:
        super().__init__(window)
        self._window, self._actions, self._front = window, actions, front
        self._selection, self._library, self._status = selection, library, status
        self.state = TrainingState()
        actions["show-training"].triggered.connect(self.go_there)
        status.trains_now.clicked.connect(self.go_there)
        window.setWindowTitle(TITLE)
        self._show_actions()

    @Slot(object)
    def show(self, state: TrainingState) -> None:
        """Say it in library, status bar, title bar and menu. What was live is the last step of a run that has ended."""
        before, self.state = self.state, state
        if before.run and state.run != before.run and self._selection.ref == f"{before.run}@live":
            self._selection.set_step("latest")
        self._library.show_training(state)
        self._status.trains_now.show_state(state)
        speed = state.tokens_per_second
        self._front.set_figure("train", f"{units.count(speed)} tokens/s" if speed else "")
        self._show_actions()
        progress = f"{units.percent(state.progress)} · {state.run} – " if state.active and state.run else ""
        self._window.setWindowTitle(f"{progress}{TITLE}")

    @Slot()
    def go_there(self) -> None:
        """Bring what trains now to the front, at this moment."""
        self._front.show("train")
        if self.state.run:
            self._selection.select(self.state.run, "live")

    def _show_actions(self) -> None:
        state, actions = self.state, self._actions
        actions["pause"].setText("Go &on training" if state.paused else "&Pause the training")
        actions["pause"].setEnabled(state.phase in ("training", "paused"))
        actions["stop"].setEnabled(state.phase in ("preparing", "training", "paused"))
        actions["show-training"].setEnabled(state.active)
