"""Copied text on the screen: lines under it, a note below each answer, its place at a token, and a sheet of it.

It goes along with the talk: what is said beside the tokens is shown at once, answers from before are looked at when
their path is walked.
"""

from PySide6.QtCore import QObject, Slot

from core.conversations import Conversation, Turn
from core.protocol import Event
from hellogpt_gui.chat_tab.copied import Copied, CopiedWatch, letters
from hellogpt_gui.chat_tab.copied_note import CopiedNote, words
from hellogpt_gui.chat_tab.copied_sheet import CopiedSheet
from hellogpt_gui.chat_tab.talk import Talk
from hellogpt_gui.chat_tab.transcript_view import TranscriptView
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.token_cursor import Place
from hellogpt_gui.widgets.underline import joined

Key = tuple[str, int]


class CopiedView(QObject):
    """Knows answers by their conversation and their turn."""

    def __init__(self, talk: Talk, view: TranscriptView, client: EngineClient, parent: QObject) -> None:
        super().__init__(parent)
        self._talk, self._view = talk, view
        self.watch = CopiedWatch(client, self)
        self.sheet: CopiedSheet | None = None
        talk.copying = self.watch.config
        view.opened.note_of = self.note_of
        talk.begun.connect(self._begun)
        talk.said.connect(self._said)
        talk.written.connect(self._written)
        talk.changed.connect(self.refresh)
        self.watch.changed.connect(self._known)

    # ---- what the talk says -----------------------------------------------------------------------------------------

    @Slot(object, object)
    def _begun(self, conversation: Conversation, turn: Turn) -> None:
        self.watch.begin(_key(conversation, turn))

    @Slot(object, object, list)
    def _said(self, conversation: Conversation, turn: Turn, events: list[Event]) -> None:
        self.watch.take(_key(conversation, turn), events)

    @Slot(object, object)
    def _written(self, conversation: Conversation, turn: Turn) -> None:
        self.watch.end(_key(conversation, turn), turn.run, turn.text)

    @Slot()
    def refresh(self) -> None:
        """Another path is walked: show what is known of its answers, and look at those of which nothing is."""
        for number, exchange in enumerate(self._view.exchanges):
            answer = exchange.answer
            if answer is not None and answer.tokens:
                key = _key(self._talk.conversation, answer)
                if not (self._talk.busy and answer is self._talk.conversation.end):
                    self.watch.look(key, answer.run, answer.text)
                self._show(number, answer, self.watch.of(key))

    # ---- what is known ----------------------------------------------------------------------------------------------

    @Slot(object)
    def _known(self, key: Key) -> None:
        for number, exchange in enumerate(self._view.exchanges):
            answer = exchange.answer
            if answer is not None and _key(self._talk.conversation, answer) == key:
                self._show(number, answer, self.watch.of(key))

    def _show(self, number: int, answer: Turn, copied: Copied) -> None:
        passage = self._view.text.passages[number]
        texts = [token.text for token in answer.tokens]
        passage.copied = joined(letters(list(copied.stretches.values()), texts)) if copied.stretches else []
        note = next((one for one in passage.notes if isinstance(one, CopiedNote)), None)
        if note is None and any(words(copied)):
            note = CopiedNote(self._view.text.viewport())
            note.setProperty("turn", answer.id)
            note.opened.connect(self._opened)
            passage.notes.append(note)
        if note is not None and not note.show_copied(copied):
            passage.notes.remove(note)
            note.hide()
            note.deleteLater()
        self._view.text.arrange(number)

    def note_of(self, place: Place) -> str:
        """From where a token is copied; empty where it is not."""
        answer = self._view.exchanges[place.passage].answer
        if answer is None:
            return ""
        begin = sum(len(token.text) for token in answer.tokens[: place.token])
        end = begin + len(answer.tokens[place.token].text) if place.token < len(answer.tokens) else begin
        stretches = self.watch.of(_key(self._talk.conversation, answer)).stretches.values()
        here = [one for one in stretches if one.begin < end and begin < one.end]
        if not here:
            return ""
        longest = max(here, key=lambda one: one.end - one.begin)
        return f"Copied from {longest.file}, line {whole(longest.line)}"

    # ---- the sheet --------------------------------------------------------------------------------------------------

    @Slot()
    def _opened(self) -> None:
        """Show where the copied stretches of an answer stand."""
        answer = self._talk.conversation.turns[int(self.sender().property("turn"))]
        copied = self.watch.of(_key(self._talk.conversation, answer))
        stretches = [copied.stretches[begin] for begin in sorted(copied.stretches)]
        self.sheet = CopiedSheet(answer.text, stretches, self.watch.config.copied_from, self._view.text.window())
        self.sheet.finished.connect(self._sheet_closed)
        self.sheet.open()

    @Slot()
    def _sheet_closed(self) -> None:
        sheet, self.sheet = self.sheet, None
        if sheet is not None and sheet.copied_from != self.watch.config.copied_from:
            self.watch.set_copied_from(sheet.copied_from)
            self._talk.copying = self.watch.config


def _key(conversation: Conversation, turn: Turn) -> Key:
    return conversation.id, turn.id
