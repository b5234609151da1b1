"""The text of a web page while it is parsed: what is a block to the eye is a paragraph, scripts and styles are nothing.

Pages come in pieces through lxml's parser, so the size of one does not matter.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator

from lxml import etree

PARAGRAPHS = frozenset(
    """address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr main nav ol p pre section table ul""".split()  # noqa: SIM905 - a list of words reads as one
)
LINES = frozenset(("br", "li", "tr", "option"))
CELLS = frozenset(("td", "th"))
UNSEEN = frozenset(("script", "style", "template", "noscript", "svg", "math", "object", "iframe", "select", "head"))
# What stands in the title or the first words of the short page that a server sends in place of a book.
ERROR = re.compile(
    r"not found|access (?:is )?denied|(?:^|403 )forbidden|(?:temporarily|service) unavailable|bad gateway"
    r"|too many requests|just a moment|captcha|are you a (?:human|robot)|internal server error|gateway time-?out"
    r"|no longer available|log ?in required|sign in to|error [45]\d\d|^[45]\d\d$",
    re.IGNORECASE,
)
SHORT_PAGE, FIRST_WORDS = 3000, 80  # characters


class PageText:
    """A target for ``etree.HTMLParser``. ``take`` gives what has become text since it was asked last."""

    def __init__(self) -> None:
        self.title = ""
        self._made: list[str] = []
        self._unseen = self._pre = 0
        self._in_title = False
        self._gap = ""  # what stands before the next letters: a space, a newline, a blank line
        self._begun = False

    def start(self, tag: str, _: object) -> None:
        self._edge(tag)
        self._in_title = tag == "title"
        self._unseen += tag in UNSEEN
        self._pre += tag == "pre"

    def end(self, tag: str) -> None:
        self._edge(tag)
        self._in_title = False
        self._unseen = max(0, self._unseen - (tag in UNSEEN))
        self._pre = max(0, self._pre - (tag == "pre"))

    def data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        if self._unseen:
            return
        if self._pre:
            self._write(data)
            return
        if data[:1].isspace():
            self._widen(" ")
        words = data.split()
        if words:
            self._write(" ".join(words))
            if data[-1].isspace():
                self._widen(" ")

    def comment(self, _: str) -> None: ...

    def pi(self, *_: object) -> None: ...

    def close(self) -> None: ...

    def take(self) -> str:
        made, self._made = "".join(self._made), []
        return made

    def _edge(self, tag: str) -> None:
        if tag in PARAGRAPHS:
            self._widen("\n\n")
        elif tag in LINES:
            self._widen("\n")
        elif tag in CELLS:
            self._widen(" ")

    def _widen(self, gap: str) -> None:
        if (len(gap), gap) > (len(self._gap), self._gap) or (gap == "\n" and self._gap == " "):
            self._gap = gap

    def _write(self, text: str) -> None:
        if self._begun:
            self._made.append(self._gap)
        self._begun, self._gap = True, ""
        self._made.append(text)


def page_text(pieces: Iterable[str], page: PageText) -> Iterator[str]:
    """The text of a page that comes in pieces."""
    parser = etree.HTMLParser(target=page, huge_tree=True)
    for piece in pieces:
        parser.feed(piece)
        if made := page.take():
            yield made
    with contextlib.suppress(etree.XMLSyntaxError):  # there was nothing
        parser.close()
    if made := page.take():
        yield made


def is_error_page(title: str, text: str) -> bool:
    """Whether a page looks like what a server says when it has no book. ``text``: all of it, or its beginning."""
    if len(text) >= SHORT_PAGE:
        return False
    return bool(ERROR.search(title.strip()) or ERROR.search(text[:FIRST_WORDS]))
