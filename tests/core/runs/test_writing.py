"""Writing a run: steps whole or not there, lines whole or ignored, nothing lost by a crash, nothing kept too long."""

import datetime
from collections.abc import Callable

import pytest

from core.config import build_config
from core.errors import HomeError
from core.paths import Home
from core.runs import RunFolder, RunWriter, claim_run, verify_step, writing
from core.runs.folder import RunInfo
from core.runs.writing import is_being_trained

AddStep = Callable[..., None]


def left_over(run: RunFolder) -> list[str]:
    return [path.name for path in run.path.rglob(".tmp-*")]


def test_the_configuration_says_when_it_was_written(home: Home) -> None:
    run = claim_run(home, "fox")
    before = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    with RunWriter(run) as writer:
        writer.write_config(build_config(), RunInfo())
    created = datetime.datetime.fromisoformat(run.info().created)
    assert before <= created <= datetime.datetime.now(datetime.UTC)


def test_a_step_is_there_whole_or_not_at_all(run: RunFolder) -> None:
    with RunWriter(run) as writer:
        with writer.new_step(10) as place:
            (place / "model.safetensors").write_bytes(b"weights")
            assert run.steps() == ()
            assert not run.step_folder(10).exists()
        assert [stop.step for stop in run.steps()] == [10]
        verify_step(run.step_folder(10))
    assert (run.path / "latest").read_text(encoding="utf-8") == "step-000010\n"
    assert left_over(run) == []


class Torn(Exception):
    """What happens in the middle of writing."""


def tear(writer: RunWriter, step: int, fault: type[BaseException] = Torn) -> None:
    with writer.new_step(step) as place:
        (place / "model.safetensors").write_bytes(b"others")
        raise fault


@pytest.mark.smoke
@pytest.mark.parametrize("fault", [Torn, KeyboardInterrupt])
def test_a_fault_inside_a_step_leaves_nothing_of_it(
    fault: type[BaseException], run: RunFolder, add_step: AddStep
) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 10)
        with pytest.raises(fault):
            tear(writer, 20, fault)
        assert not run.step_folder(20).exists()
        assert left_over(run) == []
        assert (run.path / "latest").read_text(encoding="utf-8") == "step-000010\n"
        add_step(writer, 20)
    assert [stop.step for stop in run.steps()] == [10, 20]


def test_a_fault_inside_a_step_that_stands_already_leaves_it_as_it_was(run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 10)
        with pytest.raises(Torn):
            tear(writer, 10)
    verify_step(run.step_folder(10))
    assert (run.step_folder(10) / "model.safetensors").read_bytes() == b"weights of step 10"


def test_a_step_can_be_written_again(run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 10, snapshot=True)
        assert not writer.has_checkpoint(10)
        add_step(writer, 10)
        assert writer.has_checkpoint(10)
        assert not writer.has_checkpoint(20)
    verify_step(run.step_folder(10))
    assert left_over(run) == []


def test_what_a_killed_writer_left_is_cleared_at_the_next_start(run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 10)
    for name in (".tmp-step-000020", ".tmp-gone-5"):
        (run.path / name).mkdir()
        (run.path / name / "model.safetensors").write_bytes(b"half")
    (run.path / ".tmp-latest").write_bytes(b"ste")
    assert [stop.step for stop in run.steps()] == [10]
    with RunWriter(run):
        assert left_over(run) == []
    verify_step(run.step_folder(10))


def logged(run: RunFolder) -> list[int]:
    return [line["step"] for line in run.metrics()]


