"""The foot of the library: which step all tabs show, as words, as two arrows and as the scrubber."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.runs import RunSummary, Stop
from hellogpt_gui import units
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.library.stops import Track, track_of
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.step_scrubber import StepScrubber

HEIGHT = 95  # and the hairline above


class ScrubberPane(QFrame):
    """Moves ``selection.step`` and follows it."""

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ScrubberPane")
        self.setProperty("help", "scrubber")
        self._selection = selection
        self._track = Track()
        self._column = QVBoxLayout(self)
        self._row = QHBoxLayout()
        self._title = label("Step", "group")
        self._number = label("", "panel")
        self._kind = label("", "caption")
        self.back = icon_button("chevron-left", "One step back")
        self.on = icon_button("chevron-right", "One step forward")
        self.scrubber = StepScrubber("Step shown in all tabs")
        for widget in (self._title, self._number, self._kind):
            self._row.addWidget(widget)
        self._row.addStretch(1)
        self._row.addWidget(self.back)
        self._row.addWidget(self.on)
        self._column.addLayout(self._row)
        self._column.addWidget(self.scrubber)
        self._column.addStretch(1)
        self.scrubber.stop_chosen.connect(self._chosen)
        self.back.clicked.connect(self.step_back)
        self.on.clicked.connect(self.step_on)
        selection.changed.connect(self._follow)
        theme.changed.connect(self._dress)
        self._dress()
        self._follow()

    def show_run(self, run: RunSummary | None, stops: tuple[Stop, ...], training: TrainingState) -> None:
        """Show the stops of the selected run."""
        track = track_of(run, stops, training)
        if track != self._track:
            self._track = track
            self._follow()

    @Slot()
    def step_back(self) -> None:
        self.scrubber.choose(self.scrubber.value() - 1)

    @Slot()
    def step_on(self) -> None:
        self.scrubber.choose(self.scrubber.value() + 1)

    @Slot()
    def step_first(self) -> None:
        self.scrubber.choose(0)

    @Slot()
    def step_last(self) -> None:
        self.scrubber.choose(self.scrubber.maximum())

    @Slot(int)
    def _chosen(self, index: int) -> None:
        self._selection.set_step(self._track.steps[index])

    @Slot()
    def _follow(self) -> None:
        index = self._track.index_of(self._selection.step)
        self.scrubber.set_stops(self._track.stops, index)
        known = bool(self._track.steps)
        self._number.setText(units.whole(self._track.numbers[index]) if known else "–")
        self._kind.setText(self._track.words[index] if known else "")
        self.back.setEnabled(known and index > 0)
        self.on.setEnabled(known and index < self.scrubber.maximum())

    @Slot()
    def _dress(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT) + 1)
        self._column.setContentsMargins(theme.px(16), theme.px(8), theme.px(12), 0)
        self._column.setSpacing(theme.px(2))
        self._row.setSpacing(theme.px(7))
