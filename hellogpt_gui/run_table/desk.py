"""The way to the table, and what is done to the selected run without it: report, rename, delete.

It asks where something could be lost, says what came of it, and has the library read again.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QMessageBox, QWidget

from core.paths import Home
from core.runs.former_names import former_models
from hellogpt_gui.actions import SEPARATOR, Actions
from hellogpt_gui.library.pane import LibraryPane
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Notifier
from hellogpt_gui.run_table.work import Answer, Compare, Delete, Note, Rename, Report, Star, Work, Write

if TYPE_CHECKING:
    from hellogpt_gui.run_table.sheet import RunTable

IN_THE_MENU = (
    "chat-with", "inspect-with", "fork", SEPARATOR, "compare", "report", "export", SEPARATOR, "star", "copy-run",
    "open-run", SEPARATOR, "rename", "delete",
)  # fmt: skip


class Desk(QObject):
    """``sheet``: the table, once it has been opened; ``dialog``: what asks something now, or asked last."""

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
        self.sheet: RunTable | None = None
        self.dialog: QFileDialog | QInputDialog | QMessageBox | None = None
        self.menu: QMenu | None = None
        self._renamed = ""
        self._reported = ""
        self._condemned: tuple[str, ...] = ()
        self.work = Work(home, self)
        self.work.answered.connect(self._answered)
        for action_id, slot in {
            "compare": self.open,
            "report": self._report_selected,
            "rename": self._rename_selected,
            "delete": self._delete_selected,
        }.items():
            actions[action_id].triggered.connect(slot)
        library.compare_wanted.connect(self.open)
        library.menu_wanted.connect(self._show_menu)
        library.listed.connect(self._listed)
        selection.changed.connect(self._follow)
        self._follow()

    def close_down(self) -> None:
        """Before the window goes."""
        if self.sheet is not None:
            self.sheet.close()
        self.work.close()

    # ---- the table ---------------------------------------------------------------------------------------------------

    @Slot()
    def open(self) -> None:
        """Show the table, with the selected run chosen."""
        if self.sheet is None:
            from hellogpt_gui.run_table.sheet import RunTable  # its curves take a while to load

            self.sheet = sheet = RunTable(self._window)
            sheet.compare_wanted.connect(self._compare)
            sheet.opened.connect(self._open_run)
            sheet.file_wanted.connect(self._write)
            sheet.star_wanted.connect(self._star)
            sheet.note_wanted.connect(self._note)
            sheet.report_wanted.connect(self.report)
            sheet.rename_wanted.connect(self.rename)
            sheet.delete_wanted.connect(self.delete)
        self.sheet.say("")
        self._listed()
        if self._selection.run and not self.sheet.table.chosen:
            self.sheet.table.choose([self._selection.run])
        self.sheet.show()
        self.sheet.raise_()
        self.sheet.activateWindow()
        self.sheet.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _listed(self) -> None:
        self._follow()
        if self.sheet is not None:
            self.sheet.show_runs(self._library.model.runs, former_models(self._home))

    @Slot()
    def _follow(self) -> None:
        for action_id in ("report", "rename", "delete"):
            self._actions[action_id].setEnabled(self._selection.run is not None)

    @Slot(tuple)
    def _compare(self, names: tuple[str, ...]) -> None:
        self.work.begin(Compare(names))

    @Slot(str)
    def _open_run(self, name: str) -> None:
        self._selection.select(name)
        self._window.activateWindow()
        self._window.raise_()

    @Slot(str, object)
    def _write(self, path: str, content: object) -> None:
        self.work.begin(Write(path, content))  # type: ignore[arg-type]

    @Slot(str, bool)
    def _star(self, run: str, starred: bool) -> None:
        self.work.begin(Star(run, starred))

    @Slot(str, str)
    def _note(self, run: str, words: str) -> None:
        self.work.begin(Note(run, words))

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        """What can be done to the run under the pointer, which is the selected one now."""
        self.menu = QMenu(self._window)
        for action_id in IN_THE_MENU:
            if action_id == SEPARATOR:
                self.menu.addSeparator()
            else:
                self.menu.addAction(self._actions[action_id])
        self.menu.popup(place)

    # ---- report, rename, delete --------------------------------------------------------------------------------------

    @property
    def _front(self) -> QWidget:
        return self.sheet if self.sheet is not None and self.sheet.isVisible() else self._window

    @Slot()
    def _report_selected(self) -> None:
        if self._selection.run is not None:
            self.report(self._selection.run)

    @Slot(str)
    def report(self, run: str) -> None:
        """Ask where a report of this run shall lie."""
        dialog = QFileDialog(self._front, "Where the report shall lie", str(Path.home()), "Web page (*.html)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("html")
        dialog.selectFile(f"{run.replace('/', '-')}.html")
        dialog.fileSelected.connect(self._report_to)
        self._reported = run
        self._ask(dialog)

    @Slot(str)
    def _report_to(self, path: str) -> None:
        self.work.begin(Report(self._reported, path))

    @Slot()
    def _rename_selected(self) -> None:
        if self._selection.run is not None:
            self.rename(self._selection.run.partition("/")[0])

    @Slot(str)
    def rename(self, model: str) -> None:
        """Ask what a model shall be called."""
        dialog = QInputDialog(self._front)
        dialog.setWindowTitle(f"Rename {model}")
        dialog.setLabelText("What all runs of this model shall be called. They are still found by the old name.")
        dialog.setTextValue(model)
        dialog.textValueSelected.connect(self._rename_to)
        self._renamed = model
        self._ask(dialog)

    @Slot(str)
    def _rename_to(self, name: str) -> None:
        if name.strip() != self._renamed:
            self.work.begin(Rename(self._renamed, name.strip()))

    @Slot()
    def _delete_selected(self) -> None:
        if self._selection.run is not None:
            self.delete((self._selection.run,))

    @Slot(tuple)
    def delete(self, runs: tuple[str, ...]) -> None:
        """Move runs to the trash. That can be undone, so nobody is asked."""
        self.work.begin(Delete(runs))

    def _ask_forever(self, runs: tuple[str, ...], why: str) -> None:
        box = QMessageBox(self._front)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(why)
        what = runs[0] if len(runs) == 1 else f"{len(runs)} runs"
        box.setInformativeText(f"Delete {what} for good? This cannot be undone.")
        forever = box.addButton("Delete for good", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        self._condemned = runs
        forever.clicked.connect(self._delete_forever)
        self._ask(box)

    @Slot()
    def _delete_forever(self) -> None:
        self.work.begin(Delete(self._condemned, forever=True))

    def _ask(self, dialog: QFileDialog | QInputDialog | QMessageBox) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()

    # ---- what came of it ---------------------------------------------------------------------------------------------

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        if self._selection.run in answer.done:
            self._selection.select(None)
        match answer:
            case Answer(comparison=found) if found is not None:
                if self.sheet is not None:
                    self.sheet.show_comparison(found)
                return
            case Answer(Delete(runs, False), error=error) if error is not None and error.offers == "forever":
                self._ask_forever(tuple(run for run in runs if run not in answer.done), error.message)
            case Answer(error=error) if error is not None:
                self._say(f"{error.message} {error.hint}".strip(), bad=True)
            case Answer(Rename(old, new)):
                self._follow_rename(old, new)
                self._say(f"{old} is called {new} now.")
            case Answer(Delete(runs, forever)):
                what = runs[0] if len(runs) == 1 else f"{len(runs)} runs"
                self._say(f"{what}: {'deleted' if forever else 'moved to the trash'}.")
            case Answer(Report(_, path)) | Answer(Write(path, _)):
                self._say(f"Written: {path}")
        if not isinstance(answer.task, Compare | Report | Write):
            self._library.refresh()

    def _follow_rename(self, old: str, new: str) -> None:
        run = self._selection.run
        if run is not None and run.partition("/")[0] == old:
            self._selection.select(f"{new}/{run.partition('/')[2]}", self._selection.step)

    def _say(self, words: str, bad: bool = False) -> None:
        """In the table while it is open, else in the window."""
        if self.sheet is not None and self.sheet.isVisible():
            self.sheet.say(words, "bad" if bad else "good")
        else:
            self._notifier.show(words, kind="error" if bad else "good")
