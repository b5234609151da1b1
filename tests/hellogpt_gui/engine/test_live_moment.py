"""What Chat knows of the training that goes on, from a real one."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.paths import Home
from core.protocol import Train
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.engine.live_moment import LiveMoment

from ..conftest import LONG, TINY

pytestmark = pytest.mark.integration


def test_it_follows_a_training_from_its_first_step_to_its_end(
    qtbot: QtBot, qapp: QCoreApplication, home: Home, tmp_path: Path
) -> None:
    text = tmp_path / "tale.txt"
    text.write_text("\n\n".join(f"The fox met the owl at the river {k}." for k in range(400)), encoding="utf-8")
    client = EngineClient(home)
    moment = LiveMoment(client)
    places: list[tuple[str, int]] = []
    kept: list[int] = []
    moment.moved.connect(lambda: places.append((moment.run, moment.step)))
    moment.kept.connect(lambda: kept.append(moment.step))
    client.start()
    job = client.submit(Train(build_config("small", TINY), (str(text),), "tale"))
    qtbot.waitUntil(lambda: not job.running, timeout=LONG)
    qtbot.waitUntil(lambda: moment.run == "", timeout=LONG)
    assert places[0] == ("", 0), "it is being prepared"
    steps = [step for run, step in places if run == "tale/serial_1"]
    assert steps == sorted(steps)
    assert steps[-1] > 0
    assert places[-1] == ("", 0)
    assert kept
    client.close()
