"""One prompt through all steps of a real tiny run."""

import gc
import weakref
from collections.abc import Callable

import pytest

from core.chat import through_time as room
from core.config import SamplingConfig
from core.control import RunControl
from core.engine import Engine
from core.model.loading import LoadedModel
from core.model.quickest import Quickest
from core.paths import Home
from core.protocol import (
    Command,
    Event,
    Failed,
    Filmstrip,
    FilmstripDone,
    Frame,
    Notice,
    Part,
    Progress,
    Sample,
    SampleDone,
    Token,
)
from core.runs import RunFolder

CarryOut = Callable[..., list[Event]]
RULES = SamplingConfig(max_new_tokens=6, seed=3)
STRIP = Filmstrip("demo", "The fox", RULES)


def run_of(home: Home) -> RunFolder:
    return RunFolder(home.checkpoints / "demo" / "serial_1")


def frames(events: list[Event]) -> list[Frame]:
    return [event for event in events if isinstance(event, Frame)]


def test_every_step_answers_as_it_does_to_a_sample(trained: Home, carry_out: CarryOut) -> None:
    events = carry_out(trained, STRIP)
    found, done = frames(events), events[-1]
    stops = run_of(trained).steps()
    assert [(frame.step, frame.best) for frame in found] == [(stop.step, stop.is_best) for stop in stops]
    assert done == FilmstripDone("demo/serial_1", len(stops), 3)
    assert len(stops) > 5
    for frame in found:
        *said, single = carry_out(trained, Sample(f"demo@{frame.step}", "The fox", RULES))
        assert isinstance(single, SampleDone)
        assert (frame.text, frame.token_ids) == (single.text, single.token_ids)
        odds = [event.probability for event in said if isinstance(event, Token)]
        assert frame.mean_log_probability == pytest.approx(room.mean_log(odds))
    assert len({frame.text for frame in found}) > 3, "it has learnt"


def test_it_says_how_far_it_is(trained: Home, carry_out: CarryOut) -> None:
    shares = [event.fraction for event in carry_out(trained, STRIP) if isinstance(event, Progress)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_a_step_that_is_named_is_the_last(trained: Home, carry_out: CarryOut) -> None:
    assert [frame.step for frame in frames(carry_out(trained, Filmstrip("demo@4", "The", RULES)))] == [0, 1, 2, 3, 4]


def test_what_is_to_be_said_of_the_prompt_is_said_once(trained: Home, carry_out: CarryOut) -> None:
    long = Filmstrip("demo@4", "The fox sat by the river. " * 6, RULES)
    (notice,) = [event for event in carry_out(trained, long) if isinstance(event, Notice)]
    assert "at once" in notice.message


def test_a_damaged_step_is_named_and_left_out_and_one_that_has_gone_is_left_out(
    demo: Home, carry_out: CarryOut
) -> None:
    run = run_of(demo)
    damaged = run.step_folder(2) / "model.safetensors"
    data = bytearray(damaged.read_bytes())
    data[-1] ^= 1
    damaged.write_bytes(data)
    found = []
    for event in Engine(demo).run(STRIP, RunControl()):
        found.append(event)
        if isinstance(event, Frame) and event.step == 4:
            for path in run.step_folder(8).iterdir():  # what a training does to an old checkpoint
                path.unlink()
    steps = [frame.step for frame in frames(found)]
    assert {0, 1, 4, 16} <= set(steps)
    assert not {2, 8} & set(steps)
    (notice,) = [event for event in found if isinstance(event, Notice)]
    assert "damaged" in notice.message
    assert isinstance(found[-1], FilmstripDone)
    assert found[-1].frames == len(steps)


def test_where_no_step_can_be_read_it_says_why(demo: Home, carry_out: CarryOut) -> None:
    for stop in run_of(demo).steps():
        (run_of(demo).step_folder(stop.step) / "model.safetensors").write_bytes(b"nothing")
    last = carry_out(demo, STRIP)[-1]
    assert isinstance(last, Failed)
    assert "damaged" in last.message


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (Filmstrip("nobody", "The"), "no run nobody"),
        (Filmstrip("demo@999", "The"), "no checkpoint at step 999"),
        (Filmstrip("demo", "The", parts=(Part("user", "Who?"),)), "not taught to answer"),
    ],
)
def test_what_cannot_be_asked_is_refused(trained: Home, carry_out: CarryOut, command: Command, words: str) -> None:
    last = carry_out(trained, command)[-1]
    assert isinstance(last, Failed)
    assert words in last.message


def test_a_run_without_a_step_is_refused(demo: Home, carry_out: CarryOut) -> None:
    for stop in run_of(demo).steps():
        (run_of(demo).step_folder(stop.step) / "manifest.json").unlink()
    assert "no checkpoint yet" in carry_out(demo, STRIP)[-1].message


def test_a_stop_keeps_the_frames_that_are_whole(trained: Home) -> None:
    control, found = RunControl(), []
    for event in Engine(trained).run(STRIP, control):
        found.append(event)
        if isinstance(event, Frame) and event.step == 2:
            control.stop()
    assert [frame.step for frame in frames(found)] == [0, 1, 2]
    assert found[-1] == FilmstripDone("demo/serial_1", 3, 3, whole=False)


def test_a_step_is_let_go_when_it_has_answered(trained: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the garbage collector does: between two frames one network is there at most."""
    there: list[weakref.ref[object]] = []
    load = room.load_step

    def loading(folder: RunFolder, step: int, quickest: Quickest) -> LoadedModel:
        loaded = load(folder, step, quickest)
        there.append(weakref.ref(loaded.model))
        return loaded

    monkeypatch.setattr(room, "load_step", loading)
    gc.collect()
    gc.disable()
    try:
        for event in Engine(trained).run(STRIP, RunControl()):
            if isinstance(event, Frame):
                assert sum(one() is not None for one in there) <= 1
    finally:
        gc.enable()
    assert len(there) > 5
