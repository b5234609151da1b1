"""F1: finds what is known about the thing under the pointer.

A widget names its topic, a file of resources/help, in the property ``help``, or carries its own ``whatsThis`` words;
what has neither is explained by what it lies in.
"""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget

import resources
from hellogpt_gui.widgets.help_card import HelpCard


def words_about(widget: QWidget | None) -> str:
    """The paragraph, in Markdown, about a widget or the nearest thing around it."""
    while widget is not None:
        if widget.whatsThis():
            return widget.whatsThis()
        topic = widget.property("help")
        if isinstance(topic, str) and topic:
            return resources.read(f"help/{topic}.md")
        widget = widget.parentWidget()
    return resources.read("help/window.md")


def explain(window: QWidget, card: HelpCard) -> None:
    """Show the paragraph about what is under the pointer, or else about what has the focus."""
    point = QCursor.pos()
    under = QApplication.widgetAt(point)
    if under is None or under.window() is not window:
        under = window.focusWidget() or window
        point = under.mapToGlobal(QPoint(under.width() // 2, min(under.height(), 60)))
    card.show_at(words_about(under), point)
