"""What a file is: its content decides where it says so, its name where it does not."""

import zipfile
from pathlib import Path

from core.errors import TextError
from core.text.formats import FORMATS, PLAIN, SUFFIXES, Format
from core.text.what_came import PAGE

HEAD = 4096  # bytes
PDF, ZIP, OFFICE = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")  # how a locked .docx names its content
WITHIN = 1 << 16  # bytes of an office document in which its table of contents may begin or end
PACKED = {"META-INF/container.xml": "epub", "word/document.xml": "docx"}


def format_of(path: Path, name: str) -> Format:
    """The format of a file.

    Raises:
        OSError: it cannot be read.
        TextError: it is something else than its name says, or nothing that text is read from.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        if head.startswith(OFFICE):
            raise _office(head + file.read(WITHIN), path, name)
    named = SUFFIXES.get(path.suffix.lower(), FORMATS[PLAIN])
    seen = _by_content(head, path)
    if seen is None and head.startswith(ZIP):
        raise TextError(f"{name} is a zip archive without a text of its own.", "Unpack it, and choose the files in it.")
    found = FORMATS[seen] if seen else named
    if found is not named and named.name in ("pdf", "epub", "docx"):
        what = f"a {found.label.lower()}" if found.name == "html" else found.label
        raise TextError(f"{name} is not what its name says: it is {what}.", "Get the file again, or name it rightly.")
    if seen is None and named.name in ("pdf", "epub", "docx"):
        raise TextError(f"{name} is not {_a(named.label)}, or its beginning is damaged.", "Get the file again.")
    return found


def _by_content(head: bytes, path: Path) -> str | None:
    if PDF in head[:1024]:
        return "pdf"
    if head.startswith(ZIP):
        try:
            with zipfile.ZipFile(path) as archive:
                return next((kind for inside, kind in PACKED.items() if inside in archive.namelist()), None)
        except zipfile.BadZipFile:
            return {".epub": "epub", ".docx": "docx"}.get(path.suffix.lower())
    return "html" if PAGE.match(head.removeprefix(b"\xef\xbb\xbf").lower()) else None


def _office(data: bytes, path: Path, name: str) -> TextError:
    if path.suffix.lower() == ".docx" or LOCKED in data:
        return TextError(
            f"{name} is a Word document that is locked.", "Save a copy without its password, or choose another file."
        )
    return TextError(f"{name} is an office document of the old kind.", "Save it as .docx, or as plain text.")


def _a(label: str) -> str:
    return {"PDF": "a PDF", "EPUB": "an EPUB"}.get(label, "a Word document")
