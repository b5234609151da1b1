"""A view alone on the real engine: what it shows of a prompt, and what it says to the tab."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from core.config import InspectConfig, Value
from core.protocol import Inspect, InspectDone
from hellogpt_gui.engine.asker import Asker
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.inspect_tab.view import InspectView
from hellogpt_gui.inspect_tab.views import VIEW_WIDGETS

from ..conftest import LONG

Look = Callable[..., InspectDone]


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
            asker.ask(Inspect("tales/serial_1", view.name, prompt, view.sampling(), config))
        (answer,) = heard.args
        assert isinstance(answer, InspectDone), answer
        view.show_answer(answer, config.layer, config.head)
        return answer

    return asked
