"""The exam that belongs to a text: what is asked, what is right, and whether the text holds it."""

import random
from collections.abc import Iterator

from core.text.little_world.beings import RELATIONS, Being, World, make_world
from core.text.little_world.dialogues import ask
from core.text.little_world.skills import make_skills
from core.text.little_world.wordings import ASKED, HELD_OUT
from core.text.question import Question

QUESTIONS_A_RELATION = 8  # about asked beings, and as many about the others; for known and for held-out phrasings


def exam(seed: int = 0) -> tuple[Question, ...]:
    """The questions for the text of this seed, in a fixed order by skill.

    Skills: ``facts`` asks in phrasings of the text, ``phrasings`` in held-out ones (both seen: beings the text asks
    about; unseen: beings it only tells of); then ``sums``, ``counting``, ``opposites``, ``copying``, ``brackets``.
    """
    rng = random.Random(f"little world exam {seed}")
    world = make_world(seed)
    questions = [*_about_beings(world, rng, "facts", ASKED), *_about_beings(world, rng, "phrasings", HELD_OUT)]
    for skill in make_skills(seed):
        questions += skill.questions(rng)
    return tuple(questions)


def _about_beings(
    world: World, rng: random.Random, skill: str, phrasings: dict[str, tuple[str, ...]]
) -> Iterator[Question]:
    for seen in (True, False):
        beings: list[Being] = [being for being in world.beings if being.asked == seen]
        for relation in RELATIONS:
            for being in rng.sample(beings, QUESTIONS_A_RELATION):
                question = rng.choice(phrasings[relation]).format_map(world.fields[being.index])
                yield Question(skill, seen, ask(question), " " + world.answer(being, relation), ".")
