"""What colour a number has: viridis from 0 to the most; where it may be less than 0, two colours around the page's."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor, QImage

from hellogpt_gui.widgets.colour_scale import POWER, scale_image, triangle_image
from hellogpt_gui.widgets.signed_map import signed_image

LEAST = 1e-6


@dataclass(frozen=True)
class ValueScale:
    """``most``: the strongest there is; ``signed``: from −most to most."""

    most: float = 1.0
    signed: bool = False

    @classmethod
    def of(cls, values: np.ndarray, signed: bool = False) -> "ValueScale":
        """One on which the strongest of these has the full colour."""
        return cls(max(LEAST, float(np.abs(values).max(initial=0.0))), signed)

    def triangle(self, pattern: np.ndarray) -> QImage:
        """A T T pattern as an image of T×T pixels; the masked future is left empty.  T T → T T"""
        if not self.signed:
            return triangle_image(pattern / self.most)
        image = signed_image(pattern / self.most).convertToFormat(QImage.Format.Format_ARGB32)
        for row in range(len(pattern)):
            for column in range(row + 1, len(pattern)):
                image.setPixelColor(column, row, QColor(0, 0, 0, 0))
        return image

    def bar(self) -> QImage:
        """The colours from the most at the top down to the least, one pixel wide."""
        return signed_image(np.linspace(1, -1, 128)[:, np.newaxis]) if self.signed else scale_image()

    def place(self, value: float) -> float:
        """Where a number stands on the bar, 0 at its foot … 1."""
        share = max(-1.0, min(1.0, value / self.most))
        return (share + 1) / 2 if self.signed else max(0.0, share) ** POWER

    def strength(self, value: float) -> float:
        """How far a number is from 0, bent so that small ones can be told apart: 0 … 1."""
        return float(min(1.0, abs(value) / self.most) ** POWER)

    def ink(self, value: float) -> str:
        """The token of the theme in which a number is drawn where it is a line or a tint."""
        return "against" if value < 0 else "for"

    @property
    def marks(self) -> tuple[float, ...]:
        """Numbers that stand beside the bar."""
        shares = (1.0, 0.5, 0.0, -0.5, -1.0) if self.signed else (1.0, 0.5, 0.2, 0.0)
        return tuple(share * self.most for share in shares)


SHARES = ValueScale()


def figure(value: float) -> str:
    """A number in two decimals, with a real minus."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")
