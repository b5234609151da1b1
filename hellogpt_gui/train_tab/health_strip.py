"""How the network is: a line that can be opened, with small curves and one row for each block."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.protocol import Health
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.fold_strip import FoldStrip
from hellogpt_gui.units import size, whole
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.spark_line import SparkLine

OPEN_HEIGHT = 196


def power(value: float) -> str:
    """A ratio as 1.1 × 10⁻³."""
    if value <= 0 or not math.isfinite(value):
        return words.NOTHING
    exponent = math.floor(math.log10(value))
    raised = str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{value / 10**exponent:.1f} × 10{raised}"


def share(value: float) -> str:
    return f"{100 * value:.1f} %"


def speed(value: float) -> str:
    return f"{value / 1000:.1f} k" if value >= 1000 else f"{value:.0f}"


@dataclass(frozen=True)
class Sign:
    """One thing that is looked at: its caption, its value in a look, and how that is written."""

    caption: str
    value: Callable[[Health], float]
    write: Callable[[float], str]


SIGNS = (
    Sign("Gradient norm", lambda health: health.grad_norm, lambda value: f"{value:.2f}"),
    Sign("Update/weight", lambda health: health.update_ratio, power),
    Sign("Activation scale", lambda health: health.activation, lambda value: f"{value:.2f}"),
    Sign("Dead units", lambda health: health.dead, share),
    Sign("Tokens/s", lambda health: health.tokens_per_second, speed),
    Sign("Memory", lambda health: float(health.device_memory or health.memory), lambda value: size(int(value))),
)
COLUMNS = ("Block", "Update/weight", "Activation", "Dead units")


class HealthStrip(FoldStrip):
    """The looks of a run up to a step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Health", "Health of the network", parent)
        self.setProperty("help", "health-strip")
        self._looks: tuple[Health, ...] = ()
        self._blocks = QScrollArea()
        self._blocks.setAccessibleName("Health of each block")
        self._blocks.setWidgetResizable(True)
        self._blocks.setFrameShape(QScrollArea.Shape.NoFrame)
        self._values = [label(words.NOTHING, "name") for _ in SIGNS]
        self._lines = [SparkLine() for _ in SIGNS]
        self._rows = QGridLayout()
        self._lay_out()
        theme.changed.connect(self._restyle)
        self.set_open(False)
        self._restyle()

    def _lay_out(self) -> None:
        signs = QGridLayout()
        signs.setHorizontalSpacing(theme.px(12))
        signs.setVerticalSpacing(theme.px(2))
        for place, sign in enumerate(SIGNS):
            signs.addWidget(label(sign.caption, "caption"), 0, place)
            signs.addWidget(self._values[place], 1, place)
            signs.addWidget(self._lines[place], 2, place)
            signs.setColumnStretch(place, 1)
        self._rows.setHorizontalSpacing(theme.px(24))
        self._rows.setVerticalSpacing(theme.px(4))
        self._rows.setColumnStretch(len(COLUMNS), 1)
        blocks = QWidget()
        blocks.setObjectName("page")
        inside = QVBoxLayout(blocks)
        inside.setContentsMargins(0, theme.px(4), 0, 0)
        inside.addLayout(self._rows)
        inside.addStretch(1)
        self._blocks.setWidget(blocks)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, theme.px(4))
        body.setSpacing(theme.px(8))
        body.addLayout(signs)
        body.addWidget(self._blocks, 1)

    @Slot()
    def _restyle(self) -> None:
        self.body.setFixedHeight(theme.px(OPEN_HEIGHT))

    # ---- what is shown ----

    def show_looks(self, looks: Sequence[Health], step: int | None) -> None:
        """The looks of a run up to ``step``, the last of them in figures; None: all."""
        shown = tuple(look for look in looks if step is None or look.step <= step) or tuple(looks[:1])
        if shown != self._looks:
            self._looks = shown
            self.draw()

    def draw(self) -> None:
        self.setVisible(bool(self._looks))
        if not self._looks:
            return
        last = self._looks[-1]
        told = [f"{sign.caption.lower()} {sign.write(sign.value(last))}" for sign in (SIGNS[0], SIGNS[1], SIGNS[3])]
        self.say("  ·  ".join(told))
        if not self.is_open:
            return
        for sign, value, line in zip(SIGNS, self._values, self._lines, strict=True):
            value.setText(sign.write(sign.value(last)))
            line.show_values([sign.value(look) for look in self._looks])
            line.setToolTip(f"From step {whole(self._looks[0].step)} to step {whole(last.step)}")
        self._draw_blocks(last)

    def _draw_blocks(self, last: Health) -> None:
        texts = [COLUMNS]
        for layer in last.layers:
            texts.append((layer.name, power(layer.update_ratio), f"{layer.activation:.2f}", share(layer.dead)))
        for row, cells in enumerate(texts):
            for column, text in enumerate(cells):
                self._cell(row, column).setText(text)
        for row in range(len(texts), self._rows.rowCount()):
            for column in range(len(COLUMNS)):
                self._cell(row, column).clear()

    def _cell(self, row: int, column: int) -> QLabel:
        item = self._rows.itemAtPosition(row, column)
        if item is None:
            cell = label("", "caption" if row == 0 or column == 0 else "")
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            cell.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self._rows.addWidget(cell, row, column)
            return cell
        found = item.widget()
        assert isinstance(found, QLabel)
        return found
