"""Keeps account of how often each fact has been told, so that the next to be told is the one told least."""

import random

from core.text.little_world.beings import RELATIONS, Relation


class Ledger:
    """Counts for every being and relation, and whose turn it is among their wordings."""

    def __init__(self, rng: random.Random, n_beings: int) -> None:
        self._told = [{relation: rng.random() for relation in RELATIONS} for _ in range(n_beings)]
        self._turn = [{relation: rng.randrange(48) for relation in RELATIONS} for _ in range(n_beings)]

    def tell(self, being: int, relation: Relation) -> None:
        """Count it."""
        self._told[being][relation] += 1

    def least_told(self, beings: list[int]) -> int:
        """Of these beings the one whose least told fact was told least."""
        return min(beings, key=lambda being: min(self._told[being].values()))

    def next_relation(self, being: int, avoid: set[tuple[int, Relation]]) -> Relation:
        """The relation of this being told least, and not in ``avoid`` if it can be helped."""
        told = self._told[being]
        fresh = [relation for relation in RELATIONS if (being, relation) not in avoid]
        relation = min(fresh or RELATIONS, key=told.__getitem__)
        avoid.add((being, relation))
        return relation

    def next_wording(self, being: int, relation: Relation, wordings: tuple[str, ...]) -> str:
        """Wordings come in turn, so that none of them is left out."""
        turns = self._turn[being]
        turns[relation] += 1
        return wordings[turns[relation] % len(wordings)]


class Deck:
    """Numbers dealt in random order; when all are dealt they are shuffled again."""

    def __init__(self, rng: random.Random, cards: list[int]) -> None:
        self._rng, self._cards, self._dealt = rng, cards, len(cards)

    def deal(self) -> int:
        if self._dealt >= len(self._cards):
            self._rng.shuffle(self._cards)
            self._dealt = 0
        self._dealt += 1
        return self._cards[self._dealt - 1]
