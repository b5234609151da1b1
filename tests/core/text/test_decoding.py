"""Bytes to text, piece by piece: every encoding a person's files may have, and what is no text at all."""

import codecs
import io
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.control import Interrupted, RunControl
from core.errors import TextError
from core.text.decoding import LOOKED_AT, PIECE, Reading, examine, pieces

MIXED = "Grüße, Κόσμε! 日本語 🙂\nSecond line.\n"
FRENCH = "Le “vieux” château était à l'abandon depuis des années, et personne n’y allait — sauf les enfants.\n"
GERMAN = "Der Schäfer führte die Schafe über die Brücke und fütterte sie mit süßen Äpfeln.\n"
RUSSIAN = "Жили-были старик со старухой у самого синего моря; они жили в ветхой землянке тридцать лет.\n"
JAPANESE = (
    "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗い所でニャーニャー泣いていた。\n"
)


def decode(data: bytes, name: str, control: RunControl | None = None) -> tuple[str, str, str]:
    """The text, its encoding, and what was assumed."""
    file = io.BytesIO(data)
    reading, found = examine(file, name, control or RunControl())
    text = "".join(pieces(file, reading))
    assert (found.characters, found.size) == (len(text), len(text.encode()))
    return text, reading.encoding, reading.note


def png() -> bytes:
    """A whole picture of one pixel."""
    chunks = (
        (b"IHDR", bytes([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])),
        (b"IDAT", zlib.compress(bytes(4))),
        (b"IEND", b""),
    )
    body = b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big") for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("book.txt", FRENCH * 50)
    return file.getvalue()


