"""Whether the files of a step are still what was written: formats of weights notice no flipped bit, SHA-256 does."""

import dataclasses
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
    manifest = intact_manifest(folder)
    if manifest is None:
        raise RunError(f"{folder / 'manifest.json'} is missing or damaged.", HINT)
    for name, (digest, size) in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise RunError(f"{path} is missing.", HINT)
        if path.stat().st_size != size or sha256(path) != digest:
            raise RunError(f"{path} is damaged: it is not what was written.", HINT)


def intact_manifest(folder: Path) -> Manifest | None:
    """The manifest of a step folder if it is what was written."""
    try:
        data = (folder / "manifest.json").read_bytes()
        manifest: Manifest = msgspec.json.decode(data, type=Manifest)
    except (OSError, ValueError):
        return None
    return manifest if data == sealed(manifest) else None


def sealed(manifest: Manifest) -> bytes:
    """manifest.json: it ends with a digest of itself, so that damage to it is not taken for damage to the files."""
    plain = msgspec.json.encode(dataclasses.replace(manifest, seal=""))
    return msgspec.json.encode(dataclasses.replace(manifest, seal=hashlib.sha256(plain).hexdigest()))


def sha256(path: Path) -> str:
    """The digest of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
