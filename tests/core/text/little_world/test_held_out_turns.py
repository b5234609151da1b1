"""The exam for taught models: enough of it, answerable, and in nobody else's words."""

import re
from string import Formatter

import pytest

from core.text.little_world import generate
from core.text.little_world.beings import RELATIONS, Relation, make_world, own_fields
from core.text.little_world.held_out_turns import HELD_OUT_TURNS, MADE_UP_NAMES
from core.text.little_world.values import HE_NAMES, SHE_NAMES
from core.text.little_world.wordings import ASKED, HELD_OUT

WORD = re.compile(r"[{}\w']+")


def four_grams(template: str) -> set[tuple[str, ...]]:
    words = WORD.findall(template.lower())
    return {tuple(words[i : i + 4]) for i in range(len(words) - 3)}


def test_every_relation_is_asked_for_in_ten_ways_and_more() -> None:
    assert set(HELD_OUT_TURNS) == set(RELATIONS)
    for templates in HELD_OUT_TURNS.values():
        assert len(set(templates)) == len(templates) >= 10
    everything = [template for templates in HELD_OUT_TURNS.values() for template in templates]
    assert len(set(everything)) == len(everything)


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_question_names_its_being_and_nothing_that_gives_the_answer_away(relation: Relation) -> None:
    known = {"n", "he", "him", "his", "He", "His", "self"}
    assert known <= set(own_fields(make_world(0).beings[0]))
    for template in HELD_OUT_TURNS[relation]:
        fields = [field for _, field, _, _ in Formatter().parse(template) if field is not None]
        assert "n" in fields
        assert set(fields) <= known
        assert template.isascii()
        assert template[-1] in ".?"


@pytest.mark.parametrize("relation", RELATIONS)
def test_no_four_words_in_a_row_stand_in_the_own_questions(relation: Relation) -> None:
    theirs = set().union(*(four_grams(template) for template in ASKED[relation] + HELD_OUT[relation]))
    for template in HELD_OUT_TURNS[relation]:
        assert not four_grams(template) & theirs, template


def test_made_up_names_look_like_names_and_stand_nowhere_in_the_text() -> None:
    assert len(set(MADE_UP_NAMES)) == len(MADE_UP_NAMES) >= 60
    assert not set(MADE_UP_NAMES) & {*SHE_NAMES, *HE_NAMES}
    assert all(re.fullmatch(r"[A-Z][a-z]{2,7}", name) for name in MADE_UP_NAMES)
    words = set(re.findall(r"\w+", " ".join(generate(0))))
    assert not set(MADE_UP_NAMES) & words
