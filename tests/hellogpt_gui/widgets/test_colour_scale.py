"""The colours of shares: bent so that small ones can be told apart, nothing in the future, the bar the same scale."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from hellogpt_gui.widgets.colour_scale import POWER, scale_image, triangle_image, viridis

pytestmark = pytest.mark.usefixtures("qapp")


def test_the_ends_are_those_of_viridis() -> None:
    assert QColor.fromRgba(int(viridis()[0])).name() == "#440154"
    assert QColor.fromRgba(int(viridis()[-1])).name() == "#fde725"


def test_a_pattern_is_a_triangle_and_the_future_is_empty() -> None:
    image = triangle_image(np.array([[1.0, 0.4], [0.25, 0.75]]))
    assert (image.width(), image.height()) == (2, 2)
    assert image.pixelColor(0, 0).name() == "#fde725"
    assert image.pixelColor(1, 0).alpha() == 0
    assert image.pixelColor(0, 1).rgba() == viridis()[int(0.25**POWER * 255)]


def test_weights_beyond_the_ends_take_the_colour_of_the_end() -> None:
    image = triangle_image(np.array([[1.5, 0.0], [-0.5, 1.0]]))
    assert image.pixelColor(0, 0).name() == "#fde725"
    assert image.pixelColor(0, 1).name() == "#440154"


def test_the_image_keeps_its_pixels_after_the_array_has_gone() -> None:
    images = [triangle_image(np.full((16, 16), 1.0)) for _ in range(50)]
    assert {image.pixelColor(3, 9).name() for image in images} == {"#fde725"}


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 1.0])
def test_a_mark_beside_the_bar_stands_at_its_own_colour(share: float) -> None:
    bar = scale_image()
    row = round((1 - share**POWER) * (bar.height() - 1))
    cell = triangle_image(np.array([[share]])).pixelColor(0, 0)
    near = [bar.pixelColor(0, max(0, min(bar.height() - 1, row + k))) for k in (-1, 0, 1)]
    assert cell in near
