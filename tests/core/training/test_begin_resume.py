"""Going on with a run: to the same bits, from the checkpoint that is whole, and never on another text."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from core.config import RunConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Event, Failed, Resume, Started, Step, Train, TrainDone
from core.runs import RunFolder, verify_step

Settings = Callable[..., RunConfig]
CarryOut = Callable[..., list[Event]]
FILES = ("model.safetensors", "optimizer.safetensors")


def run_of(home: Home, name: str = "demo") -> RunFolder:
    return RunFolder(home.checkpoints / name / "serial_1")


def stopped_run(home: Home, config: RunConfig, text: Path, at: int = 10, name: str = "demo") -> int:
    """Train until a step from ``at`` on is logged, then stop. Returns the step that was kept."""
    control = RunControl()
    for event in Engine(home).run(Train(config, (str(text),), name, ("The",)), control):
        if isinstance(event, Step) and event.step >= at:
            control.stop()
    assert isinstance(event, TrainDone)
    assert event.stopped_by == "user"
    return event.step


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def files_at(home: Home, name: str, step: int) -> list[bytes]:
    return [(run_of(home, name).step_folder(step) / file).read_bytes() for file in FILES]


# ---- the same bits --------------------------------------------------------------------------------------------------

WAYS = [
    {"steps": 40},
    {"steps": 0, "epochs": 1.1, "batch_size": 12},
    {"steps": 30, "optimizer": "adamw", "grad_accumulation": 2, "architecture": "modern"},
    {"steps": 30, "precision": "bf16", "tokenizer": "char", "schedule": "cosine"},
]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_stopped_and_resumed_is_as_never_stopped(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings, way: dict
) -> None:
    """Weights, optimiser and torch's generator, with dropout; stopped twice, at steps that were due for nothing."""
    config = settings(dropout=0.2, save_every=1000, **way)
    whole = carry_out(home, Train(config, (str(story),), "whole", ("The",)))[-1]
    generator = torch.get_rng_state()
    first = stopped_run(home, config, story, at=3)
    control = RunControl()
    for event in Engine(home).run(Resume("demo"), control):
        if isinstance(event, Step) and event.step >= first + 8:
            control.stop()
    assert isinstance(event, TrainDone)
    assert first < event.step < whole.step
    torch.rand(3)  # chance moves on between two sessions
    events = carry_out(home, Resume("demo/serial_1"))
    assert next(e for e in events if isinstance(e, Started)).step == event.step
    done = events[-1]
    assert (done.step, done.val_loss, done.stopped_by) == (whole.step, whole.val_loss, "budget")
    assert files_at(home, "demo", done.step) == files_at(home, "whole", whole.step)
    assert torch.equal(torch.get_rng_state(), generator)
    steps = [line["step"] for line in run_of(home).metrics()]
    assert steps == sorted(set(steps))
    assert [e for e in run_of(home).samples() if e["step"] == done.step] == run_of(home, "whole").samples()[-1:]


def test_nothing_is_chosen_again(home: Home, story: Path, carry_out: CarryOut, settings: Settings) -> None:
    stopped_run(home, settings(steps=30, precision="bf16", attention_form="fused"), story)
    before = (run_of(home).path / "config.json").read_bytes()
    started = next(event for event in carry_out(home, Resume("demo")) if isinstance(event, Started))
    assert (started.precision, started.threads) == ("bf16", 1)
    assert (run_of(home).path / "config.json").read_bytes() == before


def test_a_resume_at_the_very_beginning_writes_step_0_once(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings
) -> None:
    control = RunControl()
    for event in Engine(home).run(Train(settings(steps=6), (str(story),), "demo"), control):
        if event.event == "checkpoint":
            control.stop()
    assert event.step == 0
    carry_out(home, Resume("demo"))
    for lines in (run_of(home).metrics(), run_of(home).samples()):
        assert [line["step"] for line in lines].count(0) == 1


# ---- an earlier checkpoint ------------------------------------------------------------------------------------------


def test_a_damaged_newest_checkpoint_is_named_and_the_one_before_it_offered(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings
) -> None:
    config = settings(steps=40, dropout=0.2, save_every=5)
    whole = carry_out(home, Train(config, (str(story),), "whole", ("The",)))[-1]
    newest = stopped_run(home, config, story, at=17)
    for name in (*FILES, "state.json", "manifest.json"):
        path = run_of(home).step_folder(newest) / name
        kept = path.read_bytes()
        flip_a_bit(path)
        failed = carry_out(home, Resume("demo"))[-1]
        assert isinstance(failed, Failed)
        assert failed.exit_code == 2
        assert str(path) in failed.message
        assert failed.hint == "Resume from the checkpoint before it: --resume demo/serial_1@15."
        path.write_bytes(kept)
    flip_a_bit(run_of(home).step_folder(newest) / FILES[0])

    events = carry_out(home, Resume("demo/serial_1@15"))
    assert next(e for e in events if isinstance(e, Started)).step == 15
    assert events[-1].val_loss == whole.val_loss
    assert files_at(home, "demo", 40) == files_at(home, "whole", 40)
    for stop in run_of(home).steps():
        verify_step(run_of(home).step_folder(stop.step))
    steps = [line["step"] for line in run_of(home).metrics()]
    assert steps == sorted(set(steps))
    assert steps[-1] == 40


