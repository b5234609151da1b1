"""The whole text of a file through the reader of a format."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.control import RunControl
from core.text.formats import FORMATS, Read, Source


@pytest.fixture
def read() -> Callable[..., tuple[str, Read]]:
    """The whole text of a file through the reader of a format, and what the reader says."""

    def whole(kind: str, path: Path, encoding: str = "", column: str = "") -> tuple[str, Read]:
        reader = FORMATS[kind].read
        assert reader is not None
        found = reader(Source(path, path.name, RunControl(), encoding, column))
        return "".join(found.pieces), found

    return whole
