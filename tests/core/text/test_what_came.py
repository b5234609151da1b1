"""What a server sent in place of a text."""

import gzip
import io
import zipfile

import pytest

from core.text.what_came import no_text


def a_zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.txt", "text")
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type", "words"),
    [
        (
            b"<!DOCTYPE html><html><head><TITLE>404 &ndash;\n Not  Found</TITLE>",
            "text/html",
            "a web page (“404 – Not F",
        ),
        (b"\xef\xbb\xbf \n<html lang='en'><body>Gone", "text/plain", "a web page (HTML)"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE html PUBLIC "">', "", "a web page"),
        (b"Sign in <p>here</p>", "text/html", "a web page"),
        (b"%PDF-1.7\n", "application/pdf", "a PDF"),
        (a_zip(), "application/epub+zip", "a zip archive"),
        (gzip.compress(b"text", mtime=0), "application/gzip", "a gzip archive"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "a picture"),
        (b"RIFF", "audio/wav", "sound"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, media_type: str, words: str) -> None:
    assert no_text(data, media_type).startswith(words)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"Once upon a time", "text/plain"),
        (b"Once upon a time", "text/html"),
        (b"Once upon a time", "application/octet-stream"),
        (b"", ""),
        (b"The tag <html> begins a page.", "text/plain"),
        ("«Привет»".encode(), ""),
    ],
)
def test_a_text_is_let_through(data: bytes, media_type: str) -> None:
    assert no_text(data, media_type) == ""
