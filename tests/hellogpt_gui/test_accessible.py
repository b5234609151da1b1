"""Whatever the keyboard reaches, and every button, has a name that a screen reader can say: in tabs and sheets."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.paths import Home
from hellogpt_gui.closing import Question
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.main_window import MainWindow
from hellogpt_gui.train_tab.change_sheet import ChangeSheet

from .conftest import LONG, Opened

pytestmark = pytest.mark.integration


def controls(root: QWidget) -> Iterator[QWidget]:
    """What takes the keyboard or is pressed, but for the parts that Qt itself puts into its own widgets."""
    for widget in (root, *root.findChildren(QWidget)):
        inner = isinstance(widget, QScrollBar | QHeaderView) or widget.objectName().startswith("qt_")
        lies_in = (widget.parentWidget(), widget.parentWidget() and widget.parentWidget().parentWidget())
        inner = inner or any(isinstance(one, QComboBox | QAbstractSpinBox) for one in lies_in)
        inner = inner or widget.focusProxy() is not None
        focused = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if not inner and not widget.isWindow() and (focused or isinstance(widget, QAbstractButton)):
            yield widget


def unnamed(root: QWidget) -> list[str]:
    """Controls for which a screen reader has no words, each with what it lies in."""
    found = []
    for widget in controls(root):
        spoken = QAccessible.queryAccessibleInterface(widget)
        if widget.isHidden():
            continue  # it gets its words when it is shown
        if spoken is None or not spoken.text(QAccessible.Text.Name).strip():
            around, path = widget, []
            while around is not None:
                path.append(type(around).__name__)
                around = around.parentWidget()
            found.append(" in ".join(path[:4]))
    return found


@pytest.fixture
def opened(open_window: Callable[[Home], Opened], own_tales: Home, qtbot: QtBot) -> Opened:
    """A window with a run selected."""
    made = open_window(own_tales)
    qtbot.waitUntil(lambda: bool(made.window.library.model.runs), timeout=LONG)
    made.window.selection.select("tales/serial_1")
    return made


def dialog(qtbot: QtBot) -> QDialog:
    """The sheet that lies over the window."""

    def there() -> list[QDialog]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]

    qtbot.waitUntil(lambda: len(there()) == 1, timeout=LONG)
    return there()[0]


def test_a_control_without_words_is_noticed(qtbot: QtBot, dressed: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = QAbstractButtonOfOurs(window)
    assert unnamed(window) == ["QAbstractButtonOfOurs in QWidget"]
    button.setAccessibleName("Go")
    assert unnamed(window) == []


class QAbstractButtonOfOurs(QAbstractButton):
    """A button without words."""

    def paintEvent(self, event: object) -> None:
        """Nothing is painted."""


def test_the_window_its_tabs_and_the_palette(qtbot: QtBot, opened: Opened) -> None:
    window = opened.window
    window.show_tab("chat")
    chat = window.pages.tab("chat")
    qtbot.keyClicks(chat.composer.field, "The fox")
    qtbot.keyClick(chat.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not chat.talk.busy, timeout=LONG)
    window.show_tab("inspect")
    window.show_tab("train")
    assert len(list(controls(window))) > 60
    assert unnamed(window) == []
    window.actions_by_id["lab"].trigger()
    qtbot.waitUntil(lambda: window.train_tab.lab is not None, timeout=LONG)
    assert unnamed(window) == []


@pytest.mark.parametrize("action", ["import", "export", "get-text", "compare", "read-text", "talks", "teach"])
def test_the_sheets_of_the_menus(qtbot: QtBot, opened: Opened, action: str) -> None:
    opened.window.actions_by_id[action].trigger()
    assert unnamed(dialog(qtbot)) == []
    dialog(qtbot).close()


def test_the_sheet_of_eight_answers(qtbot: QtBot, opened: Opened) -> None:
    opened.window.show_tab("chat")
    chat = opened.window.pages.tab("chat")
    chat.panel.rules.sliders["max_new_tokens"].set_value(4)
    qtbot.keyClicks(chat.composer.field, "The fox")
    qtbot.keyClick(chat.composer.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(chat.talk.path) and chat.panel.eight.isEnabled(), timeout=LONG)
    qtbot.mouseClick(chat.panel.eight, Qt.MouseButton.LeftButton)
    assert unnamed(dialog(qtbot)) == []
    dialog(qtbot).close()


def settings(window: MainWindow) -> None:
    window.train_tab.page.head.settings.emit()


def files(window: MainWindow) -> None:
    window.train_tab.new_model()
    window.train_tab.setup.text.files_wanted.emit()


def inside(window: MainWindow) -> None:
    window.train_tab.new_model()
    window.train_tab.setup.text.inside_wanted.emit()


def experiment(window: MainWindow) -> None:
    window.train_tab.show_lab()
    assert window.train_tab.lab is not None
    window.train_tab.lab.ask()


def change(window: MainWindow) -> None:
    ChangeSheet({"learning_rate": 0.01, "minutes": 3.0}, window).open()


def question(window: MainWindow) -> None:
    Question(TrainingState("training", "tales/serial_1", step=7), window).open()


@pytest.mark.parametrize("show", [settings, files, inside, experiment, change, question])
def test_the_sheets_of_the_train_tab(qtbot: QtBot, opened: Opened, show: Callable[[MainWindow], None]) -> None:
    window = opened.window
    window.show_tab("train")
    qtbot.waitUntil(lambda: window.train_tab.draft.looked is not None, timeout=LONG)
    qtbot.waitUntil(lambda: window.train_tab._shown.config is not None, timeout=LONG)
    show(window)
    assert unnamed(dialog(qtbot)) == []
    dialog(qtbot).close()
