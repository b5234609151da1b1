"""A form made from declared settings: each is a field with label, unit, help, range and what "automatic" means.

The form shows and reads values; which of them belong together is the caller's affair. Fields that differ from the
base (a preset) wear a dot and offer the way back; what cannot be right stands as a sentence under its field.
"""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from core.config import Setting, Value, parse
from core.errors import SettingError
from hellogpt_gui.help import explain_setting
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import IconLabel, icon_button, label

FIELD_WIDTH, UNIT_WIDTH = 168, 56
FITS = 20  # letters of a placeholder that the field has room for
AUTOMATIC = "automatic"


class Field(QWidget):
    """One setting. ``edited`` says a value that its declaration allows; ``wrong`` that it holds one it does not."""

    edited = Signal(str, object)
    wrong = Signal(str, bool)
    back = Signal(str)

    def __init__(self, declared: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.declared = declared
        self._base: Value = declared.default
        self._value: Value | None = None  # what was shown last
        self._is_wrong = False
        self._is_refused = False  # the words in the field are no value
        self._shown = ""
        self.label = label(declared.label)
        self.dot = IconLabel("dot", "accent-ink", 10)
        self.dot.setToolTip("Differs from the preset")
        self.reset = icon_button("undo", f"{declared.label}: back to the preset")
        self.reset.clicked.connect(self._on_reset)
        self.message = label("", "bad", wrap=True)
        self.message.hide()
        self._unit = label(declared.unit, "caption")
        self.editor = self._make_editor()
        self.editor.setAccessibleName(declared.label)
        self.label.setBuddy(self.editor)
        self._lay_out()
        self._explain()
        self._mark()
        theme.changed.connect(self._dress)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self._unit.setFixedWidth(theme.px(UNIT_WIDTH))
        if not isinstance(self.editor, QCheckBox):
            self.editor.setFixedWidth(theme.px(FIELD_WIDTH))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.label)
        head.addWidget(self.dot)
        head.addStretch(1)
        head.addWidget(self.editor)
        head.addWidget(self._unit)
        head.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.message)
        keep = self.reset.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(keep)

    def _make_editor(self) -> QLineEdit | QComboBox | QCheckBox:
        declared = self.declared
        if declared.kind is bool:
            box = QCheckBox()
            box.toggled.connect(self._on_toggled)
            return box
        if declared.choices is not None:
            combo = QComboBox()
            for choice in declared.choices.values():
                combo.addItem(choice.label, choice.name)
                combo.setItemData(combo.count() - 1, choice.help, Qt.ItemDataRole.ToolTipRole)
            combo.activated.connect(self._on_activated)
            return combo
        line = QLineEdit()
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setPlaceholderText(declared.automatic if len(declared.automatic) <= FITS else AUTOMATIC)
        line.editingFinished.connect(self._on_typed)
        return line

    def _explain(self) -> None:
        declared = self.declared
        words = [declared.help]
        if declared.automatic:
            words.append(f"Empty: {declared.automatic}.")
        if declared.low is not None and declared.high is not None:
            words.append(f"From {declared.low:g} to {declared.high:g}{' ' + declared.unit if declared.unit else ''}.")
        words.append(f"In the terminal: {declared.option}")
        text = "\n".join(words)
        self.setToolTip(text)
        explain_setting(self, declared)
        self.editor.setAccessibleDescription(text)

    # ---- values ----

    def show_value(self, value: Value, base: Value) -> None:
        """Show ``value`` and whether it differs from ``base``; says nothing.

        Words that are no value stay, with their sentence, until something else is to be shown than before.
        """
        if self._is_refused and (value, base) == (self._value, self._base):
            return
        self._value, self._base = value, base
        self.forget_refused()
        self.show_error("")
        if isinstance(self.editor, QCheckBox):
            self.editor.blockSignals(True)
            self.editor.setChecked(bool(value))
            self.editor.blockSignals(False)
        elif isinstance(self.editor, QComboBox):
            self.editor.setCurrentIndex(self.editor.findData(value))
        else:
            self._shown = _written(value, self.declared)
            self.editor.setText(self._shown)
        self._mark(value != base)

    def forget_refused(self) -> None:
        """Words that are no value give way to the next that is shown."""
        self._is_refused = False

    def show_error(self, message: str) -> None:
        """A sentence under the field, or none."""
        self.message.setText(message)
        self.message.setVisible(bool(message))
        if bool(message) != self._is_wrong:
            self._is_wrong = bool(message)
            self.wrong.emit(self.declared.name, self._is_wrong)

    def _mark(self, differs: bool = False) -> None:
        self.dot.setVisible(differs)
        self.reset.setVisible(differs)
        base = _written(self._base, self.declared) or AUTOMATIC
        self.reset.setToolTip(f"Back to {base}")

    @Slot()
    def _on_typed(self) -> None:
        assert isinstance(self.editor, QLineEdit)
        words = self.editor.text().strip().replace("\u2009", "").replace("−", "-")
        if words == self._shown:
            return
        self._shown = words
        try:
            if words:
                value: Value = parse(self.declared, words)
            elif self.declared.automatic:
                value = self.declared.kind(0)
            else:
                value = self._base
        except SettingError as error:
            self._is_refused = True
            self._mark(True)
            self.show_error(error.hint)
            return
        self._say(value)

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:
        self._say(checked)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        assert isinstance(self.editor, QComboBox)
        self._say(self.editor.itemData(index))

    @Slot()
    def _on_reset(self) -> None:
        self.forget_refused()
        self.back.emit(self.declared.name)

    def _say(self, value: Value) -> None:
        self.forget_refused()
        self.show_error("")
        self._mark(value != self._base)
        self.edited.emit(self.declared.name, value)


