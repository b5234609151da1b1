"""F1: finds what is known about the thing under the pointer.

A widget names its topic, a file of resources/help, in the property ``help``, or carries its own ``whatsThis`` words,
as the control of a setting does, for which there may be a file all the same; what has neither is explained by what it
lies in.
"""

from functools import cache

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

import resources
from core.config import Setting
from hellogpt_gui.widgets.help_card import HelpCard


def words_about(widget: QWidget | None) -> str:
    """The paragraph, in Markdown, about a widget or the nearest thing around it."""
    while widget is not None:
        topic = widget.property("help")
        if topic in topics():
            return resources.read(f"help/{topic}.md")
        if widget.whatsThis():
            return widget.whatsThis()
        widget = widget.parentWidget()
    return resources.read("help/window.md")


def explain_setting(widget: QWidget, declared: Setting) -> None:
    """Let F1 on a control say what its setting does."""
    widget.setProperty("help", f"setting-{declared.name.replace('_', '-')}")
    widget.setWhatsThis(f"**{declared.label}.** {declared.help}")


@cache
def topics() -> frozenset[str]:
    """What there is a paragraph about."""
    return frozenset(resources.names("help", ".md"))


def explain(window: QWidget, card: HelpCard) -> None:
    """Show the paragraph about what is under the pointer, or else about what has the focus."""
    point = QCursor.pos()
    under = QApplication.widgetAt(point)
    if under is None or under.window() is not window:
        under = window.focusWidget() or window
        point = under.mapToGlobal(QPoint(under.width() // 2, min(under.height(), 60)))
    card.show_at(words_about(under), point)
