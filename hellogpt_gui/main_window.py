"""The window: header, library, the three tabs, message bar, status bar. It wires rooms together, no more."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from core.paths import Home
from core.protocol import Failed, Ready
from hellogpt_gui.actions import Actions
from hellogpt_gui.asking_watch import AskingWatch
from hellogpt_gui.body import Body
from hellogpt_gui.closing import Closing
from hellogpt_gui.conversations import ConversationDesk
from hellogpt_gui.deeds import Deeds
from hellogpt_gui.drops import Drops, is_run
from hellogpt_gui.end_note import EndNote
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.exchange import Exchange
from hellogpt_gui.front import Front
from hellogpt_gui.header import Header
from hellogpt_gui.library.pane import LibraryPane
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.message_place import MessagePlace
from hellogpt_gui.notify import Notifier
from hellogpt_gui.offers import Offers
from hellogpt_gui.pages import LABELS, Pages
from hellogpt_gui.reading import Reading
from hellogpt_gui.run_table import Desk
from hellogpt_gui.settings import WindowSettings
from hellogpt_gui.status_bar import StatusBar
from hellogpt_gui.theme import theme
from hellogpt_gui.training_watch import TrainingWatch
from hellogpt_gui.widgets.command_palette import CommandPalette

if TYPE_CHECKING:
    from hellogpt_gui.chat_tab import ChatTab
    from hellogpt_gui.inspect_tab import InspectTab
    from hellogpt_gui.train_tab import TrainTab

FIRST_SIZE = (1280, 800)
SMALLEST = (720, 480)
# The list of runs is read and painted before the tabs behind are made, and between them the window answers.
BETWEEN_TABS_MS = 100
MADE_BY_HAND = (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel)


class MainWindow(QMainWindow):
    """``painted`` is emitted once, when the window has been seen for the first time; ``closed`` when it has ended."""

    painted = Signal()
    closed = Signal()

    def __init__(self, client: EngineClient, home: Home, settings: WindowSettings, notifier: Notifier) -> None:
        super().__init__()
        self.setProperty("help", "window")
        self._client, self._settings, self._notifier = client, settings, notifier
        self._seen = False
        self._closed = False
        self._wanted_run = settings.run
        self.selection = Selection(self)
        self.actions_by_id = Actions(self)
        self._build(home)
        actions, library = self.actions_by_id, self.library
        self.front = Front(self.header, self.pages, actions, self.status, self)
        self.training = TrainingWatch(self, actions, self.front, self.selection, library, self.status)
        self.end_note = EndNote(self, actions, settings)
        self.drops = Drops(self)
        self.closing = Closing(self, client)
        self.deeds = Deeds(self, actions, home, self.selection, library, notifier)
        self.desk = Desk(self, actions, home, self.selection, library, notifier)
        self.exchange = Exchange(self, actions, client, self.selection)
        self.reading = Reading(self, actions, client, self.selection)
        self.talks = ConversationDesk(self, actions, home, settings, notifier)
        self.offers = Offers(actions, self.pages, self.front, library, self.selection, self.talks)
        self.asking = AskingWatch(client, self.status, self)
        self._connect()
        self._connect_actions()
        self._restore()

    def _build(self, home: Home) -> None:
        self.header = Header(LABELS, self.actions_by_id["palette"].shortcut().toString().replace("+", " "))
        self.actions_by_id.fill(self.header.menus)
        self.addActions(list(self.actions_by_id))
        self.library = LibraryPane(home, self.selection)
        self.pages = Pages(self._client, self.selection, home, self._notifier)
        self.status = StatusBar()
        place = MessagePlace(self._notifier)
        self.messages = place.bar
        page = _column(self.pages, place)
        self.body = Body(self.library, page, self._settings.library_width, self._settings.library_open)
        self.setMenuWidget(self.header)
        self.setCentralWidget(_column(self.body, self.status))
        self.palette_card = CommandPalette(self)
        self.palette_card.recent = self._settings.recent

    def _connect(self) -> None:
        self.header.search.clicked.connect(self._open_palette)
        self.body.edge_moved.connect(self.header.align_to)
        self.body.open_changed.connect(self.actions_by_id["library"].setChecked)
        self.pages.made.connect(self._made)
        self.library.new_model.connect(self._new_model)
        self.library.listed.connect(self._listed)
        self.library.picked.connect(self.body.close_over)
        self.library.reader.failed.connect(self._notifier.show_error)
        self.deeds.texts_chosen.connect(self._use_texts)
        self.drops.dropped.connect(self._use_texts)
        self.exchange.imported.connect(self._imported)
        self.library.bring_in.connect(self.exchange.bring_in)
        self._client.ready.connect(self._engine_ready)
        self.talks.shown.connect(self.front.show_chat)
        self.closing.saved.connect(self.close)
        theme.changed.connect(self._dress)

    def _connect_actions(self) -> None:
        for action_id, slot in {
            "new": self._new_model,
            "get-text": self._get_text,
            "quit": self.close,
            "pause": self._pause,
            "stop": self._stop,
            "fork": self._fork,
            "teach": self._teach,
            "lab": self._lab,
            "library": self._fold,
            "find-run": self._find_run,
            "palette": self._open_palette,
        }.items():
            self.actions_by_id[action_id].triggered.connect(slot)

    def _restore(self) -> None:
        self.resize(QSize(*FIRST_SIZE).boundedTo(self.screen().availableSize()))
        if not self._settings.geometry.isEmpty():
            self.restoreGeometry(self._settings.geometry)
        self.actions_by_id["library"].setChecked(self.body.library_open)
        self.front.restore(self._settings.tab)
        self._dress()

    # ---- after the first painting ------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.windowHandle().installEventFilter(self)
            self.drops.watch()
            QTimer.singleShot(0, self, self._first_seen)

    @Slot()
    def _first_seen(self) -> None:
        """The frame stands on the screen: make the tab in front, then let the engine load, then make the others."""
        if self._closed:
            return
        self.library.refresh()  # read while the tab is made; also where it is folded: last time's run is selected again
        self.show_tab(self.front.name)
        self.painted.emit()
        QTimer.singleShot(BETWEEN_TABS_MS, self, self._make_next_tab)

    @Slot()
    def _make_next_tab(self) -> None:
        if not self._closed and self.pages.make_next():
            QTimer.singleShot(BETWEEN_TABS_MS, self, self._make_next_tab)

    @Slot(str)
    def _made(self, name: str) -> None:
        """Wire a tab that has just been made."""
        tab = self.pages.tab(name)
        if name == "train":
            train = cast("TrainTab", tab)
            train.page.remember_in(self._settings)
            train.training_changed.connect(self.training.show)
            train.chat_requested.connect(self.front.show_chat)
            train.report_requested.connect(self.desk.report)
            train.session.ended.connect(self.end_note.tell)
        else:
            asking = cast("ChatTab | InspectTab", tab)
            asking.figure_changed.connect(partial(self.front.set_figure, name))
            asking.train_requested.connect(self._new_model)
        if name == "inspect":
            cast("InspectTab", tab).chat_wanted.connect(self.front.chat_with)
        if name == "chat":
            chat = cast("ChatTab", tab)
            self.talks.attach(chat.talk, chat.head.name, chat.show_turn)

    @Slot()
    def start_engine(self) -> None:
        self._client.start()

    @Slot(object)
    def _engine_ready(self, answer: Ready | Failed) -> None:
        if self._closed:
            return
        self.status.show_engine(answer)
        if isinstance(answer, Failed):
            self._notifier.show_failed(answer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hand and keys make the engine's news come at the lively pace."""
        if event.type() in MADE_BY_HAND:
            self._client.note_activity()
        return False

    # ---- tabs, library and training ----------------------------------------------------------------------------------

    @property
    def train_tab(self) -> "TrainTab":
        return cast("TrainTab", self.pages.tab("train"))

    def show_tab(self, name: str) -> None:
        """Bring Train, Chat or Inspect to the front."""
        self.front.show(name)

    @Slot()
    def _listed(self) -> None:
        """The run that was selected last time is selected again, once it is known to be there."""
        wanted, self._wanted_run = self._wanted_run, ""
        if self.selection.run is None and wanted in [run.name for run in self.library.model.runs]:
            self.selection.select(wanted)

    @Slot()
    def _pause(self) -> None:
        self.train_tab.pause_or_resume()

    @Slot()
    def _stop(self) -> None:
        self.train_tab.stop_and_keep()

    @Slot()
    def _fork(self) -> None:
        self.show_tab("train")
        self.train_tab.fork()

    @Slot()
    def _teach(self) -> None:
        self.show_tab("train")
        self.train_tab.teach()

    @Slot()
    def _lab(self) -> None:
        self.show_tab("train")
        self.train_tab.show_lab()

    @Slot()
    def _new_model(self) -> None:
        self.show_tab("train")
        self.train_tab.new_model()

    @Slot()
    def _get_text(self) -> None:
        self.show_tab("train")
        self.train_tab.sheets.get_text()

    @Slot(str)
    def _imported(self, run: str) -> None:
        self.library.refresh()
        self.selection.select(run)

    @Slot(list)
    def _use_texts(self, paths: list[str]) -> None:
        if is_run(paths):
            self.exchange.open_import(paths[0])
            return
        self.show_tab("train")
        self.train_tab.use_texts(paths)

    # ---- frame -------------------------------------------------------------------------------------------------------

    @Slot(bool)
    def _fold(self, is_open: bool) -> None:
        self.body.set_open(is_open)

    @Slot()
    def _find_run(self) -> None:
        self.body.set_open(True)
        self.library.begin_find()

    @Slot()
    def _open_palette(self) -> None:
        self.palette_card.open_above(self.offers.all)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes away what lies above, one thing at a time."""
        if event.key() == Qt.Key.Key_Escape and self.body.lies_over:
            self.body.close_over()
        elif event.key() == Qt.Key.Key_Escape:
            self.messages.dismiss()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _dress(self) -> None:
        wide, high = (theme.px(side) for side in SMALLEST)
        self.setMinimumSize(QSize(wide, high).boundedTo(self.screen().availableSize()))

    # ---- closing -----------------------------------------------------------------------------------------------------

    def close_and_keep(self) -> None:
        """Close without a question; what trains is saved first."""
        self.closing.agree()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closed:
            return
        if not self.closing.may_close(self.training.state):
            event.ignore()
            return
        self._closed = True
        self._remember()
        self.hide()  # the engine may still be loading, and nothing can interrupt an import
        self.end_note.close_down()
        self.pages.close_down()
        self.talks.close_down()
        self.desk.close_down()
        self.library.close_down()
        self._client.close()
        event.accept()
        self.closed.emit()

    def _remember(self) -> None:
        settings = self._settings
        settings.geometry = self.saveGeometry()
        settings.tab = self.front.name
        settings.run = self.selection.run or ""
        settings.library_open = self.body.wanted_open
        settings.library_width = self.body.library_width
        settings.recent = self.palette_card.recent
        settings.scheme = theme.scheme
        settings.zoom = theme.zoom
        settings.write()


def _column(above: QWidget, below: QWidget) -> QWidget:
    """Two widgets, of which the upper one takes all growth."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(above, 1)
    column.addWidget(below)
    return whole