@pytest.mark.parametrize(
    ("bom", "codec", "encoding"),
    [
        (b"", "utf-8", "UTF-8"),
        (codecs.BOM_UTF8, "utf-8", "UTF-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    ],
)
def test_unicode_with_its_mark_is_read_without_assuming_anything(bom: bytes, codec: str, encoding: str) -> None:
    assert decode(bom + MIXED.encode(codec), "a.txt") == (MIXED, encoding, "")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zeros_and_said(codec: str) -> None:
    text, encoding, note = decode(GERMAN.encode(codec), "a.txt")
    assert (text, encoding) == (GERMAN, "UTF-16")
    assert "a.txt" in note
    assert codec.upper() in note


@pytest.mark.parametrize(
    ("text", "codec"),
    [(FRENCH, "cp1252"), (GERMAN, "latin-1"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis")],
)
def test_older_encodings_are_told_by_their_look_and_said(text: str, codec: str) -> None:
    found, encoding, note = decode(text.encode(codec), "a.txt")
    assert found == text
    assert text.encode(encoding) == text.encode(codec)
    assert note == f"a.txt is not UTF-8; it was read as {encoding}."


@pytest.mark.parametrize("shift", range(2))
@pytest.mark.parametrize(("text", "codec"), [(JAPANESE, "shift_jis"), (JAPANESE, "gb18030"), (RUSSIAN, "cp1251")])
def test_where_looking_stops_cuts_no_character(text: str, codec: str, shift: int) -> None:
    long = "x" * shift + text * (LOOKED_AT // len(text.encode(codec)) + 2)
    assert len(long.encode(codec)) > LOOKED_AT
    assert decode(long.encode(codec), "a.txt")[0] == long


def test_only_the_first_64_kb_are_looked_at() -> None:
    head = FRENCH.encode("cp1252") * (LOOKED_AT // len(FRENCH) + 1)
    assert LOOKED_AT == 64 * 1024 < len(head)
    for tail in (RUSSIAN.encode("cp1251") * 2000, b"\x00\x01" * 50_000):
        text, encoding, _ = decode(head + tail, "a.txt")
        assert encoding == "cp1252"
        assert text.startswith(head.decode("cp1252"))


@pytest.mark.parametrize("place", [100, 3 * LOOKED_AT])
def test_utf_8_with_a_wrong_byte_stays_utf_8_and_the_loss_is_said(place: int) -> None:
    data = MIXED.encode() * (place // len(MIXED.encode())) + b"\xff" + MIXED.encode() * 3
    text, encoding, note = decode(data, "a.txt")
    assert text.replace("\ufffd", "") == MIXED * (place // len(MIXED.encode()) + 3)
    assert encoding == "UTF-8"
    assert note == "a.txt is UTF-8, but 1 byte could not be read."


def test_a_byte_that_an_older_encoding_lacks_is_counted() -> None:
    data = (FRENCH * 3).encode("cp1252") + b"\x81" + (FRENCH * 700).encode("cp1252")
    text, encoding, note = decode((FRENCH * 700).encode("cp1252") + data, "a.txt")
    assert encoding == "cp1252"
    assert text.count("\ufffd") == 1
    assert note.endswith("it was read as cp1252. 1 byte could not be read.")


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\0", exclude_categories=["Cc"]), min_size=1))
def test_valid_utf_8_is_never_changed(text: str) -> None:
    text = f"{text}.\n"
    expected = text.removeprefix("\ufeff")
    assert decode(text.encode(), "a.txt") == (expected, "UTF-8", "")


LIVELY = st.lists(st.sampled_from(["a", "\r\n", "\r", "\n", "é", "日", "🙂", "\ufffd", " "]), max_size=30).map("".join)


@given(
    text=LIVELY, codec=st.sampled_from(["utf-8", "utf-16", "utf-16-be", "utf-32", "gb18030"]), size=st.integers(1, 7)
)
def test_pieces_add_up_to_the_text_wherever_they_are_cut(text: str, codec: str, size: int) -> None:
    found = list(pieces(io.BytesIO(text.encode(codec)), Reading(codec, ""), size))
    assert "".join(found) == text.replace("\r\n", "\n").replace("\r", "\n")
    assert all(found)


@given(
    data=st.binary(max_size=40), codec=st.sampled_from(["utf-8", "cp1252", "shift_jis", "big5"]), size=st.integers(1, 7)
)
def test_what_cannot_be_read_is_lost_the_same_wherever_pieces_are_cut(data: bytes, codec: str, size: int) -> None:
    found = "".join(pieces(io.BytesIO(b"mark" + data), Reading(codec, "", errors="replace", skip=4), size))
    assert found == data.decode(codec, errors="replace").replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "gb18030"])
def test_a_text_is_cut_nowhere_however_long(codec: str) -> None:
    """Neither where looking stops, nor between the pieces it is decoded in, nor inside a pair of newline signs."""
    for shift in range(4):
        for mark in ("日本語", "\r\n"):
            text = "x" * shift + "日本語\n" * LOOKED_AT + mark * (2 * PIECE // len(mark.encode(codec)))
            assert decode(text.encode(codec), "a.txt")[0] == text.replace("\r\n", "\n")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1252"])
def test_a_stop_is_heard_between_the_pieces(codec: str) -> None:
    class Impatient(RunControl):
        looks = 0

        def check(self) -> None:
            self.looks += 1
            super().check()
            if self.looks == 3:
                self.stop()

    control = Impatient()
    data = ("Käse im Körbchen.\n" * (10 * PIECE // 18)).encode(codec)
    with pytest.raises(Interrupted):
        decode(data, "a.txt", control)
    assert control.looks == 4 < len(data) / PIECE


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1252"])
def test_all_newlines_become_one_kind(codec: str) -> None:
    text = "eins\r\nzwei – drei\rvier größer\n\r\nfünf\r\rsechs\n"
    expected = "eins\nzwei – drei\nvier größer\n\nfünf\n\nsechs\n"
    assert decode(text.encode(codec), "a.txt")[0] == expected


@pytest.mark.parametrize(
    "data",
    [
        b"", b" \r\n\t ", codecs.BOM_UTF8, codecs.BOM_UTF8 + b"\n", "\u3000\xa0\n".encode(), " \n".encode("utf-16"),
        codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, "  \n".encode("utf-16-le"),
    ],
)  # fmt: skip
def test_nothing_but_white_space_is_empty(data: bytes) -> None:
    with pytest.raises(TextError, match=r"^a\.txt is empty\."):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    "data",
    [
        png(), zipped(), bytes(range(256)) * 20, b"\x7fELF\x02\x01\x01" + bytes(20), b"text\0text" * 30,
        b"\x01\x02\x03 abc " * 30, codecs.BOM_UTF16_LE + b"a\x00\x00\xd8", codecs.BOM_UTF8 + png(),
    ],
    ids=["png", "zip", "every byte", "elf", "zeros", "controls", "half a surrogate pair", "png behind a mark"],
)  # fmt: skip
def test_what_is_no_text_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(TextError, match=r"^pic\.txt is not a text file\."):
        decode(data, "pic.txt")
