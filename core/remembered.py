"""Small files under artifacts/ that hold what was measured on this computer: what is lost is measured again."""

import contextlib
import os
import uuid
from pathlib import Path
from typing import TypeVar

import msgspec

T = TypeVar("T")


def recall(place: Path, kind: type[T], nothing: T) -> T:
    """What was kept there; ``nothing`` where nothing was, or where it cannot be read."""
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(place.read_bytes(), type=kind)
    return nothing


def keep(place: Path, value: object) -> bool:
    """Keep it in the place of what was there; whoever reads meanwhile sees the one or the other. False, and no more, if
    the disk does not take it."""
    beside = place.with_name(f".tmp-{place.name}-{os.getpid()}-{uuid.uuid4().hex[:8]}")
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=1))
        os.replace(beside, place)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        return False
    return True
