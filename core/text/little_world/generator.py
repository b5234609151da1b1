"""The text itself: stories, dialogues and drills in their shares, until it is long enough."""

import random
from collections.abc import Callable

from core.text.little_world.beings import make_world
from core.text.little_world.dialogues import Dialogues
from core.text.little_world.ledger import Ledger
from core.text.little_world.skills import Drills, make_skills
from core.text.little_world.stories import Storyteller

DEFAULT_SIZE = 3_000_000  # bytes
SUMMARY = (
    "One hundred animals and people with homes, friends, jobs and habits that stay true across thousands of short "
    "stories, with questions and answers, sums, opposites, echoes and brackets."
)
SHARES = {"stories": 0.60, "dialogues": 0.235, "drills": 0.165}  # of the bytes

_SEPARATOR_SIZE = 2  # passages are joined by "\n\n"
_DISORDER = 2500  # bytes by which a kind of passage may come early, so that the order is not a pattern


def generate(seed: int = 0, size: int = DEFAULT_SIZE, should_stop: Callable[[], bool] | None = None) -> list[str]:
    """The passages of the text in order, plain ASCII without trailing newlines; join them with blank lines.

    ``size`` is that of the joined text in bytes, met to within one passage (about 700 bytes). ``should_stop`` is asked
    between passages; when it says yes, the passages made so far are returned.
    """
    world = make_world(seed)
    rng = random.Random(f"little world text {seed}")
    names = [(being.name, world.beings[being.friend].name) for being in world.beings]
    ledger = Ledger(rng, len(world.beings))
    writers = {
        "stories": Storyteller(world, ledger, rng).tell,
        "dialogues": Dialogues(world, ledger, rng).speak,
        "drills": Drills(make_skills(seed), names, rng).drill,
    }
    written = dict.fromkeys(SHARES, 0)
    passages: list[str] = []
    total = -_SEPARATOR_SIZE
    while total < size and not (should_stop is not None and should_stop()):
        behind = {kind: share * total - written[kind] + _DISORDER * rng.random() for kind, share in SHARES.items()}
        kind = max(behind, key=behind.__getitem__)
        passage = writers[kind]()
        written[kind] += len(passage) + _SEPARATOR_SIZE
        total += len(passage) + _SEPARATOR_SIZE
        passages.append(passage)
    return passages
