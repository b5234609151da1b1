"""Questions and answers about beings: plain ones, spoken ones, and riddles.

Only beings that may be asked about, and only phrasings that are not held out.
"""

import random
from collections import Counter

from core.text.little_world.beings import RELATIONS, Relation, World
from core.text.little_world.ledger import Ledger
from core.text.little_world.wordings import ASKED

ABOUT_ONE, ABOUT_MANY, SPOKEN, RIDDLES = range(4)
FORM_WEIGHTS = (38, 40, 12, 10)

RIDDLE_QUESTIONS: tuple[tuple[tuple[Relation, Relation], str, str], ...] = (
    (("kind", "home"), "Who is {ak} and lives {at}?", "{n} is {ak} and lives {at}."),
    (
        ("job", "colour"),
        "Who works as {ajob} and wears {acolour} scarf?",
        "{n} works as {ajob} and wears {acolour} scarf.",
    ),
    (("kind", "food"), "Which {k} loves {food}?", "{n} is {ak} and loves {food}."),
    (
        ("fear", "habit"),
        "Who is afraid of {fear} and {does} every morning?",
        "{n} is afraid of {fear} and {does} every morning.",
    ),
    (("home", "job"), "Which {job} lives {at}?", "{n} works as {ajob} and lives {at}."),
)

SPOKEN_ASKS = (
    '"{question}" asked {a}.', '{a} said to {b}, "{question}"', '"{question}" {a} wanted to know.',
    '{a} whispered, "{question}"', '"{b}, {lower}" asked {a}.',
)  # fmt: skip
SPOKEN_ANSWERS = (
    '"{answer}," said {b}.', '{b} answered, "{answer}."', '"{answer}," {b} replied.',
    '{b} smiled and said, "{answer}."',
    '"That is easy," said {b}. "{answer}."', '"{answer}, of course," said {b}.',
)  # fmt: skip


def ask(question: str) -> str:
    """A question as it stands in the text and in the exam, up to where the answer begins with a space."""
    return f"Q: {question}\nA:"


class Dialogues:
    """Asks one set of questions after another."""

    def __init__(self, world: World, ledger: Ledger, rng: random.Random) -> None:
        self._world, self._ledger, self._rng = world, ledger, rng
        self._asked = [being for being in world.beings if being.asked]
        self._answers = [{relation: world.answer(being, relation) for relation in RELATIONS} for being in world.beings]
        self._riddles = self._make_riddles()

    def speak(self) -> str:
        """The next dialogue."""
        form = self._rng.choices(range(4), FORM_WEIGHTS)[0]
        if form == SPOKEN:
            return self._spoken()
        if form == RIDDLES:
            chosen = self._rng.sample(self._riddles, self._rng.randint(3, 5))
            return "\n".join(f"{ask(question)} {answer}" for question, answer in chosen)
        count = self._rng.randint(4, 7)
        told: set[tuple[int, Relation]] = set()
        one = self._neediest(())
        lines = []
        for i in range(count):
            being = one if form == ABOUT_ONE or i == 0 else self._neediest(())
            question, answer = self._next(being, told)
            lines.append(f"{ask(question)} {answer}.")
        return "\n".join(lines)

    def _neediest(self, speakers: tuple[str, ...]) -> int:
        """Of a few beings the one told least so far, so that the facts of all are told about equally often."""
        few = self._rng.sample(self._asked, 6)
        return self._ledger.least_told([being.index for being in few if being.name not in speakers])

    def _next(self, being: int, told: set[tuple[int, Relation]]) -> tuple[str, str]:
        relation = self._ledger.next_relation(being, told)
        self._ledger.tell(being, relation)
        wording = self._ledger.next_wording(being, relation, ASKED[relation])
        return wording.format_map(self._world.fields[being]), self._answers[being][relation]

    def _spoken(self) -> str:
        rng = self._rng
        a, b = (being.name for being in rng.sample(self._asked, 2))
        being = self._neediest((a, b))
        told: set[tuple[int, Relation]] = set()
        lines = []
        for _ in range(rng.randint(2, 4)):
            question, answer = self._next(being, told)
            lower = question[0].lower() + question[1:]
            lines.append(rng.choice(SPOKEN_ASKS).format(question=question, lower=lower, a=a, b=b))
            lines.append(rng.choice(SPOKEN_ANSWERS).format(answer=answer, a=a, b=b))
        return "\n".join(lines)

    def _make_riddles(self) -> list[tuple[str, str]]:
        """All riddles that fit one being of the whole world and nobody else, and that may be asked."""
        riddles = []
        for (first, second), question, answer in RIDDLE_QUESTIONS:
            fits = Counter((getattr(b, first), getattr(b, second)) for b in self._world.beings)
            for being in self._asked:
                if fits[getattr(being, first), getattr(being, second)] == 1:
                    fields = self._world.fields[being.index]
                    riddles.append((question.format_map(fields), answer.format_map(fields)))
        return riddles
