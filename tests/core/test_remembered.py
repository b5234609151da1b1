"""What was measured, kept in small files."""

from pathlib import Path

import pytest

from core.remembered import keep, recall


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    place = tmp_path / "new" / "known.json"
    keep(place, {"a": 1.5})
    assert keep(place, {"a": 2.5, "b": 1.0})
    assert recall(place, dict[str, float], {}) == {"a": 2.5, "b": 1.0}
    assert [file.name for file in place.parent.iterdir()] == ["known.json"]


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"a": "b"}', b"[1]"])
def test_what_cannot_be_read_counts_as_nothing(tmp_path: Path, damage: bytes) -> None:
    place = tmp_path / "known.json"
    assert recall(place, dict[str, float], {"nothing": 0.0}) == {"nothing": 0.0}
    place.write_bytes(damage)
    assert recall(place, dict[str, float], {"nothing": 0.0}) == {"nothing": 0.0}


def test_a_place_that_takes_nothing_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "known.json").mkdir()
    assert not keep(tmp_path / "known.json", {"a": 1.0})
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert not keep(tmp_path / "file" / "known.json", {"a": 1.0})
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "known.json"]
