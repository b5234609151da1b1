"""The engine is loaded once for both lanes, and what stands in the way is said as it was met first."""

import sys
import threading
from collections.abc import Callable

import pytest

from core.control import RunControl, Shelf
from core.paths import Home
from core.protocol import Event, Failed, Hello, LookAtText, Ready
from hellogpt_gui.engine.door import Answer, Door, not_loaded


class Broken:
    """Stands in sys.meta_path where core.engine would be found, and fails in another way each time."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == "core.engine":
            raise self.errors.pop(0)


@pytest.fixture
def break_it(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Broken]:
    def put(*errors: Exception) -> Broken:
        broken = Broken(*errors)
        monkeypatch.delitem(sys.modules, "core.engine", raising=False)
        monkeypatch.setattr(sys, "meta_path", [broken, *sys.meta_path])
        return broken

    return put


def ask(answer: Answer) -> Event:
    (event,) = answer(Hello(), RunControl())
    return event


def test_each_lane_gets_an_engine_of_its_own(home: Home) -> None:
    door = Door(home, Shelf())
    one, other = door.open(), door.open()
    assert one.__self__ is not other.__self__
    assert isinstance(ask(one), Ready)


@pytest.mark.parametrize("error", [ImportError, OSError, RuntimeError, AttributeError])
def test_whatever_goes_wrong_while_loading_is_said(
    home: Home, break_it: Callable[..., Broken], error: type[Exception]
) -> None:
    break_it(error("libtorch is half there"))
    answer = Door(home, Shelf()).open()
    for command in (Hello(), LookAtText()):
        (failed,) = answer(command, RunControl())
        assert isinstance(failed, Failed)
        assert failed.message == "The engine could not be loaded: libtorch is half there."
        assert "python main.py" in failed.hint
        assert "find_spec" in failed.details


def test_the_other_lane_says_what_came_first(home: Home, break_it: Callable[..., Broken]) -> None:
    broken = break_it(OSError("libtorch_cpu.so is missing"), RuntimeError("registered twice"))
    door = Door(home, Shelf())
    sentences = [ask(door.open()), ask(door.open())]
    assert sentences[0] is sentences[1]
    assert "libtorch_cpu.so is missing" in sentences[0].message
    assert len(broken.errors) == 1


def test_lanes_that_come_together_do_not_meet_a_half_loaded_engine(home: Home, break_it: Callable[..., Broken]) -> None:
    door = Door(home, Shelf())
    break_it(OSError("libtorch_cpu.so is missing"), RuntimeError("registered twice"))
    said: list[Event] = []
    lanes = [threading.Thread(target=lambda: said.append(ask(door.open()))) for _ in range(4)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    assert len(said) == 4
    assert len({id(event) for event in said}) == 1


def test_the_sentence_says_what_happened_and_what_to_do() -> None:
    failed = not_loaded(OSError("c10.dll"), "details")
    assert failed.message == "The engine could not be loaded: c10.dll."
    assert failed.hint
    assert (failed.exit_code, failed.details) == (1, "details")
