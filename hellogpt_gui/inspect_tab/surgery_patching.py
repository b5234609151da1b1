"""Activation patching: a second prompt, what is put in place, and the map of what comes along."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.config import PATCHED, PATCHINGS, Value
from core.protocol import PatchMap, SurgeryResult
from hellogpt_gui.inspect_tab.view import Answer, scrolled
from hellogpt_gui.theme import theme
from hellogpt_gui.units import share
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.empty_state import EmptyState
from hellogpt_gui.widgets.place_map import PlaceMap
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.token_combo import TokenChoice, TokenCombo

TYPED_MS = 300
WHAT = {"stream": "the stream in front of layer {}", "attention": "attention {}", "mlp": "feed-forward {}"}
COMES = {"denoise": "comes back", "noise": "is lost"}


class SurgeryPatching(QWidget):
    """``changed``: the same must be asked again; ``token_picked`` and ``rival_picked``: of which tokens."""

    changed = Signal()
    token_picked = Signal(int)
    rival_picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: Answer | None = None
        self.second = QLineEdit()
        self.second.setPlaceholderText("A second prompt with as many tokens: the first one with another name in it")
        self.second.setAccessibleName("Second prompt")
        self.take_first = icon_button("copy", "Begin with the first prompt")
        self.way = self._choice(PATCHINGS, "Which prompt gives")
        self.what = self._choice(PATCHED, "What is put in place")
        self.token = TokenCombo("The token whose logit is looked at")
        self.rival = TokenCombo("The token it is compared with")
        self.map = PlaceMap("What comes along, by layer and place")
        self.sentence = label("", "quiet", wrap=True)
        self.empty = EmptyState("", "")
        self._typed = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._lay_out()
        self._typed.timeout.connect(self.changed)
        self.second.textEdited.connect(self._typed.start)
        self.second.returnPressed.connect(self.changed)
        self.take_first.clicked.connect(self._take_first)
        for choice in (self.way, self.what):
            choice.changed.connect(self.changed)
        self.token.picked.connect(self.token_picked)
        self.rival.picked.connect(self.rival_picked)
        self.map.pointed.connect(self._pointed)
        theme.changed.connect(self._dress)
        self._dress()

    @staticmethod
    def _choice(registry: Mapping[str, object], name: str) -> Segmented:
        choices = list(registry.values())
        made = Segmented([choice.label for choice in choices], name)  # type: ignore[attr-defined]
        for number, choice in enumerate(choices):
            made.segment(number).setToolTip(choice.help)  # type: ignore[attr-defined]
        return made

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self.second, 1)
        first.addWidget(self.take_first)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.way)
        second.addWidget(self.what)
        second.addStretch(1)
        third = QHBoxLayout()
        third.setSpacing(8)
        for widget in (label("Logit of", "quiet"), self.token, label("less that of", "quiet"), self.rival):
            third.addWidget(widget)
        third.addStretch(1)
        drawn = QWidget()
        column = QVBoxLayout(drawn)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sentence)
        column.addWidget(scrolled(self.map, resizable=True), 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(drawn)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for row in (first, second, third):
            self._column.addLayout(row)
        self._column.addWidget(self._stack, 1)

    def looking(self) -> Mapping[str, Value]:
        """What the engine is asked for."""
        way, what = list(PATCHINGS)[self.way.index], list(PATCHED)[self.what.index]
        return {"second_prompt": self.second.text(), "patching": way, "patched": what}

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def show_answer(self, answer: Answer) -> None:
        result = answer.result
        assert isinstance(result, SurgeryResult)
        self._answer = answer
        self._show_tokens(result)
        if result.patch is None:
            title = (
                "The two prompts cannot be laid over each other" if result.note else "Two prompts, one place exchanged"
            )
            words = result.note or "Write a second prompt that differs in one word, and see where the difference lives."
            self.empty.show_words(title, words)
            self._stack.setCurrentIndex(0)
            return
        names, differ = _names(answer.tokens, result.patch)
        self.map.show_cells(result.patch.recovered, names, differ)
        self._stack.setCurrentIndex(1)
        self._say()

    def _show_tokens(self, result: SurgeryResult) -> None:
        known = {one.id: TokenChoice(one.id, bare(one.token), share(one.before)) for one in result.shifts}
        explained = result.explained
        known.setdefault(explained.id, TokenChoice(explained.id, bare(explained.token), share(explained.before)))
        patch = result.patch
        self.token.show_choices(list(known.values()), explained.id)
        others = {number: choice for number, choice in known.items() if number != explained.id}
        if patch is not None:
            others.setdefault(patch.rival, TokenChoice(patch.rival, bare(patch.rival_token)))
        self.rival.show_choices(list(others.values()), patch.rival if patch is not None else -1)

    def _say(self) -> None:
        """What the marked cell says, or what the map is about."""
        answer = self._answer
        if answer is None or not isinstance(answer.result, SurgeryResult) or answer.result.patch is None:
            return
        patch, cell = answer.result.patch, self.map.cell
        first, second = (f"{value:+.2f}".replace("-", "−") for value in (patch.clean, patch.corrupted))
        both = f"“{bare(answer.result.explained.token)}” less “{bare(patch.rival_token)}”"
        if cell is None:
            words = f"Difference of logits, {both}: {first} after the first prompt, {second} after the second."
        else:
            value = patch.recovered[cell]
            where = WHAT[patch.patched].format(cell[0])
            figure = "…" if value != value else f"{value:.2f}".replace("-", "−")
            names, _ = _names(answer.tokens, patch)
            words = f"At “{names[cell[1]]}” ({cell[1]}), {where}: {figure} of the difference {COMES[patch.patching]}."
        self.sentence.setText(words)

    @Slot()
    def _pointed(self) -> None:
        self._say()

    @Slot()
    def _take_first(self) -> None:
        if self._answer is not None:
            self.second.setText(self._answer.prompt)
            self.second.setFocus()
            self._typed.start()

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(theme.px(8))


def _names(tokens: tuple[str, ...], patch: PatchMap) -> tuple[list[str], list[int]]:
    """The places by their tokens, both where the prompts differ, and which those are."""
    count = patch.recovered.shape[1]
    pairs = list(zip(tokens, patch.other, strict=True))[:count]
    differ = [place for place, (one, other) in enumerate(pairs) if one != other]
    names = [bare(one) if one == other else f"{bare(one)} ↔ {bare(other)}" for one, other in pairs]
    return names, differ
