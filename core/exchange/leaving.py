"""A run leaves in a foreign form: written whole beside its name, and nothing is ever overwritten."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.config import FORMS
from core.control import RunControl
from core.errors import ExchangeError
from core.exchange.archive import to_zip
from core.exchange.to_gguf import to_gguf
from core.exchange.to_hugging_face import to_hugging_face
from core.model.loading import LoadedModel
from core.paths import os_errors
from core.protocol import Export, ExportDone
from core.runs.folder import RunFolder


def export(
    command: Export, run: RunFolder, step: int | None, load: Callable[[], LoadedModel], control: RunControl
) -> ExportDone:
    """Write ``run`` at ``step`` in the form that is asked for; ``load`` gives its network where the form needs one.

    Raises:
        ExchangeError: the place is taken or cannot be written, or the network has no such form.
        Interrupted: a stop was asked for; nothing is left behind then.
    """
    path = place_named(command.path)
    with free_place(path, control) as place:
        if command.to == "zip":
            to_zip(run, step if "@" in command.run else None, place, control)
        elif command.to == "hf":
            place.mkdir()
            to_hugging_face(run, load(), place)
        else:
            to_gguf(load(), place, control, command.number_type)
    return ExportDone(run.name, step or 0, str(path), _size(path), FORMS[command.to].command.format(path=path))


def place_named(words: str) -> Path:
    """The place that a person means, whole."""
    return Path(os.path.expanduser(words)).absolute()


@contextmanager
def free_place(path: Path, control: RunControl) -> Iterator[Path]:
    """A free place next to ``path`` that takes its name when the block ends without an error.

    Raises:
        ExchangeError: the name is taken or cannot be written.
        Interrupted: a stop was asked for; nothing is left behind then.
    """
    if path.exists():
        raise ExchangeError(f"{path} is there already, and nothing is overwritten.", "Choose another name.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".tmp-export-", dir=path.parent))
        try:
            with os_errors():
                yield folder / path.name
            control.check()
            (folder / path.name).rename(path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ExchangeError(f"{path} cannot be written ({reason}).", "Choose another place, or make room.") from error


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