def test_what_lies_beyond_the_named_checkpoint_is_dropped(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings
) -> None:
    newest = stopped_run(home, settings(steps=40, save_every=5), story, at=17)
    assert max(run_of(home).step_numbers()) == newest > 15
    control = RunControl()
    for event in Engine(home).run(Resume("demo@15"), control):
        if isinstance(event, Started):
            control.stop()
    assert event.step == 15
    assert max(run_of(home).step_numbers()) == 15
    assert run_of(home).metrics()[-1]["step"] <= 15
    assert run_of(home).samples()[-1]["step"] <= 15


def test_a_damaged_only_checkpoint_offers_a_new_run(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings
) -> None:
    control = RunControl()
    for event in Engine(home).run(Train(settings(), (str(story),), "demo"), control):
        if event.event == "checkpoint":
            control.stop()
    flip_a_bit(run_of(home).step_folder(0) / FILES[0])
    failed = carry_out(home, Resume("demo"))[-1]
    assert isinstance(failed, Failed)
    assert "step-000000" in failed.message
    assert "new run" in failed.hint


def test_a_snapshot_is_no_place_to_go_on_from(trained: Home, carry_out: CarryOut) -> None:
    failed = carry_out(trained, Resume("demo@2"))[-1]
    assert isinstance(failed, Failed)
    assert "snapshot" in failed.message
    assert "40" in failed.hint


# ---- what is refused ------------------------------------------------------------------------------------------------


def test_a_finished_run_is_refused(trained: Home, carry_out: CarryOut) -> None:
    before = run_of(trained).metrics()
    failed = carry_out(trained, Resume("demo"))[-1]
    assert isinstance(failed, Failed)
    assert "whole budget" in failed.message
    assert run_of(trained).metrics() == before


def test_a_changed_or_missing_text_is_refused_by_name_and_nothing_is_lost(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings, tmp_path: Path
) -> None:
    text = tmp_path / "mine.txt"
    text.write_bytes(story.read_bytes())
    newest = stopped_run(home, settings(), text)
    before = sorted(path.name for path in run_of(home).path.iterdir())
    text.write_bytes(story.read_bytes().replace(b"fox", b"fax", 1))
    for gone in (False, True):
        if gone:
            text.unlink()
        failed = carry_out(home, Resume("demo"))[-1]
        assert isinstance(failed, Failed)
        assert failed.exit_code == 2
        assert "mine" in failed.message
        assert sorted(path.name for path in run_of(home).path.iterdir()) == before
    text.write_bytes(story.read_bytes())
    events = carry_out(home, Resume("demo"))
    assert next(e for e in events if isinstance(e, Started)).step == newest
    assert isinstance(events[-1], TrainDone)


def test_a_run_in_use_is_refused(home: Home, story: Path, carry_out: CarryOut, settings: Settings) -> None:
    control = RunControl()
    for event in Engine(home).run(Train(settings(steps=100_000), (str(story),), "demo"), control):
        if event.event == "checkpoint" and not control.stopping:
            failed = carry_out(home, Resume("demo"))[-1]
            assert isinstance(failed, Failed)
            assert "being trained" in failed.message
            control.stop()
    assert event.stopped_by == "user"


@pytest.mark.parametrize(
    ("reference", "named"),
    [("nobody", "nobody"), ("demo/serial_9", "serial_9"), ("demo@7777", "7777"), ("demo@live", "live"), ("", "''")],
)
def test_what_is_not_there_is_named(trained: Home, carry_out: CarryOut, reference: str, named: str) -> None:
    failed = carry_out(trained, Resume(reference))[-1]
    assert isinstance(failed, Failed)
    assert failed.exit_code == 2
    assert named in failed.message


@pytest.mark.parametrize("content", [b"{}", b"[", b"", b'{"label": 3}'])
def test_a_damaged_text_json_is_named(demo: Home, carry_out: CarryOut, content: bytes) -> None:
    path = run_of(demo).path / "text.json"
    path.write_bytes(content)
    failed = carry_out(demo, Resume("demo"))[-1]
    assert isinstance(failed, Failed)
    assert failed.exit_code == 2
    assert str(path) in failed.message
