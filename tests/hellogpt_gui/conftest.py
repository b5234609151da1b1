"""One tiny run, trained once, for everything that looks at a model; and an engine that ends with its test."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication

from core.config import build_config
from core.control import RunControl
from core.paths import Home
from core.protocol import Train, TrainDone
from hellogpt_gui.engine.client import EngineClient

LONG = 60_000  # ms; a loaded machine imports torch slowly
TINY = {
    "d_model": 16, "n_layers": 2, "n_heads": 2, "context_length": 32, "batch_size": 8, "threads": 1, "vocab_size": 300,
    "steps": 60, "warmup_steps": 4,
}  # fmt: skip


@pytest.fixture(scope="session")
def tales_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with the run tales/serial_1, to be read only."""
    from core.engine import Engine

    home = Home(tmp_path_factory.mktemp("tales")).make()
    text = home.data / "tales.txt"
    animals = ("fox", "owl", "hare", "mole")
    lines = [f"The {animals[k % 4]} met the {animals[k // 4 % 4]} at the river {k}." for k in range(400)]
    text.write_text("\n\n".join(lines), encoding="utf-8", newline="\n")
    *_, last = Engine(home).run(Train(build_config("small", TINY), (str(text),), "tales"), RunControl())
    assert isinstance(last, TrainDone)
    return home


@pytest.fixture
def tales(tales_home: Home, qapp: QCoreApplication) -> Iterator[EngineClient]:
    """An engine at work on that home."""
    client = EngineClient(tales_home)
    client.start()
    yield client
    client.close()
