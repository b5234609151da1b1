"""What every painted widget must stand: another scheme, another zoom; and a look whether something was cut."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from hellogpt_gui.theme import theme


@pytest.fixture
def follows_the_look(dressed: object) -> Callable[[QWidget], None]:
    """A check: the widget is drawn in the colours of the dark scheme, and asks for more room at 150 %."""

    def check(widget: QWidget) -> None:
        light, before = widget.grab().toImage(), widget.sizeHint()
        theme.set_scheme("dark")
        assert widget.grab().toImage() != light, "the dark scheme changed nothing"
        while theme.zoom < 1.5:
            theme.zoom_in()
        hint = widget.sizeHint()
        assert hint.height() > before.height()
        assert hint.width() >= before.width()
        widget.resize(hint)
        assert not widget.grab().isNull()

    return check


def edges_are_empty(image: QImage) -> bool:
    """Whether nothing was painted up to the border: what had been cut off would touch it."""
    right, bottom = image.width() - 1, image.height() - 1
    across = {image.pixel(x, y) for x in range(right + 1) for y in (0, bottom)}
    down = {image.pixel(x, y) for y in range(bottom + 1) for x in (0, right)}
    return len(across | down) == 1


@pytest.fixture
def nothing_is_cut() -> Callable[[QWidget], bool]:
    """A check: at its present size, the picture of the widget does not touch its border."""
    return lambda widget: edges_are_empty(widget.grab().toImage())
