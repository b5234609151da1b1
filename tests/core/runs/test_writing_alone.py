"""One number for one run, one writer for one run, also where several programs try at once; readers need no leave."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from core.errors import HomeError, RunError
from core.paths import Home
from core.runs import RunFolder, RunWriter, claim_run, find_run, list_runs, verify_step
from core.runs.writing import is_being_trained

ROOT = Path(__file__).parents[3]
AddStep = Callable[..., None]

CLAIM = """
import sys; from pathlib import Path; from core.paths import Home; from core.runs import claim_run
print("ready", flush=True); sys.stdin.readline()
print(*(claim_run(Home(Path(sys.argv[1])), "fox").name for _ in range(30)))
"""
WRITE = """
import sys; from pathlib import Path; from core.runs import RunFolder, RunWriter
with RunWriter(RunFolder(Path(sys.argv[1]))) as writer:
    writer.append_metric({"step": 7})
    with writer.new_step(20) as place:
        (place / "model.safetensors").write_bytes(b"half of it")
        print("ready", flush=True); sys.stdin.readline()
"""


@contextmanager
def program(source: str, argument: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that says when it is ready, and then waits for a line."""
    child = subprocess.Popen(
        [sys.executable, "-c", source, str(argument)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    with child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            yield child
        finally:
            child.kill()


def serials(home: Home, model: str = "fox") -> set[str]:
    return {path.name for path in (home.checkpoints / model).iterdir() if not path.name.startswith(".")}


def test_numbers_grow_for_each_model_by_itself(home: Home) -> None:
    assert [claim_run(home, "fox").name for _ in range(11)] == [f"fox/serial_{number}" for number in range(1, 12)]
    assert claim_run(home, "owl").name == "owl/serial_1"
    assert not any(claim_run(home, "owl").path.iterdir())


@pytest.mark.smoke
def test_deleting_the_newest_run_does_not_reuse_its_number(home: Home) -> None:
    first, second = claim_run(home, "fox"), claim_run(home, "fox")
    shutil.rmtree(second.path)
    assert claim_run(home, "fox").name == "fox/serial_3"
    for number in (1, 3):
        shutil.rmtree(first.path.with_name(f"serial_{number}"))
    assert claim_run(home, "fox").name == "fox/serial_4"


@pytest.mark.parametrize("mark", [b"", b"many", b"\xff", b"-3", b"1"])
def test_a_damaged_mark_never_leads_to_a_number_in_use(mark: bytes, home: Home) -> None:
    for _ in range(3):
        claim_run(home, "fox")
    (home.checkpoints / "fox" / ".highest").write_bytes(mark)
    assert claim_run(home, "fox").name == "fox/serial_4"


def test_foreign_things_that_look_like_runs_are_stepped_over(home: Home) -> None:
    folder = home.checkpoints / "fox"
    folder.mkdir()
    (folder / "serial_1").touch()
    (folder / "serial_x").mkdir()
    (folder / ("serial_" + "9" * 200)).mkdir()
    assert claim_run(home, "fox").name == "fox/serial_2"


@pytest.mark.parametrize("name", ["../../x", "con", "a/b", "x" * 65, ""])
def test_a_bad_name_claims_nothing(name: str, home: Home) -> None:
    with pytest.raises(RunError, match="cannot be the name"):
        claim_run(home, name)
    assert not any(home.checkpoints.iterdir())


def test_a_place_that_cannot_be_written_is_named(home: Home) -> None:
    (home.checkpoints / "fox").touch()
    with pytest.raises(HomeError, match="fox cannot be written"):
        claim_run(home, "fox")


def test_threads_that_claim_at_once_get_numbers_of_their_own(home: Home) -> None:
    barrier, names = threading.Barrier(6), list[str]()

    def work() -> None:
        barrier.wait()
        names.extend(claim_run(home, "fox").name for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names) == sorted(f"fox/serial_{number}" for number in range(1, 31))
    shutil.rmtree(home.checkpoints / "fox" / "serial_30")
    assert claim_run(home, "fox").name == "fox/serial_31"


@pytest.mark.smoke
def test_programs_that_claim_at_once_get_numbers_of_their_own(home: Home) -> None:
    with program(CLAIM, home.root) as one, program(CLAIM, home.root) as other:
        for child in (one, other):
            assert child.stdin is not None
            child.stdin.write("\n")
            child.stdin.flush()
        names = [name for child in (one, other) for name in child.communicate()[0].split()]
    assert sorted(names) == sorted(f"fox/serial_{number}" for number in range(1, 61))
    shutil.rmtree(home.checkpoints / "fox" / "serial_60")
    assert claim_run(home, "fox").name == "fox/serial_61"


@pytest.mark.smoke
def test_a_second_trainer_of_a_run_is_refused_and_readers_never_are(
    home: Home, run: RunFolder, add_step: AddStep
) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 10)
    with program(WRITE, run.path) as child:
        with pytest.raises(RunError, match=r"fox/serial_1 is being trained by another program"), RunWriter(run):
            pytest.fail("two trainers")
        assert is_being_trained(run)
        (summary,) = list_runs(home)
        assert (summary.state, summary.steps) == ("training", 7)
        folder, step = find_run(home, "fox")
        assert (step, folder.metrics()) == (10, [{"step": 7}])
        verify_step(folder.step_folder(10))
        run.set_star(True)
        child.communicate("\n")
    assert child.returncode == 0
    assert [stop.step for stop in run.steps()] == [10, 20]
    with RunWriter(run):
        assert list_runs(home)[0].state == "training"


def test_a_second_trainer_in_the_same_program_is_refused_too(run: RunFolder) -> None:
    with RunWriter(run):
        with pytest.raises(RunError, match="is being trained"), RunWriter(RunFolder(run.path)):
            pytest.fail("two trainers")
        assert is_being_trained(run), "who was refused takes nothing away"
    assert not is_being_trained(run)


def test_other_runs_can_be_trained_meanwhile(run: RunFolder, make_run: Callable[..., RunFolder]) -> None:
    other = make_run()
    with RunWriter(run), RunWriter(other):
        assert is_being_trained(run)
        assert is_being_trained(other)


def test_a_killed_trainer_leaves_the_run_free_and_half_a_step_nowhere(
    home: Home, run: RunFolder, add_step: AddStep
) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 10)
    with program(WRITE, run.path) as child:
        assert list_runs(home)[0].state == "training"
        child.kill()
    assert (run.path / ".tmp-step-000020").is_dir()
    assert not is_being_trained(run)
    assert list_runs(home)[0].state == "stopped"
    assert find_run(home, "fox")[1] == 10
    with RunWriter(run) as writer:
        assert not list(run.path.glob(".tmp-*"))
        add_step(writer, 20)
    assert [stop.step for stop in run.steps()] == [10, 20]


