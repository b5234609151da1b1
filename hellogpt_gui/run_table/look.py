"""By which colour and dash a run is known in the table, in the plot and in what is saved of both."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from hellogpt_gui.theme import theme

COLORS = ("train", "val", "curve-3", "curve-4", "curve-5")
DASHES: tuple[tuple[float, ...], ...] = ((), (4, 2), (1, 1.5))
SWATCH = QSize(18, 12)
IN_A_FILE = ("surface", "text", "text-2", "line", "edge")


def look_of(place: int) -> tuple[str, tuple[float, ...]]:
    """Colour token and dash of the run at this place among the chosen: first all colours, then the next dash."""
    return COLORS[place % len(COLORS)], DASHES[place // len(COLORS) % len(DASHES)]


def swatch(place: int) -> QPixmap:
    """A short piece of the curve."""
    color, dash = look_of(place)
    ratio = theme.pixmap("star").devicePixelRatio()
    size = QSize(theme.px(SWATCH.width()), theme.px(SWATCH.height()))
    made = QPixmap(size * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.color(color), theme.px(3), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if dash:
        pen.setDashPattern([length / 1.5 for length in dash])
    painter.setPen(pen)
    middle = size.height() / 2
    painter.drawLine(QPointF(0, middle), QPointF(size.width(), middle))
    painter.end()
    return made


def in_a_file(runs: Sequence[str]) -> list[tuple[str, str]]:
    """Colour and dash of each run, as SVG writes them."""
    looks = (look_of(place) for place in range(len(runs)))
    return [(theme.color(color).name(), " ".join(f"{2 * length:g}" for length in dash)) for color, dash in looks]


def colors_in_a_file() -> dict[str, str]:
    """The theme's own, of what stands around the curves."""
    return {name: theme.color(name).name() for name in IN_A_FILE}
