"""Switches for the parts of a network: a tile for each, with what the explained token keeps without it."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.config import ABLATIONS, Component, SurgeryConfig, parse_component
from core.errors import SettingError
from core.protocol import SurgeryResult
from hellogpt_gui.inspect_tab.view import scrolled
from hellogpt_gui.theme import theme
from hellogpt_gui.units import share
from hellogpt_gui.widgets.attention_matrix import bare
from hellogpt_gui.widgets.buttons import IconLabel, label
from hellogpt_gui.widgets.segmented import Segmented
from hellogpt_gui.widgets.switch_grid import Switch, SwitchGrid

LEAST_BITS = 0.5  # what the strongest tile stands for, at least: a trifle stays pale
NEURON_FIELD, LOWEST = 220, 240
NO_MEANS = "By zeros: there is no text of this run's own to take means over."
HOW = "Each tile: what “{token}” keeps of {now} when that part is off as well."


class SurgerySwitches(QWidget):
    """``switched`` says a part, spelt, that was pressed; ``surgery_wanted`` what is changed from now on."""

    switched = Signal(str)
    surgery_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._surgery = SurgeryConfig()
        self._result: SurgeryResult | None = None
        self._parts: list[list[Component]] = []
        self.ablation = Segmented([choice.label for choice in ABLATIONS.values()], "In place of what is off")
        for number, choice in enumerate(ABLATIONS.values()):
            self.ablation.segment(number).setToolTip(choice.help)
        self.how = label("", "quiet", wrap=True)
        self.grid = SwitchGrid("Heads, feed-forwards and layers")
        self._area = scrolled(self.grid, resizable=True)
        self.for_words, self.against_words = label("", "caption"), label("", "caption")
        self.sentence = label("", "quiet", wrap=True)
        self.neurons = QLineEdit()
        self.neurons.setPlaceholderText("L1N37 L1N40")
        self.neurons.setAccessibleName("Neurons to switch off")
        self.trouble = label("", "bad", wrap=True)
        self.trouble.hide()
        self._lay_out()
        self.ablation.changed.connect(self._ablated)
        self.grid.switched.connect(self._pressed)
        self.grid.pointed.connect(self._show_sentence)
        self.neurons.returnPressed.connect(self._typed)
        theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(label("In place of what is off", "quiet"))
        place.addWidget(self.ablation)
        place.addStretch(1)
        legend = QHBoxLayout()
        legend.setSpacing(6)
        for colour, words in (("for", self.for_words), ("against", self.against_words)):
            legend.addWidget(IconLabel("stop", colour, 14))
            legend.addWidget(words)
            legend.addSpacing(10)
        legend.addStretch(1)
        typed = QHBoxLayout()
        typed.setSpacing(8)
        typed.addWidget(label("Neurons", "quiet"))
        typed.addWidget(self.neurons)
        typed.addWidget(label("Enter switches off", "caption"))
        typed.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(place)
        self._column.addWidget(self.how)
        self._column.addWidget(self._area, 100)
        self._column.addLayout(legend)
        self._column.addWidget(self.sentence)
        self._column.addLayout(typed)
        self._column.addWidget(self.trouble)
        self._column.addStretch(1)

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def show_surgery(self, surgery: SurgeryConfig) -> None:
        self._surgery = surgery
        self.ablation.set_index(list(ABLATIONS).index(surgery.ablation))
        self._show_tiles()

    def show_result(self, result: SurgeryResult) -> None:
        self._result = result
        token = bare(result.explained.token)
        how = HOW.format(token=token, now=share(result.explained.after))
        no_means = self._surgery.ablation == "mean" and not result.mean_texts
        self.how.setText(f"{how} {NO_MEANS}" if no_means else how)
        self.for_words.setText(f"speaks for “{token}”")
        self.against_words.setText(f"speaks against “{token}”")
        self._show_tiles()

    def _show_tiles(self) -> None:
        result = self._result
        if result is None:
            return
        layers, columns = result.alone.shape
        heads = columns - 1
        self._parts = [
            [
                *(Component(layer, "head", head) for head in range(heads)),
                *([Component(layer, "mlp")] if result.neurons else []),
                Component(layer, "layer"),
            ]
            for layer in range(layers)
        ]
        names = [f"H{head}" for head in range(heads)] + (["FF"] if result.neurons else []) + ["Layer"]
        bits = result.worth
        finite = np.abs(bits[np.isfinite(bits)])
        strongest = max(LEAST_BITS, float(finite.max(initial=0.0)))
        rows = [[self._switch(part, result, bits, strongest) for part in parts] for parts in self._parts]
        self.grid.show_switches(rows, names, range(heads, len(names)))
        self._fit()
        self._show_sentence()

    def _switch(self, part: Component, result: SurgeryResult, bits: np.ndarray, strongest: float) -> Switch:
        off = self._surgery.off_through(part) is not None
        if part.kind == "layer":
            return Switch(part.label, "all", off=off)
        column = part.number if part.kind == "head" else result.alone.shape[1] - 1
        odds = result.alone[part.layer, column]
        if np.isnan(odds):
            return Switch(part.label, "…", off=off)
        worth = float(np.clip(np.nan_to_num(bits[part.layer, column] / strongest), -1.0, 1.0))
        token = bare(result.explained.token)
        return Switch(f"{part.label}: without it “{token}” has {share(odds)}", share(odds), worth, off)

    @Slot()
    def _show_sentence(self) -> None:
        """What the marked tile says, in words."""
        if self._result is None or not self._parts:
            return
        part = self._parts[self.grid.spot[0]][self.grid.spot[1]]
        through = self._surgery.off_through(part)
        switch = self.grid.rows[self.grid.spot[0]][self.grid.spot[1]]
        if through is not None:
            whole = "" if through == part else f" with {through.label.lower()}"
            words = f"{part.label} is off{whole}; press to put it back."
        elif part.kind == "layer":
            words = f"{part.label}: its heads and its feed-forward together; press to switch it off."
        else:
            words = f"{switch.name if switch else part.label} instead of {share(self._result.explained.after)}."
        self.sentence.setText(words)

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot(int)
    def _ablated(self, index: int) -> None:
        self.surgery_wanted.emit(replace(self._surgery, ablation=list(ABLATIONS)[index]))

    @Slot(int, int)
    def _pressed(self, row: int, column: int) -> None:
        self.switched.emit(self._parts[row][column].spelt)

    @Slot()
    def _typed(self) -> None:
        """Parts by their spelling: neurons, of which there are too many for tiles, and whatever else."""
        words = self.neurons.text().replace(",", " ").split()
        try:
            parts = [parse_component(word.upper()) for word in words]
            for part in parts:
                self._check(part)
        except SettingError as error:
            self._say(f"{error.message} {error.hint}")
            return
        self._say("")
        self.neurons.clear()
        new = [part.spelt for part in parts if self._surgery.off_through(part) is None]
        if new:
            self.surgery_wanted.emit(replace(self._surgery, off=(*self._surgery.off, *new)))

    def _check(self, part: Component) -> None:
        """Whether the network has it; all else the engine says itself."""
        result = self._result
        if part.kind == "neuron" and result is not None and part.number >= result.neurons:
            has = f"Neurons are N0 to N{result.neurons - 1}." if result.neurons else "It has no feed-forwards."
            raise SettingError(f"This network has no {part.spelt}.", has)
        if result is not None and part.layer >= len(result.alone):
            raise SettingError(f"This network has no {part.spelt}.", f"Layers are L0 to L{len(result.alone) - 1}.")

    def _say(self, words: str) -> None:
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))

    def _fit(self) -> None:
        """As high as the grid; of many layers some scroll."""
        high = self.grid.sizeHint().height()
        self._area.setMaximumHeight(high + theme.px(12))
        self._area.setMinimumHeight(min(high + 2, theme.px(LOWEST)))

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(theme.px(10))
        self.neurons.setFixedWidth(theme.px(NEURON_FIELD))
        self._fit()
