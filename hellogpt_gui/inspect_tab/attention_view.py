"""Attention: all heads small, one large in one of three forms, and what the chosen token looks at in it."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.config import QUANTITIES, Component, SurgeryConfig, Value
from core.protocol import AttentionResult
from hellogpt_gui.inspect_tab.head_words import mark, name_of, sentence_of
from hellogpt_gui.inspect_tab.view import Answer, InspectView, scrolled
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.attention_arcs import AttentionArcs
from hellogpt_gui.widgets.attention_matrix import AttentionMatrix, bare
from hellogpt_gui.widgets.attention_text import AttentionText
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.head_grid import HeadGrid, ScaleOf, in_shares
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.value_scale import ValueScale, figure

LOOKS = 5
SIDE_WIDTH = 312
SCALES: dict[str, ScaleOf] = {
    "weights": in_shares,
    "values": ValueScale.of,
    "scores": partial(ValueScale.of, signed=True),
}


class AttentionView(InspectView):
    """The chosen head and the asking token stay when the prompt, the step or the run changes."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._answer: Answer | None = None
        self._narrow = False
        self._shown_keys: list[int] = []
        self.heads = HeadGrid("All attention heads")
        self.form = Segmented(("Matrix", "Arcs", "On the text"), "Form")
        self.quantity = Segmented([one.label for one in QUANTITIES.values()], "What is shown of attention")
        self.set_tools(self.form, self.quantity)
        self.matrix = AttentionMatrix("Attention of the chosen head")
        self.arcs = AttentionArcs("Attention of the chosen head, as arcs")
        self.text = AttentionText("Attention of the chosen head, on the text")
        self._forms = QStackedWidget()
        self.title = label("", "card")
        self.switch_button = Button("Switch off", "link")
        self.switch_button.clicked.connect(self._switch)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.switch_button)
        self.sentence = label("", "quiet", wrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.RichText)
        self.looks_title = label("", "group")
        self.looks = OddsList("What the token looks at", row_height=24)
        self._side = QWidget()
        self._side_column = QVBoxLayout(self._side)
        self._grid_area = scrolled(self.heads)
        for widget in (label("All heads", "panel"), self._grid_area):
            self._side_column.addWidget(widget)
        self._side_column.addLayout(head)
        for words in (self.sentence, self.looks_title):
            self._side_column.addWidget(words)
        self._side_column.addWidget(self.looks)
        self._side_column.addStretch(1)
        self._side_area = scrolled(self._side, resizable=True)
        self._matrix_area = scrolled(self.matrix, resizable=True)
        for area in (self._matrix_area, scrolled(self.arcs, resizable=True), scrolled(self.text, resizable=True)):
            self._forms.addWidget(area)
        for form in (self.matrix, self.arcs, self.text):
            form.picked.connect(self._row_picked)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.picture)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._side_area)
        self._row.addWidget(self._forms, 1)
        self.heads.picked.connect(self._head_chosen)
        self.heads.picked.connect(self.head_picked)
        self.heads.switched.connect(self._switch)
        self.form.changed.connect(self._forms.setCurrentIndex)
        self.quantity.changed.connect(self.changed)
        self.looks.picked.connect(self._look_followed)
        theme.changed.connect(self._dress)
        self._dress()

    def show_result(self, answer: Answer) -> None:
        assert isinstance(answer.result, AttentionResult)
        self._answer = answer
        result = answer.result
        marks = [[mark(one) for one in heads] for heads in result.labels]
        self.heads.show_heads(result.pattern, names_of(result), marks, SCALES[result.quantity])
        self._fit_grid()
        self.set_narrow(self._narrow)
        self._show_head(answer.at)

    def looking(self) -> Mapping[str, Value]:
        return {"quantity": tuple(QUANTITIES)[self.quantity.index]}

    def show_head(self, layer: int, head: int) -> None:
        self.heads.choose(layer, head)

    def show_surgery(self, surgery: SurgeryConfig) -> None:
        super().show_surgery(surgery)
        self.heads.cross(lambda layer, head: surgery.off_through(Component(layer, "head", head)) is not None)
        self._show_switch()

    def _show_switch(self) -> None:
        """What the link beside the head's name does: a head may be off by itself, or with its layer."""
        through = self.surgery.off_through(self._part)
        self.switch_button.setText("Switch off" if through is None else "Switch on")
        self.switch_button.setAccessibleName(f"{self.switch_button.text()}: {(through or self._part).label}")

    @property
    def _part(self) -> Component:
        layer, head = self.heads.chosen
        return Component(layer, "head", head)

    @Slot()
    def _switch(self) -> None:
        self.switch_wanted.emit(self._part.spelt)

    def set_narrow(self, narrow: bool) -> None:
        """Narrow: the matrix on top, the rest under it, and all of it scrolls as one."""
        self._narrow = narrow
        self._row.setDirection(QBoxLayout.Direction.BottomToTop if narrow else QBoxLayout.Direction.LeftToRight)
        self._forms.setMinimumHeight(theme.px(420) if narrow else 0)
        self._side_area.setMinimumWidth(0 if narrow else theme.px(SIDE_WIDTH))
        self._side_area.setMaximumWidth(16_777_215 if narrow else theme.px(SIDE_WIDTH))
        self._side_area.setMinimumHeight(self._side_column.sizeHint().height() if narrow else 0)

    def _show_head(self, at: int) -> None:
        answer = self._answer
        if answer is None:
            return
        assert isinstance(answer.result, AttentionResult)
        layer, head = self.heads.chosen
        pattern = answer.result.pattern[layer][head]
        scale = SCALES[answer.result.quantity](pattern)
        for form in (self.matrix, self.arcs, self.text):
            form.show_pattern(answer.tokens, pattern, at, scale)
        self.title.setText(f"Layer {layer} · head {head}")
        self._show_switch()
        self.sentence.setText(sentence_of(answer, layer, head, at))
        self.looks_title.setText(f"“{bare(answer.tokens[at])}” looks at")
        values = pattern[at][: at + 1]
        best = sorted(range(at + 1), key=lambda key: -values[key])[:LOOKS]
        self._shown_keys = best
        rows = [
            OddsRow(bare(answer.tokens[k]), max(0.0, float(values[k])) / scale.most, figure(values[k]), note=str(k))
            for k in best
        ]
        self.looks.show_rows(rows, token_width=64, note_width=32)

    @Slot(int, int)
    def _head_chosen(self, layer: int, head: int) -> None:
        self._show_head(self.matrix.at)

    @Slot(int)
    def _row_picked(self, row: int) -> None:
        self._show_head(row)
        box = self.matrix.cell_box(row, 0).toRect()
        self._matrix_area.ensureVisible(box.center().x(), box.center().y(), 0, box.height())
        self.picked.emit(row)

    @Slot(int)
    def _look_followed(self, number: int) -> None:
        """On to the token that is looked at: what does that one look at?"""
        self._row_picked(self._shown_keys[number])

    def _fit_grid(self) -> None:
        """The grid in full where there is room; of many layers about four are seen, the others scroll."""
        self.heads.adjustSize()
        hint = self.heads.sizeHint()
        bar = theme.px(10) if hint.width() > theme.px(SIDE_WIDTH - 24) else 0
        self._grid_area.setFixedHeight(min(hint.height(), theme.px(300)) + bar)

    @Slot()
    def _dress(self) -> None:
        self._side_column.setContentsMargins(0, 0, theme.px(10), 0)
        self._side_column.setSpacing(theme.px(6))
        self._row.setSpacing(theme.px(24))
        self._fit_grid()
        self.set_narrow(self._narrow)
        self._show_head(self.matrix.at)


def names_of(result: AttentionResult) -> list[list[str]]:
    """What a head is called, by layer."""
    layers, heads = result.pattern.shape[:2]
    return [[name_of(result, layer, head) for head in range(heads)] for layer in range(layers)]
