"""Buttons and labels in the variants of the style sheet, with icons that follow theme and zoom."""

from typing import Literal

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from hellogpt_gui.theme import SYMBOL_PADDING, theme

Kind = Literal["primary", "secondary", "ghost", "link", "icon", "chip"]


class Button(QPushButton):
    """A push button. ``icon`` is a name in resources/icons; ``kind`` a variant of the style sheet."""

    def __init__(self, text: str = "", kind: Kind = "secondary", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self._kind = kind
        self._icon = icon
        self._icon_color = "on-accent" if kind == "primary" else "accent-ink" if kind == "link" else "text-2"
        theme.changed.connect(self._dress)
        self._dress()

    def set_icon(self, icon: str, color: str = "") -> None:
        """Show another icon, in another colour if one is named."""
        self._icon, self._icon_color = icon, color or self._icon_color
        self._dress()

    @Slot()
    def _dress(self) -> None:
        if not self._icon:
            return
        beside_text = bool(self.text())
        self.setIcon(theme.icon(self._icon, self._icon_color, padded=beside_text))
        self.setIconSize(QSize(theme.px(16 + SYMBOL_PADDING if beside_text else 16), theme.px(16)))


def icon_button(icon: str, name: str, parent: QWidget | None = None) -> Button:
    """A square button of 28 with an icon alone. ``name`` is its tooltip and what a screen reader says."""
    button = Button("", "icon", icon, parent)
    button.setToolTip(name)
    button.setAccessibleName(name)
    return button


def label(text: str = "", role: str = "", wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """A label in one of the roles at the head of style.qss; its text is shown as it is, never as markup."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def set_variant(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at, and dress the widget again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def hairline(parent: QWidget | None = None) -> QFrame:
    """One pixel between two regions."""
    line = QFrame(parent)
    line.setProperty("surface", "line")
    return line


def make_clearable(field: QLineEdit) -> None:
    """Put Qt's button that empties it into a field, with a name, which Qt does not give it."""
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        button.setAccessibleName("Clear")


class IconLabel(QLabel):
    """An icon that is no button; follows theme and zoom."""

    def __init__(self, icon: str, color: str = "text-2", size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._color, self._size = icon, color, size
        theme.changed.connect(self._dress)
        self._dress()

    def set_icon(self, icon: str, color: str = "") -> None:
        self._icon, self._color = icon, color or self._color
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self.setPixmap(theme.pixmap(self._icon, self._color, self._size))
