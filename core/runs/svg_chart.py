"""Curves as SVG, written by hand from their points: the picture of a report, and of what the run table shows.

Colours are CSS: a hex value where the file stands alone, ``var(--name)`` where a page says what it is. No style sheet
is needed: what a browser shows, an office program and Qt show too (SVG 1.1, Tiny subset).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np

LEFT, RIGHT, TOP, BOTTOM = 46, 16, 16, 40
LINE_HEIGHT = 18
FONT = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"
MOST_TICKS = 6
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Line:
    """One curve. ``x`` rises; both in the units that are written. ``dash``: as in SVG, empty for a whole line."""

    label: str
    color: str
    x: np.ndarray
    y: np.ndarray
    dash: str = ""


@dataclass(frozen=True)
class Chart:
    """``references``: (label, value); ``x_range``, ``y_range``: what is shown, None for all of it; ``colors``: of
    surface, text, text-2, line and edge."""

    lines: Sequence[Line]
    x_title: str
    y_title: str
    colors: dict[str, str]
    references: Sequence[tuple[str, float]] = ()
    width: int = 720
    height: int = 360
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None
    title: str = ""
    best: Sequence[tuple[float, float, str]] = field(default=())  # (x, y, colour) of a hollow circle


def to_svg(chart: Chart, standalone: bool = False) -> str:
    """The chart with its legend. ``standalone``: as a file, with a background of its own."""
    legend = _legend(chart)
    height = chart.height + len(legend) * LINE_HEIGHT
    frame = _Frame(chart)
    parts = [
        *([f'<rect width="{chart.width}" height="{height}" style="fill:{chart.colors["surface"]}"/>'] * standalone),
        *_grid(chart, frame),
        *_references(chart, frame),
        *(_path(line, frame) for line in chart.lines),
        *(_circle(frame.x(x), frame.y(y), color, chart.colors["surface"]) for x, y, color in chart.best
          if frame.holds(x, y)),
        *_titles(chart),
        *(part for row, entries in enumerate(legend) for part in _legend_row(chart, row, entries)),
    ]  # fmt: skip
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {chart.width} {height}" width="{chart.width}" '
        f'height="{height}" role="img" aria-label="{_words(chart.title)}">'
    )
    return "\n".join((head, f"<title>{_words(chart.title)}</title>", *parts, "</svg>")) + "\n"


class _Frame:
    """Where a value stands in the picture."""

    def __init__(self, chart: Chart) -> None:
        self.left, self.top = LEFT, TOP
        self.right, self.bottom = chart.width - RIGHT, chart.height - BOTTOM
        xs = [bound for line in chart.lines if len(line.x) for bound in (float(line.x[0]), float(line.x[-1]))]
        self.x_low, self.x_high = chart.x_range or (min([0.0, *xs]), max(xs, default=1.0))
        ys = [bound for line in chart.lines if len(line.y) for bound in (float(line.y.min()), float(line.y.max()))]
        ys += [value for _, value in chart.references]
        low, high = min(ys, default=0.0), max(ys, default=1.0)
        room = 0.06 * max(high - low, 0.1)
        self.y_low, self.y_high = chart.y_range or (max(0.0, low - room) if low >= 0 else low - room, high + room)
        self.x_high = self.x_high if self.x_high > self.x_low else self.x_low + 1.0
        self.y_high = self.y_high if self.y_high > self.y_low else self.y_low + 1.0

    def x(self, value: float) -> float:
        return self.left + (value - self.x_low) / (self.x_high - self.x_low) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - (value - self.y_low) / (self.y_high - self.y_low) * (self.bottom - self.top)

    def holds(self, x: float, y: float) -> bool:
        return self.x_low <= x <= self.x_high and self.y_low <= y <= self.y_high


def ticks(low: float, high: float, at_most: int = MOST_TICKS) -> list[tuple[float, str]]:
    """Round values in a range, and how they are written."""
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        return []
    raw = (high - low) / max(1, at_most)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(nice * power for nice in _NICE if nice * power >= raw * 0.999999)
    numbers = [step * k for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    digits = max(0, -math.floor(math.log10(step) + 1e-9) + (1 if "25" in f"{step:g}" else 0))
    return [(number, f"{number + 0.0:,.{digits}f}".replace(",", "\u2009")) for number in numbers]


def _grid(chart: Chart, frame: _Frame) -> list[str]:
    parts = []
    for value, words in ticks(frame.y_low, frame.y_high):
        y = frame.y(value)
        parts.append(_stroke(frame.left, y, frame.right, y, chart.colors["line"]))
        parts.append(_text(frame.left - 8, y + 4, words, chart.colors["text-2"], "end"))
    for value, words in ticks(frame.x_low, frame.x_high):
        parts.append(_text(frame.x(value), frame.bottom + 16, words, chart.colors["text-2"], "middle"))
    return parts


def _references(chart: Chart, frame: _Frame) -> list[str]:
    """Dashed lines with their names; one that would stand on another's is left to its line."""
    parts: list[str] = []
    taken: list[float] = []
    for label, value in sorted(chart.references, key=lambda reference: -reference[1]):
        y = frame.y(value)
        if not frame.y_low <= value <= frame.y_high:
            continue
        parts.append(_stroke(frame.left, y, frame.right, y, chart.colors["text-2"], "3 4"))
        words = f"{label} {value:.2f}"
        if all(abs(y - other) >= 13 for other in taken):
            parts.append(_text(frame.right, y - 4, words, chart.colors["text-2"], "end"))
            taken.append(y)
    return parts


