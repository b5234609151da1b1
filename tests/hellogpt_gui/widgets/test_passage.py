"""One turn of a transcript: tints by surprise, boxes where the letters are, streaming lays out as all at once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.passage import LINE, STEPS, Passage, TextToken, tint, tint_step

pytestmark = pytest.mark.usefixtures("dressed")

WORDS = st.lists(st.sampled_from(["The", " fox", "es", " met", " at", " Constantinople", "\n", ".", " "]), max_size=40)


def token(text: str, probability: float = 1.0) -> TextToken:
    return TextToken(text, text.replace(" ", "·"), probability)


def passage(*texts: str, words: str = "Once upon", width: float = 300.0, heading: str = "fox / serial_1") -> Passage:
    made = Passage(words, heading, "step 512", [token(text) for text in texts])
    made.lay_out(width)
    return made


def draw(made: Passage, width: int = 300, chosen: int | None = None) -> QImage:
    image = QImage(width, made.top + made.height + 20, QImage.Format.Format_RGB32)
    image.fill(theme.color("surface"))
    painter = QPainter(image)
    made.paint(painter, QRectF(0, 0, width, image.height()), 0, chosen)
    painter.end()
    return image


@pytest.mark.parametrize(
    ("probability", "step"), [(1.0, 0), (0.85, 0), (0.75, 1), (0.5, 2), (0.3, 3), (0.134, 4), (0.001, 4), (0.0, 4)]
)
def test_the_less_sure_the_stronger_the_tint(probability: float, step: int) -> None:
    assert tint_step(probability) == step


def test_tints_grow_and_text_stays_readable_on_the_strongest() -> None:
    for scheme in ("light", "dark"):
        theme.set_scheme(scheme)
        strengths = [tint(step).alphaF() for step in range(STEPS + 1)]
        assert strengths[0] == 0
        assert strengths == sorted(set(strengths))
        assert contrast(theme.color("text"), over(tint(STEPS), theme.color("surface"))) > 4.5


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(WORDS, st.integers(40, 400))
def test_written_token_by_token_it_has_the_lines_of_all_at_once(texts: list[str], width: int) -> None:
    at_once, streamed = passage(*texts, width=width), passage(width=width)
    for text in texts:
        streamed.append(token(text))
    assert streamed.answer.lines == at_once.answer.lines
    assert streamed.height == at_once.height


def test_the_answer_stands_below_bubble_and_heading() -> None:
    whole, bare = passage("The", " fox"), passage("The", " fox", words="", heading="")
    assert bare.text_top == bare.top == 0
    assert bare.height == theme.px(LINE)
    assert whole.text_top == whole.bubble_height + theme.px(26)
    assert whole.bubble_height > theme.px(24)


def test_a_long_saying_makes_a_higher_bubble_that_breaks_between_words() -> None:
    words = "The fox met the owl at the river. " * 4
    made = passage(words=words.strip())
    assert made.bubble_height > passage(words="The").bubble_height
    shown = [piece.text.strip() for line in made.bubble.lines for piece in line.pieces]
    assert shown == words.split()


def test_a_point_finds_its_token_and_beside_the_text_none() -> None:
    made = passage("The", " fox", " met", " the", " Constantinople", " owl", width=120)
    for index in range(len(made.tokens)):
        box = made.box_of(index)
        found = made.piece_at(box.center().x(), box.center().y())
        assert found is not None
        assert found.token == index
    assert made.piece_at(119, 5) is None
    assert made.piece_at(5, -3) is None
    assert made.piece_at(5, made.height + 5) is None


def test_boxes_of_one_line_do_not_overlap() -> None:
    made = passage("Con", "stan", "tin", "ople", " and", " on", width=400)
    boxes = [made.box_of(index) for index in range(6)]
    assert not any(one.intersects(other.adjusted(0.1, 0, -0.1, 0)) for one in boxes for other in boxes if one != other)


def test_a_token_that_shows_nothing_has_no_box() -> None:
    assert passage("The", "\n", "fox").box_of(1) is None


def test_a_guess_is_tinted_and_a_sure_token_is_not() -> None:
    made = passage("mmmm", " mmmm", words="", heading="")
    made.tokens = [token("mmmm", 1.0), token(" mmmm", 0.01)]
    drawn = draw(made)
    sure, guess = (made.box_of(index).toRect() for index in (0, 1))
    assert drawn.pixelColor(sure.left() + 2, sure.top() + 2) == theme.color("surface")
    assert drawn.pixelColor(guess.left() + 3, guess.top() + 3) != theme.color("surface")


def test_the_chosen_token_wears_a_ring() -> None:
    made = passage("mmmm", " mmmm", words="", heading="")
    box = made.box_of(0).toRect()
    drawn = draw(made, chosen=0)
    assert drawn.pixelColor(box.center().x(), box.top() - 1) == theme.color("accent-ink")
    assert draw(made, chosen=1).pixelColor(box.center().x(), box.top() - 1) != theme.color("accent-ink")


def test_heading_and_legend_are_drawn_at_both_ends() -> None:
    made = passage("The", words="")
    drawn = draw(made, width=400)
    dark = [x for x in range(400) for y in range(22) if drawn.pixelColor(x, y).lightness() < 150]
    assert min(dark) < 10
    assert max(dark) > 385
    assert draw(passage("The", words="", heading=""), width=400).size() != drawn.size()


def test_it_is_drawn_at_every_zoom_and_in_both_schemes() -> None:
    made = passage("The", " fox", " met")
    before = made.height
    light = draw(made)
    theme.set_scheme("dark")
    assert draw(made).pixelColor(2, made.top + made.height - 2) != light.pixelColor(2, made.top + made.height - 2)
    while theme.zoom < 1.5:
        theme.zoom_in()
    made.lay_out(300)
    assert made.height > before
    assert draw(made).rect().contains(made.box_of(2).toRect())


def test_only_what_is_seen_of_a_long_answer_is_painted() -> None:
    made = passage(*[" word"] * 4000, words="", heading="")
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    made.paint(painter, QRectF(0, 0, 300, 200), made.height - 200, None)
    painter.end()
    assert any(image.pixelColor(x, 185).lightness() < 120 for x in range(300))
