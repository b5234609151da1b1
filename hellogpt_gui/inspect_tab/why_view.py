"""Why this token: a waterfall of what each part adds, and at its right what the chosen part does."""

import re

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.config import NO_RIVAL, SurgeryConfig
from core.protocol import Candidate, Contribution, WhyResult
from hellogpt_gui.inspect_tab.view import Answer, InspectView, scrolled, stand
from hellogpt_gui.inspect_tab.why_card import WhyCard
from hellogpt_gui.theme import theme
from hellogpt_gui.units import share, small
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import IconLabel, label
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.token_combo import TokenChoice, TokenCombo
from hellogpt_gui.widgets.waterfall import Waterfall
from hellogpt_gui.widgets.waterfall_rows import Bar

SIDE_WIDTH = 248
ALLOWED_GAP = 1e-4
HEAD = re.compile(r"L(\d+)H(\d+)")


class WhyView(InspectView):
    """The chosen bar stays chosen while prompt, tokens or step change; a head is the one that all views share."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._answer: Answer | None = None
        self._parts: dict[str, Contribution] = {}
        self._wanted = ""
        self.token = TokenCombo("The token that is explained")
        self.rival = TokenCombo("The token it is compared with")
        self.order = Segmented(("In order", "By size"), "Order of the bars")
        self.set_tools(label("Why", "quiet"), self.token, label("rather than", "quiet"), self.rival,
                       label("?", "quiet"), right=(self.order,))  # fmt: skip
        self.bars = Waterfall("What each part adds")
        self._area = scrolled(self.bars, resizable=True)
        self.check_icon = IconLabel("check-circle", "good")
        self.check = label("", "caption", wrap=True)
        self.for_words, self.against_words = label("", "caption"), label("", "caption")
        self.card = WhyCard()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.picture)
        self._row.addLayout(self._make_main(), 1)
        self._side = scrolled(self.card, resizable=True)
        self._row.addWidget(self._side)
        self.token.picked.connect(self._token_chosen)
        self.rival.picked.connect(self.rival_picked)
        self.order.changed.connect(self._ordered)
        self.bars.picked.connect(self._bar_chosen)
        self.card.attention_wanted.connect(self._show_attention)
        self.card.switch_wanted.connect(self.switch_wanted)
        theme.changed.connect(self._dress)
        self._dress()

    def _make_main(self) -> QVBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.check_icon)
        foot.addWidget(self.check, 1)
        for colour, words in (("for", self.for_words), ("against", self.against_words)):
            foot.addSpacing(8)
            foot.addWidget(IconLabel("stop", colour, 14))
            foot.addWidget(words)
        main = QVBoxLayout()
        main.setSpacing(4)
        main.addWidget(self._area, 100)
        main.addLayout(foot)
        main.addStretch(1)
        return main

    def show_head(self, layer: int, head: int) -> None:
        """The head that another view chose, unless a bar of another kind is looked at here; at first, the largest."""
        is_head = HEAD.fullmatch(self.bars.chosen) if self.bars.chosen else (layer, head) != (0, 0)
        self._wanted = f"L{layer}H{head}" if is_head else self.bars.chosen

    def show_surgery(self, surgery: SurgeryConfig) -> None:
        super().show_surgery(surgery)
        self.card.show_surgery(surgery)

    def show_result(self, answer: Answer) -> None:
        result = answer.result
        assert isinstance(result, WhyResult)
        self._answer = answer
        self._parts = {one.part: one for one in result.contributions}
        self.token.show_choices(_choices(result), result.token.id)
        others = [choice for choice in _choices(result) if choice.id != result.token.id]
        nothing = TokenChoice(NO_RIVAL, "nothing")
        self.rival.show_choices([*others, nothing], result.rival.id if result.rival else NO_RIVAL)
        title = "Difference of logits" if result.rival else f"Logit of “{bare(result.token.token)}”"
        self.bars.show_bars(title, [_bar(one) for one in result.contributions])
        largest = max(result.contributions, key=lambda one: abs(one.value)).part
        if self._wanted in self._parts:
            self.bars.choose(self._wanted)
        elif not self.bars.chosen:
            self.bars.choose(largest)
        self._fit()
        self._show_check(result)
        self._show_card()

    def _show_check(self, result: WhyResult) -> None:
        gap = abs(result.total - result.logit)
        right = gap <= ALLOWED_GAP
        total = f"{result.total:.4f}".replace("-", "−")
        words = f"The bars add up: {total}, as the model says" if right else f"The bars add up to {total}, not to "
        if not right:
            words += f"the model's {result.logit:.4f}".replace("-", "−")
        self.check.setText(f"{words} (gap {small(gap)})")
        self.check_icon.set_icon("check-circle" if right else "warn", "good" if right else "warn")
        self.for_words.setText(f"for “{bare(result.token.token)}”")
        self.against_words.setText(f"for “{bare(result.rival.token)}”" if result.rival else "against it")

    def _show_card(self) -> None:
        part = self._parts.get(self.bars.chosen)
        if self._answer is not None and part is not None:
            self.card.show_part(part, self._answer)

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot(int)
    def _token_chosen(self, token: int) -> None:
        """A rival of that name is none any more: then the likeliest other one is taken."""
        if self.rival.chosen == token:
            self.rival_picked.emit(-1)
        self.token_picked.emit(token)

    @Slot(int)
    def _ordered(self, index: int) -> None:
        self.bars.set_by_size(index == 1)
        self._fit()

    @Slot(str)
    def _bar_chosen(self, part: str) -> None:
        self._fit()
        self._show_card()
        head = HEAD.fullmatch(part)
        if head:
            self.head_picked.emit(int(head[1]), int(head[2]))

    @Slot()
    def _show_attention(self) -> None:
        self.view_wanted.emit("attention")

    # ---- the frame --------------------------------------------------------------------------------------------------

    def set_narrow(self, narrow: bool) -> None:
        """Narrow: the card under the bars, and all of it scrolls as one."""
        stand(self._row, narrow, {self._side: SIDE_WIDTH})
        self._area.setMinimumHeight(self.bars.minimumSizeHint().height() if narrow else 0)
        self._side.setMinimumHeight(self.card.sizeHint().height() if narrow else 0)

    def _fit(self) -> None:
        """The bars are as high as their rows, and what follows stands below them."""
        self._area.setMaximumHeight(self.bars.sizeHint().height())
        self.set_narrow(self._row.direction() == QBoxLayout.Direction.TopToBottom)

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(28))
        self.set_narrow(self._row.direction() == QBoxLayout.Direction.TopToBottom)
        self._show_card()


def _bar(one: Contribution) -> Bar:
    return Bar(one.part, one.label, one.value, "" if one.layer is None else f"Layer {one.layer}")


def _choices(result: WhyResult) -> list[TokenChoice]:
    """What really came first, if something did; then the likeliest, and what is explained or compared if it is not
    among these."""
    came = result.came.id if result.came else None
    chosen = [one for one in (result.came, result.token, result.rival) if one is not None]
    listed = (
        {one.id: one for one in (*chosen[:1], *result.candidates, *chosen)}
        if came is not None
        else {one.id: one for one in (*result.candidates, *chosen)}
    )
    return [TokenChoice(one.id, bare(one.token), _note(one, came)) for one in listed.values()]


def _note(one: Candidate, came: int | None) -> str:
    odds = share(one.model_probability)
    return f"{odds} · came" if one.id == came else odds
