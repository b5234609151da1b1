"""Heads over time: what each head does at every step that was kept, as curves and as a heat map, and since when."""

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.config import HEAD_KINDS
from core.protocol import HeadsOverTimeResult
from hellogpt_gui.inspect_tab.view import Answer, InspectView, scrolled, stand
from hellogpt_gui.theme import theme
from hellogpt_gui.units import percent, whole
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.heat_rows import HeatRows
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.stop_curves import StopCurves
from hellogpt_gui.widgets.value_scale import figure

SIDE_WIDTH, MOST_ROWS_HIGH = 256, 330
LOST = "Lost without it"


class HeadsOverTimeView(InspectView):
    """``step_picked`` moves the scrubber; the chosen head is that of all views."""

    grows = True

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._result: HeadsOverTimeResult | None = None
        self._step = 0
        self._head = (0, 0)
        self.shown = Segmented((*(kind.label for kind in HEAD_KINDS.values()), LOST), "What is drawn of each head")
        self.set_tools(self.shown)
        self.sentence = label("", "card", wrap=True)
        self.lead_button = Button("Show this head", "link")
        lead = QHBoxLayout()
        lead.addWidget(self.sentence, 1)
        lead.addWidget(self.lead_button, 0, Qt.AlignmentFlag.AlignTop)
        self.known = label("", "caption")
        self.curves = StopCurves("A curve for each head")
        self.rows = HeatRows("Heads by steps")
        self.title = label("", "card")
        self.story = label("", "quiet", wrap=True)
        self.at_step = label("", "group")
        self.scores = OddsList("What the head does at this step", row_height=24)
        self._rows_area = scrolled(self.rows, resizable=True)
        self._main = QWidget()
        self._main_column = QVBoxLayout(self._main)
        self._main_column.setContentsMargins(0, 0, 0, 0)
        self._main_column.addLayout(lead)
        for widget, stretch in ((self.known, 0), (self.curves, 1), (self._rows_area, 0)):
            self._main_column.addWidget(widget, stretch)
        self._side = QWidget()
        self._side_column = QVBoxLayout(self._side)
        self._side_column.setContentsMargins(0, 0, 0, 0)
        told: tuple[QWidget, ...] = (self.title, self.story, self.at_step, self.scores)
        for one in told:
            self._side_column.addWidget(one)
        self._side_column.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.picture)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._main, 1)
        self._row.addWidget(self._side)
        self.shown.changed.connect(self._draw)
        self.lead_button.clicked.connect(self._follow_lead)
        self.curves.picked.connect(self._picked)
        self.rows.picked.connect(self._picked)
        theme.changed.connect(self._dress)
        self._dress()

    def show_result(self, answer: Answer) -> None:
        assert isinstance(answer.result, HeadsOverTimeResult)
        self._result, self._step = answer.result, answer.step
        self._draw()

    def show_head(self, layer: int, head: int) -> None:
        self._head = (layer, head)

    def set_narrow(self, narrow: bool) -> None:
        """Narrow: what is said of the head goes under the picture."""
        stand(self._row, narrow, {self._side: SIDE_WIDTH}, {self.curves: 240})

    # ---- drawing ----

    @Slot()
    def _draw(self) -> None:
        """What is chosen above, of every head, and what is known of the chosen one."""
        result = self._result
        if result is None:
            return
        layers, heads = result.scores.shape[2:]
        names = [f"L{layer} H{head}" for layer in range(layers) for head in range(heads)]
        lost = self.shown.index == len(result.kinds)
        values = result.lost if lost else result.scores[self.shown.index]  # S L H
        values = values.reshape(len(result.steps), layers * heads).T
        most = max(0.1, float(np.nanmax(values, initial=0.0))) if lost else 1.0
        self.curves.show_curves(names, values, most, None if lost else result.chance[self.shown.index])
        self.rows.show_rows(names, result.steps, values, most)
        self._rows_area.setFixedHeight(min(self.rows.sizeHint().height(), theme.px(MOST_ROWS_HIGH)) + 2)
        self.sentence.setText(result.sentence)
        self.known.setText(self._words_of_progress(result))
        self.known.setVisible(bool(self.known.text()))
        self._mark(result, (min(self._head[0], layers - 1), min(self._head[1], heads - 1)))

    @staticmethod
    def _words_of_progress(result: HeadsOverTimeResult) -> str:
        words = [] if result.progress >= 1.0 else [f"Measuring: {percent(result.progress)}"]
        words += [f"Step {whole(step)} is damaged and is left out." for step in result.damaged]
        return "  ·  ".join(words)

    def _mark(self, result: HeadsOverTimeResult, head: tuple[int, int]) -> None:
        heads = result.scores.shape[3]
        row = head[0] * heads + head[1]
        column = result.steps.index(self._step) if self._step in result.steps else -1
        self.curves.choose(row, column)
        self.rows.choose(row, column)
        self.lead_button.setVisible(result.leads is not None and result.leads != head)
        self.title.setText(f"Layer {head[0]} · head {head[1]}")
        self.story.setText(result.stories[head[0]][head[1]].sentence)
        self.at_step.setText(f"At step {whole(self._step)}; the mark is chance")
        self.at_step.setVisible(column >= 0)
        self.scores.setVisible(column >= 0)
        if column >= 0:
            self.scores.show_rows(self._rows_of(result, column, head), token_width=112)

    def _rows_of(self, result: HeadsOverTimeResult, column: int, head: tuple[int, int]) -> list[OddsRow]:
        scores = [float(value) for value in result.scores[:, column, head[0], head[1]]]
        lost = float(result.lost[column, head[0], head[1]])
        rows = [
            OddsRow(HEAD_KINDS[kind].label, known(score), number(score), before=chance)
            for kind, score, chance in zip(result.kinds, scores, result.chance, strict=True)
        ]
        return [*rows, OddsRow(LOST, None, f"{number(lost)} nats" if np.isfinite(lost) else "…")]

    # ---- what the person does ----

    @Slot(int, int)
    def _picked(self, row: int, column: int) -> None:
        """A head and a step: both are those of all views from now on."""
        result = self._result
        if result is None:
            return
        self._choose(result, divmod(row, result.scores.shape[3]))
        step = result.steps[column]
        if step != self._step:
            self._step = step
            self.step_picked.emit(step)

    @Slot()
    def _follow_lead(self) -> None:
        if self._result is not None and self._result.leads is not None:
            self._choose(self._result, self._result.leads)

    def _choose(self, result: HeadsOverTimeResult, head: tuple[int, int]) -> None:
        self._head = head
        self._mark(result, head)
        self.head_picked.emit(*head)

    @Slot()
    def _dress(self) -> None:
        self._main_column.setSpacing(theme.px(6))
        self._side_column.setSpacing(theme.px(6))
        self._row.setSpacing(theme.px(24))
        self._draw()


def known(value: float) -> float:
    """As a bar: what is not measured has none."""
    return value if np.isfinite(value) else 0.0


def number(value: float) -> str:
    return figure(value) if np.isfinite(value) else "…"
