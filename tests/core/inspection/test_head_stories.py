"""What is said of a head follows from its numbers, and no more."""

import numpy as np
import pytest

from core.config import HEAD_KINDS
from core.inspection.head_stories import kind_of, since, story, whole_sentence

STEPS = (0, 8, 64, 128, 256)
CHANCE = (0.02, 0.04, 0.02, 0.04)


def scores(**of_kinds: tuple[float, ...]) -> np.ndarray:
    """K S: chance, but for the kinds that are given."""
    flat = (np.full(len(STEPS), chance) for chance in CHANCE)
    return np.stack([of_kinds.get(kind.replace("-", "_"), one) for kind, one in zip(HEAD_KINDS, flat, strict=True)])


def test_a_head_is_named_after_what_stands_out() -> None:
    assert kind_of((0.5, 0.3, 0.0, 0.0), CHANCE) == "induction"
    assert kind_of((0.1, 0.15, 0.0, 0.1), CHANCE) == ""
    assert kind_of((np.nan, np.nan, np.nan, np.nan), CHANCE) == ""


@pytest.mark.parametrize(
    ("values", "began"),
    [
        ((0.0, 0.0, 0.1, 0.6, 0.7), (64, 128)),
        ((0.0, 0.9, 0.1, 0.6, 0.7), (64, 128)),  # what was lost again does not count
        ((0.7, 0.7, 0.7, 0.7, 0.7), (-1, 0)),
        ((0.0, np.nan, 0.1, 0.6, 0.7), None),
    ],
)
def test_it_began_between_two_kept_steps(values: tuple[float, ...], began: tuple[int, int] | None) -> None:
    assert since(np.array(values), 0.0, STEPS) == began


def test_a_story_says_what_since_when_and_what_hangs_on_it() -> None:
    told = story(STEPS, scores(induction=(0.02, 0.02, 0.1, 0.5, 0.7)), CHANCE, np.array([0, 0, 0, 1.5, 2.0]), 2.5)
    assert (told.kind, told.since, told.lost, told.matters_since) == ("induction", (64, 128), 2.0, (64, 128))
    assert told.sentence == (
        "Induction 0.70 (chance 0.02). This began between step 64 and 128. Without it, 80 % of what a repetition "
        "saves is lost (2.00 nats a token). It began to matter between step 64 and 128."
    )


def test_a_head_of_no_kind_and_no_weight_says_so() -> None:
    told = story(STEPS, scores(previous_token=(0.1,) * 5), CHANCE, np.full(5, 0.01), 2.5)
    assert told.kind == ""
    assert told.sentence == (
        "Nothing stands out: most is previous token 0.10 (chance 0.04). Switching it off hardly matters to repetition "
        "(+0.01 nats a token)."
    )
    assert story(STEPS, scores(), CHANCE, np.full(5, np.nan), 2.5).lost is None


def test_the_whole_is_led_by_the_head_that_matters_most() -> None:
    quiet = story(STEPS, scores(), CHANCE, np.full(5, 0.01), 2.5)
    loud = story(STEPS, scores(induction=(0.02, 0.02, 0.1, 0.5, 0.7)), CHANCE, np.array([0, 0, 0, 1.5, 2.0]), 2.5)
    assert whole_sentence(STEPS, ((quiet, quiet), (quiet, loud)), 2.5) == (
        "Layer 1 · head 1 matters most: it began between step 64 and 128, and without it 80 % of what a repetition "
        "saves is lost."
    )
    assert "no head matters" in whole_sentence(STEPS, ((quiet,),), 0.05)
    assert "no single head" in whole_sentence(STEPS, ((quiet,),), 1.0)
    assert "Only step 300" in whole_sentence((300,), ((quiet,),), 1.0)
