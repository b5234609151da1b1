"""Indexes of texts given as strings, cut as one likes."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from core.control import RunControl
from core.protocol import TextFile
from core.text.copied import Index, build_index, open_index
from core.text.corpus import Corpus
from core.text.document import Document, in_memory
from core.text.prepare import CutText
from core.text.split import Split, Stretch

MakeIndex = Callable[..., Index]


def cut_text(documents: Sequence[Document], stretches: Sequence[Stretch] = ()) -> CutText:
    """Documents of which all is learnt, unless stretches are given."""
    files = tuple(TextFile(f"{n}.txt", f"{n}.txt", one.size, "UTF-8") for n, one in enumerate(documents))
    corpus = Corpus("text", "", False, (), files, tuple(documents))
    whole = [Stretch(n, 0, one.characters, False) for n, one in enumerate(documents)]
    return CutText(corpus, Split(tuple(stretches or whole)), "")


def index_of(folder: Path, text: CutText, piece: int = 4096, overlap: int = 1024) -> Index:
    for _ in build_index(folder, text, RunControl(), piece, overlap):
        pass
    index = open_index(folder, RunControl())
    assert index is not None
    return index


@pytest.fixture
def make_index(tmp_path: Path) -> MakeIndex:
    """The index of some texts, each a file."""

    def make(*texts: str, **sizes: int) -> Index:
        return index_of(tmp_path / "index", cut_text([in_memory(text) for text in texts]), **sizes)

    return make
