"""The program with a person at it who closes the window in one state: ``sitting.py STATE HOME TEXT``.

Nothing of the program is replaced: a timer in its event loop looks what the engine's threads are doing at that moment,
clicks and types, closes the window, and answers the question if one is asked.
"""

import sys
from collections.abc import Callable, Iterator
from types import FrameType

from PySide6.QtCore import QMetaObject, QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hellogpt_gui.__main__ import main
from hellogpt_gui.main_window import MainWindow

# What runs in one of the engine's threads in each state.
RUNS = {
    "loading": "hellogpt_gui.engine.door.Door.open",
    "preparing": "core.training.begin._prepare_text",
    "training": "core.training.learning.learn",
    "paused": "core.control.RunControl.wait_while_paused",
    "saving": "core.training.between.saving.save",
    "sampling": "core.training.between.sampling.write_samples",
    "chatting": "core.chat.answer.answer",
    "inspecting": "core.engine.Engine._inspect",
}
TINY = {
    "d_model": 32, "n_layers": 2, "n_heads": 2, "context_length": 32, "batch_size": 4, "threads": 1, "vocab_size": 300,
}  # fmt: skip
Condition = Callable[[], bool]


def happens(name: str) -> bool:
    """Whether a function runs in any thread now."""
    return any(name in _stack(frame) for frame in sys._current_frames().values())


def _stack(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        yield f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}"
        frame = frame.f_back


class Person(QObject):
    """Goes on with ``does`` whenever what it waits for has come."""

    def __init__(self, state: str, text: str) -> None:
        super().__init__()
        self._state, self._text = state, text
        self._does: Iterator[Condition] = iter(())
        self._waits_for: Condition = lambda: True

    @Slot()
    def begin(self) -> None:
        (window,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow)]
        self._does = self._sit(window)
        self._looks = QTimer(self, interval=1)
        self._looks.timeout.connect(self._look)
        self._looks.start()

    @Slot()
    def _look(self) -> None:
        if self._waits_for():
            self._waits_for = next(self._does, None) or self._end

    def _end(self) -> bool:
        self._looks.stop()
        return False

    def _sit(self, window: MainWindow) -> Iterator[Condition]:
        yield window.isVisible
        if self._state != "loading":
            yield lambda: window._client.answer_to_hello is not None
            begins = {"preparing": self._train, "chatting": self._chat, "inspecting": self._inspect}
            yield from begins.get(self._state, self._train_own)(window)
        yield lambda: happens(RUNS[self._state])
        window.close()
        print(f"closed while {self._state}", flush=True)
        if window.isVisible():
            print("asked", flush=True)
            question = window.closing.question
            assert question is not None
            yield question.isVisible
            QTest.mouseClick(question.go, Qt.MouseButton.LeftButton)

    def _train(self, window: MainWindow) -> Iterator[Condition]:
        """The built-in text, as it stands there."""
        tab = window.train_tab
        yield tab.setup.button.isEnabled
        QTest.mouseClick(tab.setup.button, Qt.MouseButton.LeftButton)

    def _train_own(self, window: MainWindow) -> Iterator[Condition]:
        tab = window.train_tab
        tab.use_texts([self._text])
        own = {"saving": {"save_every": 1}, "sampling": {"steps": 20_000}}
        for name, value in {**TINY, "steps": 1_000_000, **own.get(self._state, {})}.items():
            tab.draft.set(name, value)
        tab.setup.show_draft()
        yield lambda: tab.draft.looked is not None and tab.draft.looked.label == "story"
        yield from self._train(window)
        yield lambda: self._state == "sampling" or window.training.state.step > 0
        if self._state == "paused":
            QTest.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    def _chat(self, window: MainWindow) -> Iterator[Condition]:
        window.selection.select("tale/serial_1")
        QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        tab = window.pages.tab("chat")
        tab.panel.rules.sliders["max_new_tokens"].set_value(100_000)
        QTest.keyClicks(tab.composer.field, "The fox")
        QTest.keyClick(tab.composer.field, Qt.Key.Key_Return)
        yield lambda: bool(tab.talk.last_answer and tab.talk.last_answer.tokens)

    def _inspect(self, window: MainWindow) -> Iterator[Condition]:
        window.selection.select("tale/serial_1")
        QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        yield lambda: True


if __name__ == "__main__":
    state, home, text = sys.argv[1:]
    person = Person(state, text)
    QMetaObject.invokeMethod(person, "begin", Qt.ConnectionType.QueuedConnection)
    sys.exit(main(["--home", home]))
