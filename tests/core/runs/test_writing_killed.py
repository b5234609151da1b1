"""A writer that is killed at every single call that changes the disk: the run is whole each time, and goes on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.paths import Home
from core.runs import RunFolder, RunWriter, claim_run, list_runs, verify_step

CHECKOUT = Path(__file__).resolve().parents[3]
# Writes a run, from its claim to a second session, in one child process for each n; the child dies at its n-th call.
# Each thing that is done is acknowledged in a file first to last, as the window would have heard of it.
SCRIPT = """
import itertools, os, sys
from pathlib import Path
from core.config import build_config
from core.paths import Home
from core.runs import RunWriter, claim_run
from core.runs.folder import RunInfo

def die_at(number):
    calls = itertools.count(1)
    def counted(real):
        def call(*given, **named):
            if next(calls) == number:
                os._exit(9)
            return real(*given, **named)
        return call
    os.fsync = lambda descriptor: None  # whoever is killed loses no page that the system holds already
    for name in ("fsync", "replace", "rename", "unlink", "rmdir", "mkdir"):
        setattr(os, name, counted(getattr(os, name)))

def keep(writer, said, step, names, stop=False):
    with writer.new_step(step, stop) as place:
        for name in names:
            (place / name).write_text(f"{name} of {step}")
    said(f"{'checkpoint' if len(names) == 3 else 'snapshot'} {step}")

WHOLE = ("model.safetensors", "optimizer.safetensors", "state.json")

def write(home, said):
    run = claim_run(home, "demo")
    said("claimed 1")
    with RunWriter(run) as writer:
        writer.write_config(build_config(), RunInfo())
        said("config 0")
        writer.write_text({})
        for step in range(7):
            writer.append_metric({"step": step})
            said(f"metric {step}")
            if step in (0, 2, 3, 5, 6):
                keep(writer, said, step, WHOLE, stop=step == 2)
                if step == 3:
                    writer.mark_best(3)
                    said("best 3")
                writer.prune()
            else:
                keep(writer, said, step, WHOLE[:1], stop=True)
            if step == 4:
                keep(writer, said, step, WHOLE, stop=True)
    said("resuming 5")
    with RunWriter(run) as writer:
        writer.resumed_from(5, best=3)
        said("resumed 5")
        writer.append_metric({"step": 6})
        keep(writer, said, 6, WHOLE)
        writer.prune()
    said("end 0")

def child(place, number):
    home = Home(place / str(number)).make()
    heard = os.open(home.root / "heard", os.O_WRONLY | os.O_CREAT)
    die_at(number)
    write(home, lambda words: os.write(heard, words.encode() + b"\\n"))
    os._exit(0)

for number in itertools.count(1):
    pid = os.fork()
    if pid == 0:
        child(Path(sys.argv[1]), number)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 9:
        break
"""


@dataclass
class Killed:
    """What a killed writer left behind, and what it had said before."""

    home: Home
    heard: list[tuple[str, int]]

    @property
    def run(self) -> RunFolder:
        return RunFolder(self.home.checkpoints / "demo" / "serial_1")

    def last(self, word: str) -> int | None:
        found = [number for said, number in self.heard if said == word]
        return found[-1] if found else None


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> list[Killed]:
    place = tmp_path_factory.mktemp("killed")
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    command = [sys.executable, "-c", SCRIPT, str(place)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""

    def heard(home: Home) -> Iterator[tuple[str, int]]:
        for line in (home.root / "heard").read_text(encoding="utf-8").splitlines():
            word, number = line.split()
            yield word, int(number)

    homes = [Home(folder) for folder in sorted(place.iterdir(), key=lambda folder: int(folder.name))]
    return [Killed(home, list(heard(home))) for home in homes]


pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no fork"),
]


def test_a_writer_was_killed_at_every_call(killed: list[Killed]) -> None:
    assert len(killed) > 100
    assert killed[-1].heard[-1] == ("end", 0)
    assert not any(("end", 0) in one.heard for one in killed[:-1])
    assert len({len(one.heard) for one in killed}) > 15  # and died at many different places


def test_every_step_that_is_there_is_whole(killed: list[Killed]) -> None:
    for one in killed:
        for stop in one.run.steps():
            verify_step(one.run.step_folder(stop.step))


def test_no_checkpoint_that_was_announced_is_lost_before_a_newer_one_stands(killed: list[Killed]) -> None:
    for one in killed:
        announced = one.last("checkpoint")
        if one.last("resuming") is not None:
            assert one.run.latest_checkpoint in (5, 6)
        elif announced is not None:
            assert one.run.latest_checkpoint is not None
            assert one.run.latest_checkpoint >= announced
        if one.last("best") is not None:
            assert one.run.best == 3
            assert [stop.kind for stop in one.run.steps() if stop.step == 3] == ["checkpoint"]


def test_lines_are_whole_and_no_step_is_double(killed: list[Killed]) -> None:
    for one in killed:
        steps = [line["step"] for line in one.run.metrics()]
        assert steps == sorted(set(steps))
        announced = one.last("metric")
        if announced is not None and one.last("resuming") is None:
            assert set(range(announced + 1)) <= set(steps)


def test_the_list_of_runs_shows_what_has_a_configuration(killed: list[Killed]) -> None:
    for one in killed:
        names = [summary.name for summary in list_runs(one.home)]
        assert names == (["demo/serial_1"] if (one.run.path / "config.json").exists() else [])
        if one.last("config") is not None:
            assert names
            assert {summary.state for summary in list_runs(one.home)} == {"stopped"}


def test_the_next_writer_clears_up_and_goes_on(killed: list[Killed]) -> None:
    """Last of all, since it writes."""
    for one in killed:
        there = one.run.path.exists()
        assert there or one.last("claimed") is None
        assert claim_run(one.home, "demo").path != one.run.path or not there
        newest = one.run.latest_checkpoint
        if newest is None:
            continue
        with RunWriter(one.run) as writer:
            assert not list(one.run.path.glob(".tmp-*"))
            writer.resumed_from(newest, one.run.best)
            with writer.new_step(9) as place:
                (place / "state.json").write_text("9")
            writer.prune()
        assert one.run.latest_checkpoint == 9
        for stop in one.run.steps():
            verify_step(one.run.step_folder(stop.step))
