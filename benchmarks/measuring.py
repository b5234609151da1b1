"""What the benchmarks share: cases measured in turns, and rows that say how they compare."""

import os
import platform
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

import psutil
import torch


class Missing(Exception):
    """Something to measure beside is not here; the message says what, and how to get it."""


@dataclass(frozen=True)
class Row:
    """One line of the result. ``values``: one for each interleaved run, most often ours ÷ theirs."""

    what: str
    values: tuple[float, ...]
    goal: str
    figures: str = ""
    unit: str = "×"

    def __str__(self) -> str:
        low, high = min(self.values), max(self.values)
        spread = f"{low:.2f} … {high:.2f}" if len(self.values) > 1 else ""
        return f"{self.what:58} {median(self.values):8.2f} {self.unit:3} {spread:18} goal {self.goal:18} {self.figures}"


def in_turns(cases: dict[str, Callable[[], float]], runs: int) -> dict[str, list[float]]:
    """What each case returns, ``runs`` times; the cases take turns, so that whatever disturbs disturbs all alike."""
    results: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(runs):
        for name, case in cases.items():
            results[name].append(case())
    return results


def ratios(ours: Iterable[float], theirs: Iterable[float]) -> tuple[float, ...]:
    """Ours ÷ theirs, turn by turn."""
    return tuple(a / b for a, b in zip(ours, theirs, strict=True))


def spread(values: Iterable[float], digits: int = 0) -> str:
    """Median (minimum … maximum)."""
    numbers = sorted(values)
    low, middle, high = (f"{number:,.{digits}f}" for number in (numbers[0], median(numbers), numbers[-1]))
    return f"{middle} ({low} … {high})"


def machine() -> str:
    """The machine in a line: processor, cores, its matrix units, memory, versions."""
    flags = _flags()
    units = [name for name in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if name in flags]
    card = f", {torch.cuda.get_device_name()}" if torch.cuda.is_available() else ""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores ({' '.join(units)}), {memory:.0f} GiB{card}; "
        f"Python {platform.python_version()}, torch {torch.__version__}, load {os.getloadavg()[0]:.1f}"
    )


def _processor() -> str:
    return next((line.split(":", 1)[1].strip() for line in _cpuinfo() if line.startswith("model name")), "?")


def _flags() -> set[str]:
    return set(next((line.split(":", 1)[1] for line in _cpuinfo() if line.startswith("flags")), "").split())


def _cpuinfo() -> list[str]:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return file.readlines()
    except OSError:
        return [f"model name: {platform.processor()}"]
