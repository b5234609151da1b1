"""The program with a person at it who is measured: ``python -m benchmarks.sitting SCENE HOME [WORD…]``.

Nothing of the program is replaced: a timer in its event loop goes on with the scene whenever what it waits for has
come, clicks and types, and prints what was measured as a line of JSON. ``watch`` runs it from a benchmark.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QMetaObject, QObject, QPoint, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.peers import ROOT
from hellogpt_gui.__main__ import main
from hellogpt_gui.library.selection import SelectedStep
from hellogpt_gui.main_window import MainWindow

PULSE_MS = 2
SIZE = (1280, 800)  # a screen that is none is smaller
LONGEST = 300  # seconds of a scene
LIVELY = 0.4  # seconds from one thing that the person does to the next
SETTLED = 1.0  # seconds until a tab that comes to the front has shown what it knows
# What is looked at while something trains: the tab, and which step of the run.
LOOKS: dict[str, tuple[str, SelectedStep]] = {
    "the curves": ("train", "live"),
    "Inspect at rest": ("inspect", "latest"),
    "Inspect at the live network": ("inspect", "live"),
}
Condition = Callable[[], bool]
Scene = Iterator[Condition]


def watch(scene: str, home: object, *words: object) -> dict[str, Any]:
    """Run a scene in a process of its own, and give what it measured.

    Raises:
        SystemExit: the program ended otherwise than by the scene's end.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.sitting", scene, str(home), *map(str, words)],
        cwd=ROOT, env=os.environ | {"QT_QPA_PLATFORM": platform}, capture_output=True, text=True, check=False,
        timeout=LONGEST,
    )  # fmt: skip
    if done.returncode or not done.stdout:
        raise SystemExit(f"The window ended with {done.returncode}.\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


class Person(QObject):
    """Goes through a scene. ``gaps``: the pauses between the event loop's turns since ``listen``, in seconds."""

    def __init__(self, scene: str, words: list[str]) -> None:
        super().__init__()
        self._scene, self._words = scene, words
        self._does: Scene = iter(())
        self._waits_for: Condition = lambda: True
        self._last: float | None = None
        self.painted: float | None = None
        self.gaps: list[float] = []
        self.said: dict[str, Any] = {}

    @Slot()
    def begin(self) -> None:
        (window,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]
        self._window = window
        window.resize(*SIZE)
        window.closed.connect(self._say)
        window.painted.connect(self._seen)
        self._does = SCENES[self._scene](self, window, *self._words)
        self._pulse = QTimer(self, interval=PULSE_MS, timerType=Qt.TimerType.PreciseTimer)
        self._pulse.timeout.connect(self._beat)
        self._pulse.start()

    @Slot()
    def _seen(self) -> None:
        self.painted = time.perf_counter()

    def listen(self) -> None:
        """Note the pauses from now on."""
        self.gaps, self._last = [], time.perf_counter()

    def turn_away(self) -> None:
        """Look ten times a second: nothing is measured here, and the program has the machine for itself."""
        self._last = None
        self._pulse.setInterval(100)

    def hear(self) -> None:
        """End of the measured time: say which pauses there were, but the shortest."""
        self._last = None
        self.said["seconds"] = sum(self.gaps)
        self.said["gaps"] = sorted((gap for gap in self.gaps if gap > 0.004), reverse=True)

    @Slot()
    def _beat(self) -> None:
        if self._last is not None:
            now = time.perf_counter()
            self.gaps.append(now - self._last)
            self._last = now
        if self._waits_for():
            self._waits_for = next(self._does, None) or self._close

    def _close(self) -> bool:
        self._pulse.stop()
        self._window.close_and_keep()
        return False

    @Slot()
    def _say(self) -> None:
        print(json.dumps(self.said), flush=True)


def passed(seconds: float) -> Condition:
    """Whether so much time has passed from now on."""
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= end


# ---- training ----------------------------------------------------------------------------------------------------


def begin_training(window: MainWindow, settings: dict[str, str | float]) -> Scene:
    """The default preset on the built-in text, by the button; until the curve is drawn."""
    tab = window.train_tab
    yield lambda: window._client.answer_to_hello is not None
    yield lambda: tab.draft.looked is not None and tab.page.curve is not None
    for name, value in settings.items():
        tab.draft.set(name, value)
    tab.setup.show_draft()
    yield tab.setup.button.isEnabled
    QTest.mouseClick(tab.setup.button, Qt.MouseButton.LeftButton)


def delays(person: Person, window: MainWindow, seconds: str, hands: str) -> Scene:
    """The pauses of the event loop while the default preset trains; ``hands``: "still", or "busy" in every tab."""
    yield from begin_training(window, {"minutes": 10.0})
    yield lambda: window.training.state.step > 2
    yield passed(1.0)
    person.listen()
    end = passed(float(seconds))
    if hands == "busy":
        yield from busy(window, end)
    yield end
    person.hear()


def busy(window: MainWindow, end: Condition) -> Scene:
    """All that hands do in the window: zoom and move the curve, write with the model, look inside, change tabs."""
    chat, inspect = window.pages.tab("chat"), window.pages.tab("inspect")
    plot = window.train_tab.page.curve.plot
    while not end():
        key(window, Qt.Key.Key_1)
        yield passed(LIVELY)
        for _ in range(4):
            wheel(plot._view.viewport(), 120)
            yield passed(LIVELY / 4)
        drag = [plot._view.viewport().rect().center() - QPoint(12 * k, 0) for k in range(8)]
        yield from dragging(plot._view.viewport(), drag)
        QTest.keyClick(plot, Qt.Key.Key_Home)
        yield passed(LIVELY)
        key(window, Qt.Key.Key_2)
        yield passed(LIVELY)
        QTest.keyClicks(chat.composer.field, "Once upon a time")
        QTest.keyClick(chat.composer.field, Qt.Key.Key_Return)
        yield lambda: not chat.talk.busy or end()
        key(window, Qt.Key.Key_3)
        yield passed(LIVELY)
        inspect.prompt.clear()
        for letter in "The king went to the mill":
            QTest.keyClicks(inspect.prompt, letter)
            yield passed(LIVELY / 10)
        for _ in range(2):
            yield passed(2 * LIVELY)
            QTest.keyClick(inspect.rail, Qt.Key.Key_Down)
        yield passed(2 * LIVELY)
        QTest.keyClick(inspect.rail, Qt.Key.Key_Home)


def train(person: Person, window: MainWindow, settings: str) -> Scene:
    """A whole training with these settings (JSON), undisturbed, with its curves in front."""
    yield from begin_training(window, json.loads(settings))
    person.turn_away()
    yield lambda: window.train_tab.session.active
    yield lambda: not window.train_tab.session.active


def looks(person: Person, window: MainWindow, seconds: str, times: str) -> Scene:
    """One training, and what is looked at changes every few seconds: the steps of each stretch, once it is at rest."""
    yield from begin_training(window, {"minutes": 10.0})
    yield lambda: window.training.state.step > 10
    person.turn_away()
    person.said["stretches"] = []
    for _ in range(int(times)):
        for name, (tab, step) in LOOKS.items():
            window.selection.set_step(step)
            window.show_tab(tab)
            yield passed(SETTLED)
            if tab == "inspect":
                yield lambda: not window.pages.tab("inspect").waiting
            first = window.training.state.step
            yield passed(float(seconds))
            person.said["stretches"].append((name, first, window.training.state.step))
    window.show_tab("train")
    QTest.mouseClick(window.train_tab.page.head.stop_button, Qt.MouseButton.LeftButton)
    yield lambda: not window.train_tab.session.active


# ---- a long run, a long list -------------------------------------------------------------------------------------


def library(person: Person, window: MainWindow) -> Scene:
    """Seconds from the painted frame of the window to the list of runs; the tabs are made meanwhile."""
    yield lambda: person.painted is not None
    yield lambda: bool(window.library.model.runs) and window.library.list.isVisible()
    window.library.list.viewport().repaint()
    assert person.painted is not None
    person.said["listed"] = time.perf_counter() - person.painted
    person.said["runs"] = len(window.library.model.runs)
    yield lambda: window._client.answer_to_hello is not None


def long_run(person: Person, window: MainWindow, frames: str) -> Scene:
    """Open the only run by a click; then move and zoom its curve, so many frames of each."""
    yield lambda: window._client.answer_to_hello is not None and window.train_tab.page.curve is not None
    yield lambda: bool(window.library.model.runs)
    yield passed(1.0)
    view = window.library.list
    place = view.visualRect(window.library.model.row_of(window.library.model.runs[0].name)).center()
    person.listen()
    begin = time.perf_counter()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    plot = window.train_tab.page.curve.plot
    yield lambda: plot.points_drawn[0] > 0
    plot._view.viewport().repaint()
    person.said["shown"] = time.perf_counter() - begin
    yield passed(0.5)
    person.hear()
    person.said["points"] = len(window.train_tab._shown.train)
    viewport = plot._view.viewport()
    middle = viewport.rect().center()
    person.said["zoom"] = yield from timed(
        plot, (lambda k=k: wheel(viewport, 120 if k % 20 < 10 else -120) for k in range(int(frames)))
    )
    for _ in range(4):
        wheel(viewport, 120)
    mouse(viewport, middle, Qt.MouseButton.LeftButton, "press")
    person.said["pan"] = yield from timed(
        plot, (lambda k=k: mouse(viewport, middle - QPoint(4 + k % 100, 0)) for k in range(int(frames)))
    )
    mouse(viewport, middle, Qt.MouseButton.LeftButton, "release")


def timed(plot: Any, moves: Iterator[Callable[[], None]]) -> Iterator[Any]:
    """Seconds of each frame: one movement, and the whole plot painted for it."""
    frames = []
    for move in moves:
        before = plot.x_range
        yield passed(0.012)  # pyqtgraph heeds the mouse a hundred times a second
        begin = time.perf_counter()
        move()
        plot._view.viewport().repaint()
        took = time.perf_counter() - begin
        if plot.x_range != before:
            frames.append(took)
    return frames


# ---- hands -------------------------------------------------------------------------------------------------------


def key(window: QWidget, which: Qt.Key) -> None:
    QTest.keyClick(window, which, Qt.KeyboardModifier.ControlModifier)


def wheel(viewport: QWidget, turn: int) -> None:
    """A notch of the wheel over the middle; positive comes nearer."""
    place = QPointF(viewport.rect().center())
    away = viewport.mapToGlobal(place)
    nothing = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(viewport, QWheelEvent(place, away, QPoint(), QPoint(0, turn), *nothing))


def mouse(
    viewport: QWidget, place: QPoint, button: Qt.MouseButton = Qt.MouseButton.NoButton, what: str = "move"
) -> None:
    """One event of the mouse whose left button is, or was, down."""
    kinds = {
        "move": QMouseEvent.Type.MouseMove,
        "press": QMouseEvent.Type.MouseButtonPress,
        "release": QMouseEvent.Type.MouseButtonRelease,
    }
    held = Qt.MouseButton.NoButton if what == "release" else Qt.MouseButton.LeftButton
    away = QPointF(viewport.mapToGlobal(place))
    plain = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(viewport, QMouseEvent(kinds[what], QPointF(place), away, button, held, plain))


def dragging(viewport: QWidget, places: list[QPoint]) -> Scene:
    """Press, move through all places, let go."""
    mouse(viewport, places[0], Qt.MouseButton.LeftButton, "press")
    for place in places[1:]:
        yield passed(0.02)
        mouse(viewport, place)
    mouse(viewport, places[-1], Qt.MouseButton.LeftButton, "release")


SCENES: dict[str, Callable[..., Scene]] = {
    "delays": delays, "train": train, "looks": looks, "library": library, "long-run": long_run,
}  # fmt: skip

if __name__ == "__main__":
    scene, home, *words = sys.argv[1:]
    person = Person(scene, words)
    QMetaObject.invokeMethod(person, "begin", Qt.ConnectionType.QueuedConnection)
    sys.exit(main(["--home", home]))
