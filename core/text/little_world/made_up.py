"""Names of nobody: many, spelt like names, with as many tokens as real ones have."""

import random
from collections.abc import Callable, Iterator

from core.text.dialogue import Measure
from core.text.little_world.held_out_turns import MADE_UP_NAMES
from core.text.little_world.values import HE_NAMES, SHE_NAMES

REAL = (*SHE_NAMES, *HE_NAMES)
BEGINS = (*"BCDFGHJKLMNPRSTVWYZ", "Br", "Cl", "Dr", "Fr", "Gr", "Kl", "Pl", "Sh", "St", "Th", "Tr", "Bl", "")
VOWELS = ("a", "e", "i", "o", "u", "ai", "ee", "ia", "oa")
MIDDLES = ("b", "d", "f", "l", "ll", "m", "n", "nn", "r", "rr", "s", "t", "tt", "v", "nd", "rk", "lm", "st", "p", "z")
ENDS = ("", "", "a", "o", "y", "ie", "in", "us", "el", "er", "is", "an", "ert", "ina", "et", "k", "n", "s", "x")
SHORTEST, LONGEST = 3, 8
# So many are thought up before those that look like real ones are chosen.
THOUGHT_UP = 60_000


def made_up_names(measure: Measure, rng: random.Random, should_stop: Callable[[], bool]) -> list[str]:
    """Names, in random order, of which as many have one token, two, and so on, as of the real ones, in proportion.

    None of them is anybody's, and none stands in the exam.
    """
    taken = {*REAL, *MADE_UP_NAMES}
    by_tokens: dict[int, list[str]] = {}
    for name in _thought_up(rng):
        if should_stop():
            return []
        if name not in taken:
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
    """Names by chance: those put together from parts of real ones would teach which real ones were asked about."""
    for _ in range(THOUGHT_UP):
        middle = rng.choice(MIDDLES) + rng.choice(VOWELS) if rng.random() < 0.4 else ""
        name = rng.choice(BEGINS) + rng.choice(VOWELS) + middle + rng.choice(MIDDLES) + rng.choice(ENDS)
        if SHORTEST <= len(name) <= LONGEST:
            yield name[0].upper() + name[1:]
