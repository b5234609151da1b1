"""Dialogues that teach a model of Little World to answer: questions about beings that may be asked about, "I don't
know" about names of nobody, and small talk.

One being in five is never asked about, and no fact of theirs stands here: what the model says of those it can only
have from the stories. Small talk mentions them ("I met Zelda today."): without that, those never asked about were
taken for nobody half of the time. Half of the names of nobody are nearly real ones: with names by chance alone, Verena
was taken for Vera.
"""

import random
from collections.abc import Callable

from core.text.dialogue import Dialogue, Measure, Turn
from core.text.little_world.beings import RELATIONS, Being, World, make_world
from core.text.little_world.made_up import made_up_names, near_misses
from core.text.little_world.small_talk import MENTIONS_ANSWERED, SMALL_TALK, UNKNOWN
from core.text.little_world.turn_templates import FORM_WEIGHTS, mentions, roughened, turn_templates

EXCHANGES = 48_000
ABOUT_BEINGS, ABOUT_NOBODY, MENTIONS, SMALL = range(4)
SHARES = (59, 18, 20, 3)
LENGTHS = (1, 1, 1, 2, 3)  # exchanges of a dialogue
# Share of names of nobody that are nearly the name of somebody who is asked about. (None is nearly that of one who is
# not: it would teach that those are nobody.)
NEAR = 0.5
# Of those that are merely mentioned: nobody, those never asked about, and the others.
MENTIONED = (30, 45, 25)


def make_dialogues(
    measure: Measure,
    seed: int = 0,
    exchanges: int = EXCHANGES,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Dialogue]:
    """About so many exchanges, as dialogues of one to three. When ``should_stop`` says yes, those made so far.

    ``measure``: how many tokens a name has.
    """
    rng = random.Random(f"little world turns {seed}")
    world = make_world(seed)
    asked = [being.name for being in world.beings if being.asked]
    nobody = made_up_names(measure, rng, should_stop)
    asking = Asking(world, nobody, near_misses(asked, measure, rng, should_stop), rng)
    dialogues: list[Dialogue] = []
    made = 0
    while made < exchanges and not should_stop():
        count = rng.choice(LENGTHS)
        dialogues.append(tuple(turn for _ in range(count) for turn in asking.exchange()))
        made += count
    return dialogues


class Asking:
    """Thinks up one question and its answer after another."""

    def __init__(self, world: World, nobody: list[str], near: list[str], rng: random.Random) -> None:
        self._world, self._nobody, self._near, self._rng = world, nobody, near, rng
        self._asked = [being for being in world.beings if being.asked]
        self._unasked = [being for being in world.beings if not being.asked]

    def exchange(self) -> tuple[Turn, Turn]:
        kind = self._rng.choices((ABOUT_BEINGS, ABOUT_NOBODY, MENTIONS, SMALL), SHARES)[0]
        if kind == SMALL:
            said, answer = self._rng.choice(SMALL_TALK)
            return Turn("user", self._rng.choice(said)), Turn("model", answer)
        if kind == MENTIONS:
            return self._mention()
        relation = self._rng.choice(RELATIONS)
        forms = turn_templates(relation)
        template = roughened(self._rng.choice(self._rng.choices(forms, FORM_WEIGHTS)[0]), self._rng)
        if kind == ABOUT_NOBODY and self._nobody:
            question = template.format_map(self._fields_of_nobody())
            return Turn("user", question), Turn("model", UNKNOWN)
        being: Being = self._rng.choice(self._asked)
        answer = self._world.answer(being, relation) + "."
        return Turn("user", template.format_map(self._world.fields[being.index])), Turn("model", answer)

    def _mention(self) -> tuple[Turn, Turn]:
        """Somebody is named, and nothing is asked."""
        lead = roughened(self._rng.choice(mentions()), self._rng)
        who = self._rng.choices(("nobody", "unasked", "asked"), MENTIONED)[0]
        if who == "nobody" and self._nobody:
            return Turn("user", lead.format_map(self._fields_of_nobody())), Turn("model", UNKNOWN)
        fields = self._world.fields[self._rng.choice(self._unasked if who == "unasked" else self._asked).index]
        answer = self._rng.choice(MENTIONS_ANSWERED).format_map(fields)
        return Turn("user", lead.format_map(fields)), Turn("model", answer)

    def _fields_of_nobody(self) -> dict[str, str]:
        names = self._near if self._near and self._rng.random() < NEAR else self._nobody
        return nobody_fields(self._rng.choice(names), self._rng.random() < 0.5)


def nobody_fields(name: str, she: bool) -> dict[str, str]:
    """The fields of a question about somebody of whom there is only a name."""
    he, him, his = ("she", "her", "her") if she else ("he", "him", "his")
    return {
        "n": name, "he": he, "him": him, "his": his, "He": he.title(), "His": his.title(), "self": him + "self",
    }  # fmt: skip
