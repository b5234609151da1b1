"""What could come next after the talk as it stands, under the rules as they stand: asked a moment after a change."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from core.protocol import Failed, Inspect, InspectDone, NextTokenResult
from hellogpt_gui.chat_tab.composer import Composer
from hellogpt_gui.chat_tab.side_panel import SidePanel
from hellogpt_gui.chat_tab.talk import Talk
from hellogpt_gui.engine import Asker, EngineClient
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import STOPPED

LOOK_AHEAD_MS = 150


class LookingAhead(QObject):
    """Shows the odds of the next token in the panel, and how much of the talk is seen in the composer."""

    def __init__(
        self,
        client: EngineClient,
        selection: Selection,
        talk: Talk,
        panel: SidePanel,
        composer: Composer,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._selection, self._talk, self._panel, self._composer = selection, talk, panel, composer
        self._tab = parent
        self._asker = Asker(client, self)
        self._asker.answered.connect(self._known)
        self._soon = QTimer(self, singleShot=True, interval=LOOK_AHEAD_MS)
        self._soon.timeout.connect(self._ask)
        for signal in (panel.changed, selection.changed, talk.changed, talk.state_changed, talk.operated):
            signal.connect(self.soon)

    @property
    def at_rest(self) -> bool:
        return not self._soon.isActive()

    @Slot()
    def soon(self) -> None:
        """Something is another; ask when it has come to rest."""
        self._soon.start()

    @Slot()
    def _ask(self) -> None:
        if self._tab.isVisible() and not self._composer.isVisible():  # another way to ask is in front of the talk
            self._asker.forget()
            self._panel.chart.show_result(None)
            self._panel.show_after("")
        elif self._talk.ready and self._tab.isVisible():
            parts, surgery = self._talk.conversation.parts(), self._talk.surgery
            rules = self._panel.config()
            self._asker.ask(Inspect(self._selection.ref, "next-token", "", rules, parts=parts, surgery=surgery))

    @Slot(object)
    def _known(self, last: object) -> None:
        if isinstance(last, InspectDone) and isinstance(last.result, NextTokenResult):
            self._panel.chart.show_result(last.result)
            self._panel.show_after(self._talk.conversation.text)
            self._composer.meter.show_counts(len(last.tokens), last.context_length)
        elif isinstance(last, Failed) and last.exit_code != STOPPED:  # said when somebody asks, not while they type
            self._panel.chart.show_result(None)
            self._panel.show_after("")
            self._composer.meter.show_counts(0, 0)
