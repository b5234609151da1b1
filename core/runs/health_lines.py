"""health.jsonl: how the network was, one line for each look at it. Runs made before it was looked at have none."""

import contextlib

import msgspec

from core.protocol import Health
from core.runs.folder import RunFolder, read_lines

HEALTH = "health.jsonl"


def read_health(folder: RunFolder) -> list[Health]:
    """Every look, in order; a line that is none is passed over."""
    looks = []
    for line in read_lines(folder.path / HEALTH):
        with contextlib.suppress(msgspec.ValidationError):
            looks.append(msgspec.convert(line, Health))
    return looks