def _path(line: Line, frame: _Frame) -> str:
    """A curve, cut at the edges of what is shown."""
    inside = (line.x >= frame.x_low) & (line.x <= frame.x_high) & np.isfinite(line.y)
    points = [
        f"{frame.x(x):.1f},{min(frame.bottom, max(frame.top, frame.y(y))):.1f}"
        for x, y in zip(line.x[inside].tolist(), line.y[inside].tolist(), strict=True)
    ]
    dash = f";stroke-dasharray:{line.dash}" if line.dash else ""
    style = f"fill:none;stroke:{line.color};stroke-width:1.8;stroke-linejoin:round{dash}"
    return f'<polyline points="{" ".join(points)}" style="{style}"/>'


def _circle(x: float, y: float, color: str, inside: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" style="fill:{inside};stroke:{color};stroke-width:1.8"/>'


def _titles(chart: Chart) -> list[str]:
    color = chart.colors["text-2"]
    return [
        _text(chart.width - RIGHT, chart.height - 6, chart.x_title, color, "end"),
        _text(LEFT, chart.height - 6, chart.y_title, color, "start"),
    ]


def _legend(chart: Chart) -> list[list[tuple[float, Line]]]:
    """Rows of (x, line): as many beside one another as there is room for."""
    rows: list[list[tuple[float, Line]]] = []
    x = math.inf
    for line in chart.lines:
        wide = 44 + 7.0 * min(len(line.label), 80)
        if x + wide > chart.width - RIGHT:
            rows.append([])
            x = LEFT
        rows[-1].append((x, line))
        x += wide
    return rows


def _legend_row(chart: Chart, row: int, entries: Sequence[tuple[float, Line]]) -> list[str]:
    y = chart.height + row * LINE_HEIGHT + 8
    parts = []
    for x, line in entries:
        parts.append(_stroke(x, y, x + 22, y, line.color, line.dash, 2.4))
        parts.append(_text(x + 28, y + 4, line.label[:80], chart.colors["text"], "start"))
    return parts


def _stroke(x1: float, y1: float, x2: float, y2: float, color: str, dash: str = "", wide: float = 1.0) -> str:
    dashes = f";stroke-dasharray:{dash}" if dash else ""
    place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {place} style="stroke:{color};stroke-width:{wide:g}{dashes}"/>'


def _text(x: float, y: float, words: str, color: str, anchor: str) -> str:
    style = f"fill:{color};font-family:{FONT};font-size:12px"
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="{style}">{_words(words)}</text>'


def _words(words: str) -> str:
    return escape(plain(words))


def plain(words: str) -> str:
    """Without what XML cannot hold: control characters and halves of characters."""
    return "".join(sign if _may_stand(ord(sign)) else "\ufffd" for sign in words)


def _may_stand(code: int) -> bool:
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code >= 0x10000
