"""Chat from one end to the other by keys alone: the mouse is never touched, and nothing is called that a key could do.

Keys go to whatever has the keyboard, as those of a person do. Two tiny models were really trained: one that continues
texts, and the same one taught to answer.
"""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.config import build_config, tune_config
from core.control import RunControl
from core.conversations import Turn
from core.engine import Engine
from core.paths import Home
from core.protocol import Command, Train, TrainDone, Tune
from core.runs import find_run
from hellogpt_gui.chat_tab import ChatTab
from hellogpt_gui.main_window import MainWindow
from tests.journeys.window_sitting import LONG, Sitting

pytestmark = [pytest.mark.usefixtures("dressed"), pytest.mark.integration]

TINY = {
    "d_model": 32, "n_layers": 2, "n_heads": 2, "context_length": 64, "batch_size": 8, "threads": 1, "vocab_size": 320,
    "steps": 80, "warmup_steps": 4,
}  # fmt: skip
ANIMALS = ("fox", "owl", "hare", "mole")
MANY_TABS = 80
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def carry_out(home: Home, command: Command) -> None:
    *_, last = Engine(home).run(command, RunControl())
    assert isinstance(last, TrainDone), last


@pytest.fixture(scope="module")
def taught_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the runs tales/serial_1, and taught/serial_1, which is the same one taught to answer."""
    home = Home(tmp_path_factory.mktemp("keys")).make()
    text, talk = home.data / "tales.txt", home.data / "talk.txt"
    tales = [f"The {ANIMALS[k % 4]} met the {ANIMALS[k // 4 % 4]} at the river {k}." for k in range(400)]
    text.write_text("\n\n".join(tales), encoding="utf-8", newline="\n")
    said = [f"User: Where is the {a}?\nModel: The {a} is at the river.\n" for a in ANIMALS for _ in range(8)]
    talk.write_text("\n".join(said), encoding="utf-8", newline="\n")
    carry_out(home, Train(build_config("small", TINY), (str(text),), "tales"))
    config = tune_config(find_run(home, "tales")[0].config(), {"steps": 60, "warmup_steps": 2})
    carry_out(home, Tune("tales", config, (str(talk),), "taught"))
    return home


class Keys:
    """A person with a keyboard and no mouse."""

    def __init__(self, qtbot: QtBot, sitting: Sitting) -> None:
        self._qtbot, self._sitting = qtbot, sitting
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    @property
    def window(self) -> MainWindow:
        return self._sitting.window

    @property
    def chat(self) -> ChatTab:
        tab = self.window.pages.tab("chat")
        assert isinstance(tab, ChatTab)
        return tab

    @property
    def path(self) -> list[Turn]:
        return self.chat.talk.path

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._focus(), key, modifier)

    def type(self, words: str) -> None:
        QTest.keyClicks(self._focus(), words)

    def _focus(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def tab_to(self, widget: QWidget) -> None:
        """Press Tab until the keyboard is there."""
        for _ in range(MANY_TABS):
            if widget.hasFocus():
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {widget.accessibleName()}")

    def find(self, words: str) -> None:
        """Ctrl+K, some letters, Enter."""
        self.press(Qt.Key.Key_K, CTRL)
        self.type(words)
        self.press(Qt.Key.Key_Return)

    def wait(self, until: object) -> None:
        self._qtbot.waitUntil(until, timeout=LONG)

    def answered(self, turns: int) -> None:
        """Until an answer stands at the end of a path of so many turns."""
        self.wait(lambda: len(self.path) == turns and not self.chat.talk.busy)


@pytest.fixture
def keys(qtbot: QtBot, taught_home: Home) -> Iterator[Keys]:
    sitting = Sitting(qtbot, taught_home)
    yield Keys(qtbot, sitting)
    sitting.close()


def choose(keys: Keys, run: str) -> None:
    """To a run by the palette, and a new conversation with it."""
    keys.wait(lambda: bool(keys.window.library.model.runs))
    keys.find(f"go to {run}")
    keys.wait(lambda: keys.window.selection.run == f"{run}/serial_1")
    keys.press(Qt.Key.Key_2, CTRL)
    keys.wait(keys.chat.isVisible)
    keys.press(Qt.Key.Key_N, CTRL | SHIFT)
    keys.wait(lambda: not keys.path)


def test_a_talk_with_a_taught_model(keys: Keys) -> None:
    """Ask, edit the question, another answer, walk the branches, look at a token and go on from another one."""
    choose(keys, "taught")
    chat = keys.chat
    keys.tab_to(chat.composer.field)
    keys.type("Where is the fox?")
    keys.press(Qt.Key.Key_Return)
    keys.answered(2)
    assert [turn.role for turn in keys.path] == ["user", "model"]
    assert chat.talk.conversation.form == "chat"
    assert chat.composer.field.hasFocus()

    keys.press(Qt.Key.Key_Up)
    keys.press(Qt.Key.Key_Backspace)
    keys.type(" now?")
    keys.press(Qt.Key.Key_Return)
    keys.answered(2)
    assert keys.path[0].text == "Where is the fox now?"
    assert len(chat.talk.conversation.siblings(keys.path[0].id)) == 2

    first = keys.path[1].id
    keys.press(Qt.Key.Key_R, CTRL)
    keys.answered(2)
    assert chat.talk.conversation.siblings(first) == [first, keys.path[1].id]

    keys.press(Qt.Key.Key_Left, ALT)
    assert keys.path[1].id == first
    keys.press(Qt.Key.Key_Right, ALT)
    assert keys.path[1].id != first

    keys.tab_to(chat.text)
    keys.press(Qt.Key.Key_Home)
    popover = chat.view.opened
    keys.wait(lambda: popover.popover is not None and popover.popover.isVisible())
    before = keys.path[1]
    keys.press(Qt.Key.Key_Right)
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_Return)
    keys.answered(2)
    after = keys.path[1]
    assert after.id not in (first, before.id)
    assert after.token_ids[0] == before.token_ids[0]
    assert after.kept == 1
    assert after.first


def test_an_answer_is_stopped_and_a_text_goes_on(keys: Keys) -> None:
    """A model that continues texts writes a long one; Esc ends it, Enter alone lets it go on."""
    choose(keys, "tales")
    chat = keys.chat
    length = chat.panel.rules.sliders["max_new_tokens"].field
    keys.tab_to(length)
    keys.press(Qt.Key.Key_A, CTRL)
    keys.type("5000")
    keys.press(Qt.Key.Key_Return)
    keys.tab_to(chat.composer.field)
    keys.type("The fox")
    keys.press(Qt.Key.Key_Return)
    keys.wait(lambda: len(keys.path) == 2 and len(keys.path[1].tokens) > 20)
    keys.press(Qt.Key.Key_Escape)
    keys.answered(2)
    assert keys.path[1].stopped_by == "user"
    assert chat.talk.conversation.form == "continue"


def test_a_talk_is_kept_and_found_again(keys: Keys, qtbot: QtBot, taught_home: Home) -> None:
    """A new conversation, closed with the window, stands there next time; another one is found by its words."""
    choose(keys, "tales")
    keys.tab_to(keys.chat.composer.field)
    keys.type("The mole and the moon")
    keys.press(Qt.Key.Key_Return)
    keys.answered(2)
    said, first = [turn.text for turn in keys.path], keys.chat.talk.conversation.id
    keys.press(Qt.Key.Key_Q, CTRL)
    keys.wait(lambda: not keys.window.isVisible())

    sitting = Sitting(qtbot, taught_home)
    again = Keys(qtbot, sitting)
    again.press(Qt.Key.Key_2, CTRL)
    again.wait(lambda: [turn.text for turn in again.path] == said)
    again.press(Qt.Key.Key_N, CTRL | SHIFT)
    again.wait(lambda: not again.path and first in dict(again.window.talks.others))
    again.find("open mole moon")
    again.wait(lambda: again.chat.talk.conversation.id == first)
    sitting.close()


def test_help_and_the_palette_come_and_go(keys: Keys) -> None:
    choose(keys, "tales")
    keys.tab_to(keys.chat.panel.rules.sliders["temperature"].field)
    keys.press(Qt.Key.Key_F1)
    card = QApplication.activePopupWidget()
    assert card is not None
    assert card.accessibleName().startswith("Temperature.")
    keys.press(Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert keys.chat.panel.rules.sliders["temperature"].field.hasFocus()
    keys.press(Qt.Key.Key_K, CTRL)
    assert keys.window.palette_card.isVisible()
    keys.press(Qt.Key.Key_Escape)
    assert not keys.window.palette_card.isVisible()
    assert keys.chat.panel.rules.sliders["temperature"].field.hasFocus()


def test_a_text_is_read_by_keys(keys: Keys) -> None:
    """The sheet that reads a text, opened, filled, looked at and closed."""
    choose(keys, "tales")
    keys.find("read a text")
    keys.wait(lambda: keys.window.reading.sheet is not None and keys.window.reading.sheet.isVisible())
    sheet = keys.window.reading.sheet
    assert sheet is not None
    keys.type("The owl met the mole.")
    keys.tab_to(sheet.go)
    keys.press(Qt.Key.Key_Space)
    keys.wait(lambda: sheet._job is None and not sheet._waiting)
    keys.press(Qt.Key.Key_Home)
    keys.wait(sheet.popover.isVisible)
    keys.press(Qt.Key.Key_Escape)
    keys.press(Qt.Key.Key_Escape)
    assert not sheet.isVisible()
