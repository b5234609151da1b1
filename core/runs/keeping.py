"""What a person does to runs that lie there: throw one away, rename a model, write a note.

A run goes to the system's trash, where it can be taken back from; for good only where somebody has said so. Nothing is
done to a run that trains.
"""

import os
import shutil
from pathlib import Path

import filelock
import send2trash

from core.errors import RunError
from core.paths import Home, unwritable
from core.runs.folder import NOTES, RunFolder
from core.runs.former_names import FORMERLY, former_names, models_formerly
from core.runs.listing import runs_of_model
from core.runs.names import check_model_name
from core.runs.writing import is_being_trained, note_highest, replace_file

LONGEST_NOTE = 100_000  # characters


class NoTrashError(RunError):
    """There is no trash for this disk: what lies there can only go for good."""

    offers = "forever"


def delete_run(run: RunFolder, forever: bool = False) -> None:
    """Move a run to the trash, or remove it ``forever``. Its number is not given again.

    Raises:
        RunError: it trains, or it cannot go.
        NoTrashError: there is no trash for this disk.
    """
    check_at_rest(run)
    try:
        note_highest(run.path.parent)
        if forever:
            shutil.rmtree(run.path)
            return
    except OSError as error:
        raise unwritable(run.path, error) from error
    to_trash(run.path, run.name)


def to_trash(path: Path, name: str) -> None:
    """Move a file or a folder, called ``name``, to the system's trash.

    Raises:
        NoTrashError: there is no trash for this disk.
    """
    try:
        send2trash.send2trash(os.fspath(path))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise NoTrashError(
            f"{name} cannot be moved to the trash ({reason}).",
            "It is untouched. It can be deleted for good instead, which cannot be undone.",
        ) from error


def check_at_rest(run: RunFolder) -> None:
    """Make sure that nobody trains a run.

    Raises:
        RunError: somebody does.
        HomeError: the folder cannot be written.
    """
    lock = filelock.FileLock(run.path / "lock")
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout as error:
        raise RunError(f"{run.name} is being trained.", "Stop it first.") from error
    except OSError as error:
        raise unwritable(run.path, error) from error
    trains = is_being_trained(run)
    lock.release()
    if trains:
        raise RunError(f"{run.name} is being trained.", "Stop it first.")


def rename_model(home: Home, old: str, new: str) -> None:
    """Give a model another name. Whoever knows a run of it by the old one still finds it.

    Raises:
        RunError: there is no such model, the name cannot be one or is taken, or a run of it trains.
    """
    check_model_name(new)
    runs = runs_of_model(home, old)
    if not runs:
        raise RunError(f"There is no model {old}.", "See what there is with: runs")
    here, there = home.checkpoints / old, home.checkpoints / new
    if old == new:
        return
    if there.exists() and not there.samefile(here):  # another spelling in capitals may be the same folder
        raise RunError(f"There is a model {new} already.", "Choose another name.")
    for other in models_formerly(home, new):
        if other.name != old:
            raise RunError(
                f"{other.name} was called {new} before, and its runs are still known by that name.",
                "Choose another name.",
            )
    for run in runs:
        check_at_rest(run)
    names = [name for name in former_names(here) if name != old]
    try:
        replace_file(here / FORMERLY, "".join(f"{name}\n" for name in (*names, old)).encode())
        here.rename(there)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RunError(f"{old} cannot be renamed ({reason}).", "Close what uses its files, then try again.") from error


def set_star(run: RunFolder, starred: bool) -> None:
    """Give a run its star or take it away.

    Raises:
        HomeError: the folder cannot be written.
    """
    try:
        run.set_star(starred)
    except OSError as error:
        raise unwritable(run.path, error) from error


def write_note(run: RunFolder, words: str) -> None:
    """Write notes.md; an empty note takes the file away.

    Raises:
        RunError: it is far too long.
        HomeError: the folder cannot be written.
    """
    if len(words) > LONGEST_NOTE:
        raise RunError(f"The note on {run.name} has {len(words):,} characters.", f"Keep it to {LONGEST_NOTE:,}.")
    words = words.encode(errors="replace").decode()  # halves of characters cannot be written
    path = run.path / NOTES
    try:
        if words.strip():
            replace_file(path, words.rstrip().encode() + b"\n")
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(run.path, error) from error
