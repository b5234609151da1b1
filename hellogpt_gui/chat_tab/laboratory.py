"""What the two buttons under the sampling rules do: the last answer exactly again, and eight answers to choose from."""

import dataclasses

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from core.conversations import Turn
from core.protocol import Sample, SampleDone
from hellogpt_gui.chat_tab.answer_card import AnswerCard
from hellogpt_gui.chat_tab.answers_sheet import AnswersSheet
from hellogpt_gui.chat_tab.composer import Composer
from hellogpt_gui.chat_tab.side_panel import EIGHT, SidePanel
from hellogpt_gui.chat_tab.talk import Talk
from hellogpt_gui.engine import EngineClient
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Notifier
from hellogpt_gui.units import plural


class Laboratory(QObject):
    """Works on the talk; the words for the eight answers are those that stand in the composer."""

    def __init__(
        self,
        client: EngineClient,
        selection: Selection,
        talk: Talk,
        panel: SidePanel,
        composer: Composer,
        notifier: Notifier,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._client, self._selection, self._talk = client, selection, talk
        self._panel, self._composer, self._notifier, self._over = panel, composer, notifier, parent
        self.sheet: AnswersSheet | None = None
        self._repeated: Turn | None = None  # what is being written again
        self._asked: list[Turn] = []  # made for the eight; the last is the one to be chosen
        self._before: int | None = None  # the end of the path before that
        panel.repeat_asked.connect(self.repeat)
        panel.eight_asked.connect(self.eight)
        for signal in (talk.changed, talk.state_changed, selection.changed):
            signal.connect(self._show_state)
        talk.ended.connect(self._ended)
        self._show_state()

    @Slot()
    def _show_state(self) -> None:
        last = self._talk.last_answer
        self._panel.set_run(self._selection.run or "")
        self._panel.set_can(
            repeat=self._talk.ready and last is not None and last.sampling is not None and bool(last.tokens),
            answer=self._talk.ready,
        )

    # ---- the same again ---------------------------------------------------------------------------------------------

    @Slot()
    def repeat(self) -> None:
        """Write the last answer again, by the step, the rules and the seed that it was written with."""
        last = self._talk.last_answer
        if last is not None and self._talk.ready:
            self._repeated = last
            self._talk.repeat(last.id)

    @Slot(object)
    def _ended(self, last: object) -> None:
        """Whether it is the same is said, token for token."""
        before, self._repeated = self._repeated, None
        again = self._talk.last_answer
        if before is None or again is None or not isinstance(last, SampleDone) or last.stopped_by == "user":
            return
        pairs = zip(before.token_ids, again.token_ids, strict=False)
        differs = next((place for place, (one, other) in enumerate(pairs, 1) if one != other), None)
        if differs is None and len(before.tokens) == len(again.tokens):
            words = f"Written again with seed {last.seed}: the same {plural(len(again.tokens), 'token')}."
            self._notifier.show(words, kind="good")
        else:
            at = differs or min(len(before.tokens), len(again.tokens)) + 1
            self._notifier.show(
                f"Written again with seed {last.seed}, it differs from token {at} on.",
                "The words before it, or the weights, are no longer those it was written with.",
                kind="warn",
            )

    # ---- eight answers ----------------------------------------------------------------------------------------------

    @Slot()
    def eight(self) -> None:
        """Eight answers to what is written; without any words, other ones in the place of the last answer."""
        conversation, run = self._talk.conversation, self._selection.run or ""
        rules, surgery = self._panel.config(), self._talk.surgery
        words, end = self._composer.words, conversation.end
        if not self._talk.ready:
            return
        if end is None and conversation.form == "chat" and not words.strip():
            self._notifier.show("There is nothing to answer yet.", "Ask something first.", kind="info")
            return
        self._composer.take()
        self._before = end.id if end else None
        self._asked = [conversation.say(words)] if words else []
        if end is not None and end.role == "model" and not words:
            self._asked.append(conversation.regenerate(end.id, run, rules, surgery))
        else:
            self._asked.append(conversation.answer(run, rules, surgery))
        command = Sample(self._selection.ref, "", rules, EIGHT, conversation.parts(), growing=True, surgery=surgery)
        self._talk.changed.emit()
        self.sheet = AnswersSheet(self._client, command, self._over)
        self.sheet.chosen.connect(self._chosen)
        self.sheet.rejected.connect(self._refused)
        self.sheet.open()

    @Slot(object, int)
    def _chosen(self, card: AnswerCard, step: int) -> None:
        turn = self._asked[-1]
        for token in card.tokens:
            turn.append(token)
        rules = dataclasses.replace(turn.sampling or self._panel.config(), seed=card.seed)
        self._talk.conversation.finish(turn.id, step, rules, card.stopped_by or "user")
        self._panel.set_seed(card.seed)
        self._talk.changed.emit()

    @Slot()
    def _refused(self) -> None:
        """None was chosen: all stands as before."""
        conversation, first = self._talk.conversation, self._asked[0]
        conversation.delete(first.id)
        if self._before is not None:
            conversation.walk(self._before)
        self._talk.changed.emit()
        if first.role == "user":
            self._composer.give_back(first.text)
