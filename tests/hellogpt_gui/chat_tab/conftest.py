"""What the pages of Chat share in their tests: a selection, and rules that write little."""

from collections.abc import Callable

import pytest

from core.config import SamplingConfig
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.engine.live_moment import LiveMoment
from hellogpt_gui.library.selection import Selection
from hellogpt_gui.notify import Notifier

RUN = "tales/serial_1"


class Asked:
    """What a page of Chat is made with. ``rules``: those it asks for; ``said``: what it told the person."""

    def __init__(self, client: EngineClient) -> None:
        self.client, self.selection, self.notifier = client, Selection(), Notifier()
        self.moment = LiveMoment(client)
        self.rules = SamplingConfig(max_new_tokens=8, seed=3)
        self.said: list[str] = []
        self.notifier.shown.connect(lambda message: self.said.append(f"{message.message} {message.hint}"))

    @property
    def config(self) -> Callable[[], SamplingConfig]:
        return lambda: self.rules


@pytest.fixture
def asked(tales: EngineClient) -> Asked:
    """With the run tales/serial_1 selected."""
    made = Asked(tales)
    made.selection.select(RUN)
    return made
