"""Ctrl+C and SIGTERM: the first saves and stops, a second one aborts."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType

from core.control import RunControl

ABORTED = 130


@contextlib.contextmanager
def stop_on_signals(control: RunControl) -> Iterator[None]:
    """While inside, signals reach ``control`` instead of killing the program."""

    def handle(number: int, frame: FrameType | None) -> None:
        if control.stopping:
            os._exit(ABORTED)
        print("Stopping and saving. Once more to abort.", file=sys.stderr, flush=True)
        control.stop()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
