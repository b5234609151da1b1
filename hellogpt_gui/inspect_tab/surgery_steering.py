"""Steering: two texts whose difference is added to the stream, where, and how much."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from core.config import SurgeryConfig, settings_of
from core.protocol import SurgeryResult
from hellogpt_gui.theme import theme
from hellogpt_gui.units import in_a_line
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.number_slider import NumberSlider

TYPED_MS = 300
SPAN = 2.0  # the slider goes so far to both sides
DECLARED = {setting.name: setting for setting in settings_of(SurgeryConfig)}
HOW = (
    "What the second text leaves in the stream at its end, less what the first leaves there, is added to every token. "
    "Two sentences that end alike differ in what they mean, not in how they end."
)


class SurgerySteering(QWidget):
    """``surgery_wanted`` says what is changed from now on."""

    surgery_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._surgery = SurgeryConfig()
        self.away = self._field("steer_from", "It rained all day.")
        self.towards = self._field("steer_to", "The sun shone all day.")
        self.layer = QComboBox()
        self.layer.setAccessibleName(DECLARED["steer_layer"].label)
        self.layer.setToolTip(DECLARED["steer_layer"].help)
        self.strength = NumberSlider(DECLARED["steer_strength"], -SPAN, SPAN)
        self.length = label("", "quiet", wrap=True)
        self.none = Button("No steering", "link")
        self.before, self.after = label("", wrap=True), label("", wrap=True)
        self._typed = QTimer(self, singleShot=True, interval=TYPED_MS)
        self._lay_out()
        self._typed.timeout.connect(self._want)
        for field in (self.away, self.towards):
            field.textEdited.connect(self._typed.start)
            field.returnPressed.connect(self._want)
        self.layer.activated.connect(self._want)
        self.strength.changed.connect(self._want)
        self.none.clicked.connect(self._stop)
        theme.changed.connect(self._dress)
        self._dress()

    @staticmethod
    def _field(name: str, example: str) -> QLineEdit:
        made = QLineEdit()
        made.setPlaceholderText(example)
        made.setAccessibleName(DECLARED[name].label)
        made.setToolTip(DECLARED[name].help)
        return made

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        for words, widget in (("From", self.away), ("To", self.towards), ("Behind", self.layer)):
            self._form.addRow(label(words, "quiet"), widget)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(label(HOW, "quiet", wrap=True))
        self._column.addLayout(self._form)
        self._column.addWidget(self.strength)
        self._column.addWidget(self.length)
        self._column.addWidget(self.none, 0, Qt.AlignmentFlag.AlignLeft)
        for title, text in (("As it was trained, it goes on", self.before), ("Now", self.after)):
            self._column.addWidget(label(title, "group"))
            self._column.addWidget(text)
        self._column.addStretch(1)

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def show_surgery(self, surgery: SurgeryConfig) -> None:
        self._surgery = surgery
        for field, text in ((self.away, surgery.steer_from), (self.towards, surgery.steer_to)):
            if field.text() != text and not self._typed.isActive():
                field.setText(text)
        self.strength.set_value(surgery.steer_strength)
        self.layer.setCurrentIndex(surgery.steer_layer + 1)
        self.none.setEnabled(surgery.steers)

    def show_result(self, result: SurgeryResult) -> None:
        layers = len(result.alone)
        if self.layer.count() != layers + 1:
            self.layer.clear()
            self.layer.addItem(f"the middle layer ({(layers - 1) // 2})")
            self.layer.addItems([f"layer {layer}" for layer in range(layers)])
            self.layer.setCurrentIndex(self._surgery.steer_layer + 1)
        pushed = result.pushed
        words = "" if pushed is None else f"What is added is {pushed:.2g} times as long as the stream there."
        self.length.setText(words or "Nothing is added yet.")
        for place, text in zip((self.before, self.after), result.writes, strict=True):
            place.setText(in_a_line(text))

    # ---- what the person does ---------------------------------------------------------------------------------------

    @Slot()
    def _want(self) -> None:
        self._typed.stop()
        self.surgery_wanted.emit(
            replace(
                self._surgery,
                steer_from=self.away.text(),
                steer_to=self.towards.text(),
                steer_layer=self.layer.currentIndex() - 1,
                steer_strength=float(self.strength.value),
            )
        )

    @Slot()
    def _stop(self) -> None:
        self._typed.stop()
        self.surgery_wanted.emit(self._surgery.without_steering())

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(theme.px(10))
        self._form.setSpacing(theme.px(8))
        for words in (self.before, self.after):
            words.setFont(theme.font(16))
