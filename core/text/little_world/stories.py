"""Short stories: an introduction, a plot with beginning, middle and end, a closing, and facts in between.

A plot's own sentences tell facts too; they are counted when the templates are read, so that the free places go to the
facts told least so far.
"""

import random
import re
import string
from dataclasses import dataclass
from typing import Literal

from core.text.little_world import plots
from core.text.little_world.beings import Relation, World, own_fields
from core.text.little_world.ledger import Deck, Ledger
from core.text.little_world.wordings import NAMED, PRONOUN

Role = Literal["n", "m", "o"]

# The unasked are heroes more often, since no dialogue tells their facts.
ASKED_CARDS, UNASKED_CARDS = 2, 3
TITLE_SHARE, FACT_SHARE, LEAD_SHARE, CLOSING_SHARE, PARAGRAPHS_SHARE = 0.3, 0.95, 0.4, 0.75, 0.6

_SLOTS: dict[str, Role] = {"F": "n", "P": "n", "G": "m", "H": "o"}
_FIELD_RELATIONS: dict[str, Relation] = {
    "k": "kind", "ak": "kind", "home": "home", "home_": "home", "at": "home", "food": "food",
    "job": "job", "ajob": "job",
    "do": "habit", "does": "habit", "did": "habit", "doing": "habit", "fear": "fear", "colour": "colour",
    "acolour": "colour",
}  # fmt: skip


@dataclass(frozen=True)
class Template:
    """A piece of a story: its words, its open places, and the facts that it tells by itself."""

    text: str
    slots: tuple[str, ...]
    tells: tuple[tuple[Role, Relation], ...]


def read_template(text: str) -> Template:
    """A fact counts as told where a sentence holds both a value and the name of whom it belongs to."""
    tells: list[tuple[Role, Relation]] = []
    slots: list[str] = []
    for sentence in re.split(r"(?<=[.!?])\s", text):
        fields = [field for _, field, _, _ in string.Formatter().parse(sentence) if field]
        slots += [field for field in fields if field in _SLOTS]
        for role in ("n", "m", "o"):
            prefix = "" if role == "n" else role
            relations = (_FIELD_RELATIONS.get(f[len(prefix) :]) for f in fields if f.startswith(prefix))
            if role in fields:
                tells += dict.fromkeys((role, relation) for relation in relations if relation)
        if "best friend" in sentence and "n" in fields and "m" in fields:
            tells += [("n", "friend"), ("m", "friend")]
    return Template(text, tuple(slots), tuple(tells))


def _read_all(texts: tuple[str, ...]) -> tuple[Template, ...]:
    return tuple(read_template(text) for text in texts)


@dataclass(frozen=True)
class ReadPlot:
    title: str
    parts: tuple[tuple[Template, ...], ...]  # beginnings, middles, ends


_FACT, _FRIEND_FACT = read_template("{F}"), read_template("{G}")


class Storyteller:
    """Tells one story after another about the beings of a world."""

    def __init__(self, world: World, ledger: Ledger, rng: random.Random) -> None:
        self._world, self._ledger, self._rng = world, ledger, rng
        cards = [b.index for b in world.beings for _ in range(ASKED_CARDS if b.asked else UNASKED_CARDS)]
        self._heroes = Deck(rng, cards)
        self._others = Deck(rng, cards[:])
        self._intros, self._closings = _read_all(plots.INTROS), _read_all(plots.CLOSINGS)
        self._plots = [
            ReadPlot(p.title, (_read_all(p.begins), _read_all(p.middles), _read_all(p.ends))) for p in plots.PLOTS
        ]
        self._order = Deck(rng, list(range(len(self._plots))))
        self._own = [
            {"o" if key == "n" else "o" + key: word for key, word in own_fields(being).items()}
            for being in world.beings
        ]

    def tell(self) -> str:
        """The next story."""
        rng, choice = self._rng, self._rng.choice
        hero = self._heroes.deal()
        friend = self._world.beings[hero].friend
        other = self._others.deal()
        while other in (hero, friend):
            other = self._others.deal()
        plot = self._plots[self._order.deal()]
        cast = {"n": hero, "m": friend, "o": other}
        num, num2 = rng.sample(plots.NUMBERS, 2)
        fields = self._world.fields[hero] | self._own[other]
        fields |= {
            "place": choice(plots.PLACES), "thing": choice(plots.THINGS), "weather": choice(plots.WEATHERS),
            "time": choice(plots.TIMES), "num": num, "num2": num2,
        }  # fmt: skip
        told: set[tuple[int, Relation]] = set()
        begin, middle, end = (choice(variants) for variants in plot.parts)
        parts = [self._fill(template, fields, cast, told) for template in (choice(self._intros), begin, middle, end)]
        if "G" not in begin.slots + middle.slots + end.slots:
            parts[2] += " " + self._fill(_FRIEND_FACT, fields, cast, told)
        if rng.random() < CLOSING_SHARE:
            parts[3] += " " + self._fill(choice(self._closings), fields, cast, told)
        fact = " " + self._fill(_FACT, fields, cast, told) if rng.random() < FACT_SHARE else ""
        lead = " " + choice(plots.LEADS).format_map(fields) if rng.random() < LEAD_SHARE else ""
        parts[:2] = [parts[0] + fact + lead + " " + parts[1]]
        story = ("\n" if rng.random() < PARAGRAPHS_SHARE else " ").join(parts)
        if rng.random() < TITLE_SHARE:
            title = plot.title if rng.random() < 0.7 else choice(plots.TITLES)
            story = title.format_map(fields) + "\n" + story
        return story

    def _fill(
        self, template: Template, fields: dict[str, str], cast: dict[str, int], told: set[tuple[int, Relation]]
    ) -> str:
        ledger = self._ledger
        for role, relation in template.tells:
            ledger.tell(cast[role], relation)
            told.add((cast[role], relation))
        for slot in template.slots:
            being = cast[_SLOTS[slot]]
            relation = ledger.next_relation(being, told)
            if slot == "P":  # without the name it does not count as told
                wording = self._rng.choice(PRONOUN[relation])
            else:
                ledger.tell(being, relation)
                if relation == "friend":  # told of one is told of both
                    friend = self._world.beings[being].friend
                    ledger.tell(friend, relation)
                    told.add((friend, relation))
                wording = ledger.next_wording(being, relation, NAMED[relation])
            fields[slot] = wording.format_map(self._world.fields[being])
        return template.text.format_map(fields)
