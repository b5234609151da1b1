"""The word ``look``, and the options that choose of a text."""

from pathlib import Path

import pytest

from core.cli.choosing import choices_of
from core.errors import SettingError
from core.protocol import TextChoice

from .conftest import QUICK, Spoken

LICENCE = "Licence.\n*** START OF THE PROJECT GUTENBERG EBOOK FOX ***\n"


@pytest.fixture
def texts(tmp_path: Path, story: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text(LICENCE + story.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "b.csv").write_text("id,text\n1,fox goes home\n", encoding="utf-8")
    (folder / "c.pdf").write_bytes(b"%PDF-1.7 broken")
    return folder


def test_look_says_of_each_file_what_is_in_it(say_anew: Spoken, texts: Path) -> None:
    (done,) = say_anew.json("look", "--text", str(texts))
    assert done["event"] == "done"
    looks = {one["name"]: one for one in done["looks"]}
    assert (looks["a.txt"]["format"], looks["a.txt"]["encoding"], looks["a.txt"]["language"]) == (
        "text", "UTF-8", "English",
    )  # fmt: skip
    assert looks["a.txt"]["findings"][0]["kind"] == "boilerplate"
    assert looks["b.csv"]["columns"] == ["id", "text"]
    assert "cannot be read as a PDF" in looks["c.pdf"]["problem"]
    assert say_anew("look", "--text", str(texts), "--remove", "boilerplate") == 0
    assert "licence stands around the book. (58 characters) Removed." in say_anew.out
    assert "b.csv: csv, UTF-8, 24 bytes, column text of id, text" in say_anew.out


def test_train_learns_what_was_chosen(say_anew: Spoken, texts: Path, story: Path) -> None:
    chosen = ("--remove", "boilerplate", "--leave-out", str(texts / "b.csv"))
    started, *_ = say_anew.json("train", "--text", str(texts), *chosen, *QUICK)
    assert started["text_bytes"] == len(story.read_bytes())
    assert say_anew("look", "--text", str(texts), "--column", "storry") == 0
    assert "b.csv: left out. b.csv has no column 'storry'." in say_anew.out
    assert say_anew("train", "--text", str(texts), "--column", f"{texts / 'b.csv'}=storry", *QUICK) == 2
    assert "b.csv has no column 'storry'. Its columns: id, text." in say_anew.err
    assert say_anew("train", "--text", str(texts), "--leave-out", "other.txt", *QUICK) == 2
    assert "which is not among the texts" in say_anew.err


def test_options_become_choices() -> None:
    here = str(Path("a.csv").absolute())
    assert choices_of(None, None, None, None) == ()
    assert choices_of(["a.csv"], None, [f"{here}=text", "id"], ["duplicates", "boilerplate"]) == (
        TextChoice(column="id", remove=("duplicates", "boilerplate")),
        TextChoice(here, on=False, column="text", remove=("duplicates", "boilerplate")),
    )
    with pytest.raises(SettingError, match="Nothing is called 'adverts'"):
        choices_of(None, None, None, ["adverts"])