@pytest.mark.parametrize("words", [b"", b"{", b"\xff", b'{"pid":-1,"started":0}', b'{"pid":2147483647,"started":0}'])
def test_a_trainer_that_cannot_be_is_none(words: bytes, run: RunFolder) -> None:
    (run.path / "trainer.json").write_bytes(words)
    assert not is_being_trained(run)


def test_another_process_with_the_number_of_a_dead_trainer_is_none(run: RunFolder) -> None:
    me = psutil.Process()
    for started, trains in ((me.create_time(), True), (me.create_time() - 100, False)):
        (run.path / "trainer.json").write_text(f'{{"pid":{me.pid},"started":{started}}}', encoding="utf-8")
        assert is_being_trained(run) is trains


def test_a_writer_that_could_not_begin_leaves_the_run_free(run: RunFolder) -> None:
    (run.path / "trainer.json").mkdir()
    writer = RunWriter(run)
    with pytest.raises(HomeError, match="cannot be written"):
        writer.__enter__()
    (run.path / "trainer.json").rmdir()
    with RunWriter(RunFolder(run.path)):
        assert is_being_trained(run)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_run_that_can_only_be_read_is_read_but_not_trained(home: Home, run: RunFolder) -> None:
    run.path.chmod(0o500)
    try:
        assert [summary.name for summary in list_runs(home)] == ["fox/serial_1"]
        assert find_run(home, "fox")[0].config()
        with pytest.raises(HomeError, match="cannot be written"), RunWriter(run):
            pytest.fail("a writer where nothing can be written")
    finally:
        run.path.chmod(0o700)
