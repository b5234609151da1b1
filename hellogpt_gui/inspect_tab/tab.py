"""The tab itself: the prompt, its tokens, the rail, and the view in front.

Every change of prompt, token, view, rule, run or step is one question to the engine; the newest alone is answered.
What a view shows is made when it first comes to the front; prompt, tokens, chosen head and surgery are the same in all.
While a training's live weights are shown, the question is asked again every second.
"""

import time

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.config import VIEWS, InspectConfig, SurgeryConfig
from core.protocol import Event, Failed, Inspect, InspectDone, InspectSoFar
from hellogpt_gui.engine import Asker, EngineClient
from hellogpt_gui.engine.live_moment import LiveMoment
from hellogpt_gui.inspect_tab.proof_sheet import ProofSheet
from hellogpt_gui.inspect_tab.rail import Rail
from hellogpt_gui.inspect_tab.surgery_bar import SurgeryBar
from hellogpt_gui.inspect_tab.view import Answer, InspectView
from hellogpt_gui.inspect_tab.views import VIEW_WIDGETS
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import STOPPED
from hellogpt_gui.theme import theme
from hellogpt_gui.units import whole
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.empty_state import EmptyState
from hellogpt_gui.widgets.token_strip import TokenStrip

TYPED_MS = 150  # after the last key
LIVE_MS = 1000
# While nobody asks, looking at a training takes a thirty-first of its time at most.
REST = 30
NARROW = 1000


