"""Neurons: the units of one layer, of one of them the passages that excite it most and the words it writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.config import Value
from core.protocol import Neuron, NeuronsResult, Written
from hellogpt_gui.inspect_tab.view import LEAST, Answer, InspectView, scrolled, stand
from hellogpt_gui.theme import theme
from hellogpt_gui.units import share, whole
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import label, make_clearable
from hellogpt_gui.widgets.concordance import Concordance, Line
from hellogpt_gui.widgets.histogram import Histogram
from hellogpt_gui.widgets.odds_list import OddsList, OddsRow
from hellogpt_gui.widgets.place_line import PlaceLine
from hellogpt_gui.widgets.row_list import Row, RowList

LIST_WIDTH, SIDE_WIDTH = 232, 232
TYPED_MS = 250
SHOWN_WORDS = 7


@dataclass(frozen=True)
class Order:
    """In which the list stands: by ``value``, the largest first unless it is ``rising``; ``figure``: how it is said."""

    words: str
    value: Callable[[Neuron], float]
    figure: Callable[[Neuron], str]
    rising: bool = False


ORDERS = (
    Order("Most excited first", lambda one: one.largest, lambda one: f"{one.largest:.2f}"),
    Order("Highest mean first", lambda one: one.mean, lambda one: f"{one.mean:.3f}".replace("-", "−")),
    Order("Most often active first", lambda one: one.active, lambda one: share(one.active)),
    Order(
        "Silent first", lambda one: one.active, lambda one: share(one.active) if one.active else "never", rising=True
    ),
)
MOST_EXCITED = -1


class NeuronsView(InspectView):
    """Layer and neuron stay chosen when the step changes."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.forget()
        self.layer = QComboBox()
        self.layer.setAccessibleName("Layer")
        self.word = QLineEdit()
        self.word.setAccessibleName("Find neurons by a word")
        self.word.setPlaceholderText("Find by a word")
        make_clearable(self.word)
        self.order = QComboBox()
        self.order.setAccessibleName("Order of the neurons")
        self.order.addItems([order.words for order in ORDERS])
        self.note = label("", "caption", wrap=True)
        self.place = PlaceLine()
        self._result: NeuronsResult | None = None
        self.rows = RowList("Neurons of the layer", rows_seen=8)
        self.title, self.sentence = label("", "card"), label("", "quiet", wrap=True)
        self.passages = Concordance("Passages that excite the neuron most")
        self.raised, self.lowered = (
            OddsList("Words it writes", row_height=22),
            OddsList("Words it avoids", row_height=22),
        )
        self.histogram = Histogram("How strongly it is excited")
        self._soon = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._lay_out()
        self.layer.activated.connect(self._layer_chosen)
        self.order.activated.connect(self._show_rows)
        self.passages.picked.connect(self._show_place)
        self.rows.chosen.connect(self._neuron_chosen)
        self.word.textChanged.connect(self._soon.start)
        self._soon.timeout.connect(self.changed)
        theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        self._list, self._side = QWidget(), QWidget()
        top = QHBoxLayout()
        top.addWidget(self.layer)
        top.addWidget(self.word, 1)
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.order)
        column.addWidget(self.rows, 1)
        middle = QWidget()
        self._middle = QVBoxLayout(middle)
        self._middle.setContentsMargins(0, 0, 0, 0)
        for line in (self.title, self.sentence, self.note, label("It is most excited by", "group")):
            self._middle.addWidget(line)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, 8, 0)
        inner.addWidget(self.passages)
        inner.addStretch(1)
        self._passages_area = scrolled(inside, resizable=True)
        self._middle.addWidget(self._passages_area, 1)
        self._middle.addWidget(self.place)
        self._beside = QVBoxLayout(self._side)
        self._beside.setContentsMargins(0, 0, 0, 0)
        beside = {"It raises": self.raised, "It lowers": self.lowered, "How strongly, and how often": self.histogram}
        for words, widget in beside.items():
            self._beside.addWidget(label(words, "group"))
            self._beside.addWidget(widget)
        self._beside.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.picture)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._list)
        self._row.addWidget(middle, 1)
        self._row.addWidget(self._side)

    def forget(self) -> None:
        self._layer, self._neuron = 0, MOST_EXCITED

    def looking(self) -> Mapping[str, Value]:
        return {"layer": self._layer, "neuron": self._neuron, "word": self.word.text()}

    def show_result(self, answer: Answer) -> None:
        assert isinstance(answer.result, NeuronsResult)
        result = self._result = answer.result
        if self.layer.count() != result.layers:
            self.layer.clear()
            self.layer.addItems([f"Layer {number}" for number in range(result.layers)])
        self.layer.setCurrentIndex(result.layer)
        chosen = result.chosen
        self._show_rows()
        self.note.setText(result.note)
        self.note.setVisible(bool(result.note))
        self.title.setText(f"Layer {result.layer} · neuron {chosen.number}")
        self.sentence.setText(sentence_of(result))
        self.passages.show_lines(
            [
                Line(
                    passage.tokens,
                    tuple(max(0.0, one) / max(chosen.largest, 1e-9) for one in passage.activation),
                    passage.at,
                    f"{passage.activation[passage.at]:.2f}",
                )
                for passage in result.passages
            ]
        )
        self._show_place(0)
        for words, widget in ((result.raised, self.raised), (result.lowered, self.lowered)):
            widget.show_rows(_written_rows(words), token_width=96)
        ends = (f"{result.low:.3g}".replace("-", "−"), "", f"{result.high:.3g}")
        self.histogram.show_counts(result.histogram.tolist(), ends, self.sentence.text())

    @Slot()
    def _show_rows(self) -> None:
        """The list in the order that was chosen."""
        if self._result is not None:
            order = ORDERS[self.order.currentIndex()]
            neurons = sorted(self._result.neurons, key=order.value, reverse=not order.rising)
            self.rows.show_rows([_row(one, order) for one in neurons], self._result.chosen.number)

    @Slot(int)
    def _show_place(self, line: int) -> None:
        """Where the passage stands in the person's files."""
        passages = self._result.passages if self._result is not None else ()
        if line < len(passages):
            self.place.show_place(passages[line].file, passages[line].path, passages[line].line)

    @Slot(int)
    def _layer_chosen(self, layer: int) -> None:
        self._layer, self._neuron = layer, MOST_EXCITED
        self.changed.emit()

    @Slot(int)
    def _neuron_chosen(self, number: int) -> None:
        self._neuron = number
        self.changed.emit()

    def set_narrow(self, narrow: bool) -> None:
        sides = {self._list: LIST_WIDTH, self._side: SIDE_WIDTH}
        stand(self._row, narrow, sides, {self.rows: LEAST, self._passages_area: LEAST})

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(theme.px(20))
        self._middle.setSpacing(theme.px(6))
        self._beside.setSpacing(theme.px(6))
        self.set_narrow(self._row.direction() == QBoxLayout.Direction.TopToBottom)


def sentence_of(result: NeuronsResult) -> str:
    """How often the neuron is active, and of how much text that is said."""
    chosen = result.chosen
    read = f"{whole(result.tokens_read)} tokens of the text"
    if result.tokens_read < result.tokens_to_read:
        read += f" (of {whole(result.tokens_to_read)}; it goes on)"
    if not chosen.active:
        return f"Silent on {read}."
    return f"Active on {share(chosen.active)} of {read}; at most {chosen.largest:.2f}, {chosen.mean:.3f} on average."


def _row(neuron: Neuron, order: Order) -> Row:
    words = f"“{bare(neuron.token)}”, active on {share(neuron.active)}" if neuron.active else "silent"
    return Row(neuron.number, f"Neuron {neuron.number}", words, order.figure(neuron))


def _written_rows(words: tuple[Written, ...]) -> list[OddsRow]:
    most = max((abs(one.raised) for one in words), default=1.0) or 1.0
    return [
        OddsRow(one.token.strip("·") or one.token, abs(one.raised) / most, f"{one.raised:+.2f}".replace("-", "−"))
        for one in words[:SHOWN_WORDS]
    ]
