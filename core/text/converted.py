"""Formats that are not plain text are converted once: the plain text lies under artifacts/ by the hash of the file."""

import hashlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from core.control import RunControl
from core.errors import TextError
from core.paths import Home
from core.protocol import Progress, TextChoice
from core.text.document import Document, open_document
from core.text.formats import Format, Source
from core.text.stage import Stage
from core.text.whole import clear_left_over, is_whole, made_whole

TEXT, ABOUT = "text.txt", "about.json"
# Raised when a reader gives other text for the same file than before.
VERSION = 1
CHUNK = 1 << 20  # bytes


@dataclass(frozen=True)
class About:
    """What was found out on the way."""

    encoding: str
    note: str = ""
    columns: tuple[str, ...] = ()
    column: str = ""


def convert(
    path: Path, name: str, kind: Format, choice: TextChoice, home: Home, control: RunControl
) -> Generator[Progress, None, tuple[Document, About]]:
    """The text of a file as a document, made if it is not there yet.

    Raises:
        OSError: the file cannot be read.
        TextError: it is broken, locked, too large when unpacked, or has no text.
        HomeError: artifacts/ cannot be written.
        Interrupted: a stop was asked for.
    """
    key = yield from _key(path, name, kind, choice, control)
    folder = home.converted / key
    if not is_whole(folder, control):
        clear_left_over(home.converted)
        source = Source(path, name, control, choice.encoding, choice.column)
        with made_whole(folder, control) as beside:
            yield from _write(source, kind, beside)
    about = msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)
    return open_document(folder / TEXT, control, name)[0], about


def _write(source: Source, kind: Format, folder: Path) -> Generator[Progress, None, None]:
    assert kind.read is not None
    read = kind.read(source)
    size = 0
    with (folder / TEXT).open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        for piece in read.pieces:
            source.control.check()
            file.write(piece)
            size += not piece.isspace() and len(piece)
            yield Progress(f"Reading {source.name}")
    if not size:
        raise TextError(f"{source.name} has no text in it.", "Choose another file.")
    about = About(read.encoding, read.note, read.columns, read.column)
    (folder / ABOUT).write_bytes(msgspec.json.encode(about))


def _key(
    path: Path, name: str, kind: Format, choice: TextChoice, control: RunControl
) -> Generator[Progress, None, str]:
    digest = hashlib.sha256(repr((VERSION, kind.name, choice.encoding, choice.column)).encode())
    stage, done = Stage(f"Reading {name}", path.stat().st_size), 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            control.check()
            digest.update(chunk)
            done += len(chunk)
            yield from stage.at(done)
    return digest.hexdigest()[:20]
