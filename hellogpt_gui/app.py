"""The application: log and crash hooks, the look, the first window, and a clean end."""

import faulthandler
import logging
import signal
import socket
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from types import TracebackType

from PySide6.QtCore import QEventLoop, QObject, QSocketNotifier, QtMsgType, Signal, Slot, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QIcon, QSessionManager
from PySide6.QtWidgets import QApplication

from core import __version__
from core.errors import HelloGPTError
from core.paths import Home
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.main_window import MainWindow
from hellogpt_gui.notify import Notifier
from hellogpt_gui.settings import WindowSettings
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.focus_ring import FocusRing

log = logging.getLogger(__name__)

LOG_BYTES = 1_000_000
LOG_FILES = 3
# A training thread lets the window's thread in this often (the default is 5 ms): the curve is drawn in 9 ms, not 14.
SWITCH_INTERVAL = 0.0002
QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def run(home: Home) -> int:
    """Open the window and stay until it is closed. Returns the exit code."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("HelloGPT")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("hellogpt")
    notifier = Notifier()
    hooks = Hooks(notifier)
    trouble = prepare(home)
    settings = WindowSettings(home)
    theme.install(application, settings.scheme, settings.zoom)
    application.setWindowIcon(QIcon(theme.pixmap("curve", "accent-ink", 64)))
    FocusRing(application)
    window = MainWindow(EngineClient(home), home, settings, notifier)
    window.painted.connect(window.start_engine)
    leaving = Leaving(window)
    if trouble is not None:
        notifier.show_error(trouble)
    window.show()
    code = application.exec()
    leaving.restore()
    hooks.remove()
    return code


def prepare(home: Home) -> HelloGPTError | None:
    """Make the home and begin the log; what stands in the way of that is returned, for the window opens anyway."""
    try:
        home.make()
        home.logs.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(
            home.logs / "hellogpt.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
    except HelloGPTError as error:
        return error
    except OSError as error:
        return HelloGPTError(f"The log in {home.logs} cannot be written ({error.strerror}).", "Is the disk full?")
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(file)
    root.setLevel(logging.INFO)
    log.info("HelloGPT %s, Python %s", __version__, sys.version.split()[0])
    faulthandler.enable((home.logs / "fault.log").open("a", encoding="utf-8"))
    return None


class Hooks(QObject):
    """A fault that nobody caught, in any thread, is logged and said in the message bar; the program goes on."""

    _fault = Signal(str, str)

    def __init__(self, notifier: Notifier) -> None:
        super().__init__()
        self._notifier = notifier
        self._fault.connect(self._say)
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread
        self._messages_before = qInstallMessageHandler(_log_qt)

    def remove(self) -> None:
        """Put back what stood there before."""
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(self._messages_before)

    def _caught(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        details = "".join(traceback.format_exception(kind, error, where))
        log.error("Not caught: %s", details)
        self._before[0](kind, error, where)
        self._fault.emit(f"{kind.__name__}: {error}", details)

    def _caught_in_thread(self, caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            self._caught(caught.exc_type, caught.exc_value, caught.exc_traceback)

    @Slot(str, str)
    def _say(self, what: str, details: str) -> None:
        self._notifier.show(
            f"Something went wrong inside HelloGPT: {what}",
            "Your runs are safe. The details help whoever mends it.",
            details,
        )


def _log_qt(kind: QtMsgType, context: object, message: str) -> None:
    logging.getLogger("qt").log(QT_LEVELS[kind], "%s", message)


class Leaving(QObject):
    """Ctrl+C in the terminal, SIGTERM and the end of the session save what trains and close; a second one aborts.

    Python runs signal handlers between its own instructions only; a socket wakes Qt's event loop for them.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._far.setblocking(False)
        self._wake_before = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._handle) for number in (signal.SIGINT, signal.SIGTERM)}
        self._woken = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self)
        self._woken.activated.connect(self._leave)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self._session_ends)

    def restore(self) -> None:
        """Put the handlers back."""
        self._woken.setEnabled(False)
        signal.set_wakeup_fd(self._wake_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._near.close()
        self._far.close()

    def _handle(self, number: int, frame: object) -> None:
        """The socket has already woken the event loop; the second signal is the system's again."""
        signal.signal(number, signal.SIG_DFL)

    @Slot()
    def _leave(self) -> None:
        self._near.recv(64)
        self._window.close_and_keep()

    @Slot(QSessionManager)
    def _session_ends(self, manager: QSessionManager) -> None:
        """The system waits until this returns, and not a moment longer."""
        self._window.close_and_keep()
        if self._window.isVisible():
            saving = QEventLoop()
            self._window.closed.connect(saving.quit)
            saving.exec()
