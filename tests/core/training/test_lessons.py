"""Rows of dialogues and windows of text, mixed: each epoch has every row once, and the share of text that was asked."""

from collections.abc import Callable

import numpy as np
import pytest

from core.control import RunControl
from core.text.dialogue import Turn
from core.text.dialogues import pack
from core.text.prepare import Prepared
from core.text.tokenizers import with_turns
from core.training.checkpoint import Position
from core.training.lessons import LessonBatches, Lessons, kept_back, validation_rows

CONTEXT, BATCH = 16, 4


@pytest.fixture
def lessons(prepared_story: Callable[..., Prepared]) -> Callable[[float], Lessons]:
    prepared = prepared_story()
    tokenizer = with_turns(prepared.tokenizer)
    dialogues = [(Turn("user", f"{number}"), Turn("model", f"{number} {number}")) for number in range(60)]
    learnt, kept = (pack(part, tokenizer, CONTEXT, RunControl()) for part in kept_back(dialogues, 0.1))

    def made(replay: float) -> Lessons:
        return Lessons(learnt, kept, prepared.train if replay else None, replay)

    return made


@pytest.mark.parametrize("replay", [0.0, 0.5, 0.75])
def test_an_epoch_has_every_row_once_and_its_share_of_text(
    lessons: Callable[[float], Lessons], prepared_story: Callable[..., Prepared], replay: float
) -> None:
    found, story = lessons(replay), prepared_story()
    batches, at = LessonBatches(story, found, CONTEXT, BATCH, 0), Position()
    rows = batches.windows(1)
    assert rows == len(found.train) + found.replayed
    inputs = []
    while at.epoch == 0:
        some, targets = batches.next(at)
        assert some.shape == targets.shape == (BATCH, CONTEXT)
        inputs += some.tolist()
    ours = {tuple(row) for row in found.train.tokens[:, :-1].tolist()}
    seen = [tuple(row) for row in inputs[:rows]]
    assert {row for row in seen if row in ours} == ours
    assert sum(row not in ours for row in seen) == round(len(found.train) * replay / (1 - replay))


def test_an_order_follows_from_seed_and_epoch_alone(
    lessons: Callable[[float], Lessons], prepared_story: Callable[..., Prepared]
) -> None:
    def batch(seed: int, epoch: int) -> list[list[int]]:
        batches = LessonBatches(prepared_story(), lessons(0.5), CONTEXT, BATCH, seed)
        ids: list[list[int]] = batches.next(Position(epoch=epoch))[0].tolist()
        return ids

    assert batch(1, 2) == batch(1, 2)
    assert len({str(batch(seed, epoch)) for seed in (1, 2) for epoch in (1, 2)}) == 4


def test_only_dialogues_are_validated_on(
    lessons: Callable[[float], Lessons], prepared_story: Callable[..., Prepared]
) -> None:
    found = lessons(0.5)
    batches = LessonBatches(prepared_story(), found, CONTEXT, BATCH, 0)
    inputs = np.concatenate([inputs for inputs, _ in batches.validation()])
    assert inputs.tolist() == found.val.tokens[validation_rows(found.val), :-1].tolist()


@pytest.mark.parametrize(("number", "share", "kept"), [(2, 0.1, 1), (10, 0.1, 1), (10, 0.5, 5), (3, 0.001, 1)])
def test_some_dialogues_are_kept_back(number: int, share: float, kept: int) -> None:
    dialogues = [(Turn("user", str(k)), Turn("model", "yes")) for k in range(number)]
    learnt, back = kept_back(dialogues, share)
    assert len(back) == kept
    assert sorted([*learnt, *back], key=lambda one: int(one[0].text)) == dialogues
