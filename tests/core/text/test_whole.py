"""Folders that appear whole or not at all, and what is cleared away of programs that were killed."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from core.control import Interrupted, RunControl
from core.errors import HomeError
from core.text.whole import SUMS, clear_left_over, is_whole, made_whole

ROOT = Path(__file__).parents[3]
HALF = """
import sys; from pathlib import Path; from core.text.whole import made_whole; from core.control import RunControl
with made_whole(Path(sys.argv[1]), RunControl()) as beside:
    (beside / "train.bin").write_bytes(b"half")
    print("ready", flush=True); sys.stdin.readline()
"""


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def test_a_folder_appears_when_everything_in_it_is_written(tmp_path: Path) -> None:
    with made_whole(tmp_path / "place" / "made", RunControl()) as beside:
        (beside / "file").write_bytes(b"whole")
        assert not (tmp_path / "place" / "made").exists()
    assert names(tmp_path / "place") == ["made"]
    assert (tmp_path / "place" / "made" / "file").read_bytes() == b"whole"
    assert is_whole(tmp_path / "place" / "made", RunControl())


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError), made_whole(tmp_path / "made", RunControl()):
        raise KeyError
    assert names(tmp_path) == []


HARMS = {
    "a file is gone": lambda folder: (folder / "file").unlink(),
    "a file is cut": lambda folder: (folder / "file").write_bytes(b"whol"),
    "a bit is flipped": lambda folder: (folder / "file").write_bytes(b"whomE"),
    "a file too many": lambda folder: (folder / "other").touch(),
    "no sums": lambda folder: (folder / SUMS).unlink(),
    "damaged sums": lambda folder: (folder / SUMS).write_bytes(b'{"file":1}'),
    "nothing at all": lambda folder: [path.unlink() for path in folder.iterdir()],
}


@pytest.mark.parametrize("harm", HARMS)
def test_damage_is_noticed_and_what_is_made_again_takes_the_place(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "made"
    for _ in range(2):
        with made_whole(folder, RunControl()) as beside:
            (beside / "file").write_bytes(b"whole")
    HARMS[harm](folder)
    assert not is_whole(folder, RunControl())
    with made_whole(folder, RunControl()) as beside:
        (beside / "file").write_bytes(b"whole")
    assert is_whole(folder, RunControl())
    assert names(tmp_path) == ["made"]


def test_what_is_not_there_is_not_whole(tmp_path: Path) -> None:
    assert not is_whole(tmp_path / "nowhere", RunControl())


def test_a_stop_is_heard_while_it_is_checked(tmp_path: Path) -> None:
    control = RunControl()
    with made_whole(tmp_path / "made", control) as beside:
        (beside / "file").write_bytes(b"whole")
    control.stop()
    with pytest.raises(Interrupted):
        is_whole(tmp_path / "made", control)
    with pytest.raises(Interrupted), made_whole(tmp_path / "more", control) as beside:
        (beside / "file").write_bytes(b"whole")
    assert names(tmp_path) == ["made"]


def test_who_is_slower_keeps_what_the_quicker_one_made(tmp_path: Path) -> None:
    with made_whole(tmp_path / "made", RunControl()) as slower:
        (slower / "file").write_bytes(b"same")
        with made_whole(tmp_path / "made", RunControl()) as quicker:
            (quicker / "file").write_bytes(b"same")
    assert names(tmp_path) == ["made"]


def test_a_full_disk_is_said_also_where_a_library_words_it_itself(tmp_path: Path) -> None:
    """As ``tokenizers`` does, which knows plain exceptions only."""
    said = pytest.raises(HomeError, match=r"cannot be written \(no space left on device\)")
    with said as caught, made_whole(tmp_path / "made", RunControl()):
        raise Exception("No space left on device (os error 28)")
    assert "make room" in caught.value.hint
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such permissions")
def test_others_may_read_it_as_far_as_any_new_folder(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with made_whole(tmp_path / "made", RunControl()):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o750


def test_what_a_killed_program_left_is_cleared_and_what_a_living_one_makes_is_not(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", HALF, str(tmp_path / "made")],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        (unfinished,) = names(tmp_path)
        clear_left_over(tmp_path)
        assert names(tmp_path) == [unfinished]
        child.kill()
    assert names(tmp_path) == [unfinished]
    clear_left_over(tmp_path)
    assert names(tmp_path) == []


def test_a_number_that_was_given_again_and_names_of_earlier_versions_are_no_living_maker(tmp_path: Path) -> None:
    me = psutil.Process()
    mine = f".tmp-{me.pid}-{me.create_time():.0f}-0badcafe"
    for name in (mine, f".tmp-{me.pid}-1000-0badcafe", ".tmp-k3x9_q1z", ".tmp-", "kept", ".tmp"):
        (tmp_path / name).mkdir()
    clear_left_over(tmp_path)
    assert names(tmp_path) == sorted([mine, "kept", ".tmp"])


def test_a_place_that_is_not_there_has_nothing_left_over(tmp_path: Path) -> None:
    clear_left_over(tmp_path / "nowhere")
    assert names(tmp_path) == []
