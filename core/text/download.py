"""The one way from the network to data/: a book or any text by its address, as a file under a clean name.

It is resumed where it broke off, checked for its size and for being text at all, and never lies over another file.
The program comes here only when a person has asked for a text; nothing else opens a connection.
"""

import shutil
import sys
from collections.abc import Iterator

from core.control import Interrupted, RunControl
from core.errors import HelloGPTError, TextError
from core.paths import Home
from core.protocol import Event, Failed, Get, GetDone, GetProgress, Notice
from core.text.catalogue import Wanted, meant
from core.text.decoding import examine
from core.text.part_file import About, PartFile
from core.text.remote import CutOffError, Head, OtherTextError, Remote
from core.text.stage import Stage
from core.text.what_came import no_text

ATTEMPTS = 3  # of which the later ones go on where the earlier broke off
LOOKED_AT = 4096  # bytes by which a page is told from a text
SPARE = 50_000_000  # bytes that stay free on the disk


def get(command: Get, home: Home, control: RunControl) -> Iterator[Event]:
    """Fetch a text into data/. The last event is GetDone, or Failed with exit code 3 where it was stopped.

    Raises:
        TextError: there is no text, no way to it, or it is too large.
        HomeError: data/ cannot be written, or is full.
    """
    wanted = meant(command.what)
    with PartFile(home.data, wanted.file_name, wanted.address) as part:
        try:
            yield from _all_of_it(wanted, part, command.at_most, control)
            _check_text(wanted, part, control)
        except Interrupted:
            yield _stopped(part)
            return
        except CutOffError as error:
            raise TextError(*_broken_off(error, part)) from error
        except HelloGPTError:
            if not part.resumable:
                part.discard()
            raise
        size = part.size
        path, was_there = part.finish()
    if was_there:
        yield Notice(f"The same text was there already, as {path.name}.")
    yield GetDone(str(path), size, wanted.title)


def _all_of_it(wanted: Wanted, part: PartFile, at_most: int, control: RunControl) -> Iterator[Event]:
    """Where the connection breaks and the server can go on, it is asked again: each time that something came."""
    if part.about and part.complete:
        part.begin(part.about)
        return
    for attempt in range(ATTEMPTS):
        before = part.about.kept if part.about else 0
        try:
            yield from _what_comes(wanted, part, at_most, control)
            return
        except OtherTextError:
            part.discard()
            if not before or attempt + 1 == ATTEMPTS:
                raise
        except CutOffError:
            part.note()
            if attempt + 1 == ATTEMPTS or not part.resumable or part.size == before:
                raise


def _what_comes(wanted: Wanted, part: PartFile, at_most: int, control: RunControl) -> Iterator[Event]:
    """One connection: what is missing of the text, or all of it anew where the server has another one now."""
    yield GetProgress(f"Asking for {wanted.title}")
    kept, validator = (part.about.kept, part.about.validator) if part.about else (0, "")
    remote = Remote(wanted.address, kept, validator)
    try:
        head = remote.head(control)
        if head.start not in (0, kept) or (head.start and head.validator not in ("", validator)):
            raise OtherTextError("The server sent something else than the rest of the text.", "Ask again.")
        _check_size(wanted, part, head, at_most)
        version = head.validator or (validator if head.start else "")
        part.begin(About(wanted.address, version, head.total, head.start))
        if head.total is None:
            yield Notice("The server does not say how long the text is.", "Whether all of it came cannot be checked.")
        yield from _written(wanted, part, head, at_most, remote.pieces(control))
    finally:
        remote.close()


def _written(wanted: Wanted, part: PartFile, head: Head, at_most: int, pieces: Iterator[bytes]) -> Iterator[Event]:
    """What comes goes to the disk, checked; and how far it is is said."""
    stage = Stage(f"Getting {wanted.title}", (head.total or sys.maxsize) - head.start)
    beginning = b""
    for piece in pieces:
        if not head.start and len(beginning) < LOOKED_AT:
            beginning += piece
            _check_kind(wanted, part, beginning, head.media_type)
        part.write(piece)
        if part.size > at_most:
            part.discard()
            raise _too_large(wanted, at_most + 1, at_most)
        for said in stage.at(part.size - head.start):
            share, seconds = (None, None) if head.total is None else (part.size / head.total, said.seconds_left)
            yield GetProgress(said.stage, share, seconds, part.size, head.total)
    if head.total is not None and part.size != head.total:
        raise CutOffError(f"The server sent another number of bytes than it said: {head.total:,}.")


def _check_size(wanted: Wanted, part: PartFile, head: Head, at_most: int) -> None:
    if head.total is None:
        return
    if head.total > at_most:
        raise _too_large(wanted, head.total, at_most)
    free = shutil.disk_usage(part.path.parent).free
    if head.total - head.start > free - SPARE:
        message = f"{wanted.title} has {_megabytes(head.total)}, but only {_megabytes(free)} are free on the disk."
        raise TextError(message, "Make room, or choose another home with --home DIR.")


def _check_kind(wanted: Wanted, part: PartFile, beginning: bytes, media_type: str) -> None:
    """Raises TextError where it is no text, with what it is."""
    found = no_text(beginning, media_type)
    if found:
        part.discard()
        hint = "Open the address in a browser, and look there for the plain text (.txt)."
        raise TextError(f"What came for {wanted.title} is {found}, not a text.", hint)


def _check_text(wanted: Wanted, part: PartFile, control: RunControl) -> None:
    """Raises TextError where the bytes are no text, or none but white space."""
    try:
        with part.path.open("rb") as file:
            examine(file, wanted.title, control)
    except TextError as error:
        part.discard()
        raise TextError(error.message, "Nothing was kept of it.") from error


def _too_large(wanted: Wanted, size: int, at_most: int) -> TextError:
    message = f"{wanted.title} has {_megabytes(size)} or more; at most {_megabytes(at_most)} are fetched."
    return TextError(message, "The terminal allows more: get … --at-most MB.")


def _stopped(part: PartFile) -> Failed:
    part.note()
    if not part.resumable:
        part.discard()
        return Failed("Stopped before anything was made.", "", 3)
    return Failed(f"Stopped after {_so_far(part)}.", "Ask for it again, and it goes on from there.", 3)


def _broken_off(error: TextError, part: PartFile) -> tuple[str, str]:
    reason = error.message.rstrip(".")
    if part.resumable:
        return f"{reason} after {_so_far(part)}.", "Ask for it again, and it goes on from there."
    so_far = _so_far(part)
    part.discard()
    return f"{reason} after {so_far}.", "This server cannot go on from there: ask again, and it begins anew."


def _so_far(part: PartFile) -> str:
    total = part.about.total if part.about else None
    return _megabytes(part.size) + (f" of {_megabytes(total)}" if total else "")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size:,} bytes"
