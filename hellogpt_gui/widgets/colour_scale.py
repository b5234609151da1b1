"""Viridis for shares of 0…1: a table, and the images made with it."""

from functools import cache

import numpy as np
from PySide6.QtGui import QImage

# Small shares must still be told apart: the scale is bent, and the colour bar says so.
POWER = 0.7


@cache
def viridis() -> np.ndarray:
    """256 colours as 0xffRRGGBB: uint32."""
    from pyqtgraph import colormap  # half a second to import: only when a picture is drawn

    red, green, blue = colormap.get("viridis").getLookupTable(nPts=256)[:, :3].astype(np.uint32).T
    packed: np.ndarray = np.uint32(0xFF000000) | red << 16 | green << 8 | blue
    return packed


def _place(shares: np.ndarray) -> np.ndarray:
    places: np.ndarray = np.clip(shares, 0.0, 1.0) ** POWER * 255
    return places.astype(np.uint8)


def share_colours(shares: np.ndarray) -> np.ndarray:
    """The colours of many shares, as 0xffRRGGBB each."""
    colours: np.ndarray = viridis()[_place(shares)]
    return colours


def share_colour(share: float) -> int:
    """The colour of one share, as 0xffRRGGBB."""
    return int(viridis()[_place(np.array(share))])


def triangle_image(pattern: np.ndarray) -> QImage:
    """A T T attention pattern as an image of T×T pixels; the masked future is left empty."""
    colours = viridis()[_place(pattern)]
    colours[np.triu_indices(len(pattern), 1)] = 0
    return _image(colours)


def share_image(shares: np.ndarray) -> QImage:
    """Shares of 0…1 as an image with a pixel each; what is no number is left empty."""
    colours = viridis()[_place(np.nan_to_num(shares))]
    colours[np.isnan(shares)] = 0
    return _image(colours)


def scale_image() -> QImage:
    """The colours from 1 at the top down to 0, one pixel wide, at the distances of the bent scale."""
    return _image(viridis()[::-1, np.newaxis])


def _image(colours: np.ndarray) -> QImage:
    colours = np.ascontiguousarray(colours)
    height, width = colours.shape
    image = QImage(colours.data, width, height, width * 4, QImage.Format.Format_ARGB32)
    return image.copy()  # the copy owns its pixels
