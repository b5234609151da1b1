"""A view alone on the real engine: what it shows of a prompt, and what it says to the tab; and the tab around it."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.config import InspectConfig, Value
from core.protocol import Inspect, InspectDone
from hellogpt_gui.engine.asker import Asker
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.inspect_tab import InspectTab
from hellogpt_gui.inspect_tab.view import InspectView
from hellogpt_gui.inspect_tab.views import VIEW_WIDGETS
from hellogpt_gui.library.selection import Selection

from ..conftest import LONG

Look = Callable[..., InspectDone]
RUN = "tales/serial_1"


@pytest.fixture
def view_of(qtbot: QtBot, dressed: object) -> Callable[[str], InspectView]:
    """``view_of(name)``: the widget, shown."""

    def made(name: str) -> InspectView:
        view = VIEW_WIDGETS[name](name)
        qtbot.addWidget(view)
        view.resize(820, 560)
        view.show()
        return view

    return made


@pytest.fixture
def look(qtbot: QtBot, tales: EngineClient) -> Look:
    """``look(view, prompt, **looking)``: ask the engine, and show the answer in the view."""

    def asked(view: InspectView, prompt: str = "The fox met the owl", **looking: Value) -> InspectDone:
        asker = Asker(tales)
        config = InspectConfig(**{**looking, **view.looking()})  # type: ignore[arg-type]
        with qtbot.waitSignal(asker.answered, timeout=LONG) as heard:
            asker.ask(Inspect(RUN, view.name, prompt, view.sampling(), config))
        (answer,) = heard.args
        assert isinstance(answer, InspectDone), answer
        view.show_answer(answer, config.layer, config.head)
        return answer

    return asked


@pytest.fixture
def tab(qtbot: QtBot, dressed: QApplication, tales: EngineClient) -> Iterator[InspectTab]:
    made = InspectTab(tales, Selection())
    qtbot.addWidget(made)
    made.resize(1016, 727)
    made.show()
    yield made
    made.hide()


@pytest.fixture
def shown(qtbot: QtBot, tab: InspectTab) -> Callable[..., InspectView]:
    """``shown(view, prompt)``: that view of the tiny run in the tab, once all of it is there."""

    def show(view: str, prompt: str = "The fox met the owl") -> InspectView:
        tab.prompt.setText(prompt)
        tab.prompt.textEdited.emit(prompt)
        tab.show_view(view)
        tab._selection.select(RUN)
        settle(qtbot, tab)
        assert tab.views[view].isVisible()
        return tab.views[view]

    return show


def settle(qtbot: QtBot, tab: InspectTab) -> None:
    """Until the newest question is answered."""
    qtbot.waitUntil(
        lambda: tab._answer is not None and not tab._asker.waiting and not tab._typed.isActive(), timeout=LONG
    )
