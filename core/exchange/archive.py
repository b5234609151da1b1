"""A whole run in one zip file, and back: every file with its SHA-256, and nothing that could lie outside the run.

The format: the run folder's files under their names, and ``hellogpt.json`` with the format's number, the run's name,
and for each file its size and SHA-256.
"""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from core.control import RunControl
from core.errors import ExchangeError
from core.runs.folder import RunFolder
from core.runs.names import step_of

ABOUT = "hellogpt.json"
FORMAT = 1
# What belongs to the machine that trained the run, not to the run.
LEFT_OUT = frozenset({"lock", "trainer.json"})
UNFINISHED = ".tmp-"
# What a zip may unfold to: weights hardly shrink, lines of JSON do, a bomb does so thousandfold.
MOST_BYTES = 200_000_000_000
MOST_RATIO = 200
MOST_FILES = 100_000
CHUNK = 1 << 20


@dataclass(frozen=True)
class About:
    """hellogpt.json. ``files``: SHA-256 and size by name."""

    format: int
    run: str
    files: dict[str, tuple[str, int]]


def to_zip(run: RunFolder, step: int | None, path: Path, control: RunControl) -> None:
    """Write a run into a zip file; with ``step``, that step alone of all its steps.

    Raises:
        ExchangeError: a file went away meanwhile.
        Interrupted: a stop was asked for.
    """
    names = sorted(name for name in _files_of(run.path) if step is None or _belongs(name, step))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        files = {name: _fold(run, name, archive, control) for name in names}
        about = About(FORMAT, run.name, files)
        archive.writestr(ABOUT, msgspec.json.format(msgspec.json.encode(about), indent=1))


def _fold(run: RunFolder, name: str, archive: zipfile.ZipFile, control: RunControl) -> tuple[str, int]:
    """Put one file in; its SHA-256 and size, of what was put in."""
    digest, size = hashlib.sha256(), 0
    try:
        source = (run.path / name).open("rb")
    except FileNotFoundError as error:
        raise ExchangeError(f"{name} of {run.name} went away meanwhile.", "Is it being trained? Try again.") from error
    with source, archive.open(name, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            control.check()
            digest.update(chunk)
            target.write(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def read_about(path: Path) -> About:
    """What a zip of a run says about itself.

    Raises:
        ExchangeError: it is no zip of a run, or of another format.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(ABOUT)
            if info.file_size > 50_000_000:
                raise ExchangeError(f"{path} is no zip of a run: its {ABOUT} is too large.", "Take another file.")
            about = msgspec.json.decode(archive.read(ABOUT), type=About)
    except (OSError, KeyError, zipfile.BadZipFile, msgspec.MsgspecError, NotImplementedError) as error:
        raise ExchangeError(
            f"{path} is no zip of a HelloGPT run ({error}).", "Make one with export --to zip."
        ) from error
    if about.format != FORMAT:
        raise ExchangeError(
            f"{path} is of format {about.format}, and this HelloGPT reads {FORMAT}.", "Bring in a newer HelloGPT."
        )
    return about


def from_zip(path: Path, folder: Path, control: RunControl) -> None:
    """Unfold a zip of a run into an empty folder, each file checked.

    Raises:
        ExchangeError: a name leads outside, a file is missing, surplus, changed or too large.
        Interrupted: a stop was asked for.
    """
    about = read_about(path)
    with zipfile.ZipFile(path) as archive:
        infos = {info.filename: info for info in archive.infolist() if info.filename != ABOUT}
        _check(path, about, infos)
        for name in sorted(about.files, key=lambda name: (name == "config.json", name)):  # a run only when all is there
            if not _unfold(archive, infos[name], folder / name, about.files[name], control):
                raise ExchangeError(f"{name} in {path} is damaged.", "Copy the file again.")


def _check(path: Path, about: About, infos: dict[str, zipfile.ZipInfo]) -> None:
    """Before anything is written: names, sizes, and that the two lists are one."""
    odd = next((name for name in infos if not _is_safe(name)), None)
    if odd is not None:
        raise ExchangeError(f"{path} holds a file called {odd!r}, which a run cannot have.", "It is not unpacked.")
    if infos.keys() != about.files.keys() or len(infos) > MOST_FILES:
        name = min(infos.keys() ^ about.files.keys(), default="too much")
        raise ExchangeError(f"{path} does not hold what it says it holds: {name}.", "Is the file whole?")
    total = sum(info.file_size for info in infos.values())
    packed = sum(info.compress_size for info in infos.values())
    if total > MOST_BYTES or total > MOST_RATIO * max(1, packed) + CHUNK:
        raise ExchangeError(f"{path} would unfold to {total:,} bytes from {packed:,}.", "It is not unpacked.")


def _unfold(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, known: tuple[str, int], control: RunControl
) -> bool:
    """Write one file; whether it is what was put in."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(info) as source, target.open("wb") as out:
            while size <= known[1] and (chunk := source.read(CHUNK)):
                control.check()
                digest.update(chunk)
                out.write(chunk)
                size += len(chunk)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        return False
    return (digest.hexdigest(), size) == known


def _is_safe(name: str) -> bool:
    """A relative path of plain parts, at most two deep, as a run has them."""
    path = PurePosixPath(name)
    plain = all(part not in ("..", ".") and "\\" not in part and ":" not in part for part in path.parts)
    return plain and not path.is_absolute() and 1 <= len(path.parts) <= 2 and not name.endswith("/")


def _files_of(root: Path) -> list[str]:
    found = []
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in LEFT_OUT and not name.startswith(UNFINISHED):
            found.append(name)
    return found


def _belongs(name: str, step: int) -> bool:
    """Whether a file is none of a step, or one of this step."""
    other = step_of(PurePosixPath(name).parts[0])
    return other is None or other == step
