"""Next token: the candidates with their odds, reshaped by the sampling rules beside them."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.config import SamplingConfig
from core.protocol import Candidate, NextTokenResult
from hellogpt_gui.inspect_tab.view import LEAST, Answer, InspectView, scrolled, stand
from hellogpt_gui.theme import theme
from hellogpt_gui.units import share, whole
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow
from hellogpt_gui.widgets.sampling_form import SamplingForm

RULES = ("temperature", "top_k", "top_p", "min_p")
SIDE_WIDTH = 264


class NextTokenView(InspectView):
    """Bars are the odds under the rules; a thin mark stands where the model itself has them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.title = label("", "card")
        self.sentence = label("", "quiet", wrap=True)
        self.odds = OddsList("Candidates for the next token")
        self.rules = SamplingForm(RULES)
        self.rules.changed.connect(self.changed)
        self.reset_button = icon_button("refresh", "Back to the defaults")
        self.reset_button.clicked.connect(self.rules.reset)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.picture)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._make_list(), 1)
        self._row.addWidget(self._make_side())
        theme.changed.connect(self._dress)
        self._dress()

    def _make_list(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.odds)
        column.addStretch(1)
        main = QWidget()
        main_column = QVBoxLayout(main)
        main_column.setContentsMargins(0, 0, 0, 0)
        main_column.setSpacing(6)
        for widget in (self.title, self.sentence):
            main_column.addWidget(widget)
        self._list = scrolled(inside, resizable=True)
        main_column.addWidget(self._list, 1)
        return main

    def _make_side(self) -> QWidget:
        self._side = QWidget()
        head = QHBoxLayout()
        head.addWidget(label("Sampling rules", "panel"), 1)
        head.addWidget(self.reset_button)
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.rules)
        column.addStretch(1)
        return self._side

    def sampling(self) -> SamplingConfig:
        return self.rules.config()

    def set_narrow(self, narrow: bool) -> None:
        stand(self._row, narrow, {}, {self._list: LEAST})
        self._side.setMaximumWidth(16_777_215 if narrow else theme.px(SIDE_WIDTH))

    def show_result(self, answer: Answer) -> None:
        result = answer.result
        assert isinstance(result, NextTokenResult)
        self.title.setText(f"After “{bare(answer.tokens[answer.at])}”")
        self.sentence.setText(sentence_of(result))
        longest = max(max(c.probability, c.model_probability) for c in result.candidates)
        came = result.came.id if result.came else None
        self.odds.show_rows([_row(c, longest, c.id == came) for c in result.candidates], token_width=128)

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(theme.px(24))
        self._side.setMinimumWidth(theme.px(SIDE_WIDTH))
        self._side.setMaximumWidth(theme.px(SIDE_WIDTH))


def _row(candidate: Candidate, longest: float, came: bool) -> OddsRow:
    """Bars fill the row for the likeliest candidate; the figures are the odds themselves."""
    return OddsRow(
        token=candidate.token,
        share=candidate.probability / longest,
        value=share(candidate.probability) if candidate.kept else "cut",
        bold=came,
        kept=candidate.kept,
        before=candidate.model_probability / longest,
    )


def sentence_of(result: NextTokenResult) -> str:
    """How many tokens the rules leave, how undecided the model is, and what really comes."""
    left = "1 token" if result.kept == 1 else f"{whole(result.kept)} tokens"
    words = f"The rules leave {left}. The model is undecided by {result.entropy:.1f} bits"
    if result.came is None:
        return f"{words}."
    odds = share(result.came.model_probability)
    return f"{words}; what really comes is “{bare(result.came.token)}”, to which it gives {odds}."
