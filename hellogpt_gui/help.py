"""F1: finds what is known about the thing under the pointer.

A widget names its topic, a file of resources/help, in the property ``help``, or carries its own ``whatsThis`` words,
as the control of a setting does, for which there may be a file all the same; what has neither is explained by what it
lies in.
"""

from functools import cache

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QCursor, QKeySequence, QShortcut
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


class Explainer(QObject):
    """Shows the paragraph about what is under the pointer; where that has not moved since the keyboard came to where it
    is, about what has the keyboard."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.card = HelpCard(window)
        self._rested_at = QPoint()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._note)

    @Slot()
    def _note(self) -> None:
        self._rested_at = QCursor.pos()

    @Slot()
    def explain(self) -> None:
        """Show the card."""
        point, focus = QCursor.pos(), self._window.focusWidget()
        under = QApplication.widgetAt(point)
        by_keys = focus is not None and point == self._rested_at
        if by_keys or under is None or under.window() is not self._window:
            under = focus or self._window
            point = under.mapToGlobal(QPoint(under.width() // 2, min(under.height(), 60)))
        self.card.show_at(words_about(under), point)


def explain_on_f1(dialog: QWidget) -> Explainer:
    """A window beside the main one, which has the key in its menu, explains what is in it as well."""
    explainer = Explainer(dialog)
    QShortcut(QKeySequence("F1"), dialog, explainer.explain)
    return explainer
