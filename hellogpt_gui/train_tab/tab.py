"""The tab itself: which of its two pages stands in front, and what goes to the engine and comes back.

The selection shared by all tabs decides: no run → set-up; the run that trains here → its session; any other run → read
from its folder, and read again while somebody else trains it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from core.errors import HelloGPTError, SettingError
from core.paths import Home
from core.protocol import ExperimentDone, Failed, Notice, Remedy, Resume, TrainDone
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.lab.queue import TrainQueue
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Notifier
from hellogpt_gui.train_tab.change_sheet import ChangeSheet
from hellogpt_gui.train_tab.draft import Draft
from hellogpt_gui.train_tab.forecast import Forecast
from hellogpt_gui.train_tab.forking import Forking
from hellogpt_gui.train_tab.run_page import RunPage
from hellogpt_gui.train_tab.run_reader import RunReader
from hellogpt_gui.train_tab.run_record import RunRecord
from hellogpt_gui.train_tab.session import TrainSession
from hellogpt_gui.train_tab.settings_sheet import SettingsSheet
from hellogpt_gui.train_tab.setup_page import SetupPage
from hellogpt_gui.train_tab.teaching import Teaching
from hellogpt_gui.train_tab.text_sheets import TextSheets
from hellogpt_gui.train_tab.text_source import TextSource

if TYPE_CHECKING:
    from hellogpt_gui.lab.page import LabPage

# A run that may train in another process is looked at this often.
FOLLOW_MS = 1500
# pyqtgraph takes half a second to import: when the window has been drawn and the engine is busy with its own imports.
PLOT_AFTER_MS = 600


class TrainTab(QFrame):
    """``training_changed``: TrainingState; ``chat_requested``: with the run that is selected;
    ``report_requested``: of that run."""

    training_changed = Signal(object)
    chat_requested = Signal()
    report_requested = Signal(str)

    def __init__(
        self,
        client: EngineClient,
        selection: Selection,
        home: Home,
        notifier: Notifier,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "page")
        self._client, self._selection, self._home, self._notifier = client, selection, home, notifier
        self.draft = Draft()
        self.session = TrainSession(client, self)
        self.forecast = Forecast(client, self)
        self.queue = TrainQueue(client, self.session, notifier, self)
        self.lab: LabPage | None = None
        self._reader = RunReader(home, self)
        self._shown = RunRecord()
        self._preparing_in_front = self._lab_in_front = False
        self.setup = SetupPage(self.draft, str(home.data), self.forecast)
        self.source = TextSource(client, self.setup, self.draft, self)
        self.sheets = TextSheets(client, self.setup, self.draft, self)
        self.forking = Forking(self.draft, self.source, selection, self)
        self.teaching = Teaching(self.session, selection, self)
        self.page = RunPage()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.setup)
        self._pages.addWidget(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self._follow = QTimer(self)
        self._follow.setInterval(FOLLOW_MS)
        self._follow.timeout.connect(self._read_again)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(PLOT_AFTER_MS)
        self._late.timeout.connect(self.page.ensure_plot)
        self._connect()
        self._on_selection()

    def _connect(self) -> None:
        setup, head, session = self.setup, self.page.head, self.session
        setup.train.connect(self.start)
        self.source.chosen.connect(self._show_setup)
        self.source.failed.connect(self._fail)
        self.sheets.got.connect(self.source.add)
        self.sheets.failed.connect(self._fail)
        self.forking.forked.connect(self._show_setup)
        self.teaching.failed.connect(self._fail)
        self.teaching.began.connect(self._on_asked_for)
        head.pause.connect(self.pause_or_resume)
        head.stop.connect(self.stop_and_keep)
        head.go_on.connect(self.go_on)
        head.chat.connect(self._on_chat)
        head.another.connect(self.new_model)
        head.fork.connect(self.fork)
        head.report.connect(self._on_report)
        setup.origin_dropped.connect(self.new_model)
        head.settings.connect(self._show_settings)
        head.change.connect(self._show_change)
        self.page.step_chosen.connect(self._on_step_chosen)
        self.page.remedy.connect(self._on_remedy)
        self.page.samples.prompt_added.connect(session.add_prompt)
        session.changed.connect(self._on_session)
        session.began.connect(self._on_began)
        session.ended.connect(self._on_ended)
        session.noticed.connect(self._on_notice)
        session.turned.connect(self._on_turned)
        session.began.connect(self.queue.on_began)
        session.ended.connect(self.queue.on_ended)
        setup.queue.connect(self._let_wait)
        setup.lab.connect(self.show_lab)
        self.queue.changed.connect(self._show_waiting)
        self._reader.read.connect(self._on_read)
        self._reader.failed.connect(self._on_unreadable)
        self._selection.changed.connect(self._on_selection)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self.setup, self.start)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.source.known:
            self.source.look()
        if not self.queue.known:
            self.queue.read()
        if self.page.curve is None:
            self._late.start()

    def close_down(self) -> None:
        """Before the window goes: wait for the thread that reads folders."""
        self._follow.stop()
        self._late.stop()
        self._reader.close()

    # ---- the text ----

    @Slot(list)
    def use_texts(self, paths: Sequence[str]) -> None:
        """Take these files and folders as the text, and show the set-up."""
        self.source.use(paths)

    @Slot()
    def choose_files(self) -> None:
        """Ask for files, as the button does."""
        self.setup.text.choose_files()

    # ---- starting, pausing, stopping ----

    @Slot()
    def start(self) -> None:
        """Train what the set-up says; nothing happens while a training runs or a setting is wrong."""
        if self.session.active or not self.setup.button.isEnabled():
            return
        try:
            command = self.draft.command()
        except SettingError as error:
            self.setup.show_error(error)
            return
        looked = self.draft.looked
        self._on_asked_for()
        self.session.train(command, len(looked.files) if looked else 0)

    @Slot()
    def teach(self) -> None:
        """Ask how the run that is shown shall be taught to answer."""
        self.teaching.open(self._shown)

    @Slot()
    def _on_asked_for(self) -> None:
        """A new run is prepared in front, in place of what is selected."""
        self._selection.select(None)
        self._preparing_in_front = True
        self.page.ensure_plot()

    @Slot()
    def go_on(self) -> None:
        """Resume the run that is shown, up to the budget it was planned for."""
        if self.session.active and self._shown.name:
            self.queue.add(Resume(self._shown.name))
            self._notifier.show(f"{self._shown.name} goes on after what trains now.", kind="info")
        elif self._shown.name:
            self.session.go_on(self._shown)

    @Slot()
    def pause_or_resume(self) -> None:
        self.session.pause_or_resume()

    @Slot()
    def stop_and_keep(self) -> None:
        self.session.stop()

    @Slot()
    def new_model(self) -> None:
        """Show the set-up for a fresh network."""
        if self.draft.origin is not None:
            self.draft.fork_from(None)
            self.source.look()
        self._show_setup()

    @Slot()
    def fork(self) -> None:
        """Show the set-up for a run that begins with the one that is shown, at the step that is chosen."""
        self.forking.fork(self._shown)

    @Slot(str)
    def _on_remedy(self, remedy: Remedy) -> None:
        """What the verdict offers, as one button."""
        if remedy == "stop":
            self.stop_and_keep()
        else:
            self.forking.mend(self._shown, remedy)

    @Slot()
    def _show_setup(self) -> None:
        self._preparing_in_front = False
        self._selection.select(None)
        self._on_selection()

    # ---- experiments and the queue ----

    def _made_lab(self) -> "LabPage":
        """The page, made when it is first needed."""
        if self.lab is None:
            from hellogpt_gui.lab.page import LabPage

            self.lab = LabPage(self._client, self.session, self.queue, self.draft.basis, self._notifier)
            self.lab.left.connect(self.new_model)
            self.lab.stop.connect(self.stop_and_keep)
            self.session.said.connect(self.lab.take)
            self.session.ended.connect(self.lab.on_ended)
            self._pages.addWidget(self.lab)
        return self.lab

    @Slot()
    def show_lab(self) -> None:
        """Show experiments and the queue."""
        self._lab_in_front = True
        self._pages.setCurrentWidget(self._made_lab())

    @Slot()
    def _let_wait(self) -> None:
        try:
            self.queue.add(self.draft.command())
        except SettingError as error:
            self.setup.show_error(error)

    @Slot()
    def _show_waiting(self) -> None:
        self.setup.show_waiting(self.session.active, len(self.queue.waiting))

    @Slot(object)
    def _on_turned(self, before: RunRecord) -> None:
        """An experiment goes over to its next training: who watched the one before watches this one."""
        self._made_lab()
        if self._shown is before and not self._lab_in_front:
            self._preparing_in_front = True

    # ---- what the session says ----

    @Slot()
    def _on_session(self) -> None:
        session = self.session
        if session.record is self._shown or self._preparing_in_front:
            self._show(session.record)
        obstacle = "A model is training. Stop it first, or wait until it is done."
        self.setup.set_obstacle(obstacle if session.active else "")
        self._show_waiting()
        self.training_changed.emit(session.state)

    @Slot(str)
    def _on_began(self, run: str) -> None:
        if self._preparing_in_front or self._selection.run == run:
            self._preparing_in_front = False
            self._shown = self.session.record
            self._selection.select(run, "live")

    @Slot(object)
    def _on_ended(self, last: TrainDone | ExperimentDone | Failed) -> None:
        front, self._preparing_in_front = self._preparing_in_front, False
        if isinstance(last, Failed):
            if last.exit_code != 3 and not self.queue.has_turn:  # of that the queue speaks
                self._fail(last)
            if front:
                self._on_selection()

    @Slot(object)
    def _on_notice(self, notice: Notice) -> None:
        self._notifier.show(notice.message, notice.hint, kind="info")

    def _fail(self, failed: Failed) -> None:
        if failed.offers == "fork":
            self._notifier.show(failed.message, failed.hint, failed.details, action_text="Fork it", action=self.fork)
        else:
            self._notifier.show_failed(failed)

    # ---- what is shown ----

    @property
    def _own(self) -> RunRecord | None:
        """The record of the training that runs here, if it is the selected one."""
        session = self.session
        return session.record if session.active and session.record.name == self._selection.run else None

    @Slot()
    def _on_selection(self) -> None:
        run, step = self._selection.run, self._selection.step
        self._lab_in_front = False
        self._follow.stop()
        self.forking.selected(run)
        self.teaching.selected(run)
        if run is not None:
            self._preparing_in_front = False
        if self._preparing_in_front:
            self._show(self.session.record)
        elif run is None:
            self._reader.want("")
            self._shown = RunRecord()
            self._pages.setCurrentWidget(self.setup)
        elif self._own is not None:
            self._show(self._own)
        elif self._shown.name != run:
            self._show(RunRecord(name=run))
            self._reader.want(run)
        self.page.choose_step(step if isinstance(step, int) else None)

    def _show(self, record: RunRecord) -> None:
        here = record is self.session.record and self.session.active
        self._shown = record
        self.page.ensure_plot()
        self.page.show_record(
            record,
            name=record.parent.partition("/")[0] or self.draft.name,
            here=here,
            stage=self.session.stage,
            fraction=self.session.fraction,
            pausing=here and self.session.paused,
            stopping=here and self.session.state.phase == "stopping",
        )
        if not self._lab_in_front:
            self._pages.setCurrentWidget(self.page)

    @Slot(object)
    def _on_read(self, record: RunRecord) -> None:
        if record.name != self._selection.run or self._own is not None:
            return
        self._show(record)
        self.teaching.has_read(record)
        if self.forking.has_read(record):
            return
        self._follow.start()  # somebody may go on with it elsewhere

    @Slot(object)
    def _on_unreadable(self, error: HelloGPTError) -> None:
        self._follow.stop()
        self._notifier.show_error(error)

    @Slot()
    def _read_again(self) -> None:
        if self._selection.run is not None and self.isVisible():
            self._reader.want(self._selection.run, again=False)

    @Slot(int)
    def _on_step_chosen(self, step: int) -> None:
        if self._selection.run is not None:
            self._selection.select(self._selection.run, step)

    @Slot()
    def _on_chat(self) -> None:
        if self._shown.name:
            self.chat_requested.emit()

    @Slot()
    def _on_report(self) -> None:
        if self._shown.name:
            self.report_requested.emit(self._shown.name)

    @Slot()
    def _show_change(self) -> None:
        sheet = ChangeSheet(self.session.record.changeable, self)
        sheet.wanted.connect(self.session.change)
        sheet.open()

    @Slot()
    def _show_settings(self) -> None:
        if self._shown.config is not None:
            SettingsSheet(self._shown.name, self._shown.config, self).open()
