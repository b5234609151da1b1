"""Library and page side by side; in a window too narrow for both, the library lies over the page when asked for.

Ctrl+B folds it. The width at which it gives way is counted in px at 100 %: 1264. While it lies over the page it has the
keyboard, and Tab goes round in it; Esc or a click beside it folds it and gives the keyboard back.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget
from shiboken6 import isValid

from hellogpt_gui.library.pane import NARROWEST, WIDEST, WIDTH
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import set_variant

BOTH_FIT = 1264


class Veil(QWidget):
    """Lies over the page while the library lies over it too: a click beside the library folds it."""

    pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()


class Body(QWidget):
    """``edge_moved`` says how many px at the left the library takes from the page; ``open_changed`` that it folded."""

    edge_moved = Signal(int)
    open_changed = Signal(bool)

    def __init__(self, library: QWidget, page: QWidget, width: int, is_open: bool) -> None:
        super().__init__()
        self._library, self._page = library, page
        self._width = width or WIDTH
        self._wanted = is_open  # in a wide window
        self._over = False
        self._narrow = False
        self._focus_before: QWidget | None = None
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setObjectName("Body")
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(library)
        self._splitter.addWidget(page)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.splitterMoved.connect(self._moved)
        self._veil = Veil(self)
        self._veil.hide()
        self._veil.pressed.connect(self.close_over)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._splitter)
        theme.changed.connect(self._arrange)
        self._arrange()

    @property
    def library_open(self) -> bool:
        return self._over if self._narrow else self._wanted

    @property
    def lies_over(self) -> bool:
        """Whether the library lies over the page now."""
        return self._over

    @property
    def wanted_open(self) -> bool:
        """Whether it stands open where there is room: what is remembered."""
        return self._wanted

    @property
    def library_width(self) -> int:
        """In px at 100 %."""
        return self._width

    def set_open(self, is_open: bool) -> None:
        if is_open == self.library_open:
            return
        if self._narrow:
            self._over = is_open
        else:
            self._wanted = is_open
        had_focus = self._library.isAncestorOf(self.window().focusWidget())
        self._arrange()
        if self._over:
            self._focus_before = self.window().focusWidget()
            self._library.setFocus(Qt.FocusReason.PopupFocusReason)
        elif had_focus:
            self._give_focus_back()
        self.open_changed.emit(is_open)

    def _give_focus_back(self) -> None:
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def close_over(self) -> None:
        """Fold it if it lies over the page."""
        if self._narrow:
            self.set_open(False)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab, from a widget inside: what lies under the library is out of reach."""
        if not self._over:
            return super().focusNextPrevChild(forwards)
        first = self.window().focusWidget() or self._library
        widget = _beside(first, forwards)
        while widget is not None and widget is not first:
            if self._library.isAncestorOf(widget) and _takes_tab(widget):
                reason = Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason
                widget.setFocus(reason)
                break
            widget = _beside(widget, forwards)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._over and event.key() == Qt.Key.Key_Escape:
            self.close_over()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        narrow = self.width() < theme.px(BOTH_FIT)
        changed, self._narrow = narrow != self._narrow, narrow
        if changed:
            self._over = False
            set_variant(self._library, "floating", narrow)
        if narrow:
            self._lay_over()
        else:
            self._dock()
        self.edge_moved.emit(0 if narrow or not self._wanted else theme.px(self._width))
        if changed:
            self.open_changed.emit(self.library_open)

    def _lay_over(self) -> None:
        if self._library.parent() is not self:
            self._library.setParent(self)
        self._veil.setGeometry(self.rect())
        self._veil.setVisible(self._over)
        self._library.setGeometry(0, 0, theme.px(self._width), self.height())
        self._library.setVisible(self._over)
        if self._over:
            self._veil.raise_()
            self._library.raise_()

    def _dock(self) -> None:
        self._veil.hide()
        if self._library.parent() is not self._splitter:
            self._splitter.insertWidget(0, self._library)
        self._library.setVisible(self._wanted)
        if self._wanted:
            wide = theme.px(self._width)
            self._splitter.setSizes([wide, max(1, self.width() - wide)])

    @Slot()
    def _moved(self) -> None:
        self._width = max(NARROWEST, min(WIDEST, round(self._library.width() / theme.zoom)))
        self.edge_moved.emit(self._library.width())


def _beside(widget: QWidget, forwards: bool) -> QWidget | None:
    return widget.nextInFocusChain() if forwards else widget.previousInFocusChain()


def _takes_tab(widget: QWidget) -> bool:
    tabbed = widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
    return tabbed and widget.isEnabled() and widget.isVisible() and widget.focusProxy() is None
