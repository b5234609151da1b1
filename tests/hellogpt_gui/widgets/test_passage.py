"""One turn of a transcript: boxes where the letters are, written at once or in pieces; only what is seen painted."""

import dataclasses
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.passage import ABOVE_WORDS, LINE, SEEN, Passage, TextToken
from hellogpt_gui.widgets.passage_painting import Look, paint_passage
from hellogpt_gui.widgets.tints import TINTS

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
    paint_passage(painter, made, look(width, image.height()), chosen)
    painter.end()
    return image


def look(width: int, height: int, scrolled: int = 0) -> Look:
    return Look(QRectF(0, 0, width, height), scrolled, TINTS["probability"], 0, height)


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


@pytest.mark.parametrize(("texts", "token", "after"), [
    (("The", "\n", "fox"), 1, 0), (("The", "", " fox"), 1, 0), (("\n", "The"), 0, None), (("", "The"), 0, None),
    (("The", "\n", "\n", "fox"), 2, None),
])  # fmt: skip
def test_a_token_that_shows_nothing_still_has_a_place(texts: tuple[str, ...], token: int, after: int | None) -> None:
    made = passage(*texts)
    assert made.box_of(token) is None
    place = made.place_of(token)
    assert place.width() > 0
    assert place.x() == pytest.approx(made.box_of(after).right() if after is not None else 1.0, abs=2)
    assert draw(made, chosen=token) != draw(made)


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
    paint_passage(painter, made, look(300, 200, made.height - 200), None)
    painter.end()
    assert any(image.pixelColor(x, 185).lightness() < 120 for x in range(300))


@given(WORDS, st.integers(40, 400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_token_is_found_where_it_stands_first(texts: list[str], width: int) -> None:
    made = passage(*texts, width=width)
    first: dict[int, tuple[int, float]] = {}
    for row, line in enumerate(made.answer.lines):
        for piece in line.pieces:
            first.setdefault(piece.token, (row, piece.x))
    for token in range(len(texts)):
        box = made.box_of(token)
        assert (box is None) == (token not in first)
        if box is not None:
            assert round(box.center().y()) // theme.px(LINE) == first[token][0]


def test_where_the_models_view_begins_a_gap_is_left_and_tokens_are_found_below_it() -> None:
    plain, made = passage(*[" word"] * 30, width=120), passage(*[" word"] * 30, width=120)
    made.seen_from = 12
    assert made.height == plain.height + theme.px(SEEN)
    assert made.box_of(11).top() == plain.box_of(11).top() or made.seen_row == 11
    assert made.box_of(29).top() == plain.box_of(29).top() + theme.px(SEEN)
    for token in range(30):
        centre = made.box_of(token).center()
        piece = made.piece_at(centre.x(), centre.y())
        assert piece is not None
        assert piece.token == token
    assert draw(made) != draw(plain)


@pytest.mark.parametrize("place", [ABOVE_WORDS, 0])
def test_a_view_that_begins_with_a_turn_is_marked_above_it(place: int) -> None:
    plain, made = passage("The", " fox"), passage("The", " fox")
    made.seen_from = place
    assert made.height == plain.height + theme.px(SEEN)
    assert made.text_top == plain.text_top + theme.px(SEEN)
    assert draw(made).size() != draw(plain).size()


def test_a_character_is_found_in_its_token() -> None:
    made = passage("The", "", " fox", "es")
    assert [made.token_at_character(at) for at in range(10)] == [0, 0, 0, 2, 2, 2, 2, 3, 3, 4]
    made.tokens[1] = dataclasses.replace(made.tokens[1], text="⟨0xE2⟩", silent=True)
    assert [made.token_at_character(at) for at in range(10)] == [0, 0, 0, 2, 2, 2, 2, 3, 3, 4]


def test_the_end_of_a_text_is_shown() -> None:
    plain, made = passage("The", width=300), passage("The", width=300)
    made.end = "⟨end⟩"
    assert draw(made) != draw(plain)
    assert made.height == plain.height


@pytest.mark.parametrize(("whole", "parts"), [("e\u0301te\u0301", ("e", "\u0301t", "e\u0301")), ("שלום", ("של", "ום"))])
def test_letters_that_make_one_shape_or_turn_round_are_drawn_as_one(whole: str, parts: tuple[str, ...]) -> None:
    assert draw(passage(*parts, words="", heading="")) == draw(passage(whole, words="", heading=""))


@pytest.mark.parametrize(("place", "below"), [("answer", True), ("end", False)])
def test_what_the_model_skips_begins_with_a_line(place: Literal["answer", "end"], below: bool) -> None:
    plain, made = passage("The", " fox"), passage("The", " fox")
    made.unseen_from = place
    assert made.height == plain.height + theme.px(SEEN)
    assert (made.text_top > plain.text_top) == below
    assert draw(made) != draw(plain)
