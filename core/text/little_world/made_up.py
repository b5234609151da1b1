"""Names of nobody: many, spelt like names, with as many tokens as real ones have."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence

from core.text.dialogue import Measure
from core.text.little_world.held_out_turns import MADE_UP_NAMES
from core.text.little_world.values import HE_NAMES, SHE_NAMES

REAL = (*SHE_NAMES, *HE_NAMES)
BEGINS = (*"BCDFGHJKLMNPRSTVWYZ", "Br", "Cl", "Dr", "Fr", "Gr", "Kl", "Pl", "Sh", "St", "Th", "Tr", "Bl", "")
VOWELS = ("a", "e", "i", "o", "u", "ai", "ee", "ia", "oa")
MIDDLES = ("b", "d", "f", "l", "ll", "m", "n", "nn", "r", "rr", "s", "t", "tt", "v", "nd", "rk", "lm", "st", "p", "z")
ENDS = ("", "", "a", "o", "y", "ie", "in", "us", "el", "er", "is", "an", "ert", "ina", "et", "k", "n", "s", "x")
SHORTEST, LONGEST = 3, 8
LETTERS = ("aeiouy", "bcdfghjklmnpqrstvwxz")  # those that can stand for one another
# So many are thought up before those that look like real ones are chosen.
THOUGHT_UP, NEARLY = 60_000, 20_000


def made_up_names(measure: Measure, rng: random.Random, should_stop: Callable[[], bool]) -> list[str]:
    """Names, in random order, of which as many have one token, two, and so on, as of the real ones, in proportion.

    None of them is anybody's, and none stands in the exam.
    """
    return _as_long_as_real_ones(_thought_up(rng), measure, rng, should_stop)


def near_misses(
    names: Sequence[str], measure: Measure, rng: random.Random, should_stop: Callable[[], bool]
) -> list[str]:
    """The same, but each is one of ``names`` with another letter, or two of them joined."""
    return _as_long_as_real_ones(_nearly(names, rng), measure, rng, should_stop)


def _as_long_as_real_ones(
    names: Iterable[str], measure: Measure, rng: random.Random, should_stop: Callable[[], bool]
) -> list[str]:
    taken = {*REAL, *MADE_UP_NAMES}
    by_tokens: dict[int, list[str]] = {}
    for name in names:
        if should_stop():
            return []
        if name not in taken and SHORTEST <= len(name) <= LONGEST:
            taken.add(name)
            by_tokens.setdefault(measure(name), []).append(name)
    wanted: dict[int, int] = {}
    for name in REAL:
        tokens = min(by_tokens, key=lambda count: (abs(count - measure(name)), count))
        wanted[tokens] = wanted.get(tokens, 0) + 1
    share = min(len(by_tokens[tokens]) / many for tokens, many in wanted.items() if many > len(REAL) // 20)
    chosen = [
        name for tokens, many in sorted(wanted.items()) for name in by_tokens[tokens][: max(1, int(share * many))]
    ]
    rng.shuffle(chosen)
    return chosen


def _thought_up(rng: random.Random) -> Iterator[str]:
    """Names by chance."""
    for _ in range(THOUGHT_UP):
        middle = rng.choice(MIDDLES) + rng.choice(VOWELS) if rng.random() < 0.4 else ""
        name = rng.choice(BEGINS) + rng.choice(VOWELS) + middle + rng.choice(MIDDLES) + rng.choice(ENDS)
        yield name[0].upper() + name[1:]


def _nearly(names: Sequence[str], rng: random.Random) -> Iterator[str]:
    for _ in range(NEARLY):
        one, other = rng.choice(names), rng.choice(names)
        if rng.random() < 0.5:
            at = rng.randrange(len(one))
            alike = next(letters for letters in LETTERS if one[at].lower() in letters)
            name = one[:at] + rng.choice(alike) + one[at + 1 :]
        else:
            name = one[: rng.randint(1, len(one) - 1)] + other[rng.randint(1, len(other) - 1) :]
        yield name.capitalize()