class InspectTab(QFrame):
    """``figure_changed``: how long the last redrawing took; ``train_requested``: there is nothing to look at yet;
    ``chat_wanted``: to talk to the network with this surgery."""

    figure_changed = Signal(str)
    train_requested = Signal()
    chat_wanted = Signal(object)

    def __init__(self, client: EngineClient, selection: Selection) -> None:
        super().__init__()
        self.setProperty("surface", "page")
        self._client, self._selection = client, selection
        self._asker, self._moment = Asker(client, self), LiveMoment(client, self)
        self._kept_meanwhile = False  # the training has kept a step since the last question
        self._answer: Answer | None = None
        self._own_prompt = False  # the person has written one
        self._shared: dict[str, int] = {"at": -1, "token": -1, "rival": -1, "layer": 0, "head": 0}
        self._asked_at = self._shown_at = 0.0
        self._narrow = False
        self._run = selection.run
        self._build()
        self._connect()
        self.show_view(Inspect.view)  # as the terminal begins

    # ---- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.prompt = QLineEdit()
        self.prompt.setAccessibleName("Prompt")
        self.prompt.setPlaceholderText("Write a text to look at")
        self.counts = label("", "quiet")
        self.again = icon_button("refresh", "Begin with what the model wrote last")
        self.strip = TokenStrip("Tokens of the prompt")
        self.rail = Rail()
        self.combo = QComboBox()
        self.combo.setAccessibleName("View")
        for view in VIEWS.values():
            self.combo.addItem(view.label, view.name)
        self.bar = SurgeryBar()
        self.views: dict[str, InspectView] = {}
        self._stack = QStackedWidget()
        self.problem = EmptyState("", "")
        for page in (QWidget(), self.problem):  # before the first answer, nothing
            self._stack.addWidget(page)
        self.no_run = EmptyState(
            "No model is selected", "Choose a run in the library, or train a model first.", "Train a model"
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_page())
        self._pages.addWidget(self.no_run)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def _make_page(self) -> QWidget:
        top = QHBoxLayout()
        top.addWidget(self.prompt, 1)
        top.addWidget(self.counts)
        top.addWidget(self.again)
        main = QVBoxLayout()
        main.setSpacing(0)
        main.addWidget(self.combo)
        main.addWidget(self._stack, 1)
        self._row = QHBoxLayout()
        self._row.addWidget(self.rail)
        self._row.addLayout(main, 1)
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.addLayout(top)
        self._column.addWidget(self.strip)
        self._column.addLayout(self._row, 1)
        self._column.addWidget(self.bar)
        return page

    def _connect(self) -> None:
        self._typed = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._typed.timeout.connect(self.ask)
        self._live = QTimer(self, interval=LIVE_MS)
        self._live.timeout.connect(self._ask_live)
        self.prompt.textEdited.connect(self._edited)
        self.prompt.returnPressed.connect(self.ask)
        self.again.clicked.connect(self._begin_again)
        self.strip.picked.connect(self._picked)
        self.rail.chosen.connect(self.show_view)
        self.combo.activated.connect(self._combo_chosen)
        self.bar.changed.connect(self._operated)
        self.bar.chat_wanted.connect(self.chat_wanted)
        self._moment.kept.connect(self._step_kept)
        self._asker.said.connect(self._heard)
        self._asker.answered.connect(self._answered)
        self._selection.changed.connect(self._selected)
        self.no_run.pressed.connect(self.train_requested)
        theme.changed.connect(self._dress)
        self._dress()
        self._selected()

    # ---- asking -----------------------------------------------------------------------------------------------------

    @property
    def view(self) -> InspectView:
        """The view in front."""
        return self.views[self._view]

    @property
    def answer(self) -> Answer | None:
        """What the view in front shows."""
        return self._answer

    @property
    def waiting(self) -> bool:
        """Whether the newest question is still without its whole answer."""
        return self._asker.waiting

    @Slot(str)
    def show_view(self, name: str) -> None:
        """Bring a view to the front."""
        if name not in self.views:
            self.views[name] = self._make_view(name)
        self._view = name
        self.rail.choose(name)
        self.combo.setCurrentIndex(list(VIEWS).index(name))
        self._answer = None
        self.ask()

    def _make_view(self, name: str) -> InspectView:
        view = VIEW_WIDGETS[name](name)
        view.picked.connect(self._picked)
        view.token_picked.connect(self._token_picked)
        view.rival_picked.connect(self._rival_picked)
        view.head_picked.connect(self._head_picked)
        view.step_picked.connect(self._selection.set_step)
        view.view_wanted.connect(self.show_view)
        view.changed.connect(self.ask)
        view.proof_wanted.connect(self._prove)
        view.surgery_wanted.connect(self.bar.set_surgery)
        view.switch_wanted.connect(self.bar.switch)
        view.show_surgery(self.bar.surgery)
        view.set_narrow(self._narrow)
        self._stack.addWidget(view)
        return view

    def question(self) -> Inspect:
        """What the view in front wants to know."""
        looking = InspectConfig(**{**self._shared, **self.view.looking()})  # type: ignore[arg-type]
        prompt = self.prompt.text() if self._own_prompt else None
        surgery = self.bar.surgery
        return Inspect(self._selection.ref, self._view, prompt, self.view.sampling(), looking, surgery=surgery)

    @Slot()
    def ask(self) -> None:
        """Ask what the view in front shows of the prompt, now."""
        self._typed.stop()
        if self._selection.run is None or not self.isVisible():
            return
        self._asked_at, self._kept_meanwhile = time.perf_counter(), False
        self._asker.ask(self.question())

    @Slot()
    def _ask_live(self) -> None:
        """The weights of a training move on. A question under way is enough, and after it the training has its turn."""
        training = self._client.running("train") is not None
        rested = time.perf_counter() - self._shown_at >= REST * (self._shown_at - self._asked_at)
        if training and self._selection.step == "live" and not self._asker.waiting and rested:
            self.ask()

    @Slot()
    def _step_kept(self) -> None:
        """There is one more to see; a question still under way comes first."""
        if self.view.grows and self._moment.run == self._selection.run:
            self._kept_meanwhile = True
            self._ask_grown()

    def _ask_grown(self) -> None:
        if self._kept_meanwhile and not self._asker.waiting:
            self.ask()

    @Slot(list)
    def _heard(self, events: list[Event]) -> None:
        """What a view knows by now; of several the newest."""
        known = [event for event in events if isinstance(event, InspectSoFar)]
        if known:
            self._show(known[-1])

    @Slot(object)
    def _answered(self, last: object) -> None:
        if isinstance(last, InspectDone):
            self._show(last)
            self._shown_at = time.perf_counter()
            self.figure_changed.emit(f"redrawn in {1000 * (self._shown_at - self._asked_at):.0f} ms")
            self._ask_grown()
        elif isinstance(last, Failed) and last.exit_code != STOPPED:
            self.problem.show_words(last.message, last.hint)
            self._stack.setCurrentWidget(self.problem)

    def _show(self, answer: Answer) -> None:
        self._answer = answer
        if not self._own_prompt and self.prompt.text() != answer.prompt:
            self.prompt.setText(answer.prompt)
        seen, limit = len(answer.tokens), answer.context_length
        cut = "  ·  only its end is seen" if seen == limit else ""
        self.counts.setText(f"{whole(seen)} of {whole(limit)} tokens{cut}")
        self.strip.show_tokens(answer.tokens, answer.at, answer.next_tokens)
        self.bar.show_shift(answer.shift)
        self.view.show_answer(answer, self._shared["layer"], self._shared["head"])
        self._stack.setCurrentWidget(self.view)

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot()
    def _edited(self) -> None:
        self._own_prompt = True
        self._shared |= {"at": -1, "token": -1, "rival": -1}
        self._typed.start()

    @Slot()
    def _begin_again(self) -> None:
        """Back to what the run wrote last."""
        self._own_prompt = False
        self._share(at=-1, token=-1, rival=-1)

    def _share(self, **looked_at: int) -> None:
        """From now on all views look at this; the one in front is asked anew."""
        self._shared |= looked_at
        self.ask()

    @Slot(int)
    def _picked(self, index: int) -> None:
        """Another token is asked about. The last one stays the last while the prompt grows."""
        if self._answer is None:
            return
        self._share(at=-1 if index == len(self._answer.tokens) - 1 else index, token=-1, rival=-1)

    @Slot(int)
    def _token_picked(self, token: int) -> None:
        """Another next token is to be explained, until another place or prompt is looked at."""
        self._share(token=token)

    @Slot(int)
    def _rival_picked(self, token: int) -> None:
        self._share(rival=token)

    @Slot(int, int)
    def _head_picked(self, layer: int, head: int) -> None:
        self._shared |= {"layer": layer, "head": head}
        if self.view.follows_head:
            self.ask()

    @Slot()
    def _operated(self) -> None:
        """Something else is changed in the network."""
        for view in self.views.values():
            view.show_surgery(self.bar.surgery)
        self.ask()

    @Slot()
    def _prove(self) -> None:
        ProofSheet(self._client, self.question(), self).open()

    @Slot(int)
    def _combo_chosen(self, index: int) -> None:
        self.show_view(self.combo.itemData(index))

    # ---- what is selected, and the frame ----------------------------------------------------------------------------

    @Slot()
    def _selected(self) -> None:
        self._shared |= {"token": -1, "rival": -1}  # another run may have other tokens
        if self._selection.run != self._run:  # and other parts
            self._run = self._selection.run
            for view in self.views.values():
                view.forget()
            self.bar.set_surgery(SurgeryConfig())
        has_run = self._selection.run is not None
        self._pages.setCurrentIndex(0 if has_run else 1)
        if not has_run:
            self._asker.forget()
        self.ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._live.start()
        self.ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._live.stop()
        self._asker.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self._narrow = self.width() < theme.px(NARROW)
        self.rail.setVisible(not narrow)
        self.combo.setVisible(narrow)
        for view in self.views.values():
            view.set_narrow(narrow)

    @Slot()
    def _dress(self) -> None:
        side = theme.px(20)
        self._column.setContentsMargins(side, theme.px(16), side, theme.px(12))
        self._column.setSpacing(theme.px(8))
        self._row.setSpacing(theme.px(24))
        self._arrange()
