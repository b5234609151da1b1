"""A document gives the same text as often as it is asked, in pieces, and is refused when its file has changed."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.control import RunControl
from core.errors import TextError
from core.protocol import TextFile
from core.text.decoding import PIECE
from core.text.document import Document, in_memory, open_document

LONG = "Zwölf Boxkämpfer\njagen Eva.\n" * (3 * PIECE // 28)


def opened(path: Path) -> Document:
    return open_document(path, RunControl())[0]


@pytest.mark.smoke
def test_a_document_in_memory_and_one_in_a_file_are_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(LONG.replace("\n", "\r\n").encode("utf-16"))
    document, file = open_document(path, RunControl())
    assert file == TextFile("a.txt", str(path), path.stat().st_size, "UTF-16", "")
    for one in (document, in_memory(LONG)):
        assert (one.characters, one.size) == (len(LONG), len(LONG.encode()))
        for _ in range(2):
            assert "".join(one.pieces()) == LONG
        assert max(map(len, one.pieces())) <= PIECE


def longer(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b" more")


def another_time(path: Path) -> None:
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1_000_000))


def no_text(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


@pytest.mark.parametrize("harm", [longer, another_time, no_text])
@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_file_that_changes_is_refused_by_name(tmp_path: Path, harm: Callable[[Path], None], meanwhile: bool) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((LONG + "é").encode())
    reading = opened(path).pieces()
    if meanwhile:
        next(reading)
    harm(path)
    with pytest.raises(TextError, match="was changed while it was being read") as caught:
        list(reading)
    assert str(path) in caught.value.message


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("text", encoding="utf-8")
    document = opened(path)
    path.unlink()
    with pytest.raises(TextError, match=r"a\.txt cannot be read \(no such file"):
        list(document.pieces())
