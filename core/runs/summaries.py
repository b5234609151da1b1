"""One run for a list, and artifacts/runs.index: the list as it was last time.

The index saves time and holds nothing of its own. It is compared with its SHA-256, may be deleted at any moment, and
an entry counts only while its run's files are those it was made from.
"""

import contextlib
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from core import __version__
from core.paths import Home

# "unread": there is a run, and its files have not been looked into yet.
State = Literal["training", "paused", "stopped", "done", "imported", "unread"]
INDEX = "runs.index"
FORM = 4  # of the index: an older one is not read


@dataclass(frozen=True)
class RunSummary:
    """One run for a list. ``curve``: (step, validation loss), thinned; ``progress``: share of the budget used;
    ``size``: bytes on disk; ``created``: ISO 8601; ``steps_planned``: as far as it was known last; ``verdict``: its
    kind, as it was when the run ended last; ``parent``: RUN@STEP as it was called when it was forked, or empty;
    ``seconds``: of training; ``note``: the person's own words; ``taught``: it was taught to answer."""

    name: str
    model: str
    serial: int
    parameters: int
    preset: str
    text: str
    steps: int
    steps_planned: int | None
    progress: float
    val_loss: float | None
    best_val_loss: float | None
    created: str
    size: int
    star: bool
    state: State
    curve: tuple[tuple[int, float], ...]
    verdict: str = ""
    parent: str = ""
    seconds: float = 0.0
    tokens: int = 0
    best_step: int | None = None
    val_bits_per_byte: float | None = None
    note: str = ""
    taught: bool = False


# By a run's folder: what its files were like, and what they said.
Known = dict[Path, tuple[tuple[int, ...], RunSummary]]
_Entries = list[tuple[tuple[int, ...], RunSummary]]


def load_known(home: Home) -> Known:
    """What the index says; nothing where there is none, or one that is damaged or of another version."""
    with contextlib.suppress(OSError, ValueError):
        seal, _, body = (home.artifacts / INDEX).read_bytes().partition(b"\n")
        if seal == _seal(body):
            entries = msgspec.json.decode(body, type=_Entries)
            return {home.checkpoints / summary.name: (marks, summary) for marks, summary in entries}
    return {}


def save_known(home: Home, known: Mapping[Path, tuple[tuple[int, ...], RunSummary]]) -> None:
    """Write the index. Where that cannot be, runs are read again next time."""
    body = msgspec.json.encode(list(known.values()))
    beside = home.artifacts / f".tmp-{INDEX}-{os.getpid()}"
    try:
        beside.write_bytes(_seal(body) + b"\n" + body)
        os.replace(beside, home.artifacts / INDEX)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _seal(body: bytes) -> bytes:
    return hashlib.sha256(f"{__version__} {FORM}\n".encode() + body).hexdigest().encode()
