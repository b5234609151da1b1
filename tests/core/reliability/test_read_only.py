"""A folder becomes read-only while a run is trained in it: it stops with one sentence, and goes on when that is mended.

The administrator may write anywhere, so there the program is started without that privilege.
"""

import os
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from core.paths import Home
from core.protocol import Event, Resume, TrainDone
from core.runs import list_runs

from .conftest import Ended, Program, files_at, finish, look_over, run_of, until

CarryOut = Callable[..., list[Event]]
STEPS = 600
WORDS = (f"--steps={STEPS}", "--save-every=20", "--eval-every=200")

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def ordinary() -> tuple[str, ...]:
    """A command that starts another one without the right to write where permissions forbid it."""
    if os.name != "posix":
        pytest.skip("Windows has no permissions that could be taken from a folder so simply")
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("the administrator may write anywhere, and there is no setpriv to take that right away")
    command = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("the administrator may write anywhere, and that right cannot be taken away here")
    return command


def lock_up(program: Program, story: Path, ordinary: tuple[str, ...], after: int) -> Ended:
    """Train, and take the right to write from the run's folder once a checkpoint stands at step ``after`` or later."""
    process = program.start(*program.train(story, *WORDS), before=ordinary)
    until(process, lambda event: event["event"] == "checkpoint" and event["step"] >= after)
    run = run_of(program.home)
    run.path.chmod(0o555)
    return finish(process)


def check_sentence(ended: Ended, home: Home) -> None:
    assert ended.code == 2, ended
    (sentence,) = ended.err.strip().splitlines()
    assert sentence == (
        f"{run_of(home).path} could not be written (permission denied). "
        "Make room or mend its permissions, then resume; what was written before is safe."
    )
    assert ended.events[-1]["event"] == "failed"


def test_a_folder_that_becomes_read_only_stops_the_run_and_keeps_it(
    program: Program, story: Path, ordinary: tuple[str, ...], carry_out: CarryOut
) -> None:
    """It is read all the same meanwhile, and once it can be written again it goes on."""
    check_sentence(lock_up(program, story, ordinary, 40), program.home)
    run = run_of(program.home)
    newest = look_over(program.home, run)
    assert newest is not None
    assert newest >= 40
    assert [found.state for found in list_runs(program.home)] == ["stopped"]
    said = program.run("sample", "demo", "--prompt", "The", "--max-new-tokens", "3", before=ordinary)
    assert (said.code, said.err) == (0, "")
    refused = program.run("train", "--resume", "demo", before=ordinary)
    assert refused.code == 2
    assert f"{run.path} cannot be written (permission denied)" in refused.err
    assert len(refused.err.strip().splitlines()) == 1

    run.path.chmod(0o755)
    done = carry_out(program.home, Resume("demo"))[-1]
    assert isinstance(done, TrainDone), done
    assert done.step == STEPS
    assert look_over(program.home, run) == STEPS
    assert not list(run.path.rglob(".tmp-*"))


def test_a_home_that_cannot_be_written_is_named_before_anything_begins(
    tmp_path: Path, story: Path, ordinary: tuple[str, ...]
) -> None:
    tmp_path.chmod(0o555)
    program = Program(Home(tmp_path / "home"))
    ended = program.run(*program.train(story, "--steps=2"), before=ordinary)
    tmp_path.chmod(0o755)
    assert ended.code == 2
    assert f"{tmp_path / 'home'} cannot be written (permission denied)" in ended.err
    assert not (tmp_path / "home").exists()


@pytest.mark.torture
@pytest.mark.timeout(600)
def test_a_folder_that_becomes_read_only_at_any_moment(
    tmp_path: Path, story: Path, ordinary: tuple[str, ...], carry_out: CarryOut, count: Callable[[str, int], None]
) -> None:
    whole = Program(Home(tmp_path / "whole"))
    assert whole.run(*whole.train(story, *WORDS)).code == 0
    chance = random.Random(1)
    faults = 12
    for number in range(faults):
        program = Program(Home(tmp_path / str(number)))
        check_sentence(lock_up(program, story, ordinary, chance.randrange(20, STEPS // 2)), program.home)
        run = run_of(program.home)
        assert look_over(program.home, run) is not None
        run.path.chmod(0o755)
        assert isinstance(carry_out(program.home, Resume("demo"))[-1], TrainDone)
        assert files_at(run, STEPS) == files_at(run_of(whole.home), STEPS)
    count("folders that became read-only", faults)
