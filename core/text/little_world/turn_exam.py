"""The exam for a model of Little World that was taught to answer: questions in words that nobody has learnt from."""

import random
from collections.abc import Iterator

from core.text.dialogue import Measure
from core.text.little_world.beings import RELATIONS, World, make_world
from core.text.little_world.held_out_turns import HELD_OUT_TURNS, MADE_UP_NAMES
from core.text.little_world.made_up import REAL
from core.text.little_world.small_talk import UNKNOWN
from core.text.little_world.turns import nobody_fields
from core.text.question import Question

ANSWERS, MADE_UP = "answers", "made-up names"
# How many beings each question is asked about: of those that the text asks about, and of those that nobody ever does.
SEEN, UNSEEN = 2, 5
QUESTIONS_A_NAME = 3


def turn_exam(measure: Measure, seed: int = 0) -> tuple[Question, ...]:
    """The questions, in a fixed order by skill; ``measure``: how many tokens a name has.

    ``answers``: seen about beings that teaching asks about, unseen about those that nobody ever asked about;
    ``made-up names``: nobody is called so, and real names have as many tokens.
    """
    rng = random.Random(f"little world turn exam {seed}")
    world = make_world(seed)
    return (*_answerable(world, rng), *_about_nobody(measure, rng))


def _answerable(world: World, rng: random.Random) -> Iterator[Question]:
    for seen, many in ((True, SEEN), (False, UNSEEN)):
        beings = [being for being in world.beings if being.asked == seen]
        for relation in RELATIONS:
            for template in HELD_OUT_TURNS[relation]:
                for being in rng.sample(beings, many):
                    question = template.format_map(world.fields[being.index])
                    yield Question(ANSWERS, seen, question, world.answer(being, relation) + ".", "")


def _about_nobody(measure: Measure, rng: random.Random) -> Iterator[Question]:
    for name in names_like_real_ones(measure):
        for _ in range(QUESTIONS_A_NAME):
            template = rng.choice(HELD_OUT_TURNS[rng.choice(RELATIONS)])
            question = template.format_map(nobody_fields(name, rng.random() < 0.5))
            yield Question(MADE_UP, False, question, UNKNOWN, "")


def names_like_real_ones(measure: Measure) -> list[str]:
    """Those made-up names that have as many tokens as some real ones."""
    tokens = {measure(name) for name in REAL}
    return [name for name in MADE_UP_NAMES if measure(name) in tokens]
