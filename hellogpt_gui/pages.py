"""The three tabs, each made when it is first needed, so that the window can be painted before they are."""

from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.paths import Home
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Notifier

NAMES = ("train", "chat", "inspect")
LABELS = ("Train", "Chat", "Inspect")


class ClosesDown(Protocol):
    """A tab that has something of its own to end."""

    def close_down(self) -> None: ...


class Pages(QStackedWidget):
    """``made`` brings the name of a tab that has just been made."""

    made = Signal(str)

    def __init__(self, client: EngineClient, selection: Selection, home: Home, notifier: Notifier) -> None:
        super().__init__()
        self._client, self._selection, self._home, self._notifier = client, selection, home, notifier
        self._tabs: dict[str, QWidget] = {}
        self._places: list[QVBoxLayout] = []
        for name in NAMES:
            place = QWidget()
            place.setProperty("help", name)
            self._places.append(QVBoxLayout(place))
            self._places[-1].setContentsMargins(0, 0, 0, 0)
            self.addWidget(place)

    @property
    def front(self) -> str:
        """The name of the tab in front."""
        return NAMES[self.currentIndex()]

    def bring(self, name: str) -> None:
        """Bring a tab to the front."""
        self.tab(name)
        self.setCurrentIndex(NAMES.index(name))

    def tab(self, name: str) -> QWidget:
        """The tab itself."""
        if name not in self._tabs:
            tab = self._make(name)
            self._tabs[name] = tab
            self._places[NAMES.index(name)].addWidget(tab)
            self.made.emit(name)
        return self._tabs[name]

    def made_tab(self, name: str) -> QWidget | None:
        """The tab, if it has been made."""
        return self._tabs.get(name)

    def make_next(self) -> bool:
        """Make one tab that is not there yet; False when all are."""
        name = next((name for name in NAMES if name not in self._tabs), None)
        if name is not None:
            self.tab(name)
        return len(self._tabs) < len(NAMES)

    def close_down(self) -> None:
        for tab in self._tabs.values():
            if hasattr(tab, "close_down"):
                closing: ClosesDown = tab
                closing.close_down()

    def _make(self, name: str) -> QWidget:
        if name == "train":
            from hellogpt_gui.train_tab import TrainTab

            return TrainTab(self._client, self._selection, self._home, self._notifier)
        if name == "chat":
            from hellogpt_gui.chat_tab import ChatTab

            return ChatTab(self._client, self._selection, self._home, self._notifier)
        from hellogpt_gui.inspect_tab import InspectTab

        return InspectTab(self._client, self._selection)
