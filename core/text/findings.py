"""What in texts a model had better not learn: licences, lines that come back throughout, passages that stood before.

It is found by rules and only offered; what is chosen is left out of a document by its places. Any size of text: lines
are remembered for a few pages, of passages a hash.
"""

import hashlib
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from core.control import RunControl
from core.protocol import Finding, FindingKind, Progress
from core.text.document import Document
from core.text.stage import Stage

Span = tuple[int, int]

# https://www.gutenberg.org: both lines stand in every book since 2000, the second form in the older ones.
START = re.compile(r"\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG E|\*END\*? ?THE SMALL PRINT", re.IGNORECASE)
END = re.compile(r"\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG E|^End of (?:the |this )?Project Gutenberg", re.I)
MARK_WITHIN = 60_000  # characters from the beginning of a book
LONGEST_LINE = 1 << 16  # characters; what goes on without an end is looked at in parts

# Running heads: on most pages, at even distances.
HEAD_LENGTH = (3, 120)  # characters
PAGE = (400, 20_000)  # characters between two of them, on average
FEWEST_PAGES, UNEVEN, THROUGHOUT = 8, 0.5, 0.6
REMEMBERED = 50_000  # lines; those that came once and not for a while are forgotten first
# Lines of many files: at their beginnings and ends.
AT_ENDS, SHARED_LENGTH, FEWEST_FILES = 20_000, 20, 3

PASSAGE, CUT = 200, 1500  # characters: the shortest that counts, and where a long one is cut at the end of its line
MOST_PASSAGES = 3_000_000  # hashes: some 300 MB
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Found:
    """One kind of thing in one document, and its places: rising, apart."""

    kind: FindingKind
    sentence: str
    spans: tuple[Span, ...]

    @property
    def characters(self) -> int:
        return sum(end - start for start, end in self.spans)

    def said(self, removed: bool) -> Finding:
        return Finding(self.kind, self.sentence, self.characters, removed)


@dataclass
class _Lines:
    """Where each short line of a document stands, as long as it may be one that comes back."""

    places: dict[str, "array[int]"] = field(default_factory=dict)
    at_ends: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))

    def see(self, line: str, start: int, near_end: bool) -> None:
        bare = line.strip()
        if not HEAD_LENGTH[0] <= len(bare) <= HEAD_LENGTH[1] and not bare.isdigit():
            return
        key = DIGITS.sub("0", bare)
        if near_end and len(bare) >= SHARED_LENGTH:
            self.at_ends[bare].append((start, start + len(line)))
        self.places.setdefault(key, array("q")).extend((start, start + len(line)))
        if len(self.places) > REMEMBERED:
            late = start - PAGE[1]
            self.places = {key: at for key, at in self.places.items() if len(at) > 2 or at[0] > late}

    def running(self, characters: int) -> tuple[list[Span], str]:
        """The places of running heads, and the most common of them."""
        found = [(at, key) for key, at in self.places.items() if _is_running(at[::2], characters)]
        spans = [(at[i], at[i + 1]) for at, _ in found for i in range(0, len(at), 2)]
        return spans, max(found, key=lambda one: (any(map(str.isalpha, one[1])), len(one[0])))[1] if found else ""


