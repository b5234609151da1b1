"""The talk on the screen: its turns as passages, feet under the answers, a card at a token, and a field to edit in.

What the person does there goes to the talk; what the talk says is shown.
"""

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from core.conversations import Turn
from core.protocol import Token
from hellogpt_gui.chat_tab.opened_token import OpenedToken
from hellogpt_gui.chat_tab.talk import Talk
from hellogpt_gui.chat_tab.transcript import Exchange, complete, exchanges, holds, passage_of, shown, written_with
from hellogpt_gui.chat_tab.turn_editor import TurnEditor
from hellogpt_gui.chat_tab.turn_foot import TurnFoot, WordsSide
from hellogpt_gui.chat_tab.turn_menu import TurnMenu
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.passage import ABOVE_WORDS, LINE
from hellogpt_gui.widgets.token_cursor import Place
from hellogpt_gui.widgets.token_text import TokenText

NAMED = 24  # letters of a turn that tell which one a button belongs to


class TranscriptView(QObject):
    """``text`` is the widget. ``again_wanted``: another answer in the place of a turn, with another seed.

    ``deleted`` brings a conversation and what was taken out of it; ``done`` says that the keyboard may leave an editor.
    """

    again_wanted = Signal(int)
    deleted = Signal(object, object)
    done = Signal()

    def __init__(self, talk: Talk, parent: QWidget) -> None:
        super().__init__(parent)
        self._talk = talk
        self.step_words = ""  # the step that answers, as the head of an answer says it until it is known
        self.exchanges: list[Exchange] = []
        self._shown = talk.conversation
        self._seen: tuple[tuple[int, int] | None, int | None] = (None, None)
        self._hovered = -1
        self.text = TokenText("The talk", parent)
        self.text.set_feet(self._make_foot, self._make_side)
        self.opened = OpenedToken(self.text, talk, self)
        self.menu = TurnMenu(self.text, talk, self)
        self.menu.edit_wanted.connect(self.edit)
        self.menu.copy_wanted.connect(self.copy)
        self.menu.copy_all_wanted.connect(self.copy_all)
        self.menu.delete_wanted.connect(self.delete)
        self.text.edit_wanted.connect(self._edit_passage)
        self.text.menu_wanted.connect(self._open_menu)
        self.text.legend_pressed.connect(self.menu.open_tints)
        self.text.over_words.connect(self._over_words)
        self.opened.branch_wanted.connect(self._branch)
        talk.changed.connect(self.refresh)
        talk.grew.connect(self._grow)
        talk.saw.connect(self._saw)
        talk.ended.connect(self._answer_ended)
        talk.state_changed.connect(self._dress_feet)
        for keys, slot in (("Alt+Left", self.walk_back), ("Alt+Right", self.walk_on)):
            QShortcut(QKeySequence(keys), parent, slot, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # ---- what is shown ----------------------------------------------------------------------------------------------

    @Slot()
    def refresh(self) -> None:
        """The path is another one. Passages of turns that are still there stay as they are."""
        new = exchanges(self._talk.path)
        if self._talk.conversation is not self._shown:  # turns of another talk may have the same numbers
            self._shown, self._seen, self.exchanges = self._talk.conversation, (None, None), []
        same = 0
        for one, before, passage in zip(new, self.exchanges, self.text.passages, strict=False):
            if one.ids != before.ids or not holds(passage, one):
                break
            same += 1
        kept = self.text.passages[:same]
        focused = self.text.window().focusWidget()
        inside = focused is not None and focused is not self.text and self.text.isAncestorOf(focused)
        self.exchanges = new
        self.text.set_passages([*kept, *(passage_of(one, self.step_words) for one in new[same:])], same)
        self._saw(*self._seen)
        if inside:  # the button that was pressed is gone
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(list)
    def _grow(self, tokens: list[Token]) -> None:
        self.text.append([shown(token) for token in tokens])

    @Slot(object)
    def _answer_ended(self, last: object) -> None:
        """Step, end, seed and length are known now."""
        answer = self.exchanges[-1].answer if self.exchanges else None
        if answer is not None and self._talk.conversation.end is answer:
            complete(self.text.passages[-1], answer, self.step_words)
            foot = self.text.widgets.foot_of(len(self.exchanges) - 1)
            if isinstance(foot, TurnFoot):
                foot.show_words(written_with(answer))
            self.text.viewport().update()

    @Slot(object, object)
    def _saw(self, place: tuple[int, int] | None, kept: int | None = None) -> None:
        """A hairline where the model's view begins: a turn, and a character in it. Another behind the turns that are
        kept in sight."""
        self._seen = (place, kept)
        for exchange, passage in zip(self.exchanges, self.text.passages, strict=False):
            words, answer = exchange.ids
            passage.seen_from = None
            passage.unseen_from = "" if kept is None or kept not in (words, answer) else "end"
            if kept is not None and kept == words and answer is not None:
                passage.unseen_from = "answer"
            if place is not None and place[0] == words:
                passage.seen_from = ABOVE_WORDS
            elif place is not None and place[0] == answer:
                token = passage.token_at_character(place[1])
                passage.seen_from = ABOVE_WORDS if token == 0 and words is None else token
        self.text.arrange()

    # ---- feet -------------------------------------------------------------------------------------------------------

    def _make_foot(self, number: int) -> QWidget:
        answer = self.exchanges[number].answer
        assert answer is not None
        siblings = self._talk.conversation.siblings(answer.id)
        foot = TurnFoot(
            answer.id, siblings.index(answer.id), len(siblings), written_with(answer), self._named(number, answer)
        )
        foot.walked.connect(self._talk.walk_by)
        foot.again_pressed.connect(self.again_wanted)
        foot.copy_pressed.connect(self.copy)
        foot.branch_pressed.connect(self.open_least_sure)
        foot.more_pressed.connect(self.menu.open)
        foot.set_busy(self._talk.busy)
        return foot

    def _named(self, number: int, turn: Turn) -> str:
        """Which turn a button belongs to, unless it is the last."""
        return "" if number == len(self.exchanges) - 1 else f" of “{turn.text.strip()[:NAMED]}…”"

    def _make_side(self, number: int) -> QWidget | None:
        words = self.exchanges[number].words
        assert words is not None
        siblings = self._talk.conversation.siblings(words.id)
        if len(siblings) == 1 and number != self._hovered:
            return None
        side = WordsSide(words.id, siblings.index(words.id), len(siblings))
        side.walked.connect(self._talk.walk_by)
        side.edit_pressed.connect(self.edit)
        return side

    @Slot(int)
    def _over_words(self, number: int) -> None:
        """The pencil comes with the pointer."""
        before, self._hovered = self._hovered, number
        for one in (before, number):
            if 0 <= one < len(self.exchanges):
                self.text.widgets.forget_side(one)
        self.text.arrange(max(0, len(self.exchanges) - 1))

    @Slot()
    def _dress_feet(self) -> None:
        for number in range(len(self.exchanges)):
            foot = self.text.widgets.foot_of(number)
            if isinstance(foot, TurnFoot):
                foot.set_busy(self._talk.busy)

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot(int)
    def copy(self, turn: int) -> None:
        """A turn's text to the clipboard."""
        QGuiApplication.clipboard().setText(self._talk.conversation.turns[turn].text)

    @Slot()
    def copy_all(self) -> None:
        """What is walked, as one running text."""
        QGuiApplication.clipboard().setText(self._talk.conversation.text)

    @Slot(int)
    def open_least_sure(self, turn: int) -> None:
        """Open the token of an answer that the model was least sure of, to choose another."""
        number = next((at for at, one in enumerate(self.exchanges) if one.ids[1] == turn), None)
        if number is None or not self.text.passages[number].tokens:
            return
        tokens = self.text.passages[number].tokens
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.text.look_at(Place(number, min(range(len(tokens)), key=lambda at: tokens[at].probability)))

    @Slot(int, int, int)
    def _branch(self, passage: int, token: int, chosen: int) -> None:
        answer = self.exchanges[passage].answer
        if answer is not None:
            self._talk.branch(answer.id, token, (chosen,))

    @Slot()
    def walk_back(self) -> None:
        self._walk_by(-1)

    @Slot()
    def walk_on(self) -> None:
        self._walk_by(1)

    def _walk_by(self, by: int) -> None:
        """By keys: the branches at the token that is looked at, else the last place where there are some."""
        path = self._talk.path
        if self.text.chosen is not None:
            looked_at = self.exchanges[self.text.chosen.passage].answer
            path = path[: path.index(looked_at) + 1] if looked_at in path else path
        forks = [turn.id for turn in path if len(self._talk.conversation.siblings(turn.id)) > 1]
        if forks:
            self._talk.walk_by(forks[-1], by)

    @Slot(int, bool, QPoint)
    def _open_menu(self, passage: int, on_answer: bool, at: QPoint) -> None:
        turn = self.exchanges[passage].ids[on_answer]
        if turn is not None:
            self.menu.open(turn, at)

    @Slot(int)
    def delete(self, turn: int) -> None:
        """Take a branch out; it can be put back."""
        conversation = self._talk.conversation
        removed = self._talk.delete(turn)
        if removed is not None:
            self.deleted.emit(conversation, removed)

    def show_turn(self, turn: int) -> None:
        """Scroll to a turn of the path."""
        number = next((at for at, one in enumerate(self.exchanges) if turn in one.ids), None)
        if number is not None:
            passage = self.text.passages[number]
            top = passage.text_top if turn == self.exchanges[number].ids[1] else passage.bubble_top
            self.text.verticalScrollBar().setValue(top - theme.px(LINE))

    # ---- editing ----------------------------------------------------------------------------------------------------

    @Slot(int, bool)
    def _edit_passage(self, passage: int, on_answer: bool) -> None:
        turn = self.exchanges[passage].ids[on_answer]
        if turn is not None:
            self.edit(turn)

    @Slot(int)
    def edit(self, turn: int) -> None:
        """A field in the place of a turn."""
        if self._talk.busy:
            return
        self._close_editor()
        number = next(at for at, one in enumerate(self.exchanges) if turn in one.ids)
        one, passage = self._talk.conversation.turns[turn], self.text.passages[number]
        by_person = one.role == "user"
        editor = TurnEditor(one.text, "Send" if by_person else "Keep", self.text.viewport())
        editor.kept.connect(self._keep_edit)
        editor.given_up.connect(self._give_up)
        editor.resized.connect(self.text.lay_out)
        editor.setProperty("turn", turn)
        self.text.forget_pointed()
        passage.editor, passage.edits_answer = editor, not by_person
        self.text.arrange(number)
        self.text.ensure_seen(number)
        editor.begin()

    @Slot(str)
    def _keep_edit(self, words: str) -> None:
        editor = self.sender()
        assert isinstance(editor, TurnEditor)
        turn = int(editor.property("turn"))
        self._close_editor()
        if words != self._talk.conversation.turns[turn].text:
            self._talk.edit(turn, words)
        self.done.emit()

    @Slot()
    def _give_up(self) -> None:
        self._close_editor()
        self.done.emit()

    def _close_editor(self) -> None:
        for passage in self.text.passages:
            if passage.editor is not None:
                passage.editor.hide()
                passage.editor.deleteLater()
                passage.editor, passage.edits_answer = None, False
        self.text.arrange()
