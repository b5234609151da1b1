"""Heads over time of a real run: each kept step is what that step's network scores, none is measured twice, and what
grows, is damaged or is gone is taken as it is."""

import shutil

import numpy as np
import pytest

from core.config import HEAD_KINDS
from core.control import Interrupted, RunControl
from core.inspection import Memory, Origin, Subject
from core.inspection.head_scores import losses_without, repeated_tokens, score_heads
from core.inspection.heads_over_time import ends_first, heads_over_time
from core.inspection.known_heads import Remembered
from core.inspection.subject import Weights
from core.model.loading import load_step
from core.paths import Home
from core.protocol import HeadsOverTimeResult
from core.runs import find_run


@pytest.fixture
def few(demo: Home) -> Home:
    """The run with four of its steps."""
    run, _ = find_run(demo, "demo")
    steps = [stop.step for stop in run.steps()]
    for step in set(steps) - {steps[0], steps[4], steps[-3], steps[-1]}:
        shutil.rmtree(run.step_folder(step))
    return demo


def subject_of(home: Home, memory: Memory | None = None, control: RunControl | None = None) -> Subject:
    run, step = find_run(home, "demo")
    assert step is not None
    loaded = load_step(run, step)
    origin = Origin(home, run, step)
    return Subject(
        loaded.model, loaded.tokenizer, (1,), 0, origin=origin, control=control or RunControl(),
        memory=memory or Memory(),
    )  # fmt: skip


def results(subject: Subject) -> list[HeadsOverTimeResult]:
    return [result for result in heads_over_time(subject) if result is not None]


def test_every_kept_step_is_what_its_network_scores(few: Home) -> None:
    subject = subject_of(few)
    assert subject.origin is not None
    *sofar, whole = results(subject)
    run = subject.origin.run
    assert whole.steps == tuple(stop.step for stop in run.steps())
    assert len(whole.steps) == 4
    assert whole.progress == 1.0
    assert [np.isfinite(one.scores[0, :, 0, 0]).sum() for one in sofar] == [0, 1, 2, 3, 4, 4, 4, 4]
    assert [np.isfinite(one.lost[:, 0, 0]).sum() for one in sofar] == [0, 0, 0, 0, 0, 1, 2, 3]
    for number in (0, 2):
        model = load_step(run, whole.steps[number]).model
        ids = repeated_tokens(model, subject.tokenizer)
        assert (whole.ids == ids.numpy()).all()
        assert whole.scores[:, number] == pytest.approx(score_heads(model, ids).scores, abs=1e-6)
        assert whole.without[number] == pytest.approx(losses_without(model, ids), abs=1e-5)
    layers, heads = whole.lost.shape[1:]
    assert [len(row) for row in whole.stories] == [heads] * layers
    table = whole.table(())
    assert len(table.rows) == len(whole.steps) * layers * heads
    assert {len(row) for row in table.rows} == {len(table.columns)}
    assert table.columns[3 : 3 + len(HEAD_KINDS)] == tuple(kind.replace("-", " ") for kind in HEAD_KINDS)


def test_what_was_measured_is_not_measured_again(few: Home) -> None:
    memory = Memory()
    first = results(subject_of(few, memory))
    again = results(subject_of(few, memory))
    assert len(first) == 1 + 2 * 4
    assert len(again) == 1
    assert (again[0].scores == first[-1].scores).all()


def test_a_stop_is_heard_and_what_was_measured_stays(few: Home) -> None:
    memory, control = Memory(), RunControl()
    measuring = (result for result in heads_over_time(subject_of(few, memory, control)) if result is not None)
    next(measuring)
    next(measuring)
    control.stop()
    with pytest.raises(Interrupted):
        next(measuring)
    before = next(heads_over_time(subject_of(few, memory)))
    assert before is not None
    assert before.progress == 1 / 8


def test_a_damaged_step_is_left_out_and_named(few: Home) -> None:
    run, _ = find_run(few, "demo")
    steps = [stop.step for stop in run.steps()]
    weights = run.step_folder(steps[1]) / "model.safetensors"
    spoilt = bytearray(weights.read_bytes())
    spoilt[-1] ^= 1
    weights.write_bytes(spoilt)
    *_, whole = results(subject_of(few))
    assert whole.damaged == (steps[1],)
    assert whole.steps == (steps[0], *steps[2:])


def test_a_run_with_one_step_says_so(few: Home) -> None:
    run, last = find_run(few, "demo")
    for stop in run.steps():
        if stop.step != last:
            shutil.rmtree(run.step_folder(stop.step))
    *_, whole = results(subject_of(few))
    assert whole.steps == (last,)
    assert "was kept" in whole.sentence
    assert not any("began" in one.sentence for row in whole.stories for one in row)


def test_the_ends_come_first_and_every_step_once() -> None:
    assert ends_first([0, 1, 2, 3, 4, 5, 6, 7, 8])[:3] == [8, 0, 4]
    for count in range(12):
        assert sorted(ends_first(list(range(count)))) == list(range(count))


def test_the_oldest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.inspection.known_heads.MOST", 2)
    kept: Remembered[int] = Remembered()
    a, b, c = (Weights("run", step, "x") for step in range(3))
    kept.keep(a, 1)
    kept.keep(b, 2)
    assert kept.get(a) == 1
    kept.keep(c, 3)
    assert (kept.get(a), kept.get(b), kept.get(c)) == (1, None, 3)
    assert kept.get(Weights("run", 0, "y")) is None
