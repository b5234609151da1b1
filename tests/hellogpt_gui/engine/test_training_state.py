"""The small value that says what trains now."""

import pytest

from hellogpt_gui.engine import TrainingState


def test_at_rest_closing_ends_nothing() -> None:
    assert not TrainingState().active
    assert not TrainingState().paused


@pytest.mark.parametrize("phase", ["preparing", "training", "paused", "stopping"])
def test_in_every_other_phase_it_would_end_something(phase: str) -> None:
    state = TrainingState(phase, "fox/serial_1")
    assert state.active
    assert state.paused == (phase == "paused")
