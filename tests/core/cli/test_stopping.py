"""Ctrl+C and SIGTERM: the first stops the work, the second the program."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli.stopping import ABORTED, stop_on_signals
from core.control import RunControl

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_stops_the_work_and_says_so(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    control = RunControl()
    before = signal.getsignal(number)
    with stop_on_signals(control):
        assert not control.stopping
        signal.raise_signal(number)
        assert control.stopping
    assert "Once more" in capsys.readouterr().err
    assert signal.getsignal(number) is before


def test_handlers_are_put_back_after_an_error() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyError), stop_on_signals(RunControl()):
        raise KeyError
    assert signal.getsignal(signal.SIGINT) is before


def test_the_second_signal_aborts_the_program() -> None:
    script = (
        "import signal; from core.cli.stopping import stop_on_signals; from core.control import RunControl\n"
        "with stop_on_signals(RunControl()):\n"
        "    signal.raise_signal(signal.SIGINT)\n"
        "    print('still here', flush=True)\n"
        "    signal.raise_signal(signal.SIGTERM)\n"
        "    print('never said', flush=True)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (ABORTED, "still here\n")
