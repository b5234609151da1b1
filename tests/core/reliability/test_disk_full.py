"""The disk fills up while a run is trained: it stops with one sentence, what was good stays, and it goes on later.

Two real faults: a small disk of its own that somebody fills to the last byte, and a limit on the size of files.
"""

import contextlib
import itertools
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.config import RunConfig, SamplingConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import (
    CheckpointWritten,
    Event,
    Failed,
    Resume,
    Sample,
    SampleDone,
    SampleWritten,
    Step,
    Train,
    TrainDone,
)
from core.runs import list_runs

from .conftest import Program, files_at, finish, look_over, run_of, until

CarryOut = Callable[..., list[Event]]
Settings = Callable[..., RunConfig]
Fault = Callable[[], object]
DISK = 24_000_000  # bytes
SMALL = 600  # bytes: the largest file under the limit
STEPS = 40


class SmallDisk:
    """A disk of its own in memory, and what fills it."""

    reason = "no space left on device"

    def __init__(self, place: Path) -> None:
        self.place = place

    @contextmanager
    def full(self) -> Iterator[None]:
        ballast = self.place / "ballast"
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(1 << 16)):
                pass
        assert shutil.disk_usage(self.place).free == 0
        yield
        ballast.unlink()


class SizeLimit:
    """No file of this process may grow beyond a few bytes."""

    reason = "file too large"

    def __init__(self, place: Path) -> None:
        self.place = place

    @contextmanager
    def full(self) -> Iterator[None]:
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which("mount") is None:
        pytest.skip("a disk of one's own cannot be mounted here: there is no mount")
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)]
    done = subprocess.run(mounting, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a disk of one's own cannot be mounted here: {done.stderr.strip()}")
    yield SmallDisk(place)
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture(params=["small disk", "size limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> SmallDisk | SizeLimit:
    if request.param == "small disk":
        made: SmallDisk = request.getfixturevalue("small_disk")
        return made
    pytest.importorskip("resource", reason="there is no limit on the size of files here")
    return SizeLimit(tmp_path)


def train_until_full(disk: SmallDisk | SizeLimit, home: Home, command: Train, fits: Callable[[Event], bool]) -> Event:
    """The last thing a training says whose disk is full from the first fitting event on."""
    last = None
    events = Engine(home).run(command, RunControl())
    for last in events:
        if fits(last):
            break
    with disk.full():
        for last in events:
            assert not isinstance(last, TrainDone)
        assert last is not None
        look_over(home, run_of(home))
        assert [run.state for run in list_runs(home)] == ["stopped"]
        answer = list(Engine(home).run(Sample("demo", "The", SamplingConfig(max_new_tokens=3)), RunControl()))[-1]
        assert isinstance(answer, SampleDone), "readers need no room"
    return last


def check_sentence(last: Event, home: Home, reason: str) -> None:
    assert isinstance(last, Failed), last
    assert last.exit_code == 2
    assert last.message == f"{run_of(home).path} could not be written ({reason})."
    assert last.hint == "Make room or mend its permissions, then resume; what was written before is safe."


@pytest.fixture(scope="module")
def whole(
    tmp_path_factory: pytest.TempPathFactory, story: Path, carry_out: CarryOut, settings: Settings
) -> tuple[Train, list[bytes]]:
    """The command of a quick training, and what comes of it where nothing happens."""
    home = Home(tmp_path_factory.mktemp("whole"))
    command = Train(settings(steps=STEPS, save_every=5, eval_every=10), (str(story),), "demo", ("The",))
    assert isinstance(carry_out(home, command)[-1], TrainDone)
    return command, files_at(run_of(home), STEPS)


MOMENTS: dict[str, Callable[[Event], bool]] = {
    "before the first checkpoint": lambda event: isinstance(event, SampleWritten),
    "after a checkpoint": lambda event: isinstance(event, CheckpointWritten) and event.step >= 10,
    "after a logged step": lambda event: isinstance(event, Step) and event.step >= 20,
    "after a sample": lambda event: isinstance(event, SampleWritten) and event.step >= 20,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_full_disk_stops_the_run_with_a_sentence_and_what_was_good_stays(
    disk: SmallDisk | SizeLimit, whole: tuple[Train, list[bytes]], moment: str, carry_out: CarryOut
) -> None:
    command, wanted = whole
    home = Home(disk.place / "home")
    if moment == "before the first checkpoint":
        stop_at_the_very_first(disk, home, command)
        return
    check_sentence(train_until_full(disk, home, command, MOMENTS[moment]), home, disk.reason)
    done = carry_out(home, Resume("demo"))[-1]
    assert isinstance(done, TrainDone), done
    assert files_at(run_of(home), STEPS) == wanted
    assert not list(run_of(home).path.rglob(".tmp-*"))
    assert [line["event"] for line in run_of(home).events()] == ["started", "interrupted", "resumed", "stopped"]


def stop_at_the_very_first(disk: SmallDisk | SizeLimit, home: Home, command: Train) -> None:
    """Nothing is kept yet: the run is there without a step, and says so."""
    events = Engine(home).run(command, RunControl())
    for event in events:
        if isinstance(event, SampleWritten):
            break
    with disk.full():
        *_, last = events
    check_sentence(last, home, disk.reason)
    assert look_over(home, run_of(home)) is None
    refused = list(Engine(home).run(Resume("demo"), RunControl()))[-1]
    assert isinstance(refused, Failed)
    assert refused.message == "demo/serial_1 has no checkpoint to go on from."


def test_a_disk_that_is_full_before_the_run_begins_is_named_and_no_run_is_left(
    disk: SmallDisk | SizeLimit, whole: tuple[Train, list[bytes]], carry_out: CarryOut
) -> None:
    home = Home(disk.place / "home").make()
    with disk.full():
        failed = carry_out(home, whole[0])[-1]
        assert isinstance(failed, Failed)
        assert failed.exit_code == 2
        assert str(home.artifacts) in failed.message
        assert disk.reason in failed.message
        assert "make room" in failed.hint
    assert list_runs(home) == []
    assert list(home.artifacts.rglob(".tmp-*")) == []
    assert isinstance(carry_out(home, whole[0])[-1], TrainDone)


def test_a_resume_on_a_full_disk_is_refused_and_the_run_stays_as_it_was(
    small_disk: SmallDisk, whole: tuple[Train, list[bytes]], carry_out: CarryOut
) -> None:
    home = Home(small_disk.place / "home")
    train_until_full(small_disk, home, whole[0], MOMENTS["after a checkpoint"])
    newest = look_over(home, run_of(home))
    with small_disk.full():
        failed = carry_out(home, Resume("demo"))[-1]
        assert isinstance(failed, Failed)
        assert failed.exit_code == 2
        assert small_disk.reason in failed.message
        assert look_over(home, run_of(home), cuts=2) == newest
        assert [run.state for run in list_runs(home)] == ["stopped"]
    assert isinstance(carry_out(home, Resume("demo"))[-1], TrainDone)
    assert files_at(run_of(home), STEPS) == whole[1]


@pytest.mark.integration
def test_the_terminal_ends_with_2_and_one_sentence(small_disk: SmallDisk, story: Path) -> None:
    program = Program(Home(small_disk.place / "home"))
    process = program.start(*program.train(story, "--steps=3000", "--save-every=20"))
    until(process, lambda event: event["event"] == "checkpoint" and event["step"] >= 20)
    with small_disk.full():
        ended = finish(process)
    assert ended.code == 2
    assert len(ended.err.strip().splitlines()) == 1
    assert "demo/serial_1 could not be written (no space left on device)" in ended.err
    assert ended.events[-1]["event"] == "failed"
    assert look_over(program.home, run_of(program.home)) is not None


@pytest.mark.torture
@pytest.mark.timeout(600)
def test_a_disk_that_fills_up_at_any_moment(
    small_disk: SmallDisk, whole: tuple[Train, list[bytes]], carry_out: CarryOut, count: Callable[[str, int], None]
) -> None:
    """At each event in turn, with a little room left at random, so that it is used up inside any write."""
    command, wanted = whole
    chance = random.Random(4)
    faults = 0
    for number in itertools.count(1):
        home = Home(small_disk.place / f"home-{number}")
        seen = itertools.count(1)
        events = Engine(home).run(command, RunControl())
        last = next((event for event in events if next(seen) == number), None)
        if last is None:
            break
        ballast = small_disk.place / "ballast"
        with small_disk.full():
            with ballast.open("rb+") as file:
                file.truncate(ballast.stat().st_size - chance.randrange(40) * 4096)
            *_, last_words = last, *events
        faults += 1
        newest = look_over(home, run_of(home))
        if not isinstance(last_words, TrainDone):
            assert isinstance(last_words, Failed), last_words
            assert last_words.exit_code == 2, last_words
            if newest is not None:
                assert isinstance(carry_out(home, Resume("demo"))[-1], TrainDone)
        if run_of(home).latest_checkpoint == STEPS:
            assert files_at(run_of(home), STEPS) == wanted
        shutil.rmtree(home.root)
    count("disks that filled up", faults)
    assert faults > 50