@pytest.mark.smoke
def test_metrics_after_a_crash_and_a_resume_have_no_double_steps(run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        for step in range(0, 130, 10):
            writer.append_metric({"step": step, "train_loss": 1.0})
            writer.append_sample({"step": step, "text": "first"})
            if step % 50 == 0:
                add_step(writer, step)
    with (run.path / "metrics.jsonl").open("ab") as file:
        file.write(b'{"step":130,"train_lo')  # killed here
    with RunWriter(run) as writer:
        writer.resumed_from(100, best=50)
        for step in range(110, 160, 10):
            writer.append_metric({"step": step, "train_loss": 2.0})
            writer.append_sample({"step": step, "text": "second"})
    assert logged(run) == list(range(0, 160, 10))
    assert [line["train_loss"] for line in run.metrics()] == [1.0] * 11 + [2.0] * 5
    assert [line["step"] for line in run.samples()] == list(range(0, 160, 10))
    assert run.events()[-1]["event"] == "resumed"


def test_a_resume_drops_later_steps(run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        for step in (10, 20, 30):
            add_step(writer, step)
        add_step(writer, 40, snapshot=True)
        writer.mark_best(30)
        (run.path / "step-000050").mkdir()  # without a manifest
        writer.resumed_from(20, best=10)
    assert [stop.step for stop in run.steps()] == [10, 20]
    assert not (run.path / "step-000050").exists()
    assert (run.latest, run.best) == (20, 10)
    assert (run.path / "latest").read_text(encoding="utf-8") == "step-000020\n"
    assert left_over(run) == []


@pytest.mark.smoke
def test_a_torn_last_line_is_ignored_and_the_next_begins_a_line(run: RunFolder) -> None:
    with RunWriter(run) as writer:
        writer.append_metric({"step": 1})
        writer.append_metric({"step": 2, "text": "größer 🙂"})
    path = run.path / "metrics.jsonl"
    whole = path.read_bytes()
    first = len(b'{"step":1}\n')
    for length in range(first, len(whole) + 1):
        path.write_bytes(whole[:length])
        complete = [1, 2] if length >= len(whole) - 1 else [1]
        assert logged(run) == complete
        with RunWriter(run) as writer:
            writer.append_metric({"step": 3})
        assert logged(run) == [*complete, 3]


def test_pruning_keeps_the_two_newest_checkpoints_and_the_best(run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        for step in range(10, 70, 10):
            add_step(writer, step)
        add_step(writer, 70, snapshot=True)
        writer.mark_best(30)
        writer.prune()
        writer.prune()
    assert [(stop.step, stop.kind) for stop in run.steps()] == [
        (30, "checkpoint"), (50, "checkpoint"), (60, "checkpoint"), (70, "snapshot"),
    ]  # fmt: skip
    assert run.best == 30
    assert left_over(run) == []


def test_pruning_leaves_of_a_stop_the_weights(run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        for step in range(0, 40, 10):
            add_step(writer, step, stop=step in (0, 20))
        writer.prune()
    assert [(stop.step, stop.kind) for stop in run.steps()] == [
        (0, "snapshot"), (20, "checkpoint"), (30, "checkpoint"),
    ]  # fmt: skip
    assert {path.name for path in run.step_folder(0).iterdir()} == {"model.safetensors", "manifest.json"}
    verify_step(run.step_folder(0))
    with RunWriter(run) as writer:
        add_step(writer, 40)
        add_step(writer, 50)
        writer.prune()
    assert [(stop.step, stop.kind) for stop in run.steps() if stop.kind == "snapshot"] == [
        (0, "snapshot"), (20, "snapshot"),
    ]  # fmt: skip


def test_a_best_step_that_was_surpassed_goes(run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        for step in range(10, 50, 10):
            add_step(writer, step)
        writer.mark_best(10)
        writer.prune()
        assert [stop.step for stop in run.steps()] == [10, 30, 40]
        writer.mark_best(40)
        writer.prune()
    assert [stop.step for stop in run.steps()] == [30, 40]


def write_beyond(run: RunFolder, limit: int) -> None:
    """Write a step while no file may grow beyond ``limit`` bytes."""
    resource = pytest.importorskip("resource", reason="no limit on the size of files here")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with RunWriter(run) as writer:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
            with writer.new_step(20) as place:
                (place / "model.safetensors").write_bytes(bytes(2 * limit))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_said_and_costs_nothing_that_was_written_before(run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 10)
        writer.append_metric({"step": 10})
    with pytest.raises(HomeError, match=r"serial_1 could not be written \(file too large\)") as caught:
        write_beyond(run, 1000)
    assert "then resume" in caught.value.hint
    assert [stop.step for stop in run.steps()] == [10]
    assert (logged(run), left_over(run)) == ([10], [])
    verify_step(run.step_folder(10))
    with RunWriter(run) as writer:
        add_step(writer, 20)
    assert run.latest_checkpoint == 20


def test_a_session_that_was_cut_off_is_noted_once_by_the_next_writer(run: RunFolder) -> None:
    """One that said how it ended is not; nor is a run that nobody has trained."""

    def names() -> list[str]:
        return [line["event"] for line in run.events()]

    with RunWriter(run) as writer:
        assert names() == []
        writer.append_event("started", step=0)
        writer.append_metric({"step": 7})
    for _ in range(2):
        with RunWriter(run):
            assert names() == ["started", "interrupted"]
    assert run.events()[-1]["step"] == 7
    with RunWriter(run) as writer:
        writer.append_event("resumed", step=0)
        writer.append_event("stopped", step=9, why="user")
    with RunWriter(run):
        assert names() == ["started", "interrupted", "resumed", "stopped"]


def test_a_writer_that_cannot_begin_on_a_full_disk_says_so_and_trains_nothing(run: RunFolder) -> None:
    resource = pytest.importorskip("resource", reason="no limit on the size of files here")
    with RunWriter(run) as writer:
        writer.append_event("started", step=0)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (70, hard))
    try:
        with pytest.raises(HomeError, match=r"cannot be written \(file too large\)") as caught:
            RunWriter(run).__enter__()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "make room" in caught.value.hint
    assert not is_being_trained(run)
    with RunWriter(run):
        assert is_being_trained(run)


def test_the_tokenizer_of_a_run_is_on_the_disk_before_its_first_step(
    run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a power cut would leave empty files, flushing is what counts."""
    flushed: list[str] = []
    monkeypatch.setattr(writing, "_flush", lambda path: flushed.append(path.name))
    with RunWriter(run) as writer, writer.new_tokenizer() as place:
        place.mkdir()
        (place / "vocab.json").write_bytes(b"{}")
        (place / "merges.txt").write_bytes(b"")
        assert flushed == []
    assert sorted(flushed) == ["merges.txt", "vocab.json"]


def test_small_files_are_replaced_or_left(run: RunFolder) -> None:
    before = (run.path / "config.json").read_bytes()
    with RunWriter(run) as writer:
        with pytest.raises(TypeError):
            writer.write_config(object(), RunInfo())  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            writer.append_metric({"step": object()})
    assert (run.path / "config.json").read_bytes() == before
    assert run.metrics() == []
    assert left_over(run) == []


def test_a_step_that_lacked_only_its_name_gets_it(home: Home) -> None:
    """Killed between the two renames that replace a step: the new one stands complete beside its name."""
    run = claim_run(home, "owl")
    with RunWriter(run) as writer, writer.new_step(4) as place:
        (place / "model.safetensors").write_bytes(b"new")
    run.step_folder(4).rename(run.path / ".tmp-step-000004")
    with RunWriter(run):
        assert (run.step_folder(4) / "model.safetensors").read_bytes() == b"new"
    verify_step(run.step_folder(4))
    assert list(run.path.glob(".tmp-*")) == []


def test_what_no_manifest_names_goes_from_a_step_and_nothing_else_does(home: Home) -> None:
    """Killed while a checkpoint became a snapshot."""
    run = claim_run(home, "owl")
    with RunWriter(run) as writer:
        for step in (4, 8):
            with writer.new_step(step) as place:
                (place / "model.safetensors").write_bytes(b"weights")
    left = run.step_folder(4)
    (left / "optimizer.safetensors").write_bytes(b"left over")
    (left / ".tmp-manifest.json").write_bytes(b"half")
    damaged = run.step_folder(8)
    (damaged / "manifest.json").write_bytes((damaged / "manifest.json").read_bytes().replace(b"model.", b"nodel."))
    with RunWriter(run):
        assert sorted(path.name for path in left.iterdir()) == ["manifest.json", "model.safetensors"]
        assert (damaged / "model.safetensors").read_bytes() == b"weights"
