"""The row at the foot: what this computer computes with at the left, what trains now at the right."""

import psutil
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from core.protocol import Failed, Ready
from hellogpt_gui import units
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import label

HEIGHT = 29  # with its hairline
BAR_WIDTH, BAR_HEIGHT = 96, 4
BESIDE_WORDS = 19 + 10 + 12 + BAR_WIDTH + 6  # the dot, the gaps and the bar
ROUNDING = 2  # px that a font's advances may be rounded by
SHORTEST_NAME = 72
MEMORY_EVERY_MS = 2000


class TrainsNow(QAbstractButton):
    """A dot, the run, its share done as words and as a bar; a click goes to it. A long name gives way first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip("Go to what trains now (Ctrl+T)")
        self._state = TrainingState()
        theme.changed.connect(self.updateGeometry)

    def show_state(self, state: TrainingState) -> None:
        before = self._words()
        self._state = state
        self.setVisible(state.active)
        words = " ".join(part for part in self._words() if part)
        if words != self.accessibleName():
            self.setAccessibleName(words)
        if before != self._words():
            self.updateGeometry()
        self.update()

    def _words(self) -> tuple[str, str]:
        """The run, and how far it is."""
        state = self._state
        name = state.run.replace("/", " / ") or "New model"
        if state.phase == "preparing":
            return name, state.stage or "preparing"
        if state.phase == "stopping" and not state.run:
            return name, "stopping"
        if state.phase in ("paused", "stopping"):
            return name, f"{'paused' if state.paused else 'saving'}, {units.percent(state.progress)}"
        return name, units.percent(state.progress)

    def sizeHint(self) -> QSize:
        name, progress = (self._metrics.horizontalAdvance(words) for words in self._words())
        return QSize(theme.px(BESIDE_WORDS) + name + progress + ROUNDING, theme.px(HEIGHT - 1))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        name = self._metrics.horizontalAdvance(self._words()[0])
        return QSize(hint.width() - name + min(name, theme.px(SHORTEST_NAME)), hint.height())

    @property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(theme.font(12, 400, tabular=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse():
            painter.setBrush(theme.color("fill"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 3, 0, -3), theme.px(4), theme.px(4))
        middle = self.height() / 2
        painter.setBrush(theme.color("text-3" if self._state.paused else "live"))
        painter.drawEllipse(QPointF(theme.px(9), middle), theme.px(3.5), theme.px(3.5))
        self._paint_words(painter)
        self._paint_bar(painter, middle)

    def _paint_words(self, painter: QPainter) -> None:
        painter.setFont(theme.font(12, 400, tabular=True))
        painter.setPen(theme.color("text-2"))
        name, progress = self._words()
        room = self.width() - theme.px(BESIDE_WORDS) - painter.fontMetrics().horizontalAdvance(progress)
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        box = self.rect().adjusted(theme.px(19), 0, 0, 0)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, left, name)
        box.adjust(painter.fontMetrics().horizontalAdvance(name) + theme.px(10), 0, 0, 0)
        painter.drawText(box, left, progress)

    def _paint_bar(self, painter: QPainter, middle: float) -> None:
        high = theme.px(BAR_HEIGHT)
        bar = QRectF(self.width() - theme.px(BAR_WIDTH + 6), middle - high / 2, theme.px(BAR_WIDTH), high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("fill-hover"))
        painter.drawRoundedRect(bar, high / 2, high / 2)
        if self._state.progress > 0:
            painter.setBrush(theme.color("accent-bar"))
            bar.setWidth(max(high, bar.width() * min(1.0, self._state.progress)))
            painter.drawRoundedRect(bar, high / 2, high / 2)


class StatusBar(QFrame):
    """Device, memory and the figure of the tab in front; at the right what the engine does besides training, and
    ``trains_now``, a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("StatusBar")
        self.setProperty("help", "status-bar")
        self.device = label("The engine is loading…")
        self.memory = label()
        self.figure = label()
        self.asking = label()
        self.trains_now = TrainsNow()
        self.trains_now.hide()
        self._row = QHBoxLayout(self)
        for words in (self.device, self.memory, self.figure):
            self._row.addWidget(words)
        self._row.addStretch(1)
        self._row.addWidget(self.asking)
        self._row.addWidget(self.trains_now)
        self._look = QTimer(self)
        self._look.setInterval(MEMORY_EVERY_MS)
        self._look.timeout.connect(self._measure)
        theme.changed.connect(self._dress)
        self._dress()

    def show_engine(self, answer: Ready | Failed) -> None:
        """What the engine said of this computer, or that it could not be loaded."""
        if isinstance(answer, Failed):
            self.device.setText("The engine could not be loaded")
            return
        threads = f"{answer.threads} thread{'' if answer.threads == 1 else 's'}"
        self.device.setText(f"{answer.device.upper()} · {answer.precision} · {threads}")
        self.memory.setText(units.memory(answer.memory_used, answer.memory_total))
        if answer.device == "cpu":
            self._look.start()

    def show_figure(self, words: str) -> None:
        """The figure of the tab in front, with its unit."""
        self.figure.setText(words)

    def show_asking(self, words: str) -> None:
        """What else the engine does now; empty for nothing."""
        self.asking.setText(words)

    @Slot()
    def _measure(self) -> None:
        self.memory.setText(units.memory(psutil.Process().memory_info().rss, psutil.virtual_memory().total))

    @Slot()
    def _dress(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT - 1) + 1)
        self._row.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self._row.setSpacing(theme.px(18))
