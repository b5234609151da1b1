"""What a person does to runs that lie there: to the trash and back, another name, a note."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import RunError
from core.paths import Home
from core.runs import RunFolder, RunWriter, claim_run, find_run, list_runs
from core.runs.keeping import NoTrashError, delete_run, rename_model, write_note

MakeRun = Callable[..., RunFolder]
AddStep = Callable[..., None]


def names(home: Home) -> list[str]:
    return sorted(run.name for run in list_runs(home))


def test_a_run_goes_to_the_trash_and_comes_back(home: Home, make_run: MakeRun, trash: Path) -> None:
    run = make_run("fox")
    write_note(run, "mine")
    delete_run(run)
    assert names(home) == []
    if sys.platform == "linux":
        (there,) = (trash / "files").iterdir()
        (info,) = (trash / "info").iterdir()
        assert f"Path={run.path}" in info.read_text(encoding="utf-8")
        shutil.move(there, run.path)
        assert [(found.name, found.note) for found in list_runs(home)] == [("fox/serial_1", "mine")]


@pytest.mark.parametrize("forever", [False, True])
def test_the_number_of_a_deleted_run_is_not_given_again(
    forever: bool, home: Home, make_run: MakeRun, trash: Path
) -> None:
    make_run("fox")
    newest = make_run("fox")
    (newest.path.parent / ".highest").unlink()  # as a folder that somebody has copied
    delete_run(newest, forever)
    assert make_run("fox").name == "fox/serial_3"
    for run in ("fox/serial_1", "fox/serial_3"):
        delete_run(find_run(home, run)[0], forever)
    assert claim_run(home, "fox").name == "fox/serial_4"


def test_a_run_that_trains_is_not_deleted_and_its_model_not_renamed(home: Home, make_run: MakeRun) -> None:
    make_run("fox")
    run = make_run("fox")
    with RunWriter(run):
        for attempt in (lambda: delete_run(run), lambda: delete_run(run, forever=True),
                        lambda: rename_model(home, "fox", "owl")):  # fmt: skip
            with pytest.raises(RunError) as caught:
                attempt()
            assert caught.value.message == "fox/serial_2 is being trained."
    assert names(home) == ["fox/serial_1", "fox/serial_2"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the trash cannot be broken")
def test_without_a_trash_nothing_is_lost_unasked(home: Home, make_run: MakeRun, trash: Path) -> None:
    run = make_run("fox")
    trash.parent.mkdir()
    trash.touch()
    with pytest.raises(NoTrashError) as caught:
        delete_run(run)
    assert "fox/serial_1 cannot be moved to the trash" in caught.value.message
    assert names(home) == ["fox/serial_1"]
    delete_run(run, forever=True)
    assert names(home) == []


def test_a_renamed_model_is_found_by_both_names(home: Home, make_run: MakeRun, add_step: AddStep) -> None:
    for _ in range(2):
        run = make_run("fox")
    with RunWriter(run) as writer:
        add_step(writer, 8)
    rename_model(home, "fox", "red fox")
    assert names(home) == ["red fox/serial_1", "red fox/serial_2"]
    for reference in ("red fox", "fox", "fox/serial_2@8"):
        folder, step = find_run(home, reference)
        assert (folder.name, step) == ("red fox/serial_2", 8)
    assert claim_run(home, "red fox").name == "red fox/serial_3"


def test_a_former_name_can_be_used_again_and_means_what_it_meant(home: Home, make_run: MakeRun) -> None:
    make_run("fox")
    rename_model(home, "fox", "owl")
    assert make_run("fox").name == "fox/serial_2"
    assert find_run(home, "fox/serial_1")[0].name == "owl/serial_1"
    assert find_run(home, "fox")[0].name == "fox/serial_2"
    rename_model(home, "fox", "hare")
    assert find_run(home, "fox/serial_1")[0].name == "owl/serial_1"
    assert find_run(home, "fox/serial_2")[0].name == "hare/serial_2"
    assert claim_run(home, "fox").name == "fox/serial_3"


def test_a_model_may_be_renamed_on_and_back(home: Home, make_run: MakeRun) -> None:
    make_run("fox")
    rename_model(home, "fox", "owl")
    rename_model(home, "owl", "hare")
    assert find_run(home, "fox")[0].name == find_run(home, "owl")[0].name == "hare/serial_1"
    rename_model(home, "hare", "fox")
    assert find_run(home, "owl")[0].name == find_run(home, "hare")[0].name == "fox/serial_1"
    rename_model(home, "fox", "fox")
    assert names(home) == ["fox/serial_1"]


def test_a_name_that_is_taken_or_none_is_refused(home: Home, make_run: MakeRun) -> None:
    make_run("fox"), make_run("owl")
    rename_model(home, "owl", "hare")
    for old, new, words in (
        ("fox", "hare", "There is a model hare already."), ("fox", "owl", "hare was called owl before"),
        ("fox", "a/b", "cannot be the name"), ("fox", "..", "cannot be the name"), ("bear", "cat", "no model bear"),
        ("../fox", "cat", "no model"),
    ):  # fmt: skip
        with pytest.raises(RunError, match=words):
            rename_model(home, old, new)
    assert names(home) == ["fox/serial_1", "hare/serial_1"]


def test_a_note_is_written_shown_in_the_list_and_taken_away(home: Home, make_run: MakeRun) -> None:
    run = make_run("fox")
    write_note(run, "# Best yet\n\nλ, 猫 and \ud83d halves\n")
    assert (run.path / "notes.md").read_bytes().startswith(b"# Best yet\n\n")
    assert list_runs(home)[0].note.startswith("# Best yet")
    write_note(run, " \n")
    assert not (run.path / "notes.md").exists()
    assert list_runs(home)[0].note == ""
    with pytest.raises(RunError, match="characters"):
        write_note(run, "x" * 200_000)
