"""From bytes to text: UTF-8 with and without BOM, UTF-16 and UTF-32, and older encodings by their look."""

import codecs
import io

from charset_normalizer import from_bytes

from core.control import RunControl
from core.errors import TextError

# Enough to tell an encoding by; the whole of a large file would take minutes.
LOOKED_AT = 64 * 1024
PIECE = 1 << 20  # bytes decoded in one go: a stop is heard, and other threads get their turn
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
LOST = "\ufffd"
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b")


def decode(data: bytes, name: str, control: RunControl) -> tuple[str, str, str]:
    """The text, its encoding, and a sentence on what was assumed (empty where nothing was).

    Newlines become ``\\n``.

    Raises:
        TextError: there is nothing but white space, or the bytes are not text.
        Interrupted: a stop was asked for.
    """
    text, encoding, note = _decode(data, name, control)
    if not text or text.isspace():
        raise TextError(f"{name} is empty.", "Choose a file with text in it.")
    return text, encoding, note


def _decode(data: bytes, name: str, control: RunControl) -> tuple[str, str, str]:
    for bom, codec, encoding in BOMS:
        if data.startswith(bom):
            return _whole(data, codec, name, control), encoding, ""
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\0" in data[:LOOKED_AT]:
        guess = _utf16_without_bom(data[:LOOKED_AT])
        if guess is None:
            raise _binary(name)
        note = f"{name} has no byte order mark; it was read as {guess.upper()}."
        return _whole(data, guess, name, control), "UTF-16", note
    if _looks_binary(data):
        raise _binary(name)
    try:
        return _text(data, "utf-8", "strict", control), "UTF-8", ""
    except UnicodeDecodeError:
        return _damaged_utf8(data, name, control) or _legacy(data, name, control)


def _text(data: bytes, codec: str, errors: str, control: RunControl) -> str:
    """The text in ``data``, piece by piece."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(codec)(errors), translate=True)
    pieces = []
    for begin in range(0, len(data), PIECE):
        control.check()
        pieces.append(decoder.decode(data[begin : begin + PIECE], final=begin + PIECE >= len(data)))
    return "".join(pieces)


def _damaged_utf8(data: bytes, name: str, control: RunControl) -> tuple[str, str, str] | None:
    """UTF-8 in which a few bytes are wrong: an older encoding hardly ever forms UTF-8's longer characters."""
    text = _text(data, "utf-8", "replace", control)
    lost = text.count(LOST)
    beyond_ascii = len(text) - lost - len(text.encode("ascii", "ignore"))
    if beyond_ascii < 10 * lost:
        return None
    return text, "UTF-8", f"{name} is UTF-8, but {_bytes(lost)} could not be read."


def _legacy(data: bytes, name: str, control: RunControl) -> tuple[str, str, str]:
    encoding = _guess(data)
    if encoding is None:
        raise _binary(name)
    text = _text(data, encoding, "replace", control)
    lost = text.count(LOST)
    more = f" {_bytes(lost)} could not be read." if lost else ""
    return text, encoding, f"{name} is not UTF-8; it was read as {encoding}.{more}"


def _guess(data: bytes) -> str | None:
    """The encoding by its look. What is looked at ends with a line: half a character at its end would mislead."""
    head = data[:LOOKED_AT]
    if len(data) > LOOKED_AT:
        head = head[: head.rfind(b"\n") + 1] or head
    found = from_bytes(head).best()
    return found.encoding if found is not None else None


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count} bytes"


def _whole(data: bytes, codec: str, name: str, control: RunControl) -> str:
    try:
        return _text(data, codec, "strict", control)
    except UnicodeDecodeError as error:
        raise _binary(name) from error


def _utf16_without_bom(head: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in every second byte."""
    half = max(1, len(head) // 2)
    if head[1::2].count(0) > 0.7 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _looks_binary(data: bytes) -> bool:
    head = data[:LOOKED_AT]
    return sum(byte in CONTROLS for byte in head) > 0.02 * len(head)


def _binary(name: str) -> TextError:
    return TextError(f"{name} is not a text file.", "Choose a plain text file (.txt).")
