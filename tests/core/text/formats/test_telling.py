"""What a file is: by its content where that says so, else by its name."""

import zipfile
from pathlib import Path

import pytest

from core.config import TEXT_FORMATS
from core.errors import TextError
from core.text.formats import FORMATS, READERS, SUFFIXES
from core.text.formats.telling import format_of
from tests.text_files import make_docx, make_epub, page, pdf_bytes


def told(path: Path) -> str:
    return format_of(path, path.name).name


def test_every_suffix_stands_for_one_format() -> None:
    assert len(SUFFIXES) == sum(len(found.suffixes) for found in FORMATS.values())
    assert FORMATS.keys() == TEXT_FORMATS.keys()
    assert READERS.keys() == TEXT_FORMATS.keys() - {"text", "markdown"}
    assert {".txt", ".md", ".html", ".epub", ".docx", ".pdf", ".csv", ".jsonl"} <= SUFFIXES.keys()


def test_names_tell_what_content_does_not(tmp_path: Path) -> None:
    for name, kind in (("a.TXT", "text"), ("a.md", "markdown"), ("a.csv", "csv"), ("a.jsonl", "jsonl"), ("a", "text")):
        (tmp_path / name).write_text("fox", encoding="utf-8")
        assert told(tmp_path / name) == kind


def test_content_tells_what_the_name_does_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(page("fox"), encoding="utf-8-sig")
    (tmp_path / "b").write_bytes(pdf_bytes([["fox"]]))
    make_epub(tmp_path / "c.zip", {"a": "fox"}, ("a",))
    make_docx(tmp_path / "d", ["fox"])
    assert [told(tmp_path / name) for name in ("a.txt", "b", "c.zip", "d")] == ["html", "pdf", "epub", "docx"]


def refused(path: Path, content: bytes) -> TextError:
    path.write_bytes(content)
    with pytest.raises(TextError) as error:
        format_of(path, path.name)
    assert error.value.hint
    return error.value


def test_what_is_not_what_its_name_says_is_refused(tmp_path: Path) -> None:
    html = page("404", "404 Not Found").encode()
    assert refused(tmp_path / "a.epub", html).message == "a.epub is not what its name says: it is a web page."
    assert refused(tmp_path / "a.pdf", b"once upon a time").message.startswith("a.pdf is not a PDF")
    assert refused(tmp_path / "a.docx", pdf_bytes([["fox"]])).message.endswith("it is PDF.")


def test_archives_and_old_or_locked_office_documents_are_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("a.txt", "fox")
    assert "zip archive" in refused(tmp_path / "a.txt", (tmp_path / "b.zip").read_bytes()).message
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)
    locked = office + "EncryptedPackage".encode("utf-16-le")
    assert refused(tmp_path / "a.docx", locked).message == "a.docx is a Word document that is locked."
    assert ".docx" in refused(tmp_path / "a.doc", office).hint
