"""Zip archives as they come from strangers: limits on size and ratio before anything is unpacked, faults named."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from core.errors import TextError
from core.text.formats.source import Source

MOST = 1 << 30  # bytes, all files unpacked
MOST_FILES = 20_000
# What is unpacked is at most so many times what is packed: prose is packed to a third, the emptiest XML to a fiftieth.
MOST_TIMES, NOT_BELOW = 200, 10 << 20


@contextmanager
def opened(source: Source, kind: str) -> Iterator[zipfile.ZipFile]:
    """The archive, if it may be unpacked. ``kind``: what it is called in a sentence.

    Raises:
        TextError: it is broken, locked, or would unpack to far too much.
    """
    try:
        with zipfile.ZipFile(source.path) as archive:
            _refuse_bombs(archive, source)
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise locked(source, kind)
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, KeyError) as error:
        raise broken(source, kind, error) from error


def unpack(archive: zipfile.ZipFile, name: str, source: Source) -> bytes:
    """One file of it.

    Raises:
        TextError: it is not there or is damaged.
    """
    source.control.check()
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zipfile.zlib.error, EOFError, KeyError, OSError, NotImplementedError) as error:  # type: ignore[attr-defined]
        raise TextError(f"{name} in {source.name} cannot be unpacked.", AGAIN) from error


AGAIN = "It may have been cut off on its way: get the file again, or choose another one."


def broken(source: Source, kind: str, error: object = "") -> TextError:
    """The sentence for a file that is no whole one of its kind."""
    why = f" ({' '.join(str(error).split())[:100].rstrip('.')})" if str(error) else ""
    return TextError(f"{source.name} cannot be read as {kind}{why}.", AGAIN)


def locked(source: Source, kind: str) -> TextError:
    """The sentence for a file that needs a password or a key."""
    return TextError(
        f"{source.name} is {kind} that is locked.", "Save a copy without its password, or choose another file."
    )


def _refuse_bombs(archive: zipfile.ZipFile, source: Source) -> None:
    infos = archive.infolist()
    size, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    way_out = "Choose another file; a real text this large can be given as .txt."
    if size > MOST or len(infos) > MOST_FILES:
        raise TextError(f"{source.name} would unpack to {size:,} bytes in {len(infos):,} files: too much.", way_out)
    if size > NOT_BELOW and size > MOST_TIMES * max(1, packed):
        raise TextError(
            f"{source.name} would unpack to {size // max(1, packed):,} times its size, as a zip bomb does.", way_out
        )
