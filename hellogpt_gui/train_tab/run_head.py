"""The head of a run's page: name and state, a line of facts, and what can be done with it now."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.config import BUDGETS, PRESETS, RunConfig
from hellogpt_gui.theme import theme
from hellogpt_gui.train_tab import words
from hellogpt_gui.train_tab.draft import Budget
from hellogpt_gui.train_tab.run_record import RunRecord
from hellogpt_gui.units import count, parameters, plural, size, whole
from hellogpt_gui.widgets.buttons import Button, label
from hellogpt_gui.widgets.elided_label import ElidedLabel

# Words and colour of a state. Colour never speaks alone.
_PILLS = {
    "preparing": ("Preparing", "text-2"),
    "training": ("Training", "good"),
    "paused": ("Paused", "warn"),
    "stopping": ("Stopping", "warn"),
    "stopped": ("Stopped", "text-2"),
    "done": ("Done", "good"),
    "imported": ("Imported", "text-2"),
    "not_finite": ("Stopped: loss not finite", "bad"),
}


def state_of(record: RunRecord, stopping: bool = False) -> str:
    """The state of a run as the pill names it."""
    if stopping:
        return "stopping"
    if record.running:
        return record.phase
    if record.imported:
        return "imported"
    if record.stopped_by == "not_finite":
        return "not_finite"
    return "done" if record.done else "stopped"


class StatePill(QWidget):
    """A word in a soft capsule, with a dot in its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = "training"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._resize)

    @property
    def state(self) -> str:
        return self._state

    def show_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.setAccessibleName(_PILLS[state][0])
            self.updateGeometry()
            self.update()

    @Slot()
    def _resize(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme.font(12, 500)).horizontalAdvance(_PILLS[self._state][0])
        return QSize(width + theme.px(30), theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        words_, color = _PILLS[self._state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(color, 0.14))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.setBrush(theme.color(color))
        painter.drawEllipse(QPointF(theme.px(11), self.height() / 2), theme.px(3), theme.px(3))
        painter.setPen(theme.color(color))
        painter.setFont(theme.font(12, 500))
        painter.drawText(self.rect().adjusted(theme.px(19), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words_)


def budget_phrase(config: RunConfig) -> str:
    """ "for 3 min", "for 500 steps", "5 times over the text"."""
    training = config.training
    kind = next(kind for kind in BUDGETS if getattr(training, kind))
    budget = Budget(kind, float(getattr(training, kind)))
    if kind == "minutes":
        return f"for {words.budget_words(budget.amount)}"
    if kind == "steps":
        return f"for {whole(int(budget.amount))} steps"
    return f"{budget.amount:g} × over the text"


def facts_of(record: RunRecord) -> str:
    """What is known about a run, in one line."""
    config = record.config
    preset = PRESETS[config.preset].label if config and config.preset in PRESETS else ""
    size_of_model = f"{parameters(record.parameters)} parameters" if record.parameters else ""
    text = plural(record.files, "file") if record.files > 1 else record.text
    text_size = size(record.text_bytes) if record.text_bytes else ""
    tokens = f"{count(record.tokens_train)} tokens" if record.tokens_train else ""
    parts = [", ".join(filter(None, (preset, size_of_model))), ", ".join(filter(None, (text, text_size, tokens)))]
    if config is not None and not record.imported:
        parts.append(budget_phrase(config))
    if record.parent:
        taught = config is not None and config.tuning is not None
        parts.append(f"{'taught from' if taught else 'fork of'} {record.parent}")
    return words.facts(parts)


class RunHead(QWidget):
    """Emits what the person wants; decides only which buttons make sense in which state."""

    pause = Signal()
    stop = Signal()
    go_on = Signal()
    chat = Signal()
    another = Signal()
    fork = Signal()
    report = Signal()
    settings = Signal()
    change = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.facts = label("", "title"), ElidedLabel("quiet")
        self.title.setTextFormat(Qt.TextFormat.RichText)
        self.pill = StatePill()
        self.settings_link = Button("Settings", "link")
        self.chat_button = Button("Chat with it", "ghost", "chat")
        self.report_button = Button("Report", "ghost", "file")
        self.report_button.setToolTip("Write a page about this run, to hand in or to share")
        self.another_button = Button("New model", icon="plus")
        self.fork_button = Button("Fork", icon="branch")
        self.fork_button.setToolTip("Train a new run that begins with this network, at the chosen step")
        self.change_button = Button("Change…", "ghost", "sliders")
        self.change_button.setToolTip("Another learning rate, more or less time")
        self.pause_button, self.stop_button = Button("Pause"), Button("Stop and keep")
        self.stop_button.set_icon("stop", "text")
        self.go_on_button = Button("Continue")
        self.go_on_button.set_icon("play", "text")
        self._lay_out()
        pairs = (
            (self.settings_link, self.settings), (self.chat_button, self.chat), (self.another_button, self.another),
            (self.change_button, self.change), (self.fork_button, self.fork), (self.report_button, self.report),
            (self.pause_button, self.pause), (self.stop_button, self.stop), (self.go_on_button, self.go_on),
        )  # fmt: skip
        for button, signal in pairs:
            button.clicked.connect(signal)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(theme.px(14))
        first.addWidget(self.title)
        first.addWidget(self.pill)
        first.addStretch(1)
        second = QHBoxLayout()
        second.setSpacing(theme.px(14))
        second.addWidget(self.facts)
        second.addWidget(self.settings_link)
        second.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(theme.px(4))
        left.addLayout(first)
        left.addLayout(second)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        row.addLayout(left, 1)
        ended = (self.report_button, self.chat_button, self.another_button, self.fork_button)
        for button in (*ended, self.change_button, self.pause_button, self.stop_button, self.go_on_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def _restyle(self) -> None:
        self.title.setText(_title(self.title.accessibleName()))

    def _show_pause(self, paused: bool) -> None:
        self.pause_button.setText("Go on" if paused else "Pause")
        self.pause_button.set_icon("play" if paused else "pause", "text")

    def show_run(self, record: RunRecord, name: str, here: bool, pausing: bool, stopping: bool) -> None:
        """``here``: it trains in this window, so it can be paused and stopped; ``pausing``: a pause was asked for."""
        state = state_of(record, stopping)
        self.title.setText(_title(record.name or name))
        self.title.setAccessibleName(record.name or name)
        self.pill.show_state(state)
        self.facts.setText(facts_of(record))
        self.facts.setToolTip(facts_of(record))
        self._show_pause(here and pausing)
        preparing = record.phase == "preparing"
        self.pause_button.setVisible(here and not preparing)
        self.pause_button.setEnabled(not stopping)
        self.change_button.setVisible(here and not preparing and not stopping and record.last is not None)
        self.stop_button.setVisible(here)
        self.stop_button.setText("Stop" if preparing else "Stop and keep")
        self.stop_button.setEnabled(not stopping)
        self.chat_button.setVisible(bool(record.name) and not preparing)
        self.settings_link.setVisible(record.config is not None)
        self.go_on_button.setVisible(state == "stopped" and bool(record.name))
        self.another_button.setVisible(not record.running)
        self.report_button.setVisible(bool(record.name) and not record.running)
        self.fork_button.setVisible(not record.running and record.config is not None)


def _title(name: str) -> str:
    model, _, serial = name.partition("/")
    slash = f" <span style='color:{theme.color('text-3').name()};font-weight:400'>/</span> "
    return _escaped(model) + (slash + _escaped(serial) if serial else "")


def _escaped(words_: str) -> str:
    return words_.replace("&", "&amp;").replace("<", "&lt;")
