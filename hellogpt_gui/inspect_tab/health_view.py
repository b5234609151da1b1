"""Health: every tensor of weights with its figures, one as a histogram, and how the training moved the blocks."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from core.protocol import HealthResult, LayerHealth, TensorHealth
from hellogpt_gui.inspect_tab.view import LEAST, Answer, InspectView, stand
from hellogpt_gui.theme import theme
from hellogpt_gui.units import share, whole
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.histogram import Histogram
from hellogpt_gui.widgets.legend import Legend
from hellogpt_gui.widgets.row_list import Row, RowList
from hellogpt_gui.widgets.segmented import Segmented

LIST_WIDTH = 340
COLORS = ("train", "val", "curve-3", "curve-4", "curve-5")
DASHES: tuple[tuple[float, ...], ...] = ((), (4, 2), (1, 1.5))
NO_LOOKS = "This run was not looked at while it trained, or not yet at this step: there is no course to draw."


@dataclass(frozen=True)
class Sign:
    """What can be drawn over the steps, of each layer."""

    caption: str
    value: Callable[[LayerHealth], float]


SIGNS = (
    Sign("Update/weight", lambda layer: layer.update_ratio),
    Sign("Activation scale", lambda layer: layer.activation),
    Sign("Dead units", lambda layer: layer.dead),
)


class HealthView(InspectView):
    """The chosen tensor stays chosen when step or run changes."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        from hellogpt_gui.widgets.curves_plot import CurvesPlot  # pyqtgraph takes half a second
        from hellogpt_gui.widgets.plot_axes import linear_scale

        self._result: HealthResult | None = None
        self._chosen = 0
        self._steps, self._values = linear_scale(lambda value: whole(round(value)), whole=True), linear_scale(str)
        self.sentence = label("", "card", wrap=True)
        self.tensors = RowList("Tensors of weights", rows_seen=8)
        self.title, self.about = label("", "panel"), label("", "quiet", wrap=True)
        self.histogram = Histogram("Weights of the chosen tensor")
        self.signs = Segmented(tuple(sign.caption for sign in SIGNS), "What is drawn over the steps")
        self.course = CurvesPlot(self._steps, self._values)
        self.course.setAccessibleName("The blocks over the steps of the training")
        self.legend = Legend()
        self.no_looks = label(NO_LOOKS, "quiet", wrap=True)
        self._lay_out()
        self.tensors.chosen.connect(self._tensor_chosen)
        self.signs.changed.connect(self._draw_course)
        theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        self._left, right = QWidget(), QWidget()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sentence)
        column.addWidget(self.tensors, 1)
        self._right = QVBoxLayout(right)
        self._right.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.about, self.histogram, self.signs, self.no_looks):
            self._right.addWidget(widget)
        self._right.addWidget(self.legend)
        self._right.addWidget(self.course, 1)
        self._right.addStretch(0)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.picture)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._left)
        self._row.addWidget(right, 1)

    def show_result(self, answer: Answer) -> None:
        assert isinstance(answer.result, HealthResult)
        result = self._result = answer.result
        self.sentence.setText(sentence_of(result))
        self._chosen = min(self._chosen, len(result.tensors) - 1)
        self.tensors.show_rows([_row(n, tensor) for n, tensor in enumerate(result.tensors)], self._chosen)
        self._show_tensor()
        self._draw_course()

    @Slot(int)
    def _tensor_chosen(self, number: int) -> None:
        self._chosen = number
        self._show_tensor()

    def _show_tensor(self) -> None:
        assert self._result is not None
        tensor = self._result.tensors[self._chosen]
        self.title.setText(tensor.name)
        words = f"Root mean square {tensor.rms:.3g}, greatest {tensor.largest:.3g}, norm {tensor.norm:.3g}."
        self.about.setText(f"{words} {bad_words(tensor)}".strip())
        edge = f"{tensor.largest:.3g}"
        self.histogram.show_counts(tensor.histogram.tolist(), (f"−{edge}", "0", edge), words)

    @Slot()
    def _draw_course(self) -> None:
        from hellogpt_gui.widgets.curves_plot import NamedCurve

        looks = self._result.looks if self._result is not None else ()
        for widget in (self.course, self.signs, self.legend):
            widget.setVisible(bool(looks))
        self.no_looks.setVisible(not looks)
        if not looks:
            return
        steps, sign = np.array([float(look.step) for look in looks]), SIGNS[self.signs.index]
        layers = range(min(len(look.layers) for look in looks))
        curves = [
            NamedCurve(
                f"Layer {layer}",
                COLORS[layer % len(COLORS)],
                DASHES[layer // len(COLORS) % len(DASHES)],
                steps,
                np.array([sign.value(look.layers[layer]) for look in looks]),
            )
            for layer in layers
        ]
        self.legend.show_names([(curve.name, curve.color, curve.dash) for curve in curves])
        self.course.show_curves(curves, self._steps, self._values, "Step")
        told = "; ".join(f"{curve.name} ends at {curve.y[-1]:.3g}" for curve in curves)
        self.course.setAccessibleDescription(f"{sign.caption}. {told}")

    def set_narrow(self, narrow: bool) -> None:
        stand(self._row, narrow, {}, {self.tensors: LEAST, self.course: LEAST})
        self._left.setMaximumWidth(16_777_215 if narrow else theme.px(LIST_WIDTH))

    @Slot()
    def _dress(self) -> None:
        self._left.setMinimumWidth(theme.px(LIST_WIDTH))
        self._row.setSpacing(theme.px(24))
        self._right.setSpacing(theme.px(8))


def sentence_of(result: HealthResult) -> str:
    """How many weights there are, and whether something is wrong with them."""
    many = f"{whole(sum(tensor.count for tensor in result.tensors))} parameters in {len(result.tensors)} tensors"
    bad = [tensor.name for tensor in result.tensors if tensor.bad]
    if bad:
        return f"{many}; weights of {len(bad)} of them are no numbers (NaN or infinite): {', '.join(bad[:3])}."
    silent = [f"{share(found)} of layer {layer}" for layer, found in enumerate(result.silent) if found]
    return f"{many}. Silent on this prompt: {', '.join(silent)}." if silent else f"{many}. No unit is silent."


def bad_words(tensor: TensorHealth) -> str:
    return f"{whole(tensor.bad)} of its {whole(tensor.count)} weights are no numbers." if tensor.bad else ""


def _row(number: int, tensor: TensorHealth) -> Row:
    shape = " × ".join(whole(size) for size in tensor.shape)
    words = f"{shape}, {whole(tensor.count)} weights" if len(tensor.shape) > 1 else f"{shape} weights"
    return Row(number, tensor.name, words, "NaN" if tensor.bad else f"{tensor.rms:.3g}")
