"""Keeps the conversation that is on the screen: saves it as it grows, and brings others from the disk."""

import uuid
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot

from core.conversations import Conversation
from core.conversations.file import snapshot
from core.conversations.naming import title_of
from core.conversations.saving import ChangedElsewhereError
from core.errors import HelloGPTError
from hellogpt_gui.conversations.work import Answer, Open, Save, Work
from hellogpt_gui.notify import Notifier
from hellogpt_gui.settings import WindowSettings

SAVE_MS = 300  # what happens together is saved together


class Stage(Protocol):
    """What a conversation is talked in. ``changed``: a turn was added, is another, or another branch is walked;
    ``ended``: an answer has been written, also one of a conversation that was left meanwhile."""

    conversation: Conversation

    @property
    def changed(self) -> SignalInstance: ...

    @property
    def ended(self) -> SignalInstance: ...

    @property
    def busy(self) -> bool: ...

    def open(self, conversation: Conversation) -> None: ...


class Keeper(QObject):
    """``renamed`` says that what is on the screen is called otherwise, or another one stands there; ``saved`` that it
    has just been written; ``brought`` that another one stands there, with the turn that was asked for, or None."""

    renamed = Signal()
    saved = Signal()
    brought = Signal(object)

    def __init__(
        self, stage: Stage, work: Work, settings: WindowSettings, notifier: Notifier, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stage, self._work, self._settings, self._notifier = stage, work, settings, notifier
        self._title = title_of(stage.conversation)
        self._kept = snapshot(stage.conversation)  # as it was written or read last
        self._failing = False
        self._soon = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._soon.timeout.connect(self.save)
        self._left: Conversation | None = None  # where an answer was still being written
        stage.changed.connect(self._changed)
        stage.ended.connect(self._ended)

    @property
    def conversation(self) -> Conversation:
        return self._stage.conversation

    @property
    def busy(self) -> bool:
        """Whether an answer is being written in it."""
        return self._stage.busy

    def reopen(self) -> None:
        """Bring what was on the screen last time."""
        if self._settings.conversation:
            self._work.begin(Open(self._settings.conversation, again=True))

    @Slot()
    def _changed(self) -> None:
        self._soon.start()
        self._tell_title()

    @Slot()
    def _ended(self) -> None:
        """An answer is whole: it is saved, also where it belongs to a conversation that was left."""
        left, self._left = self._left, None
        if left is not None and left.id != self.conversation.id:
            self._work.begin(Save(snapshot(left)))
        self.save()

    @Slot()
    def save(self) -> None:
        """Write what stands on the screen, if anything was said, or all of it was taken out."""
        self._soon.stop()
        now = snapshot(self.conversation)
        if now == self._kept or not (now.turns or (now.id == self._kept.id and self._kept.turns)):
            return
        self._kept, self._settings.conversation = now, now.id
        self._work.begin(Save(now))

    def new(self) -> None:
        """Begin another one."""
        self.save()
        self._bring(Conversation(form=self.conversation.form), None)

    def forget(self) -> None:
        """Begin another one; what stands there is gone and is not written again."""
        self._bring(Conversation(form=self.conversation.form), None)
        self._left = None

    def open(self, conversation_id: str, turn: int | None = None) -> None:
        """Bring one from the disk, with the path through that turn walked."""
        self.save()
        self._work.begin(Open(conversation_id, turn))

    def rename(self, name: str) -> None:
        """Name what stands on the screen."""
        self.conversation.rename(name)
        self.save()
        self._tell_title()

    @Slot(object)
    def answered(self, answer: Answer) -> None:
        """How a task ended that was begun here."""
        match answer:
            case Answer(Save(refused), error=ChangedElsewhereError() as error):
                self._keep_beside(error, refused)
            case Answer(Save(), error=error):
                self._saved(error)
            case Answer(Open() as task, value=Conversation() as found):
                self._show(found, task)
            case Answer(Open(), error=error) if error is not None:
                self._notifier.show_error(error)

    def _saved(self, error: HelloGPTError | None) -> None:
        """A disk that is full says so once; what could not be written is tried again with the next turn."""
        if error is None:
            self.saved.emit()
        else:
            self._kept = Conversation()
            if not self._failing:
                self._notifier.show(error.message, f"The conversation is not saved yet. {error.hint}")
        self._failing = error is not None

    def _show(self, found: Conversation, task: Open) -> None:
        if task.again and self.conversation.turns:  # somebody has begun to talk meanwhile
            return
        if task.turn is not None and task.turn in found.turns:
            found.walk(task.turn)
        self._bring(found, task.turn)

    def _bring(self, conversation: Conversation, turn: int | None) -> None:
        self._left = self.conversation if self._stage.busy else None
        self._kept = snapshot(conversation)
        self._settings.conversation = conversation.id if conversation.turns else ""
        self._stage.open(conversation)
        self._soon.stop()  # showing it is no change
        self._tell_title()
        self.brought.emit(turn)

    def _keep_beside(self, error: ChangedElsewhereError, refused: Conversation) -> None:
        """What could not be written over another window's gets a name and a file of its own."""
        now = self.conversation
        if refused.id != now.id:  # it has been left since
            now = refused
        title = title_of(now)
        now.id, now.name = uuid.uuid4().hex, f"{title} (other window)"
        self._notifier.show(error.message, error.hint, kind="info")
        self._tell_title()
        self._work.begin(Save(snapshot(now)))

    def _tell_title(self) -> None:
        before, self._title = self._title, title_of(self.conversation)
        if self._title != before:
            self.renamed.emit()
