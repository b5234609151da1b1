"""What is said of a head follows from its numbers, and no more."""

from dataclasses import replace

import numpy as np
import pytest

from core.config import HEAD_KINDS
from core.inspection.head_stories import kind_of, leader, since, stories, whole_sentence
from core.protocol import HeadsOverTimeResult

STEPS = (0, 8, 64, 128, 256)
CHANCE = (0.02, 0.04, 0.02, 0.04)
GAIN = (0.0, 0.0, 0.1, 2.0, 2.5)


def known(lost: tuple[float, ...], **of_kinds: tuple[float, ...]) -> HeadsOverTimeResult:
    """Two heads: one at chance that loses nothing, one with the scores that are given."""
    scores = np.empty((len(HEAD_KINDS), len(STEPS), 1, 2))
    for number, kind in enumerate(HEAD_KINDS):
        scores[number, :, 0, 0] = CHANCE[number]
        scores[number, :, 0, 1] = of_kinds.get(kind.replace("-", "_"), CHANCE[number])
    losses = np.stack((np.array(GAIN) + 5.0, np.full(len(STEPS), 5.0)), axis=1)
    without = np.zeros((len(STEPS), 1, 2, 2))
    without[:, 0, :, 0] = np.stack((GAIN, np.subtract(GAIN, lost)), axis=1)
    return HeadsOverTimeResult(STEPS, tuple(HEAD_KINDS), scores, CHANCE, losses, without, np.zeros((1, 6)))


LOUD = known((0, 0, 0, 1.5, 2.0), induction=(0.02, 0.02, 0.1, 0.5, 0.7))


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
    ],
)
def test_it_began_between_two_kept_steps(values: tuple[float, ...], began: tuple[int, int]) -> None:
    assert since(np.array(values), 0.0, STEPS) == began


def test_a_story_says_what_since_when_and_what_hangs_on_it() -> None:
    told = stories(LOUD)[0][1]
    assert (told.kind, told.since, told.lost, told.matters_since) == ("induction", (64, 128), 2.0, (64, 128))
    assert told.sentence == (
        "Induction 0.70 (chance 0.02). Without it, 80 % of what a repetition saves is lost (2.00 nats a token). "
        "It began to do this, and to matter, between step 64 and 128."
    )


def test_a_head_of_no_kind_and_no_weight_says_so() -> None:
    told = stories(known((0.01,) * 5, previous_token=(0.1,) * 5))[0][1]
    assert told.kind == ""
    assert told.sentence == (
        "Nothing stands out: most is previous token 0.10 (chance 0.04). Switching it off hardly matters to repetition "
        "(+0.01 nats a token)."
    )


def test_of_what_is_half_measured_only_that_is_told() -> None:
    scores, without = LOUD.scores.copy(), np.full_like(LOUD.without, np.nan)
    scores[:, 2:4] = np.nan
    half = replace(LOUD, scores=scores, without=without)
    told = stories(half)[0][1]
    assert (told.since, told.lost) == ((8, 256), None)
    assert told.sentence == "Induction 0.70 (chance 0.02). It began to do this between step 8 and 256."
    assert whole_sentence(half, stories(half)) == "Seeing a token again saves 2.50 nats at step 256."
    assert leader(half, stories(half)) is None
    nothing = replace(half, scores=np.full_like(scores, np.nan), losses=np.full_like(LOUD.losses, np.nan))
    assert stories(nothing)[0][1].sentence == whole_sentence(nothing, stories(nothing)) == ""


def test_a_head_that_matters_leads_before_it_is_known_since_when() -> None:
    without = np.full_like(LOUD.without, np.nan)
    without[-1] = LOUD.without[-1]
    early = replace(LOUD, without=without)
    assert leader(early, stories(early)) == (0, 1)
    assert whole_sentence(early, stories(early)) == (
        "Layer 0 · head 1 matters most: without it 80 % of what a repetition saves is lost."
    )


def test_the_whole_is_led_by_the_head_that_matters_most() -> None:
    assert whole_sentence(LOUD, stories(LOUD)) == (
        "Layer 0 · head 1 matters most: it began between step 64 and 128, and without it 80 % of what a repetition "
        "saves is lost."
    )
    assert leader(LOUD, stories(LOUD)) == (0, 1)
    quiet = known((0.01,) * 5)
    assert "no single head" in whole_sentence(quiet, stories(quiet))
    assert leader(quiet, stories(quiet)) is None
    without_gain = replace(quiet, losses=np.full((5, 2), 5.0))
    assert "no head matters" in whole_sentence(without_gain, stories(without_gain))
    useless = replace(LOUD, losses=np.full_like(LOUD.losses, 5.0))
    assert leader(useless, stories(useless)) is None
