"""What the window remembers from one start to the next, in one small file under artifacts."""

from PySide6.QtCore import QByteArray, QSettings

from core.paths import Home
from hellogpt_gui.theme import SCHEMES, Scheme

FILE = "window.ini"


class WindowSettings:
    """A value that is missing, or that somebody wrote wrongly into the file, reads as its default."""

    def __init__(self, home: Home) -> None:
        self._stored = QSettings(str(home.artifacts / FILE), QSettings.Format.IniFormat)

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window as Qt keeps them; empty at first."""
        value = self._stored.value("window/geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._stored.setValue("window/geometry", value)

    @property
    def tab(self) -> str:
        return str(self._stored.value("window/tab", ""))

    @tab.setter
    def tab(self, name: str) -> None:
        self._stored.setValue("window/tab", name)

    @property
    def library_open(self) -> bool:
        return str(self._stored.value("library/open", "true")).lower() != "false"

    @library_open.setter
    def library_open(self, value: bool) -> None:
        self._stored.setValue("library/open", value)

    @property
    def library_width(self) -> int:
        """In px at 100 %; 0 means the usual one."""
        return int(self._number("library/width", 0))

    @library_width.setter
    def library_width(self, value: int) -> None:
        self._stored.setValue("library/width", value)

    @property
    def run(self) -> str:
        """The run that was selected; empty for none."""
        return str(self._stored.value("library/run", ""))

    @run.setter
    def run(self, name: str) -> None:
        self._stored.setValue("library/run", name)

    @property
    def recent(self) -> list[str]:
        """What was done lately by the palette, the last first."""
        value = self._stored.value("palette/recent", [])
        return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []

    @recent.setter
    def recent(self, keys: list[str]) -> None:
        self._stored.setValue("palette/recent", keys)

    @property
    def conversation(self) -> str:
        """The id of the conversation that was on the screen; empty for none."""
        return str(self._stored.value("chat/conversation", ""))

    @conversation.setter
    def conversation(self, conversation_id: str) -> None:
        self._stored.setValue("chat/conversation", conversation_id)

    @property
    def plot(self) -> str:
        """How the loss curve is drawn, in the words of the Train tab; empty for the usual way."""
        return str(self._stored.value("train/plot", ""))

    @plot.setter
    def plot(self, words: str) -> None:
        self._stored.setValue("train/plot", words)

    @property
    def health_open(self) -> bool:
        """Whether the health of the network is shown in full."""
        return str(self._stored.value("train/health", "false")).lower() == "true"

    @health_open.setter
    def health_open(self, value: bool) -> None:
        self._stored.setValue("train/health", value)

    @property
    def note_end(self) -> bool:
        """Whether the desktop says that a training has ended."""
        return str(self._stored.value("train/note-end", "true")).lower() == "true"

    @note_end.setter
    def note_end(self, value: bool) -> None:
        self._stored.setValue("train/note-end", value)

    @property
    def exam_open(self) -> bool:
        """Whether a run's exam is shown in full."""
        return str(self._stored.value("train/exam", "true")).lower() == "true"

    @exam_open.setter
    def exam_open(self, value: bool) -> None:
        self._stored.setValue("train/exam", value)

    @property
    def scheme(self) -> Scheme:
        value = str(self._stored.value("look/scheme", "system"))
        return next((scheme for scheme in SCHEMES if scheme == value), "system")

    @scheme.setter
    def scheme(self, value: Scheme) -> None:
        self._stored.setValue("look/scheme", value)

    @property
    def zoom(self) -> float:
        return self._number("look/zoom", 1.0)

    @zoom.setter
    def zoom(self, value: float) -> None:
        self._stored.setValue("look/zoom", value)

    def _number(self, key: str, default: float) -> float:
        try:
            return float(str(self._stored.value(key, default)))
        except ValueError:
            return default

    def write(self) -> None:
        """Put it on disk now."""
        self._stored.sync()
