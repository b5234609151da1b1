"""What the text says about its beings, read back with patterns of our own: told often, never wrongly."""

import re
from collections import defaultdict

import pytest

from core.text.little_world import generate
from core.text.little_world.beings import RELATIONS, Being, Relation, World, make_world

SEED = 0
SENTENCE_END = re.compile(r"(?<=[.!?])[\"\s]+|\n")


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(SEED)


@pytest.fixture(scope="module")
def passages() -> list[str]:
    return generate(SEED)


@pytest.fixture(scope="module")
def sentences(passages: list[str]) -> list[str]:
    return [sentence for passage in passages for sentence in SENTENCE_END.split(passage)]


def values_of(world: World, being: Being, relation: Relation) -> tuple[str, ...]:
    """The words that stand for this fact wherever it is told."""
    return {
        "kind": (being.kind,), "home": (being.home[1],), "friend": (world.beings[being.friend].name,),
        "food": (being.food,), "job": (being.job,), "habit": being.habit, "fear": (being.fear,),
        "colour": (being.colour,),
    }[relation]  # fmt: skip


def test_a_world_holds_together(world: World) -> None:
    assert len(world.beings) == len({being.name for being in world.beings}) == 100
    assert sum(not being.asked for being in world.beings) == 20
    for being in world.beings:
        friend = world.beings[being.friend]
        assert friend is not being
        assert world.beings[friend.friend] is being
        assert friend.asked == being.asked
        assert being.kind not in (("boy", "man") if being.she else ("girl", "woman"))


def test_worlds_differ_by_seed(world: World) -> None:
    assert make_world(SEED) == world
    assert make_world(SEED + 1).beings != world.beings


def test_every_fact_is_told_in_forty_places_and_twelve_wordings(world: World, sentences: list[str]) -> None:
    """A place is a sentence with the name and the value; a wording is such a sentence without the name."""
    names = {being.name for being in world.beings}
    about: dict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        for name in set(re.findall(r"[A-Z][a-z]+", sentence)) & names:
            about[name].append(sentence)
    for being in world.beings:
        for relation in RELATIONS:
            words = "|".join(re.escape(value) for value in values_of(world, being, relation))
            pattern = re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
            places = [sentence for sentence in about[being.name] if pattern.search(sentence)]
            wordings = {sentence.replace(being.name, "@") for sentence in places}
            assert len(places) >= 40, (being.name, relation, len(places))
            assert len(wordings) >= 12, (being.name, relation, len(wordings))


def test_no_value_stands_beside_a_name_that_it_does_not_belong_to(world: World, sentences: list[str]) -> None:
    """Where a sentence has names and a value, one of the named owns the value."""
    by_name = {being.name: being for being in world.beings}
    owners: dict[str, set[str]] = defaultdict(set)
    for being in world.beings:
        for relation in RELATIONS:
            if relation != "friend":
                for value in values_of(world, being, relation):
                    owners[value.lower()].add(being.name)
    values = re.compile(
        r"\b(" + "|".join(sorted(map(re.escape, owners), key=len, reverse=True)) + r")\b", re.IGNORECASE
    )
    checked = 0
    for sentence in sentences:
        named = by_name.keys() & set(re.findall(r"[A-Z][a-z]+", sentence))
        for value in values.findall(sentence) if named else ():
            assert named & owners[value.lower()], sentence
            checked += 1
    assert checked > 20_000


CLAIMS: tuple[tuple[str, Relation], ...] = (
    (r"\b([A-Z][a-z]+) (?:lives|sleeps) (?:in|on|by|under|above|behind) (the \w+ \w+)", "home"),
    (r"\b([A-Z][a-z]+)'s best friend is ([A-Z][a-z]+)", "friend"),
    (r"\bbest friend of ([A-Z][a-z]+) is ([A-Z][a-z]+)", "friend"),
    (r"\b([A-Z][a-z]+) and ([A-Z][a-z]+) (?:are|have been) best friends", "friend"),
    (r"\b([A-Z][a-z]+) (?:loves|eats) (\w+)", "food"),
    (r"\b([A-Z][a-z]+)'s favourite food is (\w+)", "food"),
    (r"\b([A-Z][a-z]+) works as an? (\w+)", "job"),
    (r"\b([A-Z][a-z]+) is afraid of ((?:the |deep |high |empty )?\w+)", "fear"),
    (r"\b([A-Z][a-z]+)'s scarf is (\w+)", "colour"),
    (r"\b([A-Z][a-z]+)'s (\w+) scarf", "colour"),
    (r"\b([A-Z][a-z]+) (?:wears|has) an? (\w+) scarf", "colour"),
    (r"\bEvery morning ([A-Z][a-z]+) (\w+ [\w ]+)", "habit"),
    (r"\b([A-Z][a-z]+) (?:is afraid of [\w ]+ and )?(\w+ [\w ]+) every morning", "habit"),
    (r"\b([A-Z][a-z]+) is an? (\w+)(?: and| from|[.,])", "kind"),
)


@pytest.mark.parametrize(("claim", "relation"), CLAIMS)
def test_claims_are_true(world: World, sentences: list[str], claim: str, relation: Relation) -> None:
    by_name = {being.name: being for being in world.beings}
    found = 0
    for sentence in sentences:
        for name, value in re.findall(claim, sentence):
            if name in by_name and value not in ("very", "brave"):
                assert value in values_of(world, by_name[name], relation), sentence
                found += 1
    assert found > 30


def test_pronouns_agree(world: World, passages: list[str]) -> None:
    """A sentence that begins with a pronoun follows one about somebody of that gender."""
    she = {being.name: being.she for being in world.beings}
    checked = 0
    for passage in passages[:1500]:
        for before, pronoun in re.findall(r"(?:^|[.!?]\"? )([^.!?\n]*)[.!?]\"? (He|She|His|Her) ", passage):
            named = [name for name in re.findall(r"[A-Z][a-z]+", before) if name in she]
            if named:
                assert (pronoun in ("She", "Her")) in {she[name] for name in named}, (before, pronoun)
                checked += 1
    assert checked > 100


def test_nobody_is_asked_about_who_may_not_be(world: World, passages: list[str]) -> None:
    unasked = {being.name for being in world.beings if not being.asked}
    asked = {being.name for being in world.beings if being.asked}
    questions = [sentence for passage in passages for sentence in re.findall(r"[^.!?\n\"]*\?", passage)]
    named = {word for question in questions for word in re.findall(r"[A-Z][a-z]+", question)}
    assert not named & unasked
    assert asked <= named
    answered = {word for p in passages for line in re.findall(r"^A: .*", p, re.M) for word in re.findall(r"\w+", line)}
    assert not answered & unasked
