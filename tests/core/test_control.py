"""Stop, pause and the shelf, between real threads."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from core.control import Interrupted, LiveWeights, RunControl, Shelf

SOON = 10.0  # seconds until a thread counts as hung; nothing waits that long


@contextmanager
def thread(work: Callable[[], object]) -> Iterator["queue.SimpleQueue[object]"]:
    """Run ``work`` beside; its value, or what it raised, comes through the queue."""
    said: queue.SimpleQueue[object] = queue.SimpleQueue()

    def run() -> None:
        try:
            said.put(work())
        except BaseException as error:
            said.put(error)

    worker = threading.Thread(target=run, daemon=True)  # a hung one must not keep the tests from ending
    worker.start()
    try:
        yield said
    finally:
        worker.join(SOON)
        assert not worker.is_alive()


def until_wanted(shelf: Shelf) -> None:
    """Look between steps, as a trainer does, until somebody waits for weights."""
    while not shelf.wanted:
        sum(range(1000))


def test_a_fresh_control_lets_work_go_on() -> None:
    control = RunControl()
    control.check()
    control.wait_while_paused(lambda: pytest.fail("looked without a pause"))
    assert not control.stopping
    assert not control.paused


def test_a_stop_interrupts_work_that_has_nothing_to_save() -> None:
    control = RunControl()
    control.stop()
    assert control.stopping
    with pytest.raises(Interrupted):
        control.check()


def test_a_paused_worker_goes_on_when_it_is_resumed() -> None:
    control, sleeping = RunControl(), threading.Event()
    control.pause()
    with thread(lambda: control.wait_while_paused(sleeping.set)) as said:
        assert sleeping.wait(SOON)
        assert control.paused
        assert said.empty()
        control.resume()
        assert said.get(timeout=SOON) is None
    assert not control.paused
    assert not control.stopping


def test_a_stop_ends_a_pause() -> None:
    control, sleeping = RunControl(), threading.Event()
    control.pause()
    with thread(lambda: control.wait_while_paused(sleeping.set)) as said:
        assert sleeping.wait(SOON)
        control.stop()
        assert said.get(timeout=SOON) is None
    assert control.stopping


def test_a_sleeper_looks_around_when_it_is_woken() -> None:
    control, looks = RunControl(), queue.SimpleQueue[int]()
    control.pause()
    with thread(lambda: control.wait_while_paused(lambda: looks.put(1))) as said:
        for _ in range(3):
            control.wake()
            assert looks.get(timeout=SOON)
        assert said.empty()
        control.resume()


def test_a_copy_reaches_who_asked_for_it() -> None:
    shelf, copy = Shelf(), LiveWeights("demo/serial_1", 12, {"w": 1})
    shelf.open("demo/serial_1")
    assert not shelf.wanted
    with thread(lambda: shelf.take("demo/serial_1", RunControl())) as said:
        until_wanted(shelf)
        shelf.put(copy)
        assert said.get(timeout=SOON) is copy
    assert not shelf.wanted


def test_a_copy_is_fresh_each_time() -> None:
    shelf = Shelf()
    shelf.open("demo/serial_1")
    for step in (1, 2):
        with thread(lambda: shelf.take("demo/serial_1", RunControl())) as said:
            until_wanted(shelf)
            shelf.put(LiveWeights("demo/serial_1", step, {}))
            found = said.get(timeout=SOON)
        assert isinstance(found, LiveWeights)
        assert found.step == step


def test_nothing_is_taken_from_a_run_that_does_not_train() -> None:
    shelf = Shelf()
    assert shelf.take("demo/serial_1", RunControl()) is None
    shelf.open("demo/serial_2")
    assert shelf.training == "demo/serial_2"
    assert shelf.take("demo/serial_1", RunControl()) is None
    assert not shelf.wanted


def test_who_waits_gets_nothing_when_the_training_ends() -> None:
    shelf = Shelf()
    shelf.open("demo/serial_1")
    with thread(lambda: shelf.take("demo/serial_1", RunControl())) as said:
        until_wanted(shelf)
        shelf.close()
        assert said.get(timeout=SOON) is None
    assert shelf.training is None
    assert not shelf.wanted


def test_who_waits_gets_nothing_after_a_stop() -> None:
    shelf, control = Shelf(), RunControl()
    shelf.open("demo/serial_1")
    with thread(lambda: shelf.take("demo/serial_1", control)) as said:
        until_wanted(shelf)
        control.stop()
        assert said.get(timeout=SOON) is None


def test_who_waits_gets_nothing_from_a_trainer_that_never_looks() -> None:
    shelf = Shelf()
    shelf.open("demo/serial_1")
    assert shelf.take("demo/serial_1", RunControl(), timeout=0.2) is None


def test_a_new_training_finds_the_shelf_empty() -> None:
    shelf = Shelf()
    shelf.open("demo/serial_1")
    assert shelf.take("demo/serial_1", RunControl(), timeout=0.1) is None
    assert shelf.wanted
    shelf.open("demo/serial_2")
    assert not shelf.wanted


def test_prompts_are_taken_once_and_in_their_order() -> None:
    control = RunControl()
    control.add_prompt("one")
    control.add_prompt("two")
    assert control.take_prompts() == ["one", "two"]
    assert control.take_prompts() == []
