"""A ring of 2 px round what the keyboard would act on, shown only when the keyboard brought the focus there.

Fields mark their focus with their own border; a widget with the property ``ownFocus`` paints it itself.
"""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QWidget,
)
from shiboken6 import isValid

from hellogpt_gui.theme import theme

OUTSIDE = 2
WIDTH = 2
RADIUS = 6
FIELDS = (QLineEdit, QAbstractSpinBox, QComboBox)
# A ring cannot be a child of these: a splitter would give it a pane.
NO_HOME = (QSplitter, QStackedWidget, QAbstractScrollArea)
MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show)


class Ring(QWidget):
    """What is seen; lies beside its widget, so that scrolling moves and clips both."""

    def __init__(self) -> None:
        super().__init__(None)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = theme.px(WIDTH)
        painter.setPen(QPen(theme.color("accent-ink"), wide))
        area = QRectF(self.rect()).adjusted(wide / 2, wide / 2, -wide / 2, -wide / 2)
        radius = min(theme.px(RADIUS + OUTSIDE), area.height() / 2)
        painter.drawRoundedRect(area, radius, radius)


class FocusRing(QObject):
    """One for the application."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._ring = Ring()
        self._around: QWidget | None = None
        application.focusChanged.connect(self._moved)
        theme.changed.connect(self._place)

    @property
    def around(self) -> QWidget | None:
        """The widget that wears the ring now."""
        return self._around

    @Slot(QWidget, QWidget)
    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self._take_off()
        if new is None or not _wants_ring(new):
            return
        if not isValid(self._ring):
            self._ring = Ring()
        self._around = new
        new.installEventFilter(self)
        new.destroyed.connect(self._take_off)
        self._ring.setParent(_home_of(new))
        self._place()

    @Slot()
    def _take_off(self) -> None:
        """Nobody wears it. The widget may have gone, and the ring with it if both lay in what was deleted."""
        around, self._around = self._around, None
        if around is not None and isValid(around):
            around.removeEventFilter(self)
            around.destroyed.disconnect(self._take_off)
        if isValid(self._ring):
            self._ring.hide()
            self._ring.setParent(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._around and event.type() in MOVES:
            self._place()
        return False

    @Slot()
    def _place(self) -> None:
        around = self._around
        home = self._ring.parentWidget() if around is not None else None
        if around is None or home is None:
            return
        outside = theme.px(OUTSIDE) + theme.px(WIDTH)
        corner = around.mapTo(home, around.rect().topLeft())
        self._ring.setGeometry(
            corner.x() - outside, corner.y() - outside, around.width() + 2 * outside, around.height() + 2 * outside
        )
        self._ring.setVisible(around.isVisible())
        self._ring.raise_()
        self._ring.update()


def _wants_ring(widget: QWidget) -> bool:
    by_keyboard = widget.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    plain = not isinstance(widget, FIELDS) and not widget.property("ownFocus") and not widget.isWindow()
    is_text = isinstance(widget, QAbstractScrollArea) and widget.inherits("QTextEdit")
    return by_keyboard and plain and not is_text and not widget.inherits("QPlainTextEdit")


def _home_of(widget: QWidget) -> QWidget:
    home = widget.parentWidget()
    while home is not None and isinstance(home, NO_HOME) and not home.isWindow():
        home = home.parentWidget()
    return home or widget.window()
