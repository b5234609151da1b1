"""What the colour behind a token says: how unsure the model was, how far down its list it went, or how surprised.

Four steps of one colour, and a legend that names both ends of them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from hellogpt_gui.theme import theme

SURE_BITS, GUESS_BITS, STEPS = 0.3, 2.9, 4
FULL_SURPRISE = 4.0  # bits beyond what the model expected
SMALL_LOSS, FULL_LOSS = (
    0.25,
    8.0,
)  # nats: no tint, and what a network of some thousand tokens loses when it knows nothing
STRONGEST_LIGHT, STRONGEST_DARK = 0.46, 0.38  # opacity of the full tint


@dataclass(frozen=True)
class TextToken:
    """A token as it is shown. ``probability``: the model's own, 0…1; ``entropy`` of its odds in bits; ``rank``: 1 is
    the likeliest, 0 where nobody worked it out; ``ids`` of the alternatives. Without a ``label`` it was not drawn from
    odds and is no token to look at: words of a person's in the place of an answer. ``silent``: what is shown as its
    text is its name, for it stands for no whole character.
    """

    text: str
    label: str
    probability: float
    facts: str = ""
    alternatives: tuple[tuple[str, float], ...] = ()
    ids: tuple[int, ...] = ()
    rank: int = 0
    entropy: float = 0.0
    silent: bool = False


@dataclass(frozen=True)
class Tint:
    """``share``: how strong the tint of a token is, 0…1 or beyond; ``weak`` and ``strong``: the ends of the legend."""

    name: str
    weak: str
    strong: str
    share: Callable[[TextToken], float]

    def step(self, token: TextToken) -> int:
        """0 (no tint) … 4 (the strongest)."""
        return max(0, min(STEPS, math.ceil(self.share(token) * STEPS))) if token.label else 0


def bits(probability: float) -> float:
    """The surprise −log₂ p."""
    return -math.log2(max(probability, 1e-9))


def _unsure(token: TextToken) -> float:
    return (bits(token.probability) - SURE_BITS) / (GUESS_BITS - SURE_BITS)


def _far_down(token: TextToken) -> float:
    """Rank 2 is one step, up to 4 two, up to 16 three, beyond it four."""
    return (token.rank > 1) / 4 + (token.rank > 2) / 4 + (token.rank > 4) / 4 + (token.rank > 16) / 4


def _surprised(token: TextToken) -> float:
    """Among many likely tokens a small probability is no surprise: the entropy says what was to be expected."""
    return (bits(token.probability) - token.entropy) / FULL_SURPRISE


TINTS = {
    "probability": Tint("Probability", "sure", "a guess", _unsure),
    "rank": Tint("Rank", "first choice", "far down", _far_down),
    "surprise": Tint("Surprise", "expected", "surprising", _surprised),
    "none": Tint("No tint", "", "", lambda token: 0.0),
}


def _lost(token: TextToken) -> float:
    return (bits(token.probability) * math.log(2) - SMALL_LOSS) / (FULL_LOSS - SMALL_LOSS)


# How much was lost at each token of a text: for one that the model has read, not written.
LOSS = {"loss": Tint("Loss", "foretold", "not foretold", _lost)}


def colour(step: int) -> QColor:
    """The colour behind a token of that step."""
    return theme.color("unsure", (STRONGEST_DARK if theme.dark else STRONGEST_LIGHT) * step / STEPS)


def paint_legend(painter: QPainter, box: QRectF, tint: Tint) -> QRectF:
    """sure ▢▢▢▢▢ a guess, at the right of a box; where it was painted."""
    painter.setFont(theme.font(12))
    painter.setPen(theme.color("text-2"))
    middle, measure = Qt.AlignmentFlag.AlignVCenter, painter.fontMetrics().horizontalAdvance
    side, gap, words = theme.px(12), theme.px(3), theme.px(7)
    if not tint.weak:
        x = box.right() - measure(tint.name)
        painter.drawText(QRectF(x, box.y(), box.right() - x, box.height()), middle, tint.name)
        return QRectF(x, box.y(), box.right() - x, box.height())
    x = box.right() - measure(tint.strong)
    painter.drawText(QRectF(x, box.y(), box.right() - x, box.height()), middle, tint.strong)
    for step in range(STEPS, -1, -1):
        x -= side + gap if step < STEPS else side + words
        painter.setPen(QPen(theme.color("line"), 1))
        painter.setBrush(colour(step))
        painter.drawRoundedRect(QRectF(x, box.center().y() - side / 2, side, side), theme.px(3), theme.px(3))
    painter.setPen(theme.color("text-2"))
    x -= measure(tint.weak) + words
    painter.drawText(QRectF(x, box.y(), measure(tint.weak) + 2, box.height()), middle, tint.weak)
    return QRectF(x, box.y(), box.right() - x, box.height())
