"""Which step answers: in the composer's menu and in the heads of answers. What is live is said with its moment.

While a training goes on, the odds of the next token are asked anew at each step that it keeps; what has been said
stays as it is.
"""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from core.protocol import SampleDone
from hellogpt_gui.chat_tab.composer import Composer
from hellogpt_gui.chat_tab.looking_ahead import LookingAhead
from hellogpt_gui.chat_tab.talk import Talk
from hellogpt_gui.chat_tab.transcript import detail_of
from hellogpt_gui.chat_tab.transcript_view import TranscriptView
from hellogpt_gui.engine.live_moment import LiveMoment
from hellogpt_gui.library.selection import SelectedStep, Selection
from hellogpt_gui.units import whole


class AnsweringStep(QObject):
    """Follows the selection, the training and the talk."""

    def __init__(
        self,
        moment: LiveMoment,
        selection: Selection,
        talk: Talk,
        view: TranscriptView,
        composer: Composer,
        ahead: LookingAhead,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._moment, self._selection, self._talk = moment, selection, talk
        self._view, self._composer, self._ahead = view, composer, ahead
        self._offered_live = self._asked_live = False
        composer.step_chosen.connect(selection.set_step)
        selection.changed.connect(self.show_steps)
        moment.moved.connect(self._moved)
        moment.kept.connect(self._kept)
        talk.state_changed.connect(self._asked)
        talk.ended.connect(self._ended)
        self.show_steps()

    @property
    def trains(self) -> bool:
        """Whether the selected run trains in this window."""
        return bool(self._moment.run) and self._moment.run == self._selection.run

    @property
    def live(self) -> bool:
        """Whether the weights of this moment answer."""
        return self.trains and self._selection.step == "live"

    @property
    def words(self) -> str:
        """The step that answers now."""
        step = self._selection.step
        if self.live:
            return f"live, step {whole(self._moment.step)}"
        return f"step {whole(step)}" if isinstance(step, int) else step

    @Slot()
    def show_steps(self) -> None:
        """What may answer: two names, the weights of this moment while the run trains, and what the scrubber shows."""
        choices: list[tuple[str, SelectedStep]] = [("latest step", "latest"), ("best step", "best")]
        self._offered_live = self.trains
        if self.trains:
            choices.append(("live: the weights of this moment", "live"))
        if isinstance(self._selection.step, int):
            choices.append((self.words, self._selection.step))
        self._view.step_words = self.words
        self._composer.show_steps(choices, self.words)

    @Slot()
    def _moved(self) -> None:
        """The training is at another step, has begun or has ended. A menu that is open stays as it is."""
        if self.trains != self._offered_live:
            self.show_steps()
        elif self.live:
            self._view.step_words = self.words
            self._composer.step_button.setText(self.words)

    @Slot()
    def _kept(self) -> None:
        if self.live:
            self._ahead.soon()

    @Slot()
    def _asked(self) -> None:
        """An answer begins: is it one of this moment?"""
        if self._talk.busy:
            self._asked_live = self.live

    @Slot(object)
    def _ended(self, last: object) -> None:
        answer = self._talk.last_answer
        if self._asked_live and isinstance(last, SampleDone) and self._view.text.passages and answer is not None:
            self._view.text.passages[-1].detail = detail_of(answer, f"live, step {whole(last.step)}")
            self._view.text.viewport().update()
