"""What the menus' actions do to the selected run, to folders and to the look; the window keeps the rest."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from core import __version__
from core.config import TEXT_SUFFIXES
from core.paths import Home
from hellogpt_gui.actions import Actions
from hellogpt_gui.help import Explainer
from hellogpt_gui.library.pane import LibraryPane
from hellogpt_gui.library.reader import folder_of
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Notifier
from hellogpt_gui.theme import SCHEMES, theme
from hellogpt_gui.widgets.path_dialog import PathDialog

TEXT_FILES = f"Texts ({' '.join(f'*{suffix}' for suffix in TEXT_SUFFIXES)});;All files (*)"


class Deeds(QObject):
    """``texts_chosen`` brings the paths of the files that the person picked."""

    texts_chosen = Signal(list)

    def __init__(
        self,
        window: QWidget,
        actions: Actions,
        home: Home,
        selection: Selection,
        library: LibraryPane,
        notifier: Notifier,
    ) -> None:
        super().__init__(window)
        self._window, self._actions, self._home = window, actions, home
        self._selection, self._library, self._notifier = selection, library, notifier
        self._explainer = Explainer(window)
        for action_id, slot in {
            "choose-files": self._choose_files,
            "open-data": self._open_data,
            "star": self._star,
            "open-run": self._open_run,
            "copy-run": self._copy_run,
            "step-first": library.foot.step_first,
            "step-back": library.foot.step_back,
            "step-on": library.foot.step_on,
            "step-last": library.foot.step_last,
            "zoom-in": theme.zoom_in,
            "zoom-out": theme.zoom_out,
            "zoom-reset": theme.zoom_reset,
            "explain": self._explainer.explain,
            "open-logs": self._open_logs,
            "about": self._about,
        }.items():
            actions[action_id].triggered.connect(slot)
        for scheme in SCHEMES:
            actions[f"scheme-{scheme}"].triggered.connect(self._choose_scheme)
        actions[f"scheme-{theme.scheme}"].setChecked(True)
        selection.changed.connect(self._follow)
        library.listed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """What is said of the selected run needs one."""
        run = self._library.selected
        for action_id in ("star", "open-run", "copy-run", "chat-with", "inspect-with", "fork", "teach"):
            self._actions[action_id].setEnabled(run is not None)
        for action_id in ("step-first", "step-back", "step-on", "step-last"):
            self._actions[action_id].setEnabled(run is not None)
        self._actions["star"].setChecked(run is not None and run.star)

    @Slot()
    def _choose_files(self) -> None:
        dialog = PathDialog(self._window, "Choose text files", str(self._home.data), TEXT_FILES)
        dialog.chosen.connect(self.texts_chosen)
        dialog.open()

    @Slot()
    def _open_data(self) -> None:
        self._open(self._home.data)

    @Slot()
    def _open_logs(self) -> None:
        self._open(self._home.logs)

    @Slot()
    def _open_run(self) -> None:
        if self._selection.run is not None:
            self._open(folder_of(self._home, self._selection.run).path)

    def _open(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._notifier.show(
                f"{folder} cannot be opened.", "This system has no program that shows folders.", kind="warn"
            )

    @Slot()
    def _copy_run(self) -> None:
        QGuiApplication.clipboard().setText(self._selection.ref.removesuffix("@latest").removesuffix("@live"))

    @Slot()
    def _star(self) -> None:
        run = self._library.selected
        if run is not None:
            self._library.reader.set_star(run.name, not run.star)

    @Slot()
    def _choose_scheme(self) -> None:
        for scheme in SCHEMES:
            if self._actions[f"scheme-{scheme}"].isChecked():
                theme.set_scheme(scheme)

    @Slot()
    def _about(self) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle("About HelloGPT")
        box.setText(f"HelloGPT {__version__}")
        box.setInformativeText(
            "A desktop laboratory for one small GPT: train it, talk to it, look inside it.\n"
            "Everything happens on this computer.\n\n"
            f"Texts and runs: {self._home.root}"
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
