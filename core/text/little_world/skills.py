"""Drills for abilities other than knowing facts: sums, counting, opposites, echoes and brackets.

Each skill splits its items by the seed into those that stand in the text and those held out for the exam. A skill
knows how to write a block of lines, and how to ask.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Protocol, TypeVar

from core.text.little_world.drill_words import HEADINGS, HELD_OUT_WORDS, OPPOSITES, WORDS
from core.text.question import Question

HELD_OUT_SHARE = 0.2
MAX_QUESTIONS = 30  # seen ones of a skill, and as many unseen ones

Item = TypeVar("Item")
Names = Sequence[tuple[str, str]]  # (name, name of the best friend)


class Skill(Protocol):
    """What a text and an exam need to know of a skill."""

    name: ClassVar[str]
    weight: ClassVar[int]  # of how many bytes, beside the other skills

    def line(self, rng: random.Random, names: Names) -> str: ...
    def questions(self, rng: random.Random) -> Iterator[Question]: ...


class Sums:
    """Sums of two numbers up to twelve; a sum and its mirror image are held out together."""

    name: ClassVar[str] = "sums"
    weight: ClassVar[int] = 24
    largest: ClassVar[int] = 12

    def __init__(self, rng: random.Random) -> None:
        pairs = [(a, b) for a in range(self.largest + 1) for b in range(a, self.largest + 1)]
        both = [sorted({(a, b), (b, a)}) for a, b in pairs]
        seen, unseen = _split(rng, both)
        self.seen = [pair for mirrored in seen for pair in mirrored]
        self.unseen = [pair for mirrored in unseen for pair in mirrored]

    def line(self, rng: random.Random, names: Names) -> str:
        a, b = rng.choice(self.seen)
        form = rng.random()
        if form < 0.8 or a < 2:
            return f"{a} + {b} = {a + b}."
        if form < 0.9:
            return f"Q: What is {a} + {b}?\nA: {a} + {b} = {a + b}."
        return f"{rng.choice(names)[0]} has {a} shells and finds {b} more. {a} + {b} = {a + b}."

    def questions(self, rng: random.Random) -> Iterator[Question]:
        for seen, items in ((True, self.seen), (False, self.unseen)):
            for a, b in _sample(rng, items):
                yield Question(self.name, seen, f"{a} + {b} =", f" {a + b}", ".")


class Counting:
    """Counting up and down between two numbers.

    The exam asks for distances of three to seven. The text counts a little less far and further too: of so many counts
    hardly one is met often enough to be learnt by heart, and to compare with the last number becomes the shorter way.
    """

    name: ClassVar[str] = "counting"
    weight: ClassVar[int] = 29

    def __init__(self, rng: random.Random) -> None:
        self.seen, self.unseen = _split(rng, self._counts(range(3, 8)))
        held_out = set(self.unseen)
        self.told = [count for count in self._counts(range(2, 10)) if count not in held_out]

    @staticmethod
    def _counts(distances: Iterable[int]) -> list[tuple[int, int]]:
        """(start, end) of all counts over these distances, up and then down."""
        up = [(start, start + more) for start in range(1, 21) for more in distances]
        return up + [(end, start) for start, end in up]

    @staticmethod
    def count(start: int, end: int) -> tuple[str, str]:
        """What is asked, and the numbers behind it."""
        step = 1 if end > start else -1
        asked = f"Count from {start} to {end}:" if step == 1 else f"Count down from {start} to {end}:"
        return asked, " " + ", ".join(str(number) for number in range(start, end + step, step))

    def line(self, rng: random.Random, names: Names) -> str:
        asked, numbers = self.count(*rng.choice(self.told))
        return f"{asked}{numbers}."

    def questions(self, rng: random.Random) -> Iterator[Question]:
        for seen, items in ((True, self.seen), (False, self.unseen)):
            for item in _sample(rng, items):
                yield Question(self.name, seen, *self.count(*item), ".")


class Opposites:
    """Pairs of words. One pair in three stands in the text in one direction only; the exam asks for the other."""

    name: ClassVar[str] = "opposites"
    weight: ClassVar[int] = 10

    def __init__(self, rng: random.Random) -> None:
        pairs = [pair if rng.random() < 0.5 else (pair[1], pair[0]) for pair in OPPOSITES]
        rng.shuffle(pairs)
        one_way = len(pairs) // 3
        self.unseen = [(b, a) for a, b in pairs[:one_way]]
        self.seen = pairs + [(b, a) for a, b in pairs[one_way:]]

    def line(self, rng: random.Random, names: Names) -> str:
        a, b = rng.choice(self.seen)
        form = rng.random()
        if form < 0.7:
            return f"The opposite of {a} is {b}."
        if form < 0.85:
            return f"Q: What is the opposite of {a}?\nA: The opposite of {a} is {b}."
        name, friend = rng.choice(names)
        return f'{name} says "{a}", and {friend} says "{b}".'

    def questions(self, rng: random.Random) -> Iterator[Question]:
        for seen, items in ((True, self.seen), (False, self.unseen)):
            for a, b in _sample(rng, items):
                yield Question(self.name, seen, f"The opposite of {a} is", f" {b}", ".")


class Copying:
    """Saying again what was said. Some rows of words come back often; in unseen ones even the words are new here."""

    name: ClassVar[str] = "copying"
    weight: ClassVar[int] = 22

    def __init__(self, rng: random.Random) -> None:
        self.rhymes = [self._row(rng, WORDS) for _ in range(MAX_QUESTIONS)]
        self.unseen = [self._row(rng, HELD_OUT_WORDS) for _ in range(MAX_QUESTIONS)]

    @staticmethod
    def _row(rng: random.Random, words: Sequence[str]) -> str:
        return " ".join(rng.sample(words, rng.randint(3, 8)))

    def line(self, rng: random.Random, names: Names) -> str:
        form = rng.random()
        row = rng.choice(self.rhymes) if form < 0.25 else self._row(rng, WORDS)
        if form < 0.75:
            return f"Call: {row}.\nEcho: {row}."
        name, friend = rng.choice(names)
        return f'{name} says "{row}", and {friend} says it too: "{row}".'

    def questions(self, rng: random.Random) -> Iterator[Question]:
        for seen, rows in ((True, self.rhymes), (False, self.unseen)):
            for row in rows:
                yield Question(self.name, seen, f"Call: {row}.\nEcho:", f" {row}", ".")


class Brackets:
    """Closing what is open, the innermost first."""

    name: ClassVar[str] = "brackets"
    weight: ClassVar[int] = 15
    partners: ClassVar[dict[str, str]] = {"(": ")", "[": "]", "{": "}"}

    def __init__(self, rng: random.Random) -> None:
        self.seen, self.unseen = _split(rng, [row for length in range(1, 5) for row in self._rows(length)])

    @classmethod
    def _rows(cls, length: int, begun: str = "") -> Iterator[str]:
        """All rows of this many brackets with something left open."""
        missing = cls.closing(begun)
        if len(begun) == length:
            if missing:
                yield begun
            return
        for bracket in [*cls.partners, *missing[:1]]:
            yield from cls._rows(length, begun + bracket)

    @classmethod
    def closing(cls, row: str) -> str:
        """The brackets that ``row`` lacks, in order."""
        missing = ""
        for bracket in row:
            missing = cls.partners[bracket] + missing if bracket in cls.partners else missing[1:]
        return missing

    def line(self, rng: random.Random, names: Names) -> str:
        row = rng.choice(self.seen)
        return f"Open {' '.join(row)} close {' '.join(self.closing(row))}."

    def questions(self, rng: random.Random) -> Iterator[Question]:
        for seen, items in ((True, self.seen), (False, self.unseen)):
            for row in _sample(rng, items):
                closing = " ".join(self.closing(row))
                yield Question(self.name, seen, f"Open {' '.join(row)} close", f" {closing}", ".")


SKILLS: tuple[type[Sums] | type[Counting] | type[Opposites] | type[Copying] | type[Brackets], ...] = (
    Sums, Counting, Opposites, Copying, Brackets,
)  # fmt: skip


def make_skills(seed: int) -> tuple[Skill, ...]:
    """All skills, with the items that this seed holds out of the text."""
    rng = random.Random(f"little world skills {seed}")
    return tuple(skill(rng) for skill in SKILLS)


class Drills:
    """Writes one block of drills after another."""

    def __init__(self, skills: Sequence[Skill], names: Names, rng: random.Random) -> None:
        self._skills, self._names, self._rng = skills, names, rng
        self._written = [0.0 for _ in skills]  # bytes by weight

    def drill(self) -> str:
        """The next block: a heading now and then, and lines of the skill drilled least so far."""
        rng = self._rng
        i = min(range(len(self._skills)), key=self._written.__getitem__)
        skill = self._skills[i]
        lines = [skill.line(rng, self._names) for _ in range(rng.randint(5, 10))]
        if rng.random() < 0.4:
            name, friend = rng.choice(self._names)
            lines.insert(0, rng.choice(HEADINGS[skill.name]).format(n=name, m=friend))
        block = "\n".join(lines)
        self._written[i] += len(block) / skill.weight * (0.5 + rng.random())
        return block


def _split(rng: random.Random, items: list[Item]) -> tuple[list[Item], list[Item]]:
    """(seen, held out)"""
    shuffled = items[:]
    rng.shuffle(shuffled)
    held_out = round(len(shuffled) * HELD_OUT_SHARE)
    return shuffled[held_out:], shuffled[:held_out]


def _sample(rng: random.Random, items: list[Item]) -> list[Item]:
    return rng.sample(items, min(MAX_QUESTIONS, len(items)))
