"""Dialogues that teach to answer: right, in many words, and in none of the exam's; and the exam itself."""

import random
import re
import string
from collections import Counter

import pytest

from core.text.little_world.beings import RELATIONS, Relation, make_world
from core.text.little_world.held_out_turns import HELD_OUT_TURNS, MADE_UP_NAMES
from core.text.little_world.made_up import REAL, made_up_names, near_misses
from core.text.little_world.small_talk import MENTIONS_ANSWERED, SMALL_TALK, UNKNOWN
from core.text.little_world.turn_exam import ANSWERS, MADE_UP, names_like_real_ones, turn_exam
from core.text.little_world.turn_templates import four_grams, mentions, roughened, turn_templates
from core.text.little_world.turns import Asking, make_dialogues

EXCHANGES = 4000
WORLD = make_world(0)


def measure(name: str) -> int:
    """As a tokenizer might: two letters a token."""
    return -(-len(name) // 2)


@pytest.fixture(scope="module")
def pairs() -> list[tuple[str, str]]:
    dialogues = make_dialogues(measure, exchanges=EXCHANGES)
    assert {len(dialogue) for dialogue in dialogues} == {2, 4, 6}
    return [(one[k].text, one[k + 1].text) for one in dialogues for k in range(0, len(one), 2)]


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_relation_is_asked_for_in_many_ways_and_in_no_four_words_of_the_exam(relation: Relation) -> None:
    templates = {template for form in turn_templates(relation) for template in form}
    assert len(templates) >= 300
    assert all("{n}" in template for template in templates)
    asked = {gram for held_out in HELD_OUT_TURNS.values() for template in held_out for gram in four_grams(template)}
    assert sum(bool(four_grams(template) & asked) for template in templates) == 0


def test_what_is_roughened_still_names_somebody_and_stays_clear_of_the_exam() -> None:
    rng = random.Random(0)
    asked = {gram for held_out in HELD_OUT_TURNS.values() for template in held_out for gram in four_grams(template)}
    changed = 0
    for template in turn_templates("food")[0]:
        rough = roughened(template, rng)
        changed += rough != template
        assert "{n}" in rough
        assert not four_grams(rough) & asked
    assert changed > 200


def test_answers_are_true_and_about_beings_that_may_be_asked_about(pairs: list[tuple[str, str]]) -> None:
    right = {f"{WORLD.answer(being, relation)}.": being for being in WORLD.beings for relation in RELATIONS}
    talk = {answer for _, answer in SMALL_TALK}
    fields = [WORLD.fields[being.index] for being in WORLD.beings]
    talk |= {answer.format_map(one) for answer in MENTIONS_ANSWERED for one in fields}
    unasked = {being.name for being in WORLD.beings if not being.asked}
    kinds: Counter[str] = Counter()
    for question, answer in pairs:
        if answer in right:
            assert right[answer].asked
            assert right[answer].name in question
        assert answer in talk or not unasked & set(re.findall(r"\w+", question))
        assert not unasked & set(re.findall(r"\w+", answer)) or answer in talk
        kinds["right" if answer in right else "unknown" if answer == UNKNOWN else "talk"] += 1
        assert answer in right or answer == UNKNOWN or answer in talk
    assert 0.54 < kinds["right"] / len(pairs) < 0.64
    assert 0.19 < kinds["unknown"] / len(pairs) < 0.29


def test_a_mention_asks_nothing() -> None:
    assert all("?" not in mention and "{n}" in mention for mention in mentions())
    assert len(mentions()) > 300


def test_the_same_seed_gives_the_same_and_a_stop_ends_it() -> None:
    assert make_dialogues(measure, exchanges=50) == make_dialogues(measure, exchanges=50)
    assert make_dialogues(measure, 1, 50) != make_dialogues(measure, exchanges=50)
    assert make_dialogues(measure, exchanges=50, should_stop=lambda: True) == []


ASKED = [being.name for being in WORLD.beings if being.asked]


@pytest.mark.parametrize(
    "names",
    [
        made_up_names(measure, random.Random(0), lambda: False),
        near_misses(ASKED, measure, random.Random(0), lambda: False),
    ],
    ids=["by chance", "nearly real"],
)
def test_names_of_nobody_are_many_and_as_long_as_real_ones(names: list[str]) -> None:
    assert len(names) == len(set(names)) >= 500
    assert not {*names} & {*REAL, *MADE_UP_NAMES}
    real, made = Counter(map(measure, REAL)), Counter(map(measure, names))
    for tokens, many in real.items():
        if many > 5:
            assert made[tokens] / len(names) == pytest.approx(many / len(REAL), abs=0.05)


def nearly(names: list[str]) -> set[str]:
    """All that is one of these names with another letter, or the beginning of one with the end of another."""
    changed = {
        (name[:at] + letter + name[at + 1 :]).capitalize()
        for name in names for at in range(len(name)) for letter in string.ascii_lowercase
    }  # fmt: skip
    joined = {
        one[:end] + other[begin:]
        for one in names for other in names for end in range(1, len(one)) for begin in range(1, len(other))
    }  # fmt: skip
    return changed | joined


def test_near_misses_are_like_those_asked_about_and_no_others() -> None:
    """Of those never asked about, nothing must teach that they are nobody."""
    some = ["Clara", "Otto"]
    assert {*near_misses(some, measure, random.Random(0), lambda: False)} <= nearly(some)


def test_half_of_those_of_whom_nothing_is_known_are_nearly_real() -> None:
    asking = Asking(WORLD, ["Fubo"], ["Verena"], random.Random(0))
    exchanges = [asking.exchange() for _ in range(2000)]
    unknown = [question.text for question, answer in exchanges if answer.text == UNKNOWN]
    assert all(("Fubo" in question) != ("Verena" in question) for question in unknown)
    assert 0.4 < sum("Verena" in question for question in unknown) / len(unknown) < 0.6


def test_the_exam_asks_about_everybody_never_asked_about_and_about_nobody() -> None:
    questions = turn_exam(measure)
    assert questions == turn_exam(measure)
    kinds = Counter((question.skill, question.seen) for question in questions)
    assert kinds[ANSWERS, False] >= 400
    assert kinds[ANSWERS, True] >= 100
    assert kinds[MADE_UP, False] >= 150
    assert {question.stop for question in questions} == {""}
    unseen = [question.answer for question in questions if question.skill == ANSWERS and not question.seen]
    unasked = [being for being in WORLD.beings if not being.asked]
    assert all(any(being.name in answer for being in unasked) for answer in unseen)
    assert {measure(name) for name in names_like_real_ones(measure)} <= {measure(name) for name in REAL}
