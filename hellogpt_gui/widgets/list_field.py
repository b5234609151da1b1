"""A setting that is a list: a field in which one entry is written, and the entries as chips that can be taken out."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from core.config import Setting, Value, parse_list, spelt
from core.errors import SettingError
from hellogpt_gui.help import explain_setting
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.flow_layout import FlowLayout

LONGEST = 24  # letters of an entry on its chip


class ListField(QWidget):
    """``changed`` says the new tuple. Enter adds what is written; so does leaving the field."""

    changed = Signal(object)

    def __init__(self, declared: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.declared = declared
        self._value: tuple[Any, ...] = ()
        self._names: dict[int, str] = {}
        self.field = QLineEdit()
        self.field.setAccessibleName(declared.label)
        self.field.setAccessibleDescription(declared.help)
        self.field.setPlaceholderText("Write one, then Enter")
        self.field.setToolTip(declared.help)
        self.field.editingFinished.connect(self._typed)
        self._error = label("", "hint", wrap=True)
        self._error.hide()
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        name = label(declared.label)
        name.setBuddy(self.field)
        for widget in (name, self.field, self._error, self._chips):
            self._column.addWidget(widget)
        explain_setting(self, declared)
        theme.changed.connect(self._dress)
        self._dress()
        self._show()

    @property
    def value(self) -> tuple[Any, ...]:
        return self._value

    @property
    def chips(self) -> list[Button]:
        """A button for each entry, which takes it out."""
        widgets = (item.widget() for item in map(self._flow.itemAt, range(self._flow.count())) if item)
        return [widget for widget in widgets if isinstance(widget, Button)]

    def set_value(self, value: Value) -> None:
        """Show a list without saying ``changed``."""
        assert isinstance(value, tuple)
        self._value = value
        self.field.clear()
        self._show()

    def name_entries(self, names: Mapping[int, str]) -> None:
        """What tokens that are listed by number look like."""
        self._names.update(names)

    def in_words(self) -> str:
        """The entries as the chips show them."""
        return ", ".join(self._words(entry) for entry in self._value)

    def _words(self, entry: str | int) -> str:
        words = self._names.get(entry, str(entry)) if isinstance(entry, int) else spelt(entry).replace(" ", "·")
        return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"

    @Slot()
    def _typed(self) -> None:
        words = self.field.text()
        if not words:
            self._say("")
            return
        try:
            entries = parse_list(self.declared, (words,))
        except SettingError as error:
            self._say(error.hint)
            return
        assert isinstance(entries, tuple)
        self.field.clear()
        self.add(*entries)

    def add(self, *entries: str | int) -> None:
        """Put entries at the end of the list; those that stand there stay where they are."""
        self._change((*self._value, *(entry for entry in entries if entry not in self._value)))

    @Slot()
    def _taken_out(self) -> None:
        entry = self.sender().property("entry")
        self.take_out(entry)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_out(self, entry: str | int) -> None:
        self._change(tuple(one for one in self._value if one != entry))

    def _change(self, value: tuple[Any, ...]) -> None:
        self._say("")
        if value != self._value:
            self._value = value
            self._show()
            self.changed.emit(value)

    def _show(self) -> None:
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        for entry in self._value:
            chip = Button(self._words(entry), "chip", "x")
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setProperty("entry", entry)
            chip.setAccessibleName(f"{self.declared.label}: take out {self._words(entry)}")
            chip.setToolTip("Take it out")
            chip.clicked.connect(self._taken_out)
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(self._value))

    def _say(self, words: str) -> None:
        self._error.setText(words)
        self._error.setVisible(bool(words))

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(theme.px(4))
        self._flow.setSpacing(theme.px(4))
