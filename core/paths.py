"""Where things are: home, data, artifacts.

From a checkout, data/ and artifacts/ lie beside core/; installed from a wheel they lie in the user's data folder.
HELLOGPT_HOME or --home DIR overrides both.
"""

import contextlib
import errno
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from core.errors import HelloGPTError, HomeError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_OS_ERROR = re.compile(r"\(os error (\d+)\)")


@dataclass(frozen=True)
class Home:
    """The folder that holds the person's texts and everything the program makes."""

    root: Path

    @property
    def data(self) -> Path:
        """The person's own text files."""
        return self.root / "data"

    @property
    def artifacts(self) -> Path:
        """What the program makes."""
        return self.root / "artifacts"

    @property
    def tokenizers(self) -> Path:
        return self.artifacts / "tokenizer"

    @property
    def prepared(self) -> Path:
        return self.artifacts / "prepared"

    @property
    def references(self) -> Path:
        """What was measured of a text alone."""
        return self.artifacts / "references"

    @property
    def converted(self) -> Path:
        """The plain text of files in other formats."""
        return self.artifacts / "converted"

    @property
    def copied(self) -> Path:
        """Indexes of texts, in which copied stretches are found."""
        return self.artifacts / "copied"

    @property
    def checkpoints(self) -> Path:
        """``<model_name>/serial_<N>/`` run folders."""
        return self.artifacts / "checkpoints"

    @property
    def experiments(self) -> Path:
        """``<name>/experiment.json`` and its trials: which runs belong together, and what came of them."""
        return self.artifacts / "experiments"

    @property
    def conversations(self) -> Path:
        """``<id>.json``, one for each talk."""
        return self.artifacts / "conversations"

    @property
    def logs(self) -> Path:
        return self.artifacts / "logs"

    def make(self) -> "Home":
        """Create the folders that are missing.

        Raises:
            HomeError: the place cannot be written.
        """
        try:
            for folder in (self.data, self.checkpoints):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.root, error) from error
        if not os.access(self.artifacts, os.W_OK):
            raise unwritable(self.root, PermissionError("permission denied"))
        return self


def unwritable(place: Path, error: OSError) -> HomeError:
    """The sentence for a folder that cannot be written, with the system's reason."""
    reason = (error.strerror or str(error)).lower()
    mend = "make room here" if error.errno in NO_ROOM else "make this one writable"
    return HomeError(
        f"{place} cannot be written ({reason}).",
        f"Choose another folder with --home DIR or HELLOGPT_HOME, or {mend}.",
    )


@contextlib.contextmanager
def os_errors() -> Iterator[None]:
    """Inside, what the disk refused is an OSError also where a library written in Rust words it as one of its own.

    Raises:
        OSError: in place of an exception that says "(os error 28)".
    """
    try:
        yield
    except (OSError, HelloGPTError):
        raise
    except Exception as error:
        found = _OS_ERROR.search(str(error))
        if found is None:
            raise
        number = int(found[1])
        raise OSError(number, os.strerror(number)) from error


def find_home(override: str | None = None) -> Home:
    """The home in force: ``override``, else HELLOGPT_HOME, else the checkout, else the user's data folder."""
    chosen = override or os.environ.get("HELLOGPT_HOME")
    if chosen:
        return Home(Path(os.path.expanduser(chosen)).absolute())
    checkout = Path(__file__).absolute().parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "main.py").is_file():
        return Home(checkout)
    return Home(Path(platformdirs.user_data_dir("HelloGPT", appauthor=False)))


def readable(name: str) -> str:
    """A name that can be shown and written: on Linux a file's may hold bytes that are no Unicode, here "?"."""
    return name.encode("utf-8", errors="replace").decode("utf-8")
