"""One hundred beings and what is true of each of them.

A world is a pure function of its seed. Friendship goes both ways; every value of a table is given to about equally
many beings, so that nothing can be guessed. One being in five is never asked about in the text.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from core.text.little_world import values
from core.text.little_world.wordings import ANSWERS

Relation = Literal["kind", "home", "friend", "food", "job", "habit", "fear", "colour"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
UNASKED_SHARE = 0.2

T = TypeVar("T")


@dataclass(frozen=True)
class Being:
    """Somebody of the world. ``home`` is (preposition, place), ``habit`` is (do, does, did, doing).

    ``friend`` is the index of the best friend, whose friend is this being. ``asked`` says whether questions about
    this being may stand in the text.
    """

    index: int
    name: str
    she: bool
    kind: str
    home: tuple[str, str]
    friend: int
    food: str
    job: str
    habit: tuple[str, str, str, str]
    fear: str
    colour: str
    asked: bool


@dataclass(frozen=True)
class World:
    """All beings, and for each of them the words that fill the fields of sentence templates.

    In ``fields[i]`` the plain names (n, k, at, food …) are those of being i, the names with an m before them
    (m, mk, mat, mfood …) those of the best friend.
    """

    beings: tuple[Being, ...]
    fields: tuple[dict[str, str], ...]

    def answer(self, being: Being, relation: Relation) -> str:
        """The one full answer to a question, without its full stop."""
        return ANSWERS[relation].format_map(self.fields[being.index])


def make_world(seed: int) -> World:
    """The world of this seed: the same beings with the same facts on every machine."""
    rng = random.Random(f"little world {seed}")
    beings = _make_beings(rng)
    own = [own_fields(being) for being in beings]
    fields = tuple(
        own[being.index] | {"m" if key == "n" else "m" + key: word for key, word in own[being.friend].items()}
        for being in beings
    )
    return World(beings, fields)


def with_article(word: str) -> str:
    """The word behind its indefinite article. All words of this world follow their first letter."""
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def own_fields(being: Being) -> dict[str, str]:
    """The words that fill template fields about one being."""
    preposition, place = being.home
    he, him, his = ("she", "her", "her") if being.she else ("he", "him", "his")
    do, does, did, doing = being.habit
    return {
        "n": being.name, "he": he, "him": him, "his": his, "He": he.title(), "His": his.title(), "self": him + "self",
        "k": being.kind, "ak": with_article(being.kind),
        "home": place, "home_": place[0].upper() + place[1:], "at": f"{preposition} {place}",
        "food": being.food, "job": being.job, "ajob": with_article(being.job),
        "do": do, "does": does, "did": did, "doing": doing,
        "fear": being.fear, "colour": being.colour, "acolour": with_article(being.colour),
    }  # fmt: skip


def _make_beings(rng: random.Random) -> tuple[Being, ...]:
    people = [(name, True) for name in values.SHE_NAMES] + [(name, False) for name in values.HE_NAMES]
    rng.shuffle(people)
    count = len(people)
    kinds = _kinds(rng, people)
    homes = _spread(rng, values.HOMES, count)
    foods = _spread(rng, values.FOODS, count)
    jobs = _spread(rng, values.JOBS, count)
    habits = _spread(rng, values.HABITS, count)
    fears = _spread(rng, values.FEARS, count)
    colours = _spread(rng, values.COLOURS, count)
    asked_from = round(count * UNASKED_SHARE)
    # Neighbours in the shuffled order are friends, so those who are never asked about are friends among themselves.
    return tuple(
        Being(
            i,
            *people[i],
            kinds[i],
            homes[i],
            i ^ 1,
            foods[i],
            jobs[i],
            habits[i],
            fears[i],
            colours[i],
            i >= asked_from,
        )
        for i in range(count)
    )


def _kinds(rng: random.Random, people: Sequence[tuple[str, bool]]) -> list[str]:
    """Four in five are animals; the others are girls and women, boys and men, as their names say."""
    animals = _spread(rng, values.ANIMALS, len(people))
    human = {True: _spread(rng, values.SHE_PEOPLE, len(people)), False: _spread(rng, values.HE_PEOPLE, len(people))}
    places = list(range(len(people)))
    rng.shuffle(places)
    humans = frozenset(places[: len(people) // 5])
    return [human[she][i] if i in humans else animals[i] for i, (_, she) in enumerate(people)]


def _spread(rng: random.Random, table: Sequence[T], count: int) -> list[T]:
    """``count`` values in random order, each value of the table equally often (give or take one)."""
    repeated = [table[i % len(table)] for i in range(count)]
    rng.shuffle(repeated)
    return repeated
