"""What a model was called before it was renamed: ``.formerly`` in its folder, one name a line.

So ``old/serial_3`` still means what it meant: in a fork's config.json, in somebody's script. The numbers that runs had
under a former name are not given again.
"""

import contextlib
from pathlib import Path

from core.paths import Home

FORMERLY = ".formerly"


def former_names(model: Path) -> tuple[str, ...]:
    """The former names of the model in this folder, the oldest first; its own may be among them."""
    with contextlib.suppress(OSError):
        lines = (model / FORMERLY).read_text(encoding="utf-8", errors="replace").splitlines()
        return tuple(line for line in lines if line)
    return ()


def models_formerly(home: Home, name: str) -> list[Path]:
    """The folders of the models that were called so once and are not now."""
    with contextlib.suppress(OSError):
        folders = sorted(path for path in home.checkpoints.iterdir() if path.name != name)
        return [folder for folder in folders if name in former_names(folder)]
    return []


def former_models(home: Home) -> dict[str, list[str]]:
    """Every former name, and what the models are called now that had it."""
    found: dict[str, list[str]] = {}
    with contextlib.suppress(OSError):
        for folder in sorted(home.checkpoints.iterdir()):
            for name in former_names(folder):
                if name != folder.name:
                    found.setdefault(name, []).append(folder.name)
    return found
