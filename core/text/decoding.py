"""From bytes to text: UTF-8 with and without BOM, UTF-16 and UTF-32, and older encodings by their look."""

import codecs

from charset_normalizer import from_bytes

from core.errors import TextError

# Enough to tell an encoding by; the whole of a large file would take minutes.
LOOKED_AT = 64 * 1024
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b")


def decode(data: bytes, name: str) -> tuple[str, str, str]:
    """The text, its encoding, and a sentence on what was assumed (empty where nothing was).

    Newlines become ``\\n``.

    Raises:
        TextError: the bytes are empty, or are not text.
    """
    if not data.strip():
        raise TextError(f"{name} is empty.", "Choose a file with text in it.")
    for bom, codec, encoding in BOMS:
        if data.startswith(bom):
            return _whole(data, codec, name), encoding, ""
    if b"\0" in data[:LOOKED_AT]:
        guess = _utf16_without_bom(data[:LOOKED_AT])
        if guess is None:
            raise _binary(name)
        return _whole(data, guess, name), "UTF-16", f"{name} has no byte order mark; it was read as {guess.upper()}."
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, name)
    if _looks_binary(data):
        raise _binary(name)
    return _newlines(text), "UTF-8", ""


def _legacy(data: bytes, name: str) -> tuple[str, str, str]:
    if _looks_binary(data):
        raise _binary(name)
    found = from_bytes(data[:LOOKED_AT]).best()
    if found is None:
        raise _binary(name)
    text = _newlines(data.decode(found.encoding, errors="replace"))
    lost = text.count("\ufffd")
    more = f" {lost} bytes could not be read." if lost else ""
    return text, found.encoding, f"{name} is not UTF-8; it was read as {found.encoding}.{more}"


def _whole(data: bytes, codec: str, name: str) -> str:
    try:
        return _newlines(data.decode(codec))
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


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
