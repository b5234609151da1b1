"""Tints: the less sure the stronger; four steps of one colour that text can be read on."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.tints import STEPS, TINTS, TextToken, colour, paint_legend

pytestmark = pytest.mark.usefixtures("dressed")


def token(probability: float, rank: int = 0, entropy: float = 0.0) -> TextToken:
    return TextToken("fox", "·fox", probability, rank=rank, entropy=entropy)


@pytest.mark.parametrize(
    ("probability", "step"), [(1.0, 0), (0.85, 0), (0.75, 1), (0.5, 2), (0.3, 3), (0.134, 4), (0.001, 4), (0.0, 4)]
)
def test_the_less_sure_the_stronger_the_tint(probability: float, step: int) -> None:
    assert TINTS["probability"].step(token(probability)) == step


def test_tints_grow_and_text_stays_readable_on_the_strongest() -> None:
    for scheme in ("light", "dark"):
        theme.set_scheme(scheme)
        strengths = [colour(step).alphaF() for step in range(STEPS + 1)]
        assert strengths[0] == 0
        assert strengths == sorted(set(strengths))
        assert contrast(theme.color("text"), over(colour(STEPS), theme.color("surface"))) > 4.5


def over(above: QColor, below: QColor) -> QColor:
    share = above.alphaF()
    mixed = [share * a + (1 - share) * b for a, b in zip(above.getRgbF()[:3], below.getRgbF()[:3], strict=True)]
    return QColor.fromRgbF(*mixed)


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2: 1 … 21."""

    def luminance(colour: QColor) -> float:
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("rank", "step"), [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (16, 3), (17, 4), (900, 4)])
def test_the_further_down_the_list_the_stronger(rank: int, step: int) -> None:
    assert TINTS["rank"].step(token(0.1, rank)) == step


def test_a_small_probability_is_a_surprise_only_where_much_was_expected() -> None:
    surprise = TINTS["surprise"]
    assert surprise.step(token(1 / 64, entropy=6.0)) == 0, "one of 64 equally likely ones"
    assert surprise.step(token(1 / 64, entropy=0.5)) == STEPS
    assert surprise.step(token(0.5, entropy=0.0)) == 1


def test_no_tint_is_none_and_words_of_a_persons_have_none() -> None:
    assert TINTS["none"].step(token(0.001, 900)) == 0
    assert all(tint.step(TextToken("by hand", "", 0.0, rank=9)) == 0 for tint in TINTS.values())


@pytest.mark.parametrize("name", list(TINTS))
def test_every_legend_stands_at_the_right_of_its_box(name: str) -> None:
    image = QImage(400, 20, QImage.Format.Format_RGB32)
    image.fill(theme.color("surface"))
    painter = QPainter(image)
    box = paint_legend(painter, QRectF(0, 0, 400, 20), TINTS[name])
    painter.end()
    dark = [x for x in range(400) for y in range(20) if image.pixelColor(x, y).lightness() < 150]
    assert box.left() - 2 <= min(dark) <= max(dark) <= box.right() == 400
