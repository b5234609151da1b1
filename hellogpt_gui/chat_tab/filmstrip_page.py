"""One prompt through all steps of the selected run: a row for each, with the words that are new since the one before.

The rows and the scrubber are one choice: a row that is chosen is the step that every tab shows.
"""

import math
from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.config import SamplingConfig
from core.paths import Home
from core.protocol import Event, Failed, Filmstrip, FilmstripDone, Frame, Notice, Progress
from core.runs.changes import changed_words
from hellogpt_gui.chat_tab.composer import Composer
from hellogpt_gui.engine import EngineClient, Job
from hellogpt_gui.library.reader import folder_of
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Notifier
from hellogpt_gui.theme import theme
from hellogpt_gui.units import plural, printable, shortened, whole
from hellogpt_gui.widgets.buttons import icon_button, label
from hellogpt_gui.widgets.empty_state import EmptyState
from hellogpt_gui.widgets.progress_line import ProgressLine
from hellogpt_gui.widgets.sample_delegate import SampleEntry
from hellogpt_gui.widgets.sample_list import SampleList

COLUMN = 712  # px at 100 %, at most
PROMPT_SHOWN, LEAD_SHOWN = 48, 24  # characters


class FilmstripPage(QWidget):
    """``rules`` gives the sampling rules and the seed as they stand."""

    def __init__(
        self,
        client: EngineClient,
        selection: Selection,
        home: Home,
        notifier: Notifier,
        rules: Callable[[], SamplingConfig],
    ) -> None:
        super().__init__()
        self.setProperty("help", "filmstrip")
        self._client, self._selection, self._home = client, selection, home
        self._notifier, self._rules = notifier, rules
        self._job: Job | None = None
        self._run, self._prompt, self._lead = "", "", ""
        self.frames: list[Frame] = []
        self._build()
        self._connect()
        self._selected()

    # ---- building ---------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.title = label("", "panel")
        self.count = label("", "caption")
        self.again = icon_button("refresh", "Ask every step again")
        self.copy = icon_button("copy", "Copy what every step wrote")
        self.progress = ProgressLine()
        self.list = SampleList()
        self.list.setAccessibleName("What each step wrote")
        self.welcome = EmptyState(
            "One prompt through every step",
            "Write the beginning of a text: every step of this run that is kept goes on.",
        )
        self.composer = Composer()
        self.composer.step_button.hide()
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._head.addWidget(self.count)
        self._head.addWidget(self.progress)
        self._head.addStretch(1)
        self._head.addWidget(self.again)
        self._head.addWidget(self.copy)
        strip = QWidget()
        self._strip = QVBoxLayout(strip)
        self._strip.setContentsMargins(0, 0, 0, 0)
        self._strip.addLayout(self._head)
        self._strip.addWidget(self.list, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(strip)
        self._inside = QVBoxLayout()
        self._inside.addWidget(self._pages, 1)
        self._inside.addWidget(self.composer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addLayout(self._inside, 1000)
        row.addStretch(1)

    def _connect(self) -> None:
        self.composer.sent.connect(self.ask)
        self.composer.stopped.connect(self.stop)
        self.again.clicked.connect(self._ask_again)
        self.copy.clicked.connect(self._copy)
        self.list.chosen.connect(self._selection.set_step)
        self._selection.changed.connect(self._selected)
        theme.changed.connect(self._dress)
        self._dress()

    # ---- asking -----------------------------------------------------------------------------------------------------

    @Slot(str)
    def ask(self, prompt: str) -> None:
        """Let every step continue it."""
        run = self._selection.run
        if self._job is not None or run is None:
            return
        self._run, self._prompt, self.frames = run, prompt, []
        self._lead = "" if folder_of(self._home, run).taught else lead_of(prompt)
        self.list.show_entries([])
        self.progress.set_fraction(None)
        self._job = self._client.submit(Filmstrip(run, prompt, self._rules()))
        self._job.events.connect(self._on_events)
        self._job.finished.connect(self._on_finished)
        self._show()

    @Slot()
    def _ask_again(self) -> None:
        self.ask(self._prompt)

    @Slot()
    def stop(self) -> None:
        """Leave it at the steps that have answered."""
        if self._job is not None:
            self._job.stop()

    # ---- what the engine says ---------------------------------------------------------------------------------------

    @Slot(list)
    def _on_events(self, events: list[Event]) -> None:
        if self.sender() is not self._job:
            return
        for event in events:
            if isinstance(event, Frame):
                self.frames.append(event)
            elif isinstance(event, Progress):
                self.progress.set_fraction(event.fraction)
            elif isinstance(event, Notice):
                self._notifier.show(event.message, event.hint, kind="info")
        self._show_frames()

    @Slot(object)
    def _on_finished(self, last: FilmstripDone | Failed) -> None:
        if self.sender() is not self._job:
            return
        self._job = None
        if isinstance(last, Failed):
            self._notifier.show_failed(last)
            self.composer.give_back(self._prompt)
        self._show_frames()
        self._show()

    # ---- what is shown ----------------------------------------------------------------------------------------------

    def _show_frames(self) -> None:
        befores = [None, *self.frames[:-1]] if self.frames else []
        self.list.show_entries([entry_of(*pair, self._lead) for pair in zip(self.frames, befores, strict=True)])
        self.count.setText(plural(len(self.frames), "step"))
        self._choose()

    def _show(self) -> None:
        """Whether there is a strip, and whether it still grows."""
        busy = self._job is not None
        self._pages.setCurrentIndex(1 if busy or self.frames else 0)
        self.title.setText(f"“{shortened(self._prompt, PROMPT_SHOWN)}”" if self._prompt else "From the beginning")
        self.title.setToolTip(printable(self._prompt) if len(self._prompt) > PROMPT_SHOWN else "")
        self.progress.setVisible(busy)
        self.again.setEnabled(not busy)
        self.copy.setEnabled(bool(self.frames))
        self.composer.set_busy(busy)
        self.composer.setEnabled(self._selection.run is not None)

    @Slot()
    def _selected(self) -> None:
        """Another run has another strip; another step is another row."""
        if (self._selection.run or "") != self._run:
            self.stop()
            self._job, self._run, self.frames = None, self._selection.run or "", []
            self.list.show_entries([])
            self._show()
        else:
            self._choose()

    def _choose(self) -> None:
        step = self._selection.step
        if step == "best":
            step = next((frame.step for frame in self.frames if frame.best), "latest")
        if step == "latest" and self.frames and self._job is None:
            step = self.frames[-1].step
        self.list.choose(step if isinstance(step, int) else None)

    @Slot()
    def _copy(self) -> None:
        texts = [f"Step {frame.step}:\n{self._prompt}{frame.text}\n" for frame in self.frames]
        QGuiApplication.clipboard().setText("\n".join(texts))

    def hideEvent(self, event: QHideEvent) -> None:
        """What is shown in its place would have to wait until every step has answered."""
        self.stop()
        super().hideEvent(event)

    @Slot()
    def _dress(self) -> None:
        self.composer.setMaximumWidth(theme.px(COLUMN))
        self._pages.setMaximumWidth(theme.px(COLUMN))
        self._inside.setSpacing(theme.px(8))
        self._strip.setSpacing(theme.px(8))
        self._head.setContentsMargins(theme.px(12), 0, theme.px(8), 0)
        self._head.setSpacing(theme.px(8))


def lead_of(prompt: str) -> str:
    """The end of a prompt, that a text goes on from."""
    end = printable(prompt)[-LEAD_SHOWN:]
    return end if len(prompt) <= LEAD_SHOWN else f"…{end}"


def entry_of(frame: Frame, before: Frame | None, lead: str = "") -> SampleEntry:
    """A frame as a row. What the one before did not have is marked."""
    text, mean = printable(frame.text), frame.mean_log_probability
    return SampleEntry(
        frame.step,
        f"Step {whole(frame.step)}{'  ·  best' if frame.best else ''}",
        "" if mean is None else f"perplexity {math.exp(-mean):.3g}",
        lead,
        text,
        changed=() if before is None else changed_words(printable(before.text), text),
    )
