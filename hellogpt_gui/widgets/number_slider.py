"""One number with its name, a small field and a slider, made from a declared setting."""

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractSlider, QGridLayout, QLineEdit, QSlider, QWidget

from core.config import Scalar, Setting, Value, check, parse
from core.errors import SettingError
from hellogpt_gui.help import explain_setting
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import label

NOTCHES = 1000
STEPS = {
    QAbstractSlider.SliderAction.SliderSingleStepAdd: 1,
    QAbstractSlider.SliderAction.SliderPageStepAdd: 1,
    QAbstractSlider.SliderAction.SliderSingleStepSub: -1,
    QAbstractSlider.SliderAction.SliderPageStepSub: -1,
}


class NumberSlider(QWidget):
    """``changed`` says the new value. ``low`` and ``high`` bound the slider; the field takes what the setting allows.

    ``logarithmic``: equal distances are equal ratios, for numbers over several sizes; 0 stands at the left end.
    """

    changed = Signal(object)

    def __init__(
        self, declared: Setting, low: float, high: float, logarithmic: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.declared, self._low, self._high, self._logarithmic = declared, low, high, logarithmic
        self._value: Scalar = 0
        self.field = QLineEdit()
        self.field.setProperty("kind", "figure")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setAccessibleName(declared.label)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, NOTCHES)
        self.slider.setPageStep(NOTCHES // 10)
        self.slider.setSingleStep(NOTCHES // 100)
        self.slider.setAccessibleName(declared.label)
        self._error = label("", "hint", wrap=True)
        self._error.hide()
        explain_setting(self, declared)
        self._lay_out()
        self.field.editingFinished.connect(self._typed)
        self.slider.actionTriggered.connect(self._stepped)
        self.slider.valueChanged.connect(self._slid)
        theme.changed.connect(self._dress)
        self._dress()
        self.set_value(declared.default)

    def _lay_out(self) -> None:
        name = label(self.declared.label)
        for widget in (self, name, self.field, self.slider):
            widget.setToolTip(self.declared.help)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.addWidget(name, 0, 0)
        grid.addWidget(self.field, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self.slider, 1, 0, 1, 2)
        grid.addWidget(self._error, 2, 0, 1, 2)

    @property
    def value(self) -> Scalar:
        return self._value

    def set_value(self, value: Value) -> None:
        """Show a value without saying ``changed``."""
        assert not isinstance(value, tuple)
        self._value = value
        self.field.setText(self._written(value))
        self.slider.blockSignals(True)
        self.slider.setValue(self._notch(float(value)))
        self.slider.blockSignals(False)
        self._show_error("")

    def _written(self, value: Scalar) -> str:
        if self.declared.automatic and not value:
            return "off"
        if self.declared.kind is not float:
            return str(value)
        short = f"{value:.2f}"
        return short if float(short) == value else f"{value:.10g}"

    def _notch(self, value: float) -> int:
        if self._logarithmic:
            share = math.log(max(value, self._low) / self._low) / math.log(self._high / self._low)
            return 0 if value < self._low else round(1 + share * (NOTCHES - 1))
        return round(NOTCHES * (value - self._low) / (self._high - self._low))

    def _at_notch(self, notch: int) -> Scalar:
        share = notch / NOTCHES
        if not self._logarithmic:
            value = self._low + share * (self._high - self._low)
        elif notch == 0 and self.declared.automatic:
            value = 0.0
        else:
            value = self._low * (self._high / self._low) ** max(0.0, (notch - 1) / (NOTCHES - 1))
        return round(value, 2) if self.declared.kind is float else round(value)

    @Slot(int)
    def _stepped(self, action: int) -> None:
        """A key moves at least to the next value: whole numbers lie many notches apart at a logarithmic one's left."""
        direction = STEPS.get(QAbstractSlider.SliderAction(action))
        notch = self.slider.sliderPosition()
        while direction and 0 < notch < NOTCHES and self._at_notch(notch) == self._value:
            notch += direction
        self.slider.setSliderPosition(notch)

    @Slot(int)
    def _slid(self, notch: int) -> None:
        value = self._at_notch(notch)
        try:
            check(self.declared, value)
        except SettingError:
            return
        self.field.setText(self._written(value))
        self._show_error("")
        if value != self._value:
            self._value = value
            self.changed.emit(value)

    @Slot()
    def _typed(self) -> None:
        words = self.field.text().strip()
        try:
            value = parse(self.declared, "0" if self.declared.automatic and words == "off" else words)
        except SettingError as error:
            self._show_error(error.hint)
            return
        if value != self._value:
            self.set_value(value)
            self.changed.emit(value)
        else:
            self.set_value(value)

    def _show_error(self, words: str) -> None:
        self._error.setText(words)
        self._error.setVisible(bool(words))

    @Slot()
    def _dress(self) -> None:
        self.field.setFixedWidth(theme.px(60))
