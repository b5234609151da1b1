"""Curves of several runs laid over one another, in the unit that was chosen, and the sentence above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.runs.compare import Comparison
from core.runs.curves import LOSS, OVER, Curves, LossUnit, Over, kept_points
from core.runs.svg_chart import Chart, Line

Kind = Literal["validation", "training"]
MOST_POINTS_IN_ALL = 40_000  # so that many runs draw as quickly as a few
FEWEST_POINTS = 100
SAME = 0.0005  # losses nearer than this are written the same
OVER_TITLES: dict[Over, str] = {"steps": "Step", "tokens": "Tokens", "time": "Seconds of training"}
UNIT_TITLES: dict[LossUnit, str] = {"nats": "nats per token", "bits/byte": "bits per byte"}


@dataclass(frozen=True)
class View:
    """How curves are drawn."""

    kind: Kind = "validation"
    unit: LossUnit = "nats"
    over: Over = "steps"


@dataclass(frozen=True)
class Laid:
    """The curve of one run, x and y in the chosen units; empty where its loss cannot be written in that unit."""

    run: str
    x: np.ndarray
    y: np.ndarray


def laid_over(comparison: Comparison, view: View) -> list[Laid]:
    """The curves of all runs, at most ``MOST_POINTS_IN_ALL`` points together while there are no more than 400 runs."""
    most = max(FEWEST_POINTS, MOST_POINTS_IN_ALL // max(1, len(comparison.runs)))
    return [_laid(run.summary.name, run.curves, view, most) for run in comparison.runs]


def _laid(name: str, curves: Curves, view: View, most: int) -> Laid:
    rows, factor = curves.val if view.kind == "validation" else curves.train, curves.factor(view.unit)
    if factor is None:
        return Laid(name, np.empty(0), np.empty(0))
    kept = kept_points(rows[LOSS], most)
    return Laid(name, rows[OVER[view.over]][kept], rows[LOSS][kept] * factor)


def fair_unit(comparison: Comparison) -> LossUnit:
    """Nats per token where all cut text in the same way, else bits per byte if they are known of all."""
    known = all(run.curves.bits_per_byte is not None for run in comparison.runs)
    return "nats" if comparison.same_tokens or not known else "bits/byte"


def leading_sentence(comparison: Comparison) -> str:
    """Which of the runs is best, if that can be said; else why not."""
    measured = [run.summary for run in comparison.runs if run.summary.best_val_loss is not None]
    if len(measured) < 2:
        return ""
    if not comparison.same_text:
        return "They were trained on different texts: their losses do not say which is better."
    bits = {run.summary.name: run.curves.bits_per_byte for run in comparison.runs}
    if not comparison.same_tokens and None in bits.values():
        return "They cut text into tokens differently, so that their losses per token cannot be compared."

    factors = {name: 1.0 if comparison.same_tokens else (factor or 1.0) for name, factor in bits.items()}
    scores = sorted(((run.best_val_loss or 0.0) * factors[run.name], run.name) for run in measured)
    (lowest, first), (next_lowest, second) = scores[:2]
    unit = "nats per token" if comparison.same_tokens else "bits per byte"
    gap = next_lowest - lowest
    if gap < SAME:
        return f"{first} and {second} came to the same loss: {lowest:.3f} {unit}."
    return f"{first} came lowest: {lowest:.3f} {unit}, {gap:.3f} below {second}."


def chart_of(
    comparison: Comparison,
    view: View,
    look: Sequence[tuple[str, str]],
    colors: dict[str, str],
    shown: tuple[tuple[float, float], tuple[float, float]] | None = None,
) -> Chart:
    """What is shown, as a chart for a file. ``look``: colour and dash of each run; ``shown``: ranges of x and y."""
    curves = laid_over(comparison, view)
    lines = [Line(one.run, color, one.x, one.y, dash) for one, (color, dash) in zip(curves, look, strict=True)]
    names = ", ".join(one.run for one in curves[:8])
    return Chart(
        lines=lines,
        x_title=OVER_TITLES[view.over],
        y_title=f"{view.kind.capitalize()} loss in {UNIT_TITLES[view.unit]}",
        colors=colors,
        x_range=shown[0] if shown else None,
        y_range=shown[1] if shown else None,
        title=f"{view.kind.capitalize()} loss of {names}",
        width=900,
        height=480,
    )
