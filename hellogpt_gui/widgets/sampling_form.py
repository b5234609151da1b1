"""The sampling rules as sliders, for whoever draws a next token: Chat and Inspect."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.config import SamplingConfig, settings_of
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.number_slider import NumberSlider

# What the slider spans; the field beside it takes everything the setting allows.
SPANS: dict[str, tuple[float, float, bool]] = {
    "temperature": (0.0, 2.0, False),
    "top_k": (1, 1000, True),
    "top_p": (0.01, 1.0, False),
    "min_p": (0.0, 1.0, False),
    "max_new_tokens": (1, 1000, True),
}


class SamplingForm(QWidget):
    """``changed`` says that ``config`` is another one now. ``names``: which rules are shown."""

    changed = Signal()

    def __init__(self, names: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        declared = {setting.name: setting for setting in settings_of(SamplingConfig)}
        self.sliders = {name: NumberSlider(declared[name], *SPANS[name]) for name in names}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for slider in self.sliders.values():
            self._column.addWidget(slider)
            slider.changed.connect(self._changed)
        theme.changed.connect(self._dress)
        self._dress()

    def config(self, seed: int = 0) -> SamplingConfig:
        """The rules as they stand."""
        values = {name: slider.value for name, slider in self.sliders.items()}
        return SamplingConfig(**values, seed=seed)  # type: ignore[arg-type]

    def reset(self) -> None:
        """Back to the defaults."""
        for slider in self.sliders.values():
            slider.set_value(slider.declared.default)
        self.changed.emit()

    @Slot()
    def _changed(self) -> None:
        self.changed.emit()

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(theme.px(10))
