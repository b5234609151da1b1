"""The row at the top: menus over the library's column, the tabs on the page's left edge, the search field."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenuBar, QPushButton, QSizePolicy, QTabBar, QWidget

from hellogpt_gui.theme import theme

HEIGHT = 45  # with its hairline
PAGE_MARGIN = 24
TAB_PADDING = 0
TAB_SIDES = 18  # the style sheet's padding and margin
TAB_GAP = 12  # the margin alone
SEARCH_WIDTH = 231


class SearchField(QPushButton):
    """Looks like a field and opens the palette."""

    def __init__(self, keys: str, parent: QWidget | None = None) -> None:
        super().__init__("Search actions", parent)
        self.setObjectName("SearchActions")
        self.setAccessibleName("Search actions")
        self._keys = keys
        theme.changed.connect(self._dress)
        self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(theme.font(11, 400))
        painter.setPen(theme.color("text-2"))
        inner = self.rect().adjusted(0, 0, -theme.px(16), 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._keys)

    @Slot()
    def _dress(self) -> None:
        self.setIcon(theme.icon("search", padded=True))
        self.setIconSize(QSize(theme.px(19), theme.px(16)))
        self.setFixedWidth(theme.px(SEARCH_WIDTH))


class Tabs(QTabBar):
    """Tabs as wide as their words when chosen: chosen words are heavier, and no tab is ever cut or scrolled away."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.setAccessibleName("Tabs")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setProperty("ownFocus", True)
        for name in names:
            self.addTab(name)

    def tabSizeHint(self, index: int) -> QSize:
        words = QFontMetrics(theme.font(13, 600)).horizontalAdvance(self.tabText(index))
        return QSize(words + theme.px(TAB_SIDES), theme.px(HEIGHT - 1))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tab in front wears the focus ring, if the keyboard brought the focus here."""
        super().paintEvent(event)
        if not self.hasFocus() or not self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent-ink"), theme.px(2)))
        tab = QRectF(self.tabRect(self.currentIndex())).adjusted(1, theme.px(9), -theme.px(TAB_GAP), -theme.px(9))
        painter.drawRoundedRect(tab, theme.px(6), theme.px(6))


class Header(QFrame):
    """``tab_chosen`` says the index of the tab that the person pressed."""

    tab_chosen = Signal(int)

    def __init__(self, tabs: tuple[str, ...], search_keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Header")
        self._library_width = 0
        self.menus = QMenuBar()
        self.menus.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._left = QWidget()
        self._left_row = QHBoxLayout(self._left)
        self._left_row.addWidget(self.menus, 0, Qt.AlignmentFlag.AlignVCenter)
        self._left_row.addStretch(1)
        self.tabs = Tabs(tabs)
        self.tabs.currentChanged.connect(self.tab_chosen)
        self.search = SearchField(search_keys)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._left)
        self._row.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        self._row.addStretch(1)
        self._row.addWidget(self.search, 0, Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self._dress)
        self._dress()

    def show_tab(self, index: int) -> None:
        """Bring a tab to the front without saying so."""
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(index)
        self.tabs.blockSignals(False)

    def align_to(self, library_width: int) -> None:
        """Let the tabs begin where the page begins, ``library_width`` px from the left."""
        self._library_width = library_width
        wanted = library_width + theme.px(PAGE_MARGIN - TAB_PADDING)
        self._left.setFixedWidth(max(self._left_row.sizeHint().width(), wanted))

    @Slot()
    def _dress(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT - 1) + 1)
        self._row.setContentsMargins(0, 0, theme.px(16), 0)
        self._row.setSpacing(0)
        self._left_row.setContentsMargins(theme.px(16), 0, theme.px(20), 0)
        self.align_to(self._library_width)
