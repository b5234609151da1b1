"""The same tab stands in front in the header, the pages and the menu, whoever asked for it."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.config import SurgeryConfig

from .conftest import Opened

CTRL = Qt.KeyboardModifier.ControlModifier


def shown(opened: Opened) -> tuple[str, str, str]:
    """What page, header and menu say stands in front."""
    window = opened.window
    header, actions = window.header.tabs, window.actions_by_id
    checked = [name for name in ("train", "chat", "inspect") if actions[f"tab-{name}"].isChecked()]
    return window.front.name, header.tabText(header.currentIndex()).lower(), checked[0]


def by_keys(qtbot: QtBot, opened: Opened, name: str) -> None:
    qtbot.keyClick(opened.window, {"train": Qt.Key.Key_1, "chat": Qt.Key.Key_2, "inspect": Qt.Key.Key_3}[name], CTRL)


def by_click(qtbot: QtBot, opened: Opened, name: str) -> None:
    tabs = opened.window.header.tabs
    index = ["train", "chat", "inspect"].index(name)
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(index).center())


def by_menu(qtbot: QtBot, opened: Opened, name: str) -> None:
    opened.window.actions_by_id[f"tab-{name}"].trigger()


def test_a_tab_comes_to_the_front_by_keys_click_and_menu(qtbot: QtBot, opened: Opened) -> None:
    for bring in (by_keys, by_click, by_menu):
        for name in ("chat", "inspect", "train"):
            bring(qtbot, opened, name)
            assert shown(opened) == (name, name, name)
            assert opened.window.pages.tab(name).isVisible()


def test_an_operated_network_is_taken_from_inspect_into_chat(opened: Opened) -> None:
    surgery = SurgeryConfig(off=("L1H2",))
    opened.window.front.show_inspect()
    opened.window.pages.tab("inspect").chat_wanted.emit(surgery)
    chat = opened.window.pages.tab("chat")
    assert shown(opened) == ("chat", "chat", "chat")
    assert chat.talk.surgery == surgery
    assert chat.surgery.isVisible()


def test_the_status_bar_has_the_figure_of_the_tab_in_front(frame: Opened) -> None:
    front, figure = frame.window.front, frame.window.status.figure
    front.set_figure("chat", "61 tokens/s")
    assert figure.text() == ""
    front.show_chat()
    assert figure.text() == "61 tokens/s"
    front.set_figure("train", "27 k tokens/s")
    assert figure.text() == "61 tokens/s"
    front.show_inspect()
    assert figure.text() == ""


def test_a_place_is_shown_again_without_making_its_tab(qtbot: QtBot, frame: Opened) -> None:
    with qtbot.assertNotEmitted(frame.window.pages.made):
        frame.window.front.restore("inspect")
    assert frame.window.front.name == "inspect"
    assert frame.window.header.tabs.currentIndex() == 2
    frame.window.front.restore("a tab that nobody knows")
    assert frame.window.front.name == "train"


def test_each_way_to_ask_is_an_action(qtbot: QtBot, opened: Opened) -> None:
    for way, action_id in enumerate(("ask-one", "ask-two", "filmstrip")):
        opened.window.show_tab("train")
        opened.window.actions_by_id[action_id].trigger()
        assert shown(opened) == ("chat", "chat", "chat")
        assert opened.window.pages.tab("chat").ways.way == way