def _is_running(starts: Sequence[int], characters: int) -> bool:
    if len(starts) < FEWEST_PAGES or starts[-1] - starts[0] < THROUGHOUT * characters:
        return False
    gaps = [right - left for left, right in pairwise(starts)]
    mean = sum(gaps) / len(gaps)
    spread = (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5
    return PAGE[0] <= mean <= PAGE[1] and spread <= UNEVEN * mean


def find(
    documents: Sequence[Document], names: Sequence[str], control: RunControl
) -> Generator[Progress, None, list[tuple[Found, ...]]]:
    """What is in each document, in the order of ``FindingKind``. ``names``: for the sentences.

    Raises:
        TextError: a file has changed or cannot be read any more.
        Interrupted: a stop was asked for.
    """
    stage, done = Stage("Looking for what repeats", sum(document.characters for document in documents)), 0
    seen: dict[int, int] = {}
    whole: dict[bytes, int] = {}
    books = [_Book(document.characters) for document in documents]
    for number, (document, book) in enumerate(zip(documents, books, strict=True)):
        for start, line in _numbered(document.pieces(), control):
            book.see(line, start, seen, number)
            yield from stage.at(done + start)
        book.close(seen, number)
        book.twin = whole.setdefault(book.digest.digest(), number)
        done += document.characters
        yield from stage.at(done)
    _share([book.lines.at_ends for book in books], [book.shared for book in books])
    return [book.found(number, names) for number, book in enumerate(books)]


class _Book:
    """What is noted of one document on the way through it."""

    def __init__(self, characters: int) -> None:
        self.characters = characters
        self.lines = _Lines()
        self.shared: list[Span] = []
        self.digest = hashlib.sha256()
        self.twin = -1
        self._head, self._tail = 0, characters
        self._again: list[tuple[Span, int]] = []
        self._passage: list[str] = []
        self._begun = self._length = 0

    def see(self, line: str, start: int, seen: dict[int, int], number: int) -> None:
        self.digest.update(line.encode())
        if self._is_mark(line, start):
            self.close(seen, number)
            return
        near = start < AT_ENDS or start > self.characters - AT_ENDS
        if len(line) <= 2 * HEAD_LENGTH[1]:
            self.lines.see(line, start, near)
        if line.isspace():
            self.close(seen, number)
            return
        if not self._passage:
            self._begun = start
        self._passage.append(line)
        self._length += len(line)
        if self._length >= CUT:
            self.close(seen, number)

    def close(self, seen: dict[int, int], number: int) -> None:
        """A passage is over."""
        if self._length >= PASSAGE:
            words = " ".join(" ".join(self._passage).split())
            key = int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "little")
            first = seen.get(key)
            if first is not None:
                self._again.append(((self._begun, self._begun + self._length), first))
            elif len(seen) < MOST_PASSAGES:
                seen[key] = number
        self._passage, self._length = [], 0

    def _is_mark(self, line: str, start: int) -> bool:
        """Whether the book begins behind this line, or ends before it."""
        if "roject" not in line and "PROJECT" not in line and "*END*" not in line:
            return False
        if start < MARK_WITHIN and START.search(line):
            self._head = start + len(line)
        elif self._tail == self.characters and END.search(line) and start > self._head:
            self._tail = start
        else:
            return False
        return True

    def found(self, number: int, names: Sequence[str]) -> tuple[Found, ...]:
        ends = [span for span in ((0, self._head), (self._tail, self.characters)) if span[0] < span[1]]
        found = (
            [Found("boilerplate", "Project Gutenberg's licence stands around the book.", tuple(ends))] if ends else []
        )
        running, common = self.lines.running(self.characters)
        spans = _apart([*running, *self.shared], ends)
        if spans:
            common = common or next(iter(self.lines.at_ends))
            count = "A line comes" if len(spans) == 1 else f"{len(spans):,} lines come"
            back = "back on every page" if running else "back in many of the files"
            found.append(Found("repeated-lines", f"{count} {back}, like “{common}”.", spans))
        if self.twin != number:
            return (*found, Found("duplicates", f"It is the same text as {names[self.twin]}.", ((0, self.characters),)))
        again = [(span, first) for span, first in self._again if not any(a < span[1] and span[0] < b for a, b in ends)]
        if again:
            most = Counter(first for _, first in again).most_common(1)[0][0]
            where = "earlier in this text" if most == number else f"in {names[most]}"
            count = "A long passage stands" if len(again) == 1 else f"{len(again):,} long passages stand"
            found.append(Found("duplicates", f"{count} already {where}.", tuple(span for span, _ in again)))
        return tuple(found)


def _share(at_ends: Sequence[dict[str, list[Span]]], shared: Sequence[list[Span]]) -> None:
    """Note the places of lines that stand at the ends of many files."""
    files = Counter(line for lines in at_ends for line in lines)
    often = max(FEWEST_FILES, len(at_ends) / 2)
    for lines, places in zip(at_ends, shared, strict=True):
        for line in [line for line in lines if files[line] < often]:
            del lines[line]
        places.extend(span for spans in lines.values() for span in spans)


def _apart(spans: Iterable[Span], but: Sequence[Span]) -> tuple[Span, ...]:
    """Rising, each place once, without those inside ``but``."""
    return tuple(sorted({(a, b) for a, b in spans if not any(left <= a and b <= right for left, right in but)}))


def without(document: Document, found: Iterable[Found], control: RunControl) -> Document:
    """The document with all their places left out.

    Raises:
        TextError: a file has changed or cannot be read any more.
        Interrupted: a stop was asked for.
    """
    spans: list[Span] = []
    for start, end in sorted(span for one in found for span in one.spans):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))

    def pieces() -> Iterator[str]:
        return _kept(document.pieces(), spans)

    characters = size = 0
    for piece in pieces():
        control.check()
        characters += len(piece)
        size += len(piece.encode())
    return Document(characters, size, pieces, document, tuple(spans))


def _kept(pieces: Iterable[str], spans: Sequence[Span]) -> Iterator[str]:
    """What lies outside of ``spans``, which rise and lie apart."""
    at, begin = 0, 0
    for piece in pieces:
        end, here, kept = begin + len(piece), begin, []
        while at < len(spans) and spans[at][0] < end:
            kept.append(piece[here - begin : max(here, spans[at][0]) - begin])
            here = max(here, min(end, spans[at][1]))
            if spans[at][1] > end:
                break
            at += 1
        kept.append(piece[here - begin :])
        if text := "".join(kept):
            yield text
        begin = end


def _numbered(pieces: Iterable[str], control: RunControl) -> Iterator[tuple[int, str]]:
    """Each line with its end, and the character it begins at."""
    held, begin = "", 0
    for piece in pieces:
        control.check()
        lines = (held + piece).splitlines(keepends=True) if "\r" not in piece else [held + piece]
        held = lines.pop() if lines and not lines[-1].endswith("\n") else ""
        for line in lines:
            yield begin, line
            begin += len(line)
        if len(held) > LONGEST_LINE:
            yield begin, held
            begin, held = begin + len(held), ""
    if held:
        yield begin, held
