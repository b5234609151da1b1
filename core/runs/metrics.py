"""metrics.jsonl in portions. A run may have logged a million steps: whoever reads them holds no more than a portion of
text at a time, and lets other threads in between.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from core.protocol import Step

PORTION = 1 << 18  # bytes: decoded in about a millisecond, for which nobody else gets the interpreter
# Of most steps only the training loss is known. As RunWriter writes it; a line written otherwise is decoded in vain.
NOT_MEASURED = b'"val_loss":null'


class _Line(msgspec.Struct, gc=False):
    """A line that can be drawn: the fields of a Step."""

    step: int
    tokens: int
    seconds: float
    train_loss: float
    learning_rate: float
    grad_norm: float
    tokens_per_second: float
    val_loss: float | None = None
    val_bits_per_byte: float | None = None
    progress: float = 0.0
    seconds_left: float | None = None
    steps_expected: int | None = None


class _Short(msgspec.Struct, gc=False):
    """What a list of runs needs of a line."""

    step: int | None = None
    tokens: float | None = None
    seconds: float | None = None
    val_loss: float | None = None
    val_bits_per_byte: float | None = None
    progress: float | None = None
    steps_expected: float | None = None
    resumed_from: int | None = None


_LINE, _SHORT = msgspec.json.Decoder(_Line), msgspec.json.Decoder(_Short)


@dataclass(frozen=True)
class Logged:
    """Logged steps in a row.

    ``rows``: step, tokens, seconds, training loss, validation loss and its bits per byte (both nan where it was not
    measured), learning rate, (7, n). ``last``: the last of them, whole. ``resumed_from``: what came before these and
    lies beyond that step does not count.
    """

    rows: np.ndarray
    last: Step | None = None
    resumed_from: int | None = None


@dataclass(frozen=True)
class Course:
    """``curve``: (step, validation loss); ``bits_per_byte``: bits per byte for one nat per token of the validation
    text, where it is known; the others: of the last logged step."""

    curve: list[tuple[int, float]]
    step: int = 0
    progress: float = 0.0
    steps_expected: float | None = None
    tokens: int = 0
    seconds: float = 0.0
    bits_per_byte: float | None = None


def read_logged(path: Path) -> Iterator[Logged]:
    """Every logged step of metrics.jsonl, some thousand at a time; a damaged line is passed over."""
    for data in _portions(path):
        try:
            yield _logged(_LINE.decode_lines(data))
        except ValueError:
            yield from _one_by_one(data.split(b"\n"))


def _one_by_one(raw_lines: list[bytes]) -> Iterator[Logged]:
    """The lines of a portion that holds others than logged steps."""
    lines: list[_Line] = []
    for raw in raw_lines:
        with contextlib.suppress(ValueError):
            lines.append(_LINE.decode(raw))
            continue
        with contextlib.suppress(ValueError):
            step = _SHORT.decode(raw).resumed_from
            if step is not None:
                yield _logged(lines)
                yield Logged(_logged([]).rows, resumed_from=step)
                lines = []
    yield _logged(lines)


def _logged(lines: list[_Line]) -> Logged:
    rows = [
        (a.step, a.tokens, a.seconds, a.train_loss, a.val_loss, a.val_bits_per_byte, a.learning_rate) for a in lines
    ]
    table = np.array(rows, dtype=np.float64).reshape(-1, 7).T
    return Logged(table, Step(**msgspec.structs.asdict(lines[-1])) if lines else None)


def read_course(path: Path) -> Course:
    """What a list shows of a run. Only the lines of measured steps are decoded, and the last."""
    curve: list[tuple[int, float]] = []
    last: _Short | None = None
    bits: float | None = None
    for data in _portions(path):
        lines = data.split(b"\n")
        for raw in lines:
            if NOT_MEASURED in raw or (line := _short(raw)) is None:
                continue
            if line.resumed_from is not None:
                kept = line.resumed_from
                curve = [point for point in curve if point[0] <= kept]
            elif line.step is not None and line.val_loss is not None:
                curve.append((line.step, line.val_loss))
                bits = line.val_bits_per_byte / line.val_loss if line.val_bits_per_byte and line.val_loss else bits
        last = next((line for raw in reversed(lines) if (line := _short(raw)) is not None), last)
    if last is not None and last.resumed_from is not None:  # nothing has been logged since
        last = _before(path, last.resumed_from)
    if last is None or last.step is None:
        return Course(curve)
    spent = (int(last.tokens or 0), last.seconds or 0.0)
    return Course(curve, last.step, last.progress or 0.0, last.steps_expected, *spent, bits)


def _before(path: Path, step: int) -> _Short | None:
    """The last line up to that step."""
    found = None
    for data in _portions(path):
        for raw in data.split(b"\n"):
            line = _short(raw)
            if line is not None and line.step is not None and line.step <= step:
                found = line
    return found


def _short(raw: bytes) -> _Short | None:
    """A line that says a step or a resume."""
    with contextlib.suppress(ValueError):
        line = _SHORT.decode(raw)
        return line if line.step is not None or line.resumed_from is not None else None
    return None


def _portions(path: Path) -> Iterator[bytes]:
    """Whole lines, about ``PORTION`` bytes at a time; what follows the last newline too. Nothing without a file."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        rest = b""
        while data := file.read(PORTION):
            whole, newline, rest = (rest + data).rpartition(b"\n")
            if newline:
                yield whole
        if rest:
            yield rest
