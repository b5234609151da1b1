"""Which tab stands in front: the same in the header, the pages and the View menu, with its figure in the status bar."""

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Slot

from core.config import SurgeryConfig
from hellogpt_gui.actions import Actions
from hellogpt_gui.header import Header
from hellogpt_gui.pages import NAMES, Pages
from hellogpt_gui.status_bar import StatusBar

if TYPE_CHECKING:
    from hellogpt_gui.chat_tab import ChatTab


ONE = 0  # of Chat's ways to ask, the talk with one model


class Front(QObject):
    """``show`` brings a tab to the front; pressing it in the header or its keys do the same."""

    def __init__(self, header: Header, pages: Pages, actions: Actions, status: StatusBar, parent: QObject) -> None:
        super().__init__(parent)
        self._header, self._pages, self._actions, self._status = header, pages, actions, status
        self._figures: dict[str, str] = {}
        header.tab_chosen.connect(self._pressed)
        for action_id, slot in {
            "tab-train": self.show_train,
            "tab-chat": self.show_chat,
            "tab-inspect": self.show_inspect,
            "chat-with": self.show_chat,
            "inspect-with": self.show_inspect,
        }.items():
            actions[action_id].triggered.connect(slot)
        for way, action_id in enumerate(("ask-one", "ask-two", "filmstrip")):
            actions[action_id].triggered.connect(partial(self._show_way, way))

    @property
    def name(self) -> str:
        """The tab in front: one of NAMES."""
        return self._pages.front

    def restore(self, name: str) -> None:
        """Show the place of a tab, but do not make the tab yet."""
        index = NAMES.index(name if name in NAMES else NAMES[0])
        self._pages.setCurrentIndex(index)
        self._header.show_tab(index)

    def show(self, name: str) -> None:
        self._pages.bring(name)
        self._header.show_tab(NAMES.index(name))
        self._actions[f"tab-{name}"].setChecked(True)
        self._show_figure()

    def set_figure(self, name: str, words: str) -> None:
        """What the status bar says while that tab is in front."""
        self._figures[name] = words
        self._show_figure()

    def _show_figure(self) -> None:
        self._status.show_figure(self._figures.get(self.name, ""))

    @Slot(int)
    def _pressed(self, index: int) -> None:
        self.show(NAMES[index])

    @Slot()
    def show_train(self) -> None:
        self.show("train")

    @Slot()
    def show_chat(self) -> None:
        self.show("chat")

    @Slot()
    def show_inspect(self) -> None:
        self.show("inspect")

    @Slot(object)
    def chat_with(self, surgery: SurgeryConfig) -> None:
        """Chat, with the selected network changed so."""
        self.show("chat")
        chat = cast("ChatTab", self._pages.tab("chat"))
        chat.ways.show_way(ONE)
        chat.talk.operate(surgery)

    def _show_way(self, way: int, checked: bool = False) -> None:
        """Chat, with one of its ways to ask in front."""
        self.show("chat")
        cast("ChatTab", self._pages.tab("chat")).ways.show_way(way)
