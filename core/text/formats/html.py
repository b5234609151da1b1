"""Web pages: what is to be read of them, in the encoding that they say themselves."""

import codecs
import re
from collections.abc import Iterator

from core.errors import TextError
from core.text.decoding import Reading, examine, pieces
from core.text.formats.page import SHORT_PAGE, PageText, is_error_page, page_text
from core.text.formats.source import Read, Source

HEAD = 4096  # bytes: the standard asks for the encoding in the first 1024
CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)


def read_html(source: Source) -> Read:
    """The text of a page.

    Raises:
        TextError: it is what a server sends in place of a page, or nothing is to be read in it.
    """
    reading = _reading(source)
    return Read(_text(source, reading), reading.encoding, reading.note)


def _reading(source: Source) -> Reading:
    with source.path.open("rb") as file:
        said = CHARSET.search(file.read(HEAD))
        chosen = source.encoding or (_known(said[1].decode("ascii")) if said else "")
        return examine(file, source.name, source.control, chosen)[0]


def _known(encoding: str) -> str:
    """The encoding a page claims, if it is one that it can have: UTF-16 would not have let us read the claim."""
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        return ""
    name = {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(name, name)  # as browsers do
    return "" if name.startswith(("utf-16", "utf-32", "utf-8")) else name


def _text(source: Source, reading: Reading) -> Iterator[str]:
    page, beginning = PageText(), ""
    with source.path.open("rb") as file:
        for piece in page_text(pieces(file, reading), page):
            source.control.check()
            beginning += piece[: SHORT_PAGE - len(beginning)]
            yield piece
    if is_error_page(page.title, beginning):
        title = " ".join((page.title or beginning).split())[:60]
        raise TextError(
            f"{source.name} is a page that a server sends in place of a text (“{title}”).",
            "Open the address in a browser, and keep the text itself.",
        )
