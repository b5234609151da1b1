"""The name of the conversation at the head of the tab, and its menu."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import Button

RECENT = 8
WIDEST, NARROWEST = 360, 96  # px at 100 %
PADDING = 6  # px at 100 %, as in the style sheet
AROUND = 2 * PADDING + 25  # of the button beside its words: the arrow, and a gap before it
MENU_WORDS = 48  # characters of a name in the menu


class NameButton(Button):
    """``recent_chosen`` brings the id of another conversation."""

    recent_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "ghost", "chevron-down", parent)
        self._name = ""
        self._recent: Sequence[tuple[str, str]] = ()
        self.setObjectName("ConversationName")
        self.setAccessibleName("Conversation")
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.menu_of_name = QMenu(self)
        self.menu_of_name.setAccessibleName("The conversation")
        self.menu_of_name.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.menu_of_name.triggered.connect(self._triggered)
        self.setMenu(self.menu_of_name)
        theme.changed.connect(self._fit)

    def fill(self, above: Sequence[QAction], below: Sequence[QAction]) -> None:
        """The actions above and below the recent conversations."""
        self._above, self._below = above, below
        self._make_menu()

    def show_name(self, name: str) -> None:
        self._name = name
        self.setAccessibleDescription(name)
        self.setToolTip(name)
        self.updateGeometry()
        self._fit()

    def show_recent(self, recent: Sequence[tuple[str, str]]) -> None:
        """Other conversations as (id, name), the last changed first."""
        self._recent = recent[:RECENT]
        self._make_menu()

    def _make_menu(self) -> None:
        menu = self.menu_of_name
        menu.clear()
        menu.addActions(list(self._above))
        if self._recent:
            menu.addSeparator()
        for conversation_id, name in self._recent:
            words = name if len(name) <= MENU_WORDS else f"{name[: MENU_WORDS - 1]}…"
            action = QAction(words.replace("&", "&&"), menu)
            action.setData(conversation_id)
            action.setProperty("recent", True)
            menu.addAction(action)
        menu.addSeparator()
        menu.addActions(list(self._below))

    @Slot(QAction)
    def _triggered(self, action: QAction) -> None:
        if action.property("recent"):
            self.recent_chosen.emit(str(action.data()))

    def sizeHint(self) -> QSize:
        self.ensurePolished()  # the style sheet's font
        words = self.fontMetrics().horizontalAdvance(self._name)
        return QSize(min(theme.px(WIDEST), words + theme.px(AROUND)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(NARROWEST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """As much of the name as there is room for."""
        room = self.width() - theme.px(AROUND - 2)
        words = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        self.setText(words.replace("&", "&&"))
