"""What one part of the network adds to a logit, and out of what: at the right of the waterfall."""

import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.config import SurgeryConfig, parse_component
from core.protocol import Contribution, WhyResult
from hellogpt_gui.inspect_tab.head_words import does_words
from hellogpt_gui.inspect_tab.view import Answer
from hellogpt_gui.theme import theme
from hellogpt_gui.units import share, signed
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import Button, hairline, label, set_variant
from hellogpt_gui.widgets.flow_layout import FlowLayout
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow

NEXT_SHOWN = 5
SWITCHED = re.compile(r"L\d+(H\d+|F)")
SENTENCES = {
    "embed": "What the token itself says of the next one, before anything else has been read.",
    "pos_embed": "What its place in the text says of the next token.",
    "bias": "What is added whatever the prompt is.",
    "F": "What the token thinks by itself, after attention has gathered.",
}
INSIDE = {"H": "It looks at, and what that adds", "F": "Its neurons that count most", "bias": "One by one"}


class WhyCard(QWidget):
    """``attention_wanted``: to see the head's pattern; ``switch_wanted``: the part's name, as surgery spells it."""

    attention_wanted = Signal()
    switch_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = ""
        self._surgery = SurgeryConfig()
        self.title = label("", "card")
        self.value = label("", "figure")
        self.favours = label("", "caption")
        self.sentence = label("", "quiet", wrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.RichText)
        self.inside_title = label("", "group")
        self.inside = OddsList("Out of what", row_height=24)
        self.attention = Button("Show attention")
        self.switch = Button("Switch it off", "ghost")
        self.odds = OddsList("Next token", row_height=24)
        figure = QHBoxLayout()
        figure.addWidget(self.value)
        figure.addWidget(self.favours, 1)
        self._buttons = QWidget()
        buttons = FlowLayout(self._buttons)
        buttons.addWidget(self.attention)
        buttons.addWidget(self.switch)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.title)
        self._column.addLayout(figure)
        for widget in (self.sentence, self.inside_title, self.inside, self._buttons, hairline()):
            self._column.addWidget(widget)
        self._column.addWidget(label("Next token", "group"))
        self._column.addWidget(self.odds)
        self._column.addStretch(1)
        self.attention.clicked.connect(self.attention_wanted)
        self.switch.clicked.connect(self._switch)
        theme.changed.connect(self._dress)
        self._dress()

    def show_part(self, part: Contribution, answer: Answer) -> None:
        """One of the parts that were found."""
        result = answer.result
        assert isinstance(result, WhyResult)
        self._part = part.part
        where = "" if part.layer is None else f"Layer {part.layer} · "
        self.title.setText(f"{where}{part.label.lower() if where else part.label}")
        self.value.setText(signed(part.value))
        set_variant(self.value, "sign", "for" if part.value >= 0 else "against")
        self.favours.setText(_favours(part.value, result))
        kind = "H" if "H" in part.part else part.part[-1] if part.layer is not None else part.part
        sentence = SENTENCES.get(kind, "") if part.does is None else does_words(answer, part.does, answer.at)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        rows = _sources(part, answer.tokens) if part.sources else _pieces(part)
        self.inside_title.setText(INSIDE.get(kind, ""))
        for widget in (self.inside_title, self.inside):
            widget.setVisible(bool(rows))
        self.inside.show_rows(
            rows,
            token_width=76,
            note_width=22 if part.sources else 0,
            value_width=40 if part.sources else 58,
            extra_width=52 if part.sources else 0,
        )
        self.attention.setVisible(kind == "H")
        self.switch.setVisible(SWITCHED.fullmatch(part.part) is not None)
        self._name_switch()
        self._buttons.setVisible(self.attention.isVisibleTo(self._buttons) or self.switch.isVisibleTo(self._buttons))
        self._show_odds(result)

    def _show_odds(self, result: WhyResult) -> None:
        best = result.candidates[:NEXT_SHOWN]
        chosen = {one.id for one in (result.token, result.rival) if one is not None}
        longest = best[0].model_probability
        self.odds.show_rows(
            [
                OddsRow(bare(one.token), one.model_probability / longest, share(one.model_probability),
                        bold=one.id in chosen)
                for one in best
            ],
            token_width=76, value_width=64)  # fmt: skip

    def show_surgery(self, surgery: SurgeryConfig) -> None:
        """What is switched off."""
        self._surgery = surgery
        self._name_switch()

    def _name_switch(self) -> None:
        """A part may be off by itself, or with its layer."""
        switched = SWITCHED.fullmatch(self._part) is not None
        off = switched and self._surgery.off_through(parse_component(self._part)) is not None
        self.switch.setText("Switch it on" if off else "Switch it off")

    @Slot()
    def _switch(self) -> None:
        self.switch_wanted.emit(self._part)

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(0, 0, theme.px(10), 0)
        self._column.setSpacing(theme.px(6))


def _favours(value: float, result: WhyResult) -> str:
    token = f"“{bare(result.token.token)}”"
    if value >= 0:
        return f"for {token}"
    return f"for “{bare(result.rival.token)}”" if result.rival else f"against {token}"


def _sources(part: Contribution, tokens: tuple[str, ...]) -> list[OddsRow]:
    return [
        OddsRow(bare(tokens[one.place]), one.weight, f"{one.weight:.2f}", note=str(one.place), extra=signed(one.value))
        for one in part.sources
    ]


def _pieces(part: Contribution) -> list[OddsRow]:
    """Bars by size; the figure says the sign."""
    longest = max((abs(piece.value) for piece in part.pieces), default=0.0) or 1.0
    return [OddsRow(_called(piece.name), abs(piece.value) / longest, signed(piece.value)) for piece in part.pieces]


def _called(name: str) -> str:
    """L2A is the bias of attention 2."""
    found = re.fullmatch(r"L(\d+)A", name)
    return f"attention {found[1]}" if found else name[:1].upper() + name[1:]
