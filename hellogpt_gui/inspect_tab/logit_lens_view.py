"""Logit lens: what each layer would say at each token, and below how one place comes to its answer."""

import math

import numpy as np
from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.protocol import LogitLensResult
from hellogpt_gui.inspect_tab.view import Answer, InspectView, scrolled, stand
from hellogpt_gui.theme import theme
from hellogpt_gui.units import share, whole
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.layer_curve import LayerCurve
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.token_grid import GridCell, TokenGrid

SIDE_WIDTH, GRID_HEIGHT, LOWER_HEIGHT, HIGHEST = 232, 320, 196, 320
TINTS = ("Odds", "Answer's rank", "Entropy", "KL to the end")
BRIGHT = (
    "bright: sure of the token in the cell",
    "bright: the answer is near the top of the list",
    "bright: decided",
    "bright: near what the last layer says",
)


class LogitLensView(InspectView):
    """The chosen layer stays while prompt, place and step change; it begins with the last."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._answer: Answer | None = None
        self._row = -1
        self.tint = Segmented(TINTS, "What the colour of a cell says")
        self.tint_words = label(BRIGHT[0], "caption")
        self.set_tools(self.tint, self.tint_words)
        self.grid = TokenGrid("What each layer would say at each token")
        self.title = label("", "card")
        self.sentence = label("", "quiet", wrap=True)
        self.odds = OddsList("What the chosen layer would say", row_height=24)
        self.rank = LayerCurve("Rank of the answer", _rank_words, logarithmic=True)
        self.entropy = LayerCurve("Entropy", _bits)
        self.kl = LayerCurve("KL to the end", _bits)
        self._grid_area = scrolled(self.grid, resizable=True)
        self._place = QWidget()
        self._lower = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._place)
        self._lower.setContentsMargins(0, 0, 0, 0)
        self._lower.addWidget(self._make_side())
        self._curves = QHBoxLayout()
        for curve in (self.rank, self.entropy, self.kl):
            self._curves.addWidget(curve, 1)
            curve.picked.connect(self._layer_chosen)
        self._lower.addLayout(self._curves, 1)
        self._parts = QVBoxLayout(self.picture)
        self._parts.addWidget(self._grid_area)
        self._parts.addWidget(self._place, 100)
        self._parts.addStretch(1)
        self.grid.picked.connect(self._cell_chosen)
        self._grid_area.horizontalScrollBar().valueChanged.connect(self.grid.update)
        self._settled = QTimer(self, singleShot=True, interval=0)  # when the new size has reached what is inside
        self._settled.timeout.connect(self._follow)
        self.tint.changed.connect(self._tinted)
        theme.changed.connect(self._dress)
        self._dress()

    def _make_side(self) -> QWidget:
        self._side = QWidget()
        column = QVBoxLayout(self._side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.title, self.sentence, self.odds):
            column.addWidget(widget)
        column.addStretch(1)
        return self._side

    def show_result(self, answer: Answer) -> None:
        assert isinstance(answer.result, LogitLensResult)
        self._answer = answer
        last = len(answer.result.layers) - 1
        self._row = last if self._row < 0 else min(self._row, last)
        self._show_cells()
        self._show_place()
        self._fit_grid()
        self._follow()

    def _show_cells(self) -> None:
        assert self._answer is not None
        result = self._answer.result
        assert isinstance(result, LogitLensResult)
        shares = _shares(result, self.tint.index)

        def cell(row: int, place: int) -> GridCell:
            return _cell(result, row, place, float(shares[row, place]))

        columns = [bare(token) for token in self._answer.tokens]
        self.grid.show_cells([_row_name(name) for name in result.layers], columns, cell, (self._row, self._answer.at))

    def _show_place(self) -> None:
        assert self._answer is not None
        result, at, row = self._answer.result, self._answer.at, self._row
        assert isinstance(result, LogitLensResult)
        place = f"“{bare(self._answer.tokens[at])}”"
        self.title.setText(f"{_row_name(result.layers[row])}, at {place}")
        candidates = result.readings[row]
        longest = candidates[0].probability if candidates else 1.0
        answer_id = int(result.answers[at])
        self.odds.show_rows(
            [
                OddsRow(bare(one.token), one.probability / longest, share(one.probability), bold=one.id == answer_id)
                for one in candidates
            ],
            token_width=84,
            value_width=64,
        )
        answer = f"“{bare(result.labels[answer_id])}”"
        self.sentence.setText(_decided(result, at, answer))
        short = ["emb", *(str(layer) for layer in range(len(result.layers) - 1))]
        ranks = [float(rank) if rank > 0 else math.nan for rank in result.rank[:, at]]
        self.rank.show_values(ranks, short, row, f"Rank of {answer}")
        self.entropy.show_values(result.entropy[:, at].tolist(), short, row)
        self.kl.show_values(result.kl[:, at].tolist(), short, row)

    @Slot()
    def _follow(self) -> None:
        """The chosen cell is in sight, with what comes before it."""
        if self._answer is None:
            return
        self.grid.resize(self.grid.sizeHint().expandedTo(self._grid_area.viewport().size()))
        box = self.grid.cell_box(self._row, self._answer.at).center().toPoint()
        self._grid_area.ensureVisible(box.x(), box.y(), theme.px(160), theme.px(40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settled.start()

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot(int, int)
    def _cell_chosen(self, row: int, place: int) -> None:
        self._layer_chosen(row)
        if self._answer is not None and place != self._answer.at:
            self.picked.emit(place)

    @Slot(int)
    def _layer_chosen(self, row: int) -> None:
        self._row = row
        self.grid.choose(row, self.grid.chosen[1])
        self._show_place()

    @Slot(int)
    def _tinted(self, index: int) -> None:
        self.tint_words.setText(BRIGHT[index])
        if self._answer is not None:
            self._show_cells()

    # ---- the frame --------------------------------------------------------------------------------------------------

    def set_narrow(self, narrow: bool) -> None:
        stand(self._lower, narrow, {self._side: SIDE_WIDTH})
        self._place.setMaximumHeight(16_777_215 if narrow else theme.px(HIGHEST))
        self.tint_words.setVisible(not narrow)

    def _fit_grid(self) -> None:
        """In full where it has few layers; of many about ten are seen."""
        bar = theme.px(12)
        self._grid_area.setFixedHeight(min(self.grid.sizeHint().height(), theme.px(GRID_HEIGHT)) + bar)

    @Slot()
    def _dress(self) -> None:
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setSpacing(theme.px(16))
        self._lower.setSpacing(theme.px(28))
        self.tint_words.setIndent(theme.px(8))
        self._curves.setSpacing(theme.px(20))
        for curve in (self.rank, self.entropy, self.kl):
            curve.setMinimumHeight(theme.px(LOWER_HEIGHT))
        self.set_narrow(self._lower.direction() == QBoxLayout.Direction.TopToBottom)
        if self._answer is not None:
            self._fit_grid()


def _shares(result: LogitLensResult, tint: int) -> np.ndarray:
    """How bright each cell is, 0…1: M T."""
    if tint == 0:
        return result.odds
    if tint == 1:
        return np.where(result.rank > 0, 1 / np.maximum(result.rank, 1) ** 0.5, np.nan)
    if tint == 2:
        return 1 - result.entropy / max(1.0, float(np.nanmax(result.entropy)))
    near: np.ndarray = np.exp2(-result.kl)
    return near


def _cell(result: LogitLensResult, row: int, place: int, bright: float) -> GridCell:
    token = int(result.top[row, place])
    if token < 0:
        return GridCell("", None)
    answer = int(result.answers[place])
    facts = (
        f"{share(float(result.odds[row, place]))}, entropy {result.entropy[row, place]:.2f} bits, "
        f"KL to the end {result.kl[row, place]:.2f} bits\n"
        f"“{bare(result.labels[answer])}” has rank {whole(int(result.rank[row, place]))}"
    )
    return GridCell(bare(result.labels[token]), bright, token == answer, facts)


def _decided(result: LogitLensResult, at: int, answer: str) -> str:
    """From which layer on the answer stands first."""
    first = result.rank[:, at] == 1
    if not first[-1]:
        return f"{answer} does not come to stand first."
    row = len(first) - int(np.argmin(first[::-1])) if not first.all() else 0
    return f"{answer} stands first from {'the embedding' if row == 0 else result.layers[row]} on."


def _row_name(name: str) -> str:
    return name[:1].upper() + name[1:]


def _rank_words(rank: float) -> str:
    return whole(int(rank)) if math.isfinite(rank) else "–"


def _bits(value: float) -> str:
    return f"{value:.2f} bits" if math.isfinite(value) else "–"
