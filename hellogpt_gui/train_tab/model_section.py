"""Set-up, second part: which network. A card for each preset, drawn from its real configuration, and Custom."""

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.config import PRESETS, ModelConfig, build_config
from core.errors import SettingError
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab.draft import Draft, Origin
from hellogpt_gui.units import parameters, plural
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.fact_card import FactCard
from hellogpt_gui.widgets.preset_card import OUTSET, Diagram, PresetCard, part_color

CUSTOM = "custom"
SIZED = "Shows what this time and this text can fill: a larger one reads too little of it, a smaller one holds less."
OWN = "Shows what your change does: train the preset too, with the same seed and time, and lay the curves side by side."


def diagram_of(model: ModelConfig) -> Diagram:
    """The picture of a network: a row a block, as wide as its stream and its feed-forward part."""
    gates = 2 if model.mlp == "swiglu" else 1
    widening = model.ff_width / model.d_model * (gates + 1) / 2  # by its matrices: 2 of them, 3 with a gate
    if model.mlp == "none":
        widening = 0.0
    return Diagram(model.n_layers, model.d_model, widening, gates == 2, attention=model.attention != "none")


class Legend(QWidget):
    """What the two colours on the cards mean."""

    _PARTS = ("attention", "feed-forward")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Blue: attention. Orange: feed-forward.")

    def _widths(self) -> list[int]:
        metrics = QFontMetrics(theme.font(12, 400))
        return [theme.px(20) + metrics.horizontalAdvance(part) + theme.px(16) for part in self._PARTS]

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()) - theme.px(14), theme.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(12, 400))
        left = 0
        for part, width in zip(self._PARTS, self._widths(), strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(part_color(part))
            painter.drawRoundedRect(left, (self.height() - theme.px(7)) // 2, theme.px(14), theme.px(7), 2, 2)
            painter.setPen(theme.color("text-2"))
            painter.drawText(QRect(left + theme.px(20), 0, width, self.height()), Qt.AlignmentFlag.AlignVCenter, part)
            left += width


class ModelSection(QWidget):
    """``chosen``: a preset's name, or "custom". Of a fork its origin is shown in their place; ``dropped`` leaves it."""

    chosen = Signal(str)
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        head = label("Model", "group")
        row = QHBoxLayout()
        row.setContentsMargins(OUTSET, 0, OUTSET, 0)
        row.addWidget(head)
        row.addStretch(1)
        self.legend = Legend()
        row.addWidget(self.legend)
        self.cards: dict[str, PresetCard] = {}
        self.group = QButtonGroup(self)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        for preset in PRESETS.values():
            card = PresetCard(preset.label, preset.help)
            card.set_diagram(diagram_of(build_config(preset.name).model))
            card.setToolTip(f"{preset.help}\n{preset.shows}")
            self._add(preset.name, card)
        self._add(CUSTOM, PresetCard("Custom", "", "sliders"))
        self.group.buttonClicked.connect(self._on_clicked)
        self._columns = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8) - OUTSET)
        column.addLayout(row)
        self._presets = QWidget()
        self._presets.setLayout(self._grid)
        self.origin = FactCard("branch", "Begin with a fresh network instead")
        self.origin.clear.clicked.connect(self.dropped)
        self.origin.hide()
        inset = QVBoxLayout()
        inset.setContentsMargins(OUTSET, OUTSET, OUTSET, 0)
        inset.addWidget(self.origin)
        self.shows = label("", "caption", wrap=True)
        inset.addWidget(self.shows)
        column.addWidget(self._presets)
        column.addLayout(inset)
        self._arrange(len(self.cards))

    def _add(self, name: str, card: PresetCard) -> None:
        self.cards[name] = card
        self.group.addButton(card)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        gap = theme.px(12) - 2 * OUTSET
        self._grid.setSpacing(gap)
        for index, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, index // columns, index % columns)
        for column in range(len(self.cards)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrowest = theme.px(150) + theme.px(12)
        self._arrange(len(self.cards) if event.size().width() >= narrowest * len(self.cards) else 3)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(150 + 12) * 3, super().minimumSizeHint().height())

    def show_draft(self, draft: Draft) -> None:
        """Parameters on every card, the chosen one marked, Custom drawn as it stands; or the origin of a fork."""
        self._presets.setVisible(draft.origin is None)
        self.legend.setVisible(draft.origin is None)
        self.origin.setVisible(draft.origin is not None)
        self.shows.setVisible(draft.origin is None)
        if draft.origin is not None:
            self._show_origin(draft.origin)
            return
        for name in PRESETS:
            config = build_config(name)
            _show_count(self.cards[name], draft.parameters(config))
        custom = self.cards[CUSTOM]
        custom.set_sentence(f"Start from {PRESETS[draft.preset].label} and change anything.")
        custom.set_diagram(None)
        _show_count(custom, None)
        own = draft.custom or bool(draft.sized)
        if own:
            self._show_custom(draft, custom)
        self.shows.setText(SIZED if draft.sized else OWN if own else PRESETS[draft.preset].shows)
        (custom if own else self.cards[draft.preset]).setChecked(True)

    def _show_origin(self, origin: Origin) -> None:
        run, _, step = origin.reference.partition("@")
        self.origin.title.setText(run.replace("/", " / "))
        self.origin.tag.setText(f"step {step}" if step.isdecimal() else step or "newest step")
        self.origin.summary.setText("It begins with this network and its tokenizer, and becomes a run of its own")
        self.origin.facts.setText(f"{parameters(origin.parameters)} parameters")

    def _show_custom(self, draft: Draft, custom: PresetCard) -> None:
        changed = [name for name in draft.overrides if name not in ("steps", "epochs", "minutes")]
        label = PRESETS[draft.preset].label
        if draft.sized:
            layers, width = draft.sized["n_layers"], draft.sized["d_model"]
            custom.set_sentence(f"{label} as the time has it: {layers} layers, {width} wide.")
        elif changed:
            custom.set_sentence(f"{label} with {plural(len(changed), 'change')} of your own.")
        try:
            config = draft.config()
        except SettingError:
            return
        custom.set_diagram(diagram_of(config.model))
        _show_count(custom, draft.parameters(config))

    @Slot(QAbstractButton)
    def _on_clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(next(name for name, card in self.cards.items() if card is button))


def _show_count(card: PresetCard, n_parameters: int | None) -> None:
    card.set_count("" if n_parameters is None else parameters(n_parameters), "parameters")
