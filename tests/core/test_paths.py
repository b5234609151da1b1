"""Where home is, and that it can be used."""

import errno
import os
from pathlib import Path

import platformdirs
import pytest

import core.paths
from core.errors import HomeError, RunError
from core.paths import Home, find_home, os_errors, readable, unwritable


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HELLOGPT_HOME", raising=False)


def test_a_checkout_is_its_own_home() -> None:
    assert find_home() == Home(Path(__file__).parents[2])


def test_an_installed_program_lives_in_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.paths, "__file__", str(tmp_path / "site-packages" / "core" / "paths.py"))
    assert find_home() == Home(Path(platformdirs.user_data_dir("HelloGPT", appauthor=False)))


def test_the_environment_comes_before_the_checkout_and_the_option_before_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELLOGPT_HOME", str(tmp_path / "environment"))
    assert find_home().root == tmp_path / "environment"
    assert find_home(str(tmp_path / "option")).root == tmp_path / "option"
    assert find_home("").root == tmp_path / "environment"


def test_a_home_is_absolute_and_knows_the_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "me"))
    assert find_home("here").root == tmp_path / "here"
    assert find_home("~/there").root == tmp_path / "me" / "there"
    assert find_home("~nobody-of-this-name/x").root == tmp_path / "~nobody-of-this-name" / "x"


def test_everything_lies_below_data_and_artifacts(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert home.data.parent == home.artifacts.parent == tmp_path
    for made in (home.tokenizers, home.prepared, home.checkpoints, home.logs):
        assert made.parent == home.artifacts


def test_missing_folders_are_made_and_standing_ones_left_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "not" / "yet").make()
    (home.data / "mine.txt").write_text("mine", encoding="utf-8")
    assert home.make().data.joinpath("mine.txt").read_text(encoding="utf-8") == "mine"
    assert home.checkpoints.is_dir()


def test_a_place_that_cannot_be_a_folder_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeError, match="cannot be written") as caught:
        Home(tmp_path / "file").make()
    assert str(tmp_path / "file") in caught.value.message
    assert "HELLOGPT_HOME" in caught.value.hint


def test_readable_leaves_unicode_alone_and_replaces_what_is_none() -> None:
    assert readable("größe 日本 🙂") == "größe 日本 🙂"
    assert readable("a\udcff.txt") == "a?.txt"


def test_a_full_place_asks_for_room_and_a_forbidden_one_for_leave(tmp_path: Path) -> None:
    for number, words, mend in ((errno.ENOSPC, "no space left", "make room"), (errno.EACCES, "permission", "writable")):
        said = unwritable(tmp_path, OSError(number, os.strerror(number)))
        assert words in said.message
        assert mend in said.hint


@pytest.mark.parametrize(
    ("raised", "number"),
    [
        (RuntimeError("Error while serializing: I/O error: No space left on device (os error 28)"), errno.ENOSPC),
        (Exception("Permission denied (os error 13)"), errno.EACCES),
        (OSError(errno.EIO, "broken"), errno.EIO),
    ],
)
def test_what_a_library_says_of_the_disk_in_its_own_words_is_an_os_error(raised: Exception, number: int) -> None:
    with pytest.raises(OSError, match=r".") as caught, os_errors():
        raise raised
    assert caught.value.errno == number


@pytest.mark.parametrize("raised", [RunError("not read (os error 2)"), ValueError("28"), KeyboardInterrupt()])
def test_other_faults_pass_as_they_are(raised: BaseException) -> None:
    with pytest.raises(type(raised)) as caught, os_errors():
        raise raised
    assert caught.value is raised
