"""What can be done to conversations, from the menus, the head of the tab and the sheet: it asks, and says what came."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from core.conversations import Conversation
from core.conversations.file import Card, Listing, snapshot
from core.conversations.naming import clean_name, title_of
from core.errors import HelloGPTError
from core.paths import Home
from hellogpt_gui.actions import Actions
from hellogpt_gui.conversations.keeper import Keeper, Stage
from hellogpt_gui.conversations.work import Answer, Delete, Export, List, Open, PutBack, Rename, Save, Search, Work
from hellogpt_gui.notify import Notifier
from hellogpt_gui.settings import WindowSettings

if TYPE_CHECKING:
    from hellogpt_gui.conversations.name_button import NameButton
    from hellogpt_gui.conversations.sheet import ConversationsSheet

KINDS = {"Markdown (*.md)": ".md", "Web page (*.html)": ".html", "JSON, with every branch (*.json)": ".json"}
ABOVE, BELOW = ("new-talk",), ("talks", "rename-talk", "export-talk", "delete-talk")
FOR_A_NAME = '<>:"/\\|?*'  # what no file's name may hold on some system


class ConversationDesk(QObject):
    """``shown`` says that a conversation was opened: its tab is wanted in front.

    ``dialog``: what asks something now, or asked last; ``sheet``: that of all conversations, while it is open.
    """

    shown = Signal()

    def __init__(
        self, window: QWidget, actions: Actions, home: Home, settings: WindowSettings, notifier: Notifier
    ) -> None:
        super().__init__(window)
        self._window, self._actions, self._settings, self._notifier = window, actions, settings, notifier
        self.keeper: Keeper | None = None
        self.button: NameButton | None = None
        self.sheet: ConversationsSheet | None = None
        self.dialog: QFileDialog | QInputDialog | QMessageBox | None = None
        self._cards: tuple[Card, ...] = ()
        self._asked_about = ""
        self._condemned = Delete("", "")
        self.work = Work(home, self)
        self.work.answered.connect(self._answered)
        for action_id, slot in {
            "new-talk": self._new,
            "talks": self.open_sheet,
            "rename-talk": self._rename_shown,
            "export-talk": self._export_shown,
            "delete-talk": self._delete_shown,
        }.items():
            actions[action_id].triggered.connect(slot)

    def attach(self, stage: Stage, button: "NameButton", show_turn: Callable[[int | None], None]) -> None:
        """Keep what is talked there, under this button; bring what stood there last time.

        ``show_turn``: brings a turn into view, or with None the place where a person writes.
        """
        self.keeper = Keeper(stage, self.work, self._settings, self._notifier, self)
        self.button = button
        self.keeper.brought.connect(show_turn)
        button.fill(*([self._actions[name] for name in names] for names in (ABOVE, BELOW)))
        button.recent_chosen.connect(self.open)
        self.keeper.renamed.connect(self._follow)
        self.keeper.saved.connect(self._list)
        stage.changed.connect(self._follow)
        stage.ended.connect(self._follow)
        self.keeper.reopen()
        self._list()
        self._follow()

    def close_down(self) -> None:
        """Before the window goes: everything is written."""
        if self.keeper is not None:
            self.keeper.save()
        self.work.close()
        self._settings.write()

    # ---- what is shown -----------------------------------------------------------------------------------------------

    @property
    def _shown(self) -> Conversation | None:
        return self.keeper.conversation if self.keeper is not None else None

    @Slot()
    def _follow(self) -> None:
        shown = self._shown
        for action_id in ("rename-talk", "export-talk", "delete-talk"):
            still = action_id != "delete-talk" or self.keeper is None or not self.keeper.busy
            self._actions[action_id].setEnabled(shown is not None and bool(shown.turns) and still)
        if shown is not None and self.button is not None:
            self.button.show_name(title_of(shown))
            self.button.show_recent(self.others)

    @property
    def others(self) -> list[tuple[str, str]]:
        """The conversations that are not shown, as (id, title), the last changed first."""
        return [(card.id, title_of(card)) for card in self._cards if not self._shown or card.id != self._shown.id]

    @Slot()
    def _list(self) -> None:
        self.work.begin(List())

    @Slot()
    def open_sheet(self) -> None:
        """Show all conversations."""
        from hellogpt_gui.conversations.sheet import ConversationsSheet

        if self.keeper is not None:
            self.keeper.save()
        self.sheet = sheet = ConversationsSheet(self._window)
        sheet.search_wanted.connect(self._search)
        sheet.opened.connect(self.open)
        sheet.rename_wanted.connect(self.rename)
        sheet.export_wanted.connect(self.export)
        sheet.delete_wanted.connect(self.delete)
        sheet.finished.connect(self._sheet_closed)
        self._list()
        sheet.open()

    @Slot()
    def _sheet_closed(self) -> None:
        self.sheet = None

    @Slot(object, str)
    def _search(self, cards: tuple[Card, ...], words: str) -> None:
        self.work.begin(Search(cards, words))

    # ---- what is done ------------------------------------------------------------------------------------------------

    @Slot()
    def _new(self) -> None:
        self.shown.emit()
        if self.keeper is not None:
            self.keeper.new()

    @Slot(str)
    @Slot(str, object)
    def open(self, conversation_id: str, turn: int | None = None) -> None:
        """Show one, with the path through that turn walked."""
        self.shown.emit()
        if self.keeper is not None:
            self.keeper.open(conversation_id, turn)

    @Slot()
    def _rename_shown(self) -> None:
        if (shown := self._shown) is not None:
            self.rename(shown.id, title_of(shown))

    @Slot(str, str)
    def rename(self, conversation_id: str, title: str) -> None:
        """Ask what it shall be called."""
        dialog = QInputDialog(self._front)
        dialog.setWindowTitle("Rename the conversation")
        dialog.setLabelText("What it shall be called. Without a name it is called by its first words.")
        dialog.setTextValue(title)
        dialog.textValueSelected.connect(self._rename_to)
        self._ask(dialog, conversation_id)

    @Slot(str)
    def _rename_to(self, name: str) -> None:
        try:
            name = clean_name(name)
        except HelloGPTError as error:
            self._say(f"{error.message} {error.hint}", bad=True)
            return
        if self.keeper is not None and self.keeper.conversation.id == self._asked_about:
            self.keeper.rename(name)
        else:
            self.work.begin(Rename(self._asked_about, name))

    @Slot()
    def _export_shown(self) -> None:
        if (shown := self._shown) is not None:
            self.export(shown.id, title_of(shown))

    @Slot(str, str)
    def export(self, conversation_id: str, title: str) -> None:
        """Ask where it shall go, and in which form."""
        dialog = QFileDialog(self._front, "Where the conversation shall lie", str(Path.home()), ";;".join(KINDS))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("md")
        dialog.filterSelected.connect(self._kind_chosen)
        name = "".join(sign for sign in title if sign.isprintable() and sign not in FOR_A_NAME).strip(". …")
        dialog.selectFile(f"{name or 'conversation'}.md")
        dialog.fileSelected.connect(self._export_to)
        self._ask(dialog, conversation_id)

    @Slot(str)
    def _kind_chosen(self, kind: str) -> None:
        if isinstance(self.dialog, QFileDialog):
            self.dialog.setDefaultSuffix(KINDS[kind])

    @Slot(str)
    def _export_to(self, path: str) -> None:
        shown = self._shown
        here = shown is not None and shown.id == self._asked_about
        self.work.begin(Export(snapshot(shown) if shown is not None and here else self._asked_about, path))

    @Slot()
    def _delete_shown(self) -> None:
        if (shown := self._shown) is not None:
            self.delete(shown.id, title_of(shown))

    @Slot(str, str)
    def delete(self, conversation_id: str, title: str) -> None:
        """Move it to the trash. That can be undone, so nobody is asked."""
        if self.keeper is not None and self.keeper.conversation.id == conversation_id:
            if self.keeper.busy:
                self._say("An answer is being written in this conversation. Stop it first.", bad=True)
                return
            self.keeper.save()
        self.work.begin(Delete(conversation_id, title))

    def _ask_forever(self, task: Delete, why: str) -> None:
        box = QMessageBox(self._front)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(why)
        box.setInformativeText("Delete it for good? This cannot be undone.")
        forever = box.addButton("Delete for good", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        self._condemned = task
        forever.clicked.connect(self._delete_forever)
        self._ask(box, task.conversation_id)

    @Slot()
    def _delete_forever(self) -> None:
        self.work.begin(Delete(self._condemned.conversation_id, self._condemned.title, forever=True))

    @property
    def _front(self) -> QWidget:
        return self.sheet if self.sheet is not None and self.sheet.isVisible() else self._window

    def _ask(self, dialog: QFileDialog | QInputDialog | QMessageBox, conversation_id: str) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._asked_about, self.dialog = conversation_id, dialog
        dialog.open()

    # ---- what came of it ---------------------------------------------------------------------------------------------

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        match answer:
            case Answer(Save() | Open()):
                if self.keeper is not None:
                    self.keeper.answered(answer)
            case Answer(List(), value=Listing() as listing):
                self._cards = listing.cards
                self._follow()
                if self.sheet is not None:
                    self.sheet.show_listing(listing)
            case Answer(Search(_, words), value=tuple() as found):
                if self.sheet is not None:
                    self.sheet.show_found(words, found)
            case Answer(Delete() as task, error=error) if error is not None and error.offers == "forever":
                self._ask_forever(task, error.message)
            case Answer(Delete() as task, value=bytes() as data):
                self._deleted(task, data)
            case Answer(error=error) if error is not None:
                self._say(f"{error.message} {error.hint}".strip(), bad=True)
            case Answer(Export(_, path)):
                self._say(f"Written: {path}")
            case Answer(Rename() | PutBack()):
                self._list()

    def _deleted(self, task: Delete, data: bytes) -> None:
        was_shown = self.keeper is not None and self.keeper.conversation.id == task.conversation_id
        if self.keeper is not None and was_shown:
            self.keeper.forget()
        self._list()
        if task.forever:
            self._say(f"{task.title}: deleted.")
            return
        self._notifier.show(
            f"{task.title}: moved to the trash.", kind="good", action_text="Undo",
            action=partial(self._undo, task.conversation_id, data, was_shown),
        )  # fmt: skip

    def _undo(self, conversation_id: str, data: bytes, show: bool) -> None:
        self.work.begin(PutBack(conversation_id, data))
        if show:
            self.open(conversation_id)

    def _say(self, words: str, bad: bool = False) -> None:
        """In the sheet while it is open, else in the window."""
        if self.sheet is not None and self.sheet.isVisible():
            self.sheet.say(words, "bad" if bad else "good")
        else:
            self._notifier.show(words, kind="error" if bad else "good")
