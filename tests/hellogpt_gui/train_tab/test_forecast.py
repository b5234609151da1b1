"""The forecast asks the real engine for the newest draft alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.paths import Home
from core.protocol import Estimate, EstimateDone
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.train_tab.forecast import Forecast

LONG = 60_000
TINY = {
    "d_model": 16,
    "n_layers": 1,
    "n_heads": 2,
    "context_length": 16,
    "batch_size": 4,
    "threads": 1,
    "vocab_size": 300,
}


@pytest.fixture
def client(qtbot: QtBot, home: Home) -> Iterator[EngineClient]:
    made = EngineClient(home)
    made.start()
    yield made
    made.close()


@pytest.fixture
def tales(tmp_path: Path) -> str:
    path = tmp_path / "tales.txt"
    path.write_text("".join(f"The fox met the owl at the river {k}.\n" for k in range(400)), encoding="utf-8")
    return str(path)


def asking(tales: str, steps: int) -> Estimate:
    return Estimate(build_config("small", {**TINY, "steps": steps}), (tales,))


def test_only_the_newest_question_is_answered(qtbot: QtBot, client: EngineClient, tales: str) -> None:
    forecast = Forecast(client)
    for steps in (10, 20, 30):
        forecast.want(asking(tales, steps))
        assert forecast.waiting
    qtbot.waitUntil(lambda: forecast.answer is not None, timeout=LONG)
    assert isinstance(forecast.answer, EstimateDone)
    assert forecast.answer.steps == 30
    assert not forecast.waiting
    with qtbot.assertNotEmitted(forecast.changed):
        forecast.want(asking(tales, 30))


def test_a_problem_is_said_in_a_sentence(qtbot: QtBot, client: EngineClient, tmp_path: Path) -> None:
    forecast = Forecast(client)
    forecast.want(asking(str(tmp_path / "nothing.txt"), 10))
    qtbot.waitUntil(lambda: bool(forecast.problem), timeout=LONG)
    assert "nothing.txt" in forecast.problem
    assert forecast.answer is None


def test_what_was_taken_back_is_asked_again_when_it_is_wanted(qtbot: QtBot, client: EngineClient, tales: str) -> None:
    forecast = Forecast(client)
    forecast.want(asking(tales, 10))
    forecast.forget()
    assert not forecast.waiting
    forecast.want(asking(tales, 10))
    qtbot.waitUntil(lambda: forecast.answer is not None, timeout=LONG)
