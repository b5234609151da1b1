"""The computer does not go to sleep while it trains: on Windows, macOS and Linux, through wakepy. The screen may."""

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def awake() -> Iterator[bool]:
    """Inside, it stays awake if the system lets it: the value tells. Where it cannot be kept awake, nothing is said."""
    from wakepy import keep  # only who trains needs it

    with keep.running(on_fail="pass") as mode:
        yield bool(mode.active)
