"""Where things are: home, data, artifacts.

From a checkout, data/ and artifacts/ lie beside core/; installed from a wheel they lie in the user's data folder.
HELLOGPT_HOME or --home DIR overrides both.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from core.errors import HomeError


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
    def checkpoints(self) -> Path:
        """``<model_name>/serial_<N>/`` run folders."""
        return self.artifacts / "checkpoints"

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
    return HomeError(
        f"{place} cannot be written ({reason}).",
        "Choose another folder with --home DIR or HELLOGPT_HOME, or make this one writable.",
    )


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
