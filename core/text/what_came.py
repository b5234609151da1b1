"""What a server sent in place of a text, told by its first bytes and by what the server calls it."""

import html
import re

MARKS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (an EPUB or an office document is one too)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a word processor's document (RTF)"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)
SEEN_AS = {"image": "a picture", "audio": "sound", "video": "a film", "font": "a font"}
PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.DOTALL)
TAGS = re.compile(rb"<(?:html|head|body|title|div|p|h1)\b")
TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.DOTALL)
LONGEST_TITLE = 60


def no_text(beginning: bytes, media_type: str) -> str:
    """What it is if it is no text, as words after "is"; else empty. ``media_type``: what the server calls it."""
    for mark, words in MARKS:
        if beginning.startswith(mark):
            return words
    bare = beginning.removeprefix(b"\xef\xbb\xbf")
    small = bare.lower()
    if PAGE.match(small) or (media_type in ("text/html", "application/xhtml+xml") and TAGS.search(small)):
        return f"a web page{_title(bare)}"
    kind = media_type.partition("/")[0]
    return SEEN_AS.get(kind, "")


def _title(page: bytes) -> str:
    found = TITLE.search(page.replace(b"TITLE", b"title").replace(b"Title", b"title"))
    words = " ".join(html.unescape(found[1].decode("utf-8", errors="replace")).split()) if found else ""
    return f" (“{words[:LONGEST_TITLE]}”)" if words else " (HTML)"
