"""A word on the desktop when a training has ended and the window is not in front. A switch in the Run menu."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from core.protocol import ExperimentDone, Failed, TrainDone
from hellogpt_gui.actions import Actions
from hellogpt_gui.settings import WindowSettings
from hellogpt_gui.units import plural

SHOWN_MS = 10_000
ENDED = {
    "budget": "Done", "user": "Stopped and kept", "patience": "Stopped: no better any more",
    "not_finite": "Stopped: the loss was no longer a number",
}  # fmt: skip


class EndNote(QObject):
    """``said``: title and words of the last one."""

    def __init__(self, window: QWidget, actions: Actions, settings: WindowSettings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._tray: QSystemTrayIcon | None = None
        self.said: tuple[str, str] | None = None
        self._switch = actions["note-end"]
        self._switch.setChecked(settings.note_end)
        self._switch.toggled.connect(self._on_toggled)

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:
        self._settings.note_end = on

    @Slot(object)
    def tell(self, last: TrainDone | ExperimentDone | Failed) -> None:
        """Say how it ended, unless the person sees it, or stopped it before anything was made."""
        stopped = isinstance(last, Failed) and last.exit_code == 3
        if not self._switch.isChecked() or self._window.isActiveWindow() or stopped:
            return
        self.said = in_words(last)
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._tray = tray = QSystemTrayIcon(QApplication.windowIcon(), self)
            tray.messageClicked.connect(self._on_clicked)
            tray.show()
            tray.showMessage(*self.said, QApplication.windowIcon(), SHOWN_MS)

    @Slot()
    def _on_clicked(self) -> None:
        self._window.activateWindow()
        self._window.raise_()

    def close_down(self) -> None:
        """Before the window goes."""
        if self._tray is not None:
            self._tray.hide()


def in_words(last: TrainDone | ExperimentDone | Failed) -> tuple[str, str]:
    """Title and sentence."""
    if isinstance(last, Failed):
        return "The training could not go on", last.message
    if isinstance(last, ExperimentDone):
        return "The experiment has ended", f"{last.result.done} trainings are done."
    loss = "" if last.val_loss is None else f", validation loss {last.val_loss:.2f}"
    return f"{ENDED[last.stopped_by]}: {last.run}", f"After {plural(last.step, 'step')}{loss}."
