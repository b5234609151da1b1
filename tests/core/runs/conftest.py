"""Run folders with small files in them, as a training leaves them."""

from collections.abc import Callable

import pytest

from core.config import build_config
from core.paths import Home
from core.runs import RunFolder, RunWriter, claim_run
from core.runs.folder import RunInfo

MakeRun = Callable[..., RunFolder]
AddStep = Callable[..., None]


@pytest.fixture
def make_run(home: Home) -> MakeRun:
    """Claims a run of a model and writes its config.json."""

    def make(model: str = "fox") -> RunFolder:
        folder = claim_run(home, model)
        with RunWriter(folder) as writer:
            writer.write_config(build_config("tiny"), RunInfo(parameters=1234, text="Foxes"))
        return folder

    return make


@pytest.fixture
def run(make_run: MakeRun) -> RunFolder:
    """fox/serial_1, without a step yet."""
    return make_run()


@pytest.fixture
def add_step() -> AddStep:
    """Writes a step: a checkpoint, or with ``snapshot`` the weights alone."""

    def add(writer: RunWriter, step: int, *, snapshot: bool = False, stop: bool = False) -> None:
        with writer.new_step(step, stop or snapshot) as place:
            (place / "model.safetensors").write_bytes(b"weights of step %d" % step)
            if not snapshot:
                (place / "optimizer.safetensors").write_bytes(b"moments of step %d" % step)
                (place / "state.json").write_bytes(b'{"step": %d}' % step)

    return add
