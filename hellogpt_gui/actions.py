"""Every action of the menus and of the palette, declared once: its words, its keys, its menu."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QMenuBar


@dataclass(frozen=True)
class Declared:
    """``menu`` is its place; ``group``: of the checkable actions that name the same one, exactly one is checked."""

    id: str
    text: str
    menu: str
    shortcut: str = ""
    checkable: bool = False
    group: str = ""


SEPARATOR = "-"
MENUS = ("File", "Run", "View", "Help")
DECLARED = (
    Declared("new", "&New model…", "File", "Ctrl+N"),
    Declared("choose-files", "&Choose text files…", "File", "Ctrl+O"),
    Declared("get-text", "&Get a text…", "File", "Ctrl+G"),
    Declared("open-data", "Open the &data folder", "File"),
    Declared(SEPARATOR, "", "File"),
    Declared("import", "&Import a model…", "File", "Ctrl+I"),
    Declared("export", "&Export the selected run…", "File", "Ctrl+E"),
    Declared(SEPARATOR, "", "File"),
    Declared("new-talk", "New con&versation", "File", "Ctrl+Shift+N"),
    Declared("talks", "Find a conversa&tion…", "File", "Ctrl+Shift+O"),
    Declared("rename-talk", "Rename the conversation…", "File"),
    Declared("export-talk", "Export the conversation…", "File"),
    Declared("delete-talk", "Delete the conversation", "File"),
    Declared(SEPARATOR, "", "File"),
    Declared("quit", "&Quit", "File", "Ctrl+Q"),
    Declared("pause", "&Pause the training", "Run", "Ctrl+P"),
    Declared("stop", "&Stop the training and keep it", "Run", "Ctrl+."),
    Declared("show-training", "Show what &trains now", "Run", "Ctrl+T"),
    Declared("note-end", "Tell me when a training &ends", "Run", checkable=True),
    Declared(SEPARATOR, "", "Run"),
    Declared("chat-with", "&Chat with the selected run", "Run"),
    Declared("inspect-with", "&Inspect the selected run", "Run"),
    Declared("read-text", "Let it rea&d a text…", "Run", "Ctrl+Shift+R"),
    Declared("fork", "&Fork the selected run…", "Run"),
    Declared("teach", "Teac&h the selected run to answer…", "Run"),
    Declared("lab", "E&xperiments and queue", "Run", "Ctrl+J"),
    Declared("compare", "Compare &runs…", "Run", "Ctrl+L"),
    Declared("report", "&Write a report…", "Run"),
    Declared("star", "S&tar the selected run", "Run", "Ctrl+D", checkable=True),
    Declared("open-run", "Open the run's &folder", "Run"),
    Declared("copy-run", "Copy the run's &name", "Run"),
    Declared("rename", "Rena&me the model…", "Run"),
    Declared("delete", "&Delete the selected run", "Run"),
    Declared(SEPARATOR, "", "Run"),
    Declared("step-first", "First step", "Run"),
    Declared("step-back", "Step &back", "Run", "Ctrl+["),
    Declared("step-on", "Step f&orward", "Run", "Ctrl+]"),
    Declared("step-last", "Newest step", "Run"),
    Declared("tab-train", "&Train", "View", "Ctrl+1", checkable=True, group="tab"),
    Declared("tab-chat", "&Chat", "View", "Ctrl+2", checkable=True, group="tab"),
    Declared("tab-inspect", "&Inspect", "View", "Ctrl+3", checkable=True, group="tab"),
    Declared(SEPARATOR, "", "View"),
    Declared("ask-one", "Chat with &one model", "View"),
    Declared("ask-two", "Co&mpare two models in Chat", "View"),
    Declared("filmstrip", "Filmstrip: one &prompt through every step", "View"),
    Declared(SEPARATOR, "", "View"),
    Declared("library", "&Library", "View", "Ctrl+B", checkable=True),
    Declared("find-run", "&Find a run…", "View", "Ctrl+F"),
    Declared("palette", "&Search actions…", "View", "Ctrl+K"),
    Declared(SEPARATOR, "", "View"),
    Declared("zoom-in", "Zoom &in", "View", "Ctrl++"),
    Declared("zoom-out", "Zoom &out", "View", "Ctrl+-"),
    Declared("zoom-reset", "&Actual size", "View", "Ctrl+0"),
    Declared(SEPARATOR, "", "View"),
    Declared("scheme-system", "Colours of the &system", "View", checkable=True, group="scheme"),
    Declared("scheme-light", "&Light", "View", checkable=True, group="scheme"),
    Declared("scheme-dark", "&Dark", "View", checkable=True, group="scheme"),
    Declared("explain", "&Explain what is under the pointer", "Help", "F1"),
    Declared("open-logs", "Open the folder of the &log", "Help"),
    Declared("about", "&About HelloGPT", "Help"),
)
# A second key for what the first one is hard to reach on some keyboards.
ALSO = {"zoom-in": ("Ctrl+=",)}


class Actions(QObject):
    """The actions by id, ready to be connected and put into a menu bar."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        for declared in DECLARED:
            if declared.id != SEPARATOR:
                self._actions[declared.id] = self._make(declared)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def fill(self, bar: QMenuBar) -> None:
        """Make the menus."""
        menus: dict[str, QMenu] = {title: bar.addMenu(title) for title in MENUS}
        for title, menu in menus.items():  # Alt and the first letter, without Fusion's underlines
            opener = QShortcut(QKeySequence(f"Alt+{title[0]}"), bar)
            opener.activated.connect(partial(bar.setActiveAction, menu.menuAction()))
        for declared in DECLARED:
            if declared.id == SEPARATOR:
                menus[declared.menu].addSeparator()
            else:
                menus[declared.menu].addAction(self._actions[declared.id])

    def _make(self, declared: Declared) -> QAction:
        action = QAction(declared.text, self)
        keys = [declared.shortcut] if declared.shortcut else []
        action.setShortcuts([QKeySequence(key) for key in (*keys, *ALSO.get(declared.id, ()))])
        action.setCheckable(declared.checkable)
        action.setData(declared.id)
        if declared.group:
            if declared.group not in self._groups:
                self._groups[declared.group] = QActionGroup(self)
            self._groups[declared.group].addAction(action)
        return action
