"""Makes the pictures of docs/pictures: walks through the program as a person would, and grabs the window on the way.

    python docs/screenshots.py [--minutes M] [--induction HOME] [--family FONT] [--out FOLDER] [--sizes 1280x800 …]

Everything in the pictures is real: in a home of its own it trains the default preset on the built-in text for that many
minutes, talks to the model, and looks inside it. With the home in which docs/induction.py trained, Heads over time
shows an induction head there. No screen is needed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QFont, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.config import VIEWS
from core.paths import Home
from core.runs import list_runs
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.main_window import MainWindow
from hellogpt_gui.notify import Notifier
from hellogpt_gui.settings import WindowSettings
from hellogpt_gui.theme import theme

PROMPT = "Clara lives by the quiet lake. Every morning Clara"
QUESTION = "Clara has a red scarf. Q: What is the colour of Clara's scarf? A: Clara's scarf is"
CODE = "self.assertEqual(result, expected)"
SCHEMES = ("light", "dark")
PATIENCE = 120.0  # seconds


class Walk:
    """One walk through the window; each stop of it is grabbed in every size and scheme."""

    def __init__(self, application: QApplication, home: Home, out: Path, sizes: list[tuple[int, int]]) -> None:
        self._application, self._out, self._sizes = application, out, sizes
        self.window = MainWindow(EngineClient(home), home, WindowSettings(home), Notifier())
        self.window.painted.connect(self.window.start_engine)
        self.window.resize(*sizes[0])
        self.window.show()
        out.mkdir(parents=True, exist_ok=True)

    def wait(self, until: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Let the window live until something holds."""
        end = time.monotonic() + seconds
        while not until():
            loop = QEventLoop()
            QTimer.singleShot(20, loop.quit)
            loop.exec()  # it sleeps and lets other threads run, which neither processEvents nor qWait does
            if time.monotonic() > end:
                raise SystemExit(f"Waited {seconds:.0f} s in vain.")

    def rest(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end, seconds + 5)

    def grab(self, name: str, before: Callable[[], None] | None = None) -> None:
        """The window as a picture, in every size and scheme. ``before`` points at something first."""
        for number, (wide, high) in enumerate(self._sizes):
            for scheme in SCHEMES:
                theme.set_scheme(scheme)  # type: ignore[arg-type]
                self.window.resize(wide, high)
                self.rest(0.7)
                if before is not None:
                    before()
                    self.rest(0.4)
                ending = f"-{wide}" if number else ""
                self.window.grab().save(str(self._out / f"{name}-{scheme}{ending}.png"))
        self.window.resize(*self._sizes[0])

    def train(self, minutes: float) -> None:
        """First start; one click; a look while it trains; the end."""
        tab = self.window.train_tab
        self.wait(lambda: tab.draft.looked is not None)
        self.grab("train-empty")
        tab.setup.time.chosen.emit(minutes)
        QTest.mouseClick(tab.setup.button, Qt.MouseButton.LeftButton)
        self.wait(lambda: tab.session.state.progress > 0.45, 60 * minutes + PATIENCE)
        self.window.selection.select(tab.session.record.name, 512)
        self.grab("train")
        self.wait(lambda: not tab.session.active, 60 * minutes + PATIENCE)
        self.window.selection.select(tab.session.record.name, "best")
        self.grab("train-done")

    def chat(self) -> None:
        """An empty talk, an answer, a token opened."""
        self.window.show_tab("chat")
        tab = self.window.pages.tab("chat")
        self.grab("chat-empty")
        for words in ("One morning", "Then the fox"):
            QTest.keyClicks(tab.composer.field, words)
            QTest.keyClick(tab.composer.field, Qt.Key.Key_Return)
            self.wait(lambda: not tab.talk.busy)
        self.rest(1)
        self.grab("chat", lambda: self._point_at_a_guess(tab))

    def _point_at_a_guess(self, tab: QWidget) -> None:
        tab.text.setFocus()
        QTest.keyClick(tab.text, Qt.Key.Key_Left)
        for _ in range(16):
            QTest.keyClick(tab.text, Qt.Key.Key_Left)

    def inspect(self) -> None:
        """Every view, whole."""
        self.window.show_tab("inspect")
        tab = self.window.pages.tab("inspect")
        self._ask(tab, PROMPT)
        view = tab.views["attention"]
        QTest.keyClick(view.heads, Qt.Key.Key_Down)
        QTest.keyClick(view.heads, Qt.Key.Key_Right)
        self.grab("inspect-attention", lambda: self._hover(view.matrix, view.matrix.cell_box(view.matrix.at, 3)))
        for name in VIEWS:
            if name == "surgery":
                self._ask(tab, QUESTION)
            self._show_view(tab, name)
            if name != "attention":
                self.grab(f"inspect-{name}")

    def induction(self, run: str) -> None:
        """Heads over time, of a run in which an induction head appears."""
        self.window.selection.select(run)
        self.window.show_tab("inspect")
        tab = self.window.pages.tab("inspect")
        self._ask(tab, CODE)
        self._show_view(tab, "heads-over-time")
        QTest.mouseClick(tab.views["heads-over-time"].lead_button, Qt.MouseButton.LeftButton)
        self.grab("inspect-heads-over-time")

    def _ask(self, tab: QWidget, prompt: str) -> None:
        self.wait(lambda: tab.strip.tokens)
        tab.prompt.clear()
        QTest.keyClicks(tab.prompt, prompt)
        self.wait(lambda: tab._answer is not None and tab._answer.prompt == prompt)

    def _show_view(self, tab: QWidget, name: str) -> None:
        tab.show_view(name)
        self.wait(lambda: tab.views[name].isVisible() and not tab.waiting)
        self.rest(0.5)

    def _hover(self, widget: QWidget, box: object) -> None:
        point = box.center()  # type: ignore[attr-defined]
        move = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(point), QPointF(widget.mapToGlobal(QPoint(int(point.x()), int(point.y())))),
            Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        self._application.sendEvent(widget, move)

    def close(self) -> None:
        self.window.close_and_keep()
        self.wait(lambda: not self.window.isVisible())


def size(words: str) -> tuple[int, int]:
    wide, _, high = words.partition("x")
    return int(wide), int(high)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--induction", type=Path, help="the home in which docs/induction.py trained")
    parser.add_argument("--family", default="", help="a font in place of the system's")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "pictures")
    parser.add_argument("--sizes", type=size, nargs="+", default=[(1280, 800)])
    given = parser.parse_args()
    application = QApplication(sys.argv[:1])
    if given.family:
        application.setFont(QFont(given.family))
    with tempfile.TemporaryDirectory() as folder:
        theme.install(application, "light")
        walk = Walk(application, Home(Path(folder)).make(), given.out, given.sizes)
        walk.train(given.minutes)
        walk.chat()
        walk.inspect()
        walk.close()
    if given.induction:
        home = Home(given.induction)
        walk = Walk(application, home, given.out, given.sizes)
        walk.induction(list_runs(home)[0].name)
        walk.close()


if __name__ == "__main__":
    main()
