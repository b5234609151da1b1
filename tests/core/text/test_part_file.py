"""A file while it comes: kept for later, alone, and never over another one."""

import errno
import os
from pathlib import Path

import pytest

from core.errors import HomeError, TextError
from core.text.part_file import NOTED_EVERY, About, PartFile

ADDRESS = "https://example.com/a.txt"
BEGUN = About(ADDRESS, '"one"', 12)


def part_in(folder: Path) -> PartFile:
    return PartFile(folder, "a.txt", ADDRESS)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_file_gets_its_name_and_nothing_else_is_left(tmp_path: Path) -> None:
    with part_in(tmp_path / "new") as part:
        part.begin(BEGUN)
        part.write(b"Hello, ")
        part.write(b"world")
        assert part.finish() == (tmp_path / "new" / "a.txt", False)
    assert (tmp_path / "new" / "a.txt").read_bytes() == b"Hello, world"
    assert left_in(tmp_path / "new") == ["a.txt"]


@pytest.mark.parametrize("links", [True, False])
def test_it_never_lies_over_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:

        def none(*_: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", none)
    (tmp_path / "a.txt").write_bytes(b"mine")
    (tmp_path / "a-2.txt").mkdir()
    with part_in(tmp_path) as part:
        part.begin(BEGUN)
        part.write(b"Hello, world")
        assert part.finish() == (tmp_path / "a-3.txt", False)
    assert (tmp_path / "a.txt").read_bytes() == b"mine"
    assert (tmp_path / "a-3.txt").read_bytes() == b"Hello, world"
    assert left_in(tmp_path) == ["a-2.txt", "a-3.txt", "a.txt"]


def test_the_same_text_is_not_kept_twice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Hello, wOrld")
    (tmp_path / "a-2.txt").write_bytes(b"Hello, world")
    with part_in(tmp_path) as part:
        part.begin(BEGUN)
        part.write(b"Hello, world")
        assert part.finish() == (tmp_path / "a-2.txt", True)
    assert left_in(tmp_path) == ["a-2.txt", "a.txt"]


def test_what_was_noted_is_gone_on_from(tmp_path: Path) -> None:
    with part_in(tmp_path) as part:
        assert part.about is None
        part.begin(BEGUN)
        part.write(b"Hello")
        part.note()
        part.write(b" and what may not have reached the disk")
    with part_in(tmp_path) as part:
        assert part.about == About(ADDRESS, '"one"', 12, 5)
        assert part.resumable
        assert not part.complete
        part.begin(part.about)
        part.write(b", world")
        part.note()
        assert part.complete
        path, _ = part.finish()
    assert path.read_bytes() == b"Hello, world"


def test_it_is_noted_every_few_megabytes(tmp_path: Path) -> None:
    with part_in(tmp_path) as part:
        part.begin(About(ADDRESS, '"one"', 2 * NOTED_EVERY))
        part.write(b"a" * (NOTED_EVERY - 1))
        assert not part.resumable
        part.write(b"ab")
        assert part.about is not None
        assert part.about.kept == NOTED_EVERY + 1


@pytest.mark.parametrize("damage", ["other address", "no version", "shorter", "no note", "half a note"])
def test_what_cannot_be_trusted_is_begun_anew(tmp_path: Path, damage: str) -> None:
    address = "https://example.com/b.txt" if damage == "other address" else ADDRESS
    validator = "" if damage == "no version" else '"one"'
    with PartFile(tmp_path, "a.txt", address) as part:
        part.begin(About(address, validator, 12))
        part.write(b"Hello")
        part.note()
    note = tmp_path / "a.txt.part.about"
    if damage == "shorter":
        (tmp_path / "a.txt.part").write_bytes(b"Hell")
    elif damage == "no note":
        note.unlink()
    elif damage == "half a note":
        note.write_bytes(note.read_bytes()[:20])
    with part_in(tmp_path) as part:
        assert part.about is None
        part.begin(BEGUN)
        assert part.path.read_bytes() == b""


def test_one_program_at_a_time(tmp_path: Path) -> None:
    with part_in(tmp_path) as part:
        part.begin(BEGUN)
        with pytest.raises(TextError, match=r"a\.txt is being fetched already"), part_in(tmp_path):
            pass
        part.write(b"Hello")
    with part_in(tmp_path):
        pass
    assert "a.txt.part.lock" not in left_in(tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(HomeError, match="cannot be written"), part_in(tmp_path / "file" / "data"):
        pass