class Form(QWidget):
    """Groups of fields in columns. ``edited``: (name, value) by hand; ``reset``: (name) back to the base, please."""

    edited = Signal(str, object)
    reset = Signal(str)
    wrong_changed = Signal()

    def __init__(self, groups: Sequence[tuple[str, Sequence[Setting]]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups = groups
        self._fields: dict[str, Field] = {}
        self._values: Mapping[str, Value] = {}
        self._base: Mapping[str, Value] = {}
        self._wrong: set[str] = set()
        self._frozen: tuple[frozenset[str], str] = (frozenset(), "")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._sides: list[QVBoxLayout] = []
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by name, made when they are first needed: hundreds of widgets that many people never open."""
        if not self._fields:
            self._make_fields()
        return self._fields

    def _make_fields(self) -> None:
        for column, stack in enumerate(_in_two_columns(self._groups)):
            side = QVBoxLayout()
            for title, settings in stack:
                side.addWidget(label(title, "group"))
                for declared in settings:
                    side.addWidget(self._field(declared))
                side.addSpacing(theme.px(12))
            side.addStretch(1)
            self._sides.append(side)
            self._grid.addLayout(side, 0, column)
            self._grid.setColumnStretch(column, 1)
        self._dress()
        self.set_frozen(*self._frozen)
        if self._values:
            self.show_values(self._values, self._base)

    def _field(self, declared: Setting) -> Field:
        field = Field(declared)
        field.edited.connect(self.edited)
        field.back.connect(self.reset)
        field.wrong.connect(self._on_wrong)
        self._fields[declared.name] = field
        return field

    def set_frozen(self, names: Collection[str], why: str) -> None:
        """Settings that cannot be changed now, and why; all others can."""
        self._frozen = (frozenset(names), why)
        for name, field in self._fields.items():
            field.setEnabled(name not in names)
            if name in names:
                field.forget_refused()  # nobody could put it right
            field.editor.setToolTip(why if name in names else "")

    def setVisible(self, visible: bool) -> None:  # noqa: N802  (a name of Qt)
        if visible and not self._fields:
            self._make_fields()
        super().setVisible(visible)

    @Slot()
    def _dress(self) -> None:
        self._grid.setHorizontalSpacing(theme.px(32))
        for side in self._sides:
            side.setSpacing(theme.px(6))

    @Slot(str, bool)
    def _on_wrong(self, name: str, wrong: bool) -> None:
        (self._wrong.add if wrong else self._wrong.discard)(name)
        self.wrong_changed.emit()

    @property
    def wrong(self) -> tuple[str, ...]:
        """Fields that hold what they must not, in the form's order."""
        return tuple(name for name in self._fields if name in self._wrong)

    def show_values(self, values: Mapping[str, Value], base: Mapping[str, Value]) -> None:
        """Show every value, marked where it differs from ``base``; clears errors, but of words that are no value."""
        self._values, self._base = values, base
        for name, field in self._fields.items():
            field.show_value(values[name], base[name])

    def forget_refused(self) -> None:
        """Words that are no value give way to the next values that are shown."""
        for field in self._fields.values():
            field.forget_refused()

    def show_error(self, name: str, message: str) -> None:
        """A sentence under one field."""
        self.fields[name].show_error(message)

    def focus_on(self, name: str) -> None:
        self.fields[name].editor.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _in_two_columns(
    groups: Sequence[tuple[str, Sequence[Setting]]],
) -> list[list[tuple[str, Sequence[Setting]]]]:
    """Groups in two stacks of about equal height, in their order."""
    total = sum(len(settings) + 2 for _, settings in groups)
    left: list[tuple[str, Sequence[Setting]]] = []
    height = 0
    for title, settings in groups:
        if left and height + len(settings) + 2 > total / 2 + 3:
            break
        left.append((title, settings))
        height += len(settings) + 2
    return [left, list(groups[len(left) :])]


def _written(value: Value, declared: Setting) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if declared.choices is not None:
        return declared.choices[str(value)].label
    if declared.automatic and not value:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
