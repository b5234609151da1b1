"""Another learning rate, or more or less of the budget, for the training that runs."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from core.config import Scalar, train_settings
from hellogpt_gui.widgets.form import Field
from hellogpt_gui.widgets.sheet import Sheet

WIDTH = 460


class ChangeSheet(Sheet):
    """``wanted``: (setting, value) for each that differs when *Change* is pressed. ``now``: what may be changed."""

    wanted = Signal(str, float)

    def __init__(self, now: Mapping[str, float], parent: QWidget) -> None:
        sentence = "It counts from the next step on, stands in the plot, and a resumed run makes it too."
        super().__init__("Change the training", sentence, "Change", parent, WIDTH)
        self._now = dict(now)
        self._values: dict[str, Scalar] = dict(now)
        self._wrong: set[str] = set()
        self.fields: dict[str, Field] = {}
        for name, value in now.items():
            declared = train_settings()[name]
            field = self.fields[name] = Field(declared)
            field.show_value(declared.kind(value), declared.kind(value))
            field.edited.connect(self._on_edited)
            field.wrong.connect(self._on_wrong)
            field.back.connect(self._on_back)
            self.body.addWidget(field)
        self.go.clicked.connect(self._on_go)
        self._show()

    @Slot(str, object)
    def _on_edited(self, name: str, value: Scalar) -> None:
        self._values[name] = value
        self._show()

    @Slot(str, bool)
    def _on_wrong(self, name: str, is_wrong: bool) -> None:
        (self._wrong.add if is_wrong else self._wrong.discard)(name)
        self._show()

    @Slot(str)
    def _on_back(self, name: str) -> None:
        value = train_settings()[name].kind(self._now[name])
        self.fields[name].show_value(value, value)
        self._on_edited(name, value)

    def _show(self) -> None:
        changed = [name for name, value in self._values.items() if value and value != self._now[name]]
        self.go.setEnabled(bool(changed) and not self._wrong)

    @Slot()
    def _on_go(self) -> None:
        for name, value in self._values.items():
            if value and value != self._now[name]:
                self.wanted.emit(name, float(value))
        self.accept()
