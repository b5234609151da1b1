"""The list of runs: newest first, never broken by what is foreign; a run found by its name, or what there is."""

import json
import math
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import RunError
from core.paths import Home
from core.runs import RunFolder, RunWriter, claim_run, find_run, list_runs, listing

MakeRun = Callable[..., RunFolder]
AddStep = Callable[..., None]


def names(home: Home) -> list[str]:
    return [summary.name for summary in list_runs(home)]


def test_a_home_without_runs_has_an_empty_list(home: Home, tmp_path: Path) -> None:
    assert list_runs(home) == []
    assert list_runs(Home(tmp_path / "nowhere")) == []


def test_a_run_says_what_it_is(home: Home, run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        for step, loss in ((0, 4.0), (5, None), (10, 2.0), (20, 2.5)):
            writer.append_metric({"step": step, "val_loss": loss, "progress": step / 40, "steps_expected": 40})
        add_step(writer, 20)
    run.set_star(True)
    (found,) = list_runs(home)
    assert (found.name, found.model, found.serial) == ("fox/serial_1", "fox", 1)
    assert (found.parameters, found.preset, found.text) == (1234, "tiny", "Foxes")
    assert (found.steps, found.steps_planned, found.progress) == (20, 40, 0.5)
    assert (found.val_loss, found.best_val_loss) == (2.5, 2.0)
    assert found.curve == ((0, 4.0), (10, 2.0), (20, 2.5))
    assert (found.star, found.state) == (True, "stopped")
    assert found.created == run.info().created
    assert found.size == sum(path.stat().st_size for path in run.path.rglob("*") if path.is_file())


def test_what_a_table_shows_beside_is_read_too(home: Home, run: RunFolder) -> None:
    with RunWriter(run) as writer:
        writer.append_metric({"step": 1, "tokens": 8, "seconds": 0.5, "val_loss": 4.0, "val_bits_per_byte": 2.0})
        writer.append_metric({"step": 2, "tokens": 16, "seconds": 1.5, "val_loss": 3.0, "val_bits_per_byte": 1.5})
        writer.append_metric({"step": 3, "tokens": 24, "seconds": 2.5, "val_loss": 3.5, "val_bits_per_byte": 1.75})
    (found,) = list_runs(home)
    assert (found.tokens, found.seconds, found.best_step, found.val_bits_per_byte) == (24, 2.5, 2, 1.75)
    assert (found.parent, found.note) == ("", "")


def test_while_many_are_read_for_the_first_time_all_stand_there_at_once(
    home: Home, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [make_run("fox") for _ in range(4)]
    (runs[1].path / "config.json").write_bytes(b"{")
    monkeypatch.setattr(listing, "FIRST_AFTER", 0.0)
    monkeypatch.setattr(listing, "AGAIN_AFTER", 0.0)
    runs[3].set_star(True)
    lists = list(listing.list_runs_as_read(home))
    assert [[run.state for run in one] for one in lists[:3]] == [
        ["unread"] * 4, ["stopped", "unread", "unread", "unread"], ["stopped", "stopped", "unread", "unread"],
    ]  # fmt: skip
    assert [run.name for run in lists[0]] == [f"fox/serial_{number}" for number in (4, 3, 2, 1)]
    assert [run.star for run in lists[0]] == [True, False, False, False]
    assert [run.name for run in lists[-1]] == [f"fox/serial_{number}" for number in (4, 3, 1)]
    assert lists[-1] == list_runs(home)
    assert len(list(listing.list_runs_as_read(home))) == 2, "the damaged one alone is tried again"


def test_a_run_without_a_step_stands_in_the_list(home: Home, run: RunFolder) -> None:
    (found,) = list_runs(home)
    assert (found.steps, found.val_loss, found.best_val_loss, found.curve) == (0, None, None, ())
    assert (found.steps_planned, found.progress, found.state) == (None, 0.0, "stopped")


def test_a_long_curve_is_thinned_from_end_to_end(home: Home, run: RunFolder) -> None:
    with RunWriter(run) as writer:
        for step in range(500):
            writer.append_metric({"step": step, "val_loss": 5 - step / 500})
    (found,) = list_runs(home)
    assert len(found.curve) == 60
    assert found.curve[0] == (0, 5.0)
    assert found.curve[-1][0] == 499
    gaps = [b - a for (a, _), (b, _) in zip(found.curve, found.curve[1:], strict=False)]
    assert max(gaps) - min(gaps) <= 1


def test_states_follow_the_trainer(home: Home, run: RunFolder) -> None:
    def state() -> str:
        return list_runs(home)[0].state

    with RunWriter(run) as writer:
        assert state() == "training"
        writer.append_event("paused", step=1)
        assert state() == "paused"
        writer.append_event("resumed", step=1)
        assert state() == "training"
    assert state() == "stopped"
    with RunWriter(run) as writer:
        writer.append_metric({"step": 5, "progress": 1.0})
        assert state() == "training"
    assert state() == "done"


def created(run: RunFolder, when: str) -> None:
    path = run.path / "config.json"
    inside = json.loads(path.read_bytes())
    inside["info"]["created"] = when
    path.write_text(json.dumps(inside), encoding="utf-8")


def test_the_newest_comes_first_whatever_the_zone_of_the_clock(home: Home, make_run: MakeRun) -> None:
    moments = {
        "a": "2031-10-26T02:30:00+02:00",  # 00:30 in Greenwich
        "b": "2031-10-26T02:10:00+01:00",  # 01:10, an hour after the clock was set back
        "c": "2031-10-25T23:00:00-05:00",  # 04:00
        "d": "2031-10-26T00:20:00+00:00",
        "e": "no moment",
    }
    for model, moment in moments.items():
        created(make_run(model), moment)
    assert names(home) == [f"{model}/serial_1" for model in "cbade"]


def test_of_runs_of_the_same_second_the_higher_number_comes_first(home: Home, make_run: MakeRun) -> None:
    for _ in range(12):
        created(make_run("fox"), "2031-10-26T02:30:00+02:00")
    assert names(home) == [f"fox/serial_{number}" for number in range(12, 0, -1)]


def foreign_runs(checkpoints: Path, good: bytes) -> None:
    """Folders that are no runs, one beside the other; ``good`` is the config.json of a run."""
    for number, data in enumerate((b"", b"{", b"[]", b"null", b"\xff", b'{"settings":{}}', good[:100]), 1):
        folder = checkpoints / "broken" / f"serial_{number}"
        folder.mkdir(parents=True)
        (folder / "config.json").write_bytes(data)
    (checkpoints / "broken" / "serial_20" / "config.json").mkdir(parents=True)
    for name in (
        "empty",
        "half/serial_1",
        "odd/serial_",
        "odd/serial_01",
        "odd/serial_x",
        "odd/serial_1.old",
        ".hid/serial_1",
    ):
        (checkpoints / name).mkdir(parents=True)
    for name in ("odd/serial_01", "odd/serial_1.old", ".hid/serial_1"):
        (checkpoints / name / "config.json").write_bytes(good)
    (checkpoints / "a file").touch()
    (checkpoints / "odd" / "serial_7").touch()
    strange = checkpoints / "no name for a model\u00a0!" / "serial_1"
    strange.mkdir(parents=True)
    (strange / "config.json").write_bytes(good)


def test_foreign_and_half_made_folders_never_break_the_list(home: Home, run: RunFolder) -> None:
    foreign_runs(home.checkpoints, (run.path / "config.json").read_bytes())
    assert names(home) == ["fox/serial_1"]


@pytest.mark.skipif(os.name != "posix", reason="making links needs rights elsewhere")
def test_links_that_lead_nowhere_or_in_circles_never_break_the_list(home: Home, run: RunFolder) -> None:
    (home.checkpoints / "loop").symlink_to("loop")
    (home.checkpoints / "fox" / "serial_9").symlink_to("gone")
    (run.path / "circle").symlink_to(run.path)
    (run.path / "gone").symlink_to("nowhere")
    assert names(home) == ["fox/serial_1"]


@pytest.mark.parametrize(
    "line",
    [
        '{"step":3,"val_loss":"low"}', '{"step":3,"val_loss":[1]}', '{"step":3,"progress":"half"}', '{"step":"3"}',
        '{"step":null}', '{"step":3,"steps_expected":"many"}', f'{{"step":3,"val_loss":{10**400}}}',
        '{"resumed_from":null}',
        '{"resumed_from":"x"}', "[1]", "{}", '{"step":3,"steps_expected":1e300}',
    ],
)  # fmt: skip
def test_foreign_lines_never_break_the_list(line: str, home: Home, run: RunFolder) -> None:
    with RunWriter(run) as writer:
        writer.append_metric({"step": 1, "val_loss": 2.0})
    with (run.path / "metrics.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    (found,) = list_runs(home)
    assert found.curve[0] == (1, 2.0)


def test_the_list_follows_every_change(home: Home, run: RunFolder, make_run: MakeRun, add_step: AddStep) -> None:
    def alone() -> object:
        (found,) = (summary for summary in list_runs(home) if summary.name == run.name)
        return found

    first = alone()
    assert alone() is first, "what has not changed is not read again"
    run.set_star(True)
    assert list_runs(home)[0].star
    run.set_star(False)
    assert not list_runs(home)[0].star
    with RunWriter(run) as writer:
        for step in range(1, 4):
            writer.append_metric({"step": step, "val_loss": 1 / step})
            assert list_runs(home)[0].curve[-1] == (step, 1 / step)
        size = list_runs(home)[0].size
        add_step(writer, 3)
        assert list_runs(home)[0].size > size
    created(run, "2001-01-01T00:00:00+00:00")
    assert list_runs(home)[0].created.startswith("2001")
    make_run("owl")
    assert names(home) == ["owl/serial_1", "fox/serial_1"]
    shutil.rmtree(run.path)
    assert names(home) == ["owl/serial_1"]


def test_a_run_is_found_by_its_name_and_step(home: Home, make_run: MakeRun, add_step: AddStep) -> None:
    for _ in range(11):
        run = make_run("fox")
    with RunWriter(run) as writer:
        add_step(writer, 10)
        add_step(writer, 20)
        writer.mark_best(10)
    for reference, number, step in (
        ("fox", 11, 20), ("fox@latest", 11, 20), ("fox@best", 11, 10), ("fox@10", 11, 10),
        ("fox/serial_11@20", 11, 20), ("fox/serial_2", 2, None), ("fox/serial_2@best", 2, None),
    ):  # fmt: skip
        folder, found = find_run(home, reference)
        assert (folder.name, found) == (f"fox/serial_{number}", step)


def test_without_a_best_step_the_latest_is_meant(home: Home, run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 10)
    assert find_run(home, "fox@best")[1] == 10


def test_a_run_that_was_only_just_claimed_is_not_yet_the_newest(home: Home, run: RunFolder) -> None:
    claim_run(home, "fox")
    assert find_run(home, "fox")[0].name == "fox/serial_1"


def refused(home: Home, reference: str) -> RunError:
    with pytest.raises(RunError) as caught:
        find_run(home, reference)
    return caught.value


def test_a_missing_run_is_refused_with_those_that_there_are(home: Home, make_run: MakeRun) -> None:
    assert refused(home, "owl").hint == "Train one first."
    make_run("fox"), make_run("fox"), make_run("bear")
    for reference in ("owl", "fox/serial_3", "fox/serial_0", "bear/serial_2@best"):
        error = refused(home, reference)
        assert reference.partition("@")[0] in error.message
        assert error.hint == "There are: bear/serial_1, fox/serial_1, fox/serial_2."


def test_of_many_runs_only_some_are_said(home: Home, make_run: MakeRun) -> None:
    for _ in range(9):
        make_run("fox")
    assert refused(home, "owl").hint.endswith("fox/serial_8 ….")


def test_a_missing_step_is_refused_with_those_that_there_are(home: Home, run: RunFolder, add_step: AddStep) -> None:
    assert refused(home, "fox@5").hint == "There are: none yet."
    with RunWriter(run) as writer:
        add_step(writer, 10)
        add_step(writer, 20, snapshot=True)
    error = refused(home, "fox@5")
    assert error.message == "fox/serial_1 has no checkpoint at step 5."
    assert error.hint == "There are: 10, 20."


def test_a_run_whose_settings_are_damaged_is_named(home: Home, run: RunFolder) -> None:
    (run.path / "config.json").write_bytes(b"{")
    assert str(run.path / "config.json") in refused(home, "fox").message


def test_names_that_lead_outside_are_refused(home: Home, run: RunFolder) -> None:
    shutil.move(run.path.parent, home.root / "outside")
    for reference in ("../outside", "../outside/serial_1", str(home.root / "outside")):
        assert "name" in refused(home, reference).message


def test_losses_that_are_no_numbers_are_left_out(home: Home, run: RunFolder) -> None:
    with RunWriter(run) as writer:
        writer.append_metric({"step": 1, "val_loss": math.nan})
        writer.append_metric({"step": 2, "val_loss": 3.0})
    (found,) = list_runs(home)
    assert (found.curve, found.best_val_loss) == (((2, 3.0),), 3.0)
