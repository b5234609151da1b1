"""From bytes to text, piece by piece: UTF-8 with and without BOM, UTF-16, UTF-32, and older encodings by their look.

A file is gone through once to find out how to read it and how long its text is, then as often as its text is needed.
"""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from core.control import RunControl
from core.errors import TextError

# Enough to tell an encoding by; the whole of a large file would take minutes.
LOOKED_AT = 64 * 1024
PIECE = 1 << 18  # bytes decoded in one go: a stop is heard, and other threads get their turn
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
LOST = "\ufffd"
FEW = 16  # characters: so short a text may be one letter
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b")


@dataclass(frozen=True)
class Reading:
    """How bytes become text. ``note``: a sentence on what was assumed, or empty; ``skip``: bytes of a mark before."""

    codec: str
    encoding: str
    note: str = ""
    errors: str = "strict"
    skip: int = 0


@dataclass(frozen=True)
class Measure:
    """How much text there is: characters and UTF-8 bytes, newlines as one character each.

    ``lost``: bytes that could not be read; ``beyond_ascii``: characters that are no ASCII, the lost ones left out;
    ``only``: the one letter there is beside white space, where there is no other.
    """

    characters: int
    size: int
    blank: bool
    lost: int
    beyond_ascii: int
    only: str = ""


def pieces(file: BinaryIO, reading: Reading, at_once: int = PIECE) -> Iterator[str]:
    """The text from its beginning, every kind of newline as ``\\n``, from ``at_once`` bytes at a time.

    Raises:
        UnicodeDecodeError: the bytes are not what ``reading`` says.
    """
    file.seek(reading.skip)
    bytes_decoder = codecs.getincrementaldecoder(reading.codec)(reading.errors)
    decoder = io.IncrementalNewlineDecoder(bytes_decoder, translate=True)
    while data := file.read(at_once):
        if text := decoder.decode(data):
            yield text
    if text := decoder.decode(b"", final=True):
        yield text


def examine(file: BinaryIO, name: str, control: RunControl, encoding: str = "") -> tuple[Reading, Measure]:
    """How to read a file, and how much text that gives. ``encoding``: as the person chose it, or empty.

    Raises:
        TextError: there is nothing but white space or one letter, the bytes are not text, or nobody knows the encoding.
        Interrupted: a stop was asked for.
    """
    if encoding:
        reading, found = _as_chosen(file, encoding, name, control)
    else:
        reading, found = _understand(file, name, control)
    if found.blank:
        raise TextError(f"{name} is empty.", "Choose a file with text in it.")
    if found.only and found.characters > FEW:
        raise TextError(
            f"{name} holds nothing but the letter {found.only!r}: there is nothing to learn.", "Choose another file."
        )
    return reading, found


def _as_chosen(file: BinaryIO, encoding: str, name: str, control: RunControl) -> tuple[Reading, Measure]:
    try:
        codec = codecs.lookup(encoding).name
        b"".decode(codec)
    except LookupError as error:
        hint = "Choose one that Python knows, like utf-8, cp1252 or shift_jis."
        raise TextError(f"There is no encoding {encoding!r}.", hint) from error
    file.seek(0)
    skip = len(codecs.BOM_UTF8) if codec == "utf-8" and file.read(3) == codecs.BOM_UTF8 else 0
    label = "UTF-8" if codec == "utf-8" else codec
    found = _measure(file, Reading(codec, label, errors="replace", skip=skip), control)
    note = f"{_bytes(found.lost)} of {name} could not be read as {label}." if found.lost else ""
    return Reading(codec, label, note, "replace", skip), found


def _understand(file: BinaryIO, name: str, control: RunControl) -> tuple[Reading, Measure]:
    file.seek(0)
    head = file.read(LOOKED_AT)
    for bom, codec, encoding in BOMS:
        if head.startswith(bom):
            return _strictly(file, Reading(codec, encoding), name, control)
    skip = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    head = head[skip:] + file.read(skip)
    if b"\0" in head:
        guess = _utf16_without_bom(head)
        if guess is None:
            raise _binary(name)
        note = f"{name} has no byte order mark; it was read as {guess.upper()}."
        return _strictly(file, Reading(guess, "UTF-16", note, skip=skip), name, control)
    if _looks_binary(head):
        raise _binary(name)
    utf8 = Reading("utf-8", "UTF-8", skip=skip)
    try:
        return utf8, _measure(file, utf8, control)
    except UnicodeDecodeError:
        return _damaged_utf8(file, skip, name, control) or _legacy(file, skip, name, control)


def _measure(file: BinaryIO, reading: Reading, control: RunControl) -> Measure:
    characters = size = lost = beyond_ascii = 0
    blank, only = True, None
    for piece in pieces(file, reading):
        control.check()
        only = _only(piece, only)
        characters += len(piece)
        blank = blank and piece.isspace()
        if piece.isascii():
            size += len(piece)
            continue
        size += len(piece.encode())
        unread = piece.count(LOST)
        lost += unread
        beyond_ascii += len(piece) - len(piece.encode("ascii", errors="ignore")) - unread
    return Measure(characters, size, blank, lost, beyond_ascii, only or "")


def _only(piece: str, only: str | None) -> str | None:
    """The one letter of all pieces so far; empty once there are two, None before the first."""
    if only is None:
        only = piece.lstrip()[:1] or None
    # A text of more than one letter stops the strip at once.
    return "" if only and piece.strip(f"{only} \t\n\r\v\f") else only


def _strictly(file: BinaryIO, reading: Reading, name: str, control: RunControl) -> tuple[Reading, Measure]:
    try:
        return reading, _measure(file, reading, control)
    except UnicodeDecodeError as error:
        raise _binary(name) from error


def _damaged_utf8(file: BinaryIO, skip: int, name: str, control: RunControl) -> tuple[Reading, Measure] | None:
    """UTF-8 in which a few bytes are wrong: an older encoding hardly ever forms UTF-8's longer characters."""
    found = _measure(file, Reading("utf-8", "UTF-8", errors="replace", skip=skip), control)
    if found.beyond_ascii < 10 * found.lost:
        return None
    note = f"{name} is UTF-8, but {_bytes(found.lost)} could not be read."
    return Reading("utf-8", "UTF-8", note, "replace", skip), found


def _legacy(file: BinaryIO, skip: int, name: str, control: RunControl) -> tuple[Reading, Measure]:
    encoding = _guess(file, skip)
    if encoding is None:
        raise _binary(name)
    found = _measure(file, Reading(encoding, encoding, errors="replace", skip=skip), control)
    more = f" {_bytes(found.lost)} could not be read." if found.lost else ""
    note = f"{name} is not UTF-8; it was read as {encoding}.{more}"
    return Reading(encoding, encoding, note, "replace", skip), found


def _guess(file: BinaryIO, skip: int) -> str | None:
    """The encoding by its look. What is looked at ends with a line: half a character at its end would mislead."""
    file.seek(skip)
    head = file.read(LOOKED_AT)
    if file.read(1):
        head = head[: head.rfind(b"\n") + 1] or head
    found = from_bytes(head).best()
    return found.encoding if found is not None else None


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count} bytes"


def _utf16_without_bom(head: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in every second byte."""
    half = max(1, len(head) // 2)
    if head[1::2].count(0) > 0.7 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _looks_binary(head: bytes) -> bool:
    return sum(byte in CONTROLS for byte in head) > 0.02 * len(head)


def _binary(name: str) -> TextError:
    return TextError(f"{name} is not a text file.", "Choose a plain text file (.txt).")
