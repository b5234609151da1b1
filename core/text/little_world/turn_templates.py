"""Every way in which training asks for a relation: the patterns of ``turn_keywords`` put together.

None shares four words in a row with a question of the exam (``held_out_turns``), so that the exam asks in words that
nobody has learnt from.
"""

import random
import re
from collections.abc import Iterable, Iterator
from functools import cache

from core.text.little_world.beings import Relation
from core.text.little_world.held_out_turns import HELD_OUT_TURNS
from core.text.little_world.turn_keywords import (
    FILLERS,
    KEYWORDS,
    LEADS,
    QUESTIONS,
    ROUND_KEYWORDS,
    ROUND_LEADS,
    ROUND_QUESTIONS,
    ROUND_THINGS,
    THINGS,
)

# How often each form is asked in: a plain question, one with a pronoun, a thing, a keyword.
FORM_WEIGHTS = (38, 24, 24, 14)
# How often a sentence about something else stands on either side.
FILLER_SHARE = 0.15
BY_NAME = {"S": "{n}", "O": "{n}", "P": "{n}'s"}
BY_PRONOUN = {"S": "{he}", "O": "{him}", "P": "{his}"}
_WORD = re.compile(r"[{}\w']+")


@cache
def turn_templates(relation: Relation) -> tuple[tuple[str, ...], ...]:
    """The templates of each form, in the order of FORM_WEIGHTS. Fields in braces are those of beings.py."""
    questions, things = QUESTIONS[relation], THINGS[relation]
    forms = (
        _round(ROUND_QUESTIONS, "q", (_filled(question, BY_NAME) for question in questions)),
        [
            f"{lead} {_capital(_filled(question, BY_PRONOUN))}"
            for lead in LEADS
            for question in (*questions, *_round(ROUND_THINGS, "t", things))
        ],
        _round(ROUND_THINGS, "t", (_filled(thing, BY_NAME) for thing in things)),
        _round(ROUND_KEYWORDS, "k", KEYWORDS[relation]),
    )
    return tuple(tuple(dict.fromkeys(filter(_may_be_asked, form))) for form in forms)


@cache
def mentions() -> tuple[str, ...]:
    """Every way in which somebody is named and nothing is asked."""
    return tuple(filter(_may_be_asked, dict.fromkeys(_round(ROUND_LEADS, "l", LEADS))))


def roughened(template: str, rng: random.Random) -> str:
    """As people write: perhaps with a sentence before or behind that is about something else.

    A pattern that would share four words with the exam then stays as it was.
    """
    before = [rng.choice(FILLERS)] if rng.random() < FILLER_SHARE else []
    behind = [rng.choice(FILLERS)] if rng.random() < FILLER_SHARE else []
    rough = " ".join((*before, template, *behind))
    return rough if _may_be_asked(rough) else template


def four_grams(template: str) -> set[tuple[str, ...]]:
    """Every four words in a row, whatever their capitals; a name is a word, and its possessive the same one."""
    words = _WORD.findall(template.lower().replace("{n}'s", "{n}"))
    return {tuple(words[i : i + 4]) for i in range(len(words) - 3)}


@cache
def _of_the_exam() -> frozenset[tuple[str, ...]]:
    return frozenset(gram for asked in HELD_OUT_TURNS.values() for template in asked for gram in four_grams(template))


def _may_be_asked(template: str) -> bool:
    return four_grams(template).isdisjoint(_of_the_exam())


def _round(frames: Iterable[str], letter: str, inside: Iterable[str]) -> Iterator[str]:
    """Each of these in each frame."""
    frames = tuple(frames)
    for words in inside:
        for frame in frames:
            yield frame.replace(f"{{{letter}}}", words).replace(f"{{{letter.upper()}}}", _capital(words))


def _filled(pattern: str, fields: dict[str, str]) -> str:
    for letter, word in fields.items():
        pattern = pattern.replace(f"{{{letter}}}", word)
    return pattern


def _capital(words: str) -> str:
    """With a capital; a pronoun's field has a form for that, a name has its own."""
    for small, large in (("{his}", "{His}"), ("{he}", "{He}")):
        if words.startswith(small):
            return large + words[len(small) :]
    return words[0].upper() + words[1:]
