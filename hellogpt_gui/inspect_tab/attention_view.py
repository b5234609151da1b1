"""Attention: all heads small, one large, and what the chosen token looks at in it."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.config import Component, SurgeryConfig
from core.protocol import AttentionResult, HeadHabit
from hellogpt_gui.inspect_tab.view import Answer, InspectView, scrolled
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.attention_matrix import AttentionMatrix, bare
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.head_grid import HeadGrid
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow

LOOKS = 5
SIDE_WIDTH = 312


class AttentionView(InspectView):
    """The chosen head and the asking token stay when the prompt, the step or the run changes."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._answer: Answer | None = None
        self._narrow = False
        self._shown_keys: list[int] = []
        self.heads = HeadGrid("All attention heads")
        self.matrix = AttentionMatrix("Attention of the chosen head")
        self.title = label("", "card")
        self.switch_button = Button("Switch off", "link")
        self.switch_button.clicked.connect(self._switch)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.switch_button)
        self.sentence = label("", "quiet", wrap=True)
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
        inside = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._side_area)
        self._row.addWidget(self._matrix_area, 1)
        whole = QVBoxLayout(self.picture)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside, resizable=True))
        self.heads.picked.connect(self._head_chosen)
        self.heads.picked.connect(self.head_picked)
        self.heads.switched.connect(self._switch)
        self.matrix.picked.connect(self._row_picked)
        self.looks.picked.connect(self._look_followed)
        theme.changed.connect(self._dress)
        self._dress()

    def show_result(self, answer: Answer) -> None:
        assert isinstance(answer.result, AttentionResult)
        self._answer = answer
        names = [[habit_words(habit) for habit in habits] for habits in answer.result.habits]
        self.heads.show_heads(answer.result.pattern, names)
        self._fit_grid()
        self.set_narrow(self._narrow)
        self._show_head(answer.at)

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
        self._matrix_area.setMinimumHeight(theme.px(420) if narrow else 0)
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
        self.matrix.show_pattern(answer.tokens, pattern, at)
        self.title.setText(f"Layer {layer} · head {head}")
        self._show_switch()
        self.sentence.setText(habit_words(answer.result.habits[layer][head]))
        self.looks_title.setText(f"“{bare(answer.tokens[at])}” looks at")
        weights = pattern[at][: at + 1]
        best = sorted(range(at + 1), key=lambda key: -weights[key])[:LOOKS]
        self._shown_keys = best
        rows = [OddsRow(bare(answer.tokens[k]), float(weights[k]), f"{weights[k]:.2f}", note=str(k)) for k in best]
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


def habit_words(habit: HeadHabit) -> str:
    """What a head does most on this prompt, in a sentence."""
    return f"On this prompt it looks most at {habit.target}: {habit.mean:.2f} on average."
