"""Whether the files of a step are still what was written: formats of weights notice no flipped bit, SHA-256 does."""

import hashlib
from pathlib import Path

import msgspec

from core.errors import RunError
from core.runs.folder import Manifest

HINT = "Choose an earlier step of this run."


def verify_step(folder: Path) -> None:
    """Compare every file of a step with its manifest.

    Raises:
        RunError: a file is missing, cut or changed; it is named.
    """
    try:
        manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise RunError(f"{folder / 'manifest.json'} is missing or damaged.", HINT) from error
    for name, (digest, size) in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise RunError(f"{path} is missing.", HINT)
        if path.stat().st_size != size or sha256(path) != digest:
            raise RunError(f"{path} is damaged: it is not what was written.", HINT)


def sha256(path: Path) -> str:
    """The digest of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
