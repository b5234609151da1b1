"""An index is made once, whole or not at all; a stop keeps the pieces that are whole; what is damaged is made again."""

from pathlib import Path

import numpy as np
import pytest

from core.control import Interrupted, RunControl
from core.protocol import Progress
from core.text.copied import Index, build_index, open_index
from core.text.copied.piece import SORTED, TEXT
from core.text.document import in_memory

from .conftest import cut_text, index_of

STORY = "".join(f"The owl met the fox at the river {n}.\n" for n in range(60))


def files(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_a_piece_is_sorted_as_numpy_would(tmp_path: Path) -> None:
    index_of(tmp_path, cut_text([in_memory(STORY)]), piece=1 << 20)
    text = (tmp_path / "piece-0000" / TEXT).read_bytes()
    assert text == b"\xff".join((b"", STORY.encode()))[::-1]
    places = np.fromfile(tmp_path / "piece-0000" / SORTED, dtype=np.int32)
    assert places.tolist() == sorted(range(len(text)), key=lambda place: text[place:])


def test_it_takes_five_times_the_text(tmp_path: Path) -> None:
    text = STORY * 500
    index_of(tmp_path, cut_text([in_memory(text)]), piece=1 << 24, overlap=1 << 16)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*")) < 5.2 * len(text)


def test_pieces_that_are_whole_are_kept_and_a_damaged_one_is_made_again(tmp_path: Path) -> None:
    text = cut_text([in_memory(STORY)])
    index_of(tmp_path, text, piece=700, overlap=100)
    before = files(tmp_path)
    damaged = tmp_path / "piece-0001" / SORTED
    damaged.write_bytes(damaged.read_bytes()[:-4] + b"\0\0\0\1")
    assert open_index(tmp_path, RunControl()) is None
    index = index_of(tmp_path, text, piece=700, overlap=100)
    after = files(tmp_path)
    assert {name for name in after if after[name] != before[name] and name.startswith("piece")} == {
        f"piece-0001/{name}" for name in (SORTED, TEXT, "sums.json")
    }
    assert index.read(1, 1 + len(STORY)) == STORY.encode()


class StopWhenThere(RunControl):
    """Is stopped as soon as something is there."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def check(self) -> None:
        if self._path.exists():
            self.stop()
        super().check()


def test_a_stop_is_heard_and_what_is_whole_stays(tmp_path: Path) -> None:
    control = StopWhenThere(tmp_path / "piece-0000")
    said: list[Progress] = []
    with pytest.raises(Interrupted):
        said.extend(build_index(tmp_path, cut_text([in_memory(STORY)]), control, 700, 100))
    assert {event.stage for event in said} == {"Indexing the text"}
    assert not (tmp_path / "places").exists()
    assert open_index(tmp_path, RunControl()) is None
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    kept = files(tmp_path / "piece-0000")
    assert isinstance(index_of(tmp_path, cut_text([in_memory(STORY)]), piece=700, overlap=100), Index)
    assert files(tmp_path / "piece-0000") == kept


def test_a_text_of_pieces_reads_as_one(tmp_path: Path) -> None:
    index = index_of(tmp_path, cut_text([in_memory(STORY), in_memory("é" * 500)]), piece=300, overlap=64)
    whole = b"\xff" + STORY.encode() + b"\xff" + "é".encode() * 500
    for begin, end in ((0, len(whole)), (250, 950), (len(whole) - 1, len(whole)), (5, 5)):
        assert index.read(begin, end) == whole[begin:end]
    place = index.place(len(STORY) + 2 + 2 * 300)
    assert (place.file.name, place.line, place.character) == ("1.txt", 1, 300)
    assert index.around(len(STORY) + 2, len(STORY) + 4, 5) == ("", "éé")
