"""The sampling rules as sliders, lists and choices, for whoever draws a next token: Chat and Inspect."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.config import SamplingConfig, Setting, Value, in_words, settings_of
from hellogpt_gui.help import explain_setting
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import label
from hellogpt_gui.widgets.list_field import ListField
from hellogpt_gui.widgets.number_slider import NumberSlider
from hellogpt_gui.widgets.segmented import Segmented

# What the slider spans; the field beside it takes everything the setting allows.
SPANS: dict[str, tuple[float, float, bool]] = {
    "repetition_penalty": (1.0, 2.0, False),
    "temperature": (0.0, 2.0, False),
    "top_k": (1, 1000, True),
    "top_p": (0.01, 1.0, False),
    "min_p": (0.0, 1.0, False),
    "max_new_tokens": (1, 1000, True),
    "keep_first": (1, 16, True),
}
DECLARED = {setting.name: setting for setting in settings_of(SamplingConfig)}


class SamplingForm(QWidget):
    """``changed`` says that ``config`` is another one now. ``names``: which settings are shown."""

    changed = Signal()

    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sliders: dict[str, NumberSlider] = {}
        self.lists: dict[str, ListField] = {}
        self.choices: dict[str, Segmented] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for name in names:
            self._column.addWidget(self._make(DECLARED[name]))
        theme.changed.connect(self._dress)
        self._dress()

    def _make(self, declared: Setting) -> QWidget:
        if declared.many:
            made = self.lists[declared.name] = ListField(declared)
            made.changed.connect(self._changed)
            return made
        if declared.choices is not None:
            return self._make_choice(declared)
        slider = self.sliders[declared.name] = NumberSlider(declared, *SPANS[declared.name])
        slider.changed.connect(self._changed)
        return slider

    def _make_choice(self, declared: Setting) -> QWidget:
        """The choices under their name, each with its help."""
        assert declared.choices is not None
        segments = self.choices[declared.name] = Segmented(
            [choice.label for choice in declared.choices.values()], declared.label
        )
        for number, choice in enumerate(declared.choices.values()):
            segments.segment(number).setToolTip(choice.help)
        segments.changed.connect(self._changed)
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        name = label(declared.label)
        name.setToolTip(declared.help)
        column.addWidget(name)
        column.addWidget(segments)
        explain_setting(both, declared)
        return both

    def values(self) -> dict[str, Value]:
        """The settings that are shown, as they stand."""
        numbers = {name: slider.value for name, slider in self.sliders.items()}
        lists = {name: field.value for name, field in self.lists.items()}
        chosen = {name: list(DECLARED[name].choices or ())[one.index] for name, one in self.choices.items()}
        return {**numbers, **lists, **chosen}

    def config(self, seed: int = 0) -> SamplingConfig:
        """The rules as they stand; what is not shown has its default."""
        return SamplingConfig(**self.values(), seed=seed)  # type: ignore[arg-type]

    def show_config(self, config: SamplingConfig) -> None:
        """Show other rules without saying ``changed``."""
        for name, slider in self.sliders.items():
            slider.set_value(getattr(config, name))
        for name, field in self.lists.items():
            field.set_value(getattr(config, name))
        for name, choice in self.choices.items():
            choice.set_index(list(DECLARED[name].choices or ()).index(getattr(config, name)))

    def differing(self) -> str:
        """What is not as it is by default, in words."""
        different = [name for name, value in self.values().items() if value != DECLARED[name].default]
        words = {name: field.in_words() for name, field in self.lists.items()}
        return ", ".join(
            f"{DECLARED[name].label.lower()} {words.get(name) or in_words(DECLARED[name], self.values()[name])}"
            for name in different
        )

    def reset(self) -> None:
        """Back to the defaults."""
        self.show_config(SamplingConfig())
        self.changed.emit()

    @Slot()
    def _changed(self) -> None:
        self.changed.emit()

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(theme.px(10))
