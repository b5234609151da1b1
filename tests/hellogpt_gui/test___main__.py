"""The way in: words to the terminal, none to the window; without a display it says so."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.paths import Home
from hellogpt_gui import __main__ as way_in
from hellogpt_gui.display import NAMES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("words", "place", "others"),
    [
        ([], None, []),
        (["--home", "/texts"], "/texts", []),
        (["--home=/texts"], "/texts", []),
        (["--home"], None, ["--home"]),
        (["runs", "--home", "/texts"], None, ["runs", "--home", "/texts"]),
        (["--home", "/texts", "runs"], None, ["--home", "/texts", "runs"]),
        (["--help"], None, ["--help"]),
    ],
)
def test_the_home_alone_still_opens_the_window(words: list[str], place: str | None, others: list[str]) -> None:
    assert way_in.take_home(words) == (place, others)


def test_words_go_to_the_terminal(capsys: pytest.CaptureFixture[str], home: Home) -> None:
    assert way_in.main(["--home", str(home.root), "runs", "--json"]) == 0
    assert capsys.readouterr().out == ""
    assert way_in.main(["--home", str(home.root), "dance"]) == 2


def test_without_qt_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, home: Home
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setitem(sys.modules, "hellogpt_gui.app", None)
    assert way_in.main(["--home", str(home.root)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("The window cannot be opened: ")
    assert "apt install" in said
    assert "hellogpt --help" in said


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """A program started from here hears Ctrl+C, also where this one was started deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.integration
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux may be without a display")
def test_without_a_display_it_says_so_and_ctrl_c_ends_it(home: Home) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name not in NAMES}
    command = [sys.executable, "-m", "hellogpt_gui", "--home", str(home.root)]
    with subprocess.Popen(
        command, cwd=ROOT, env=surroundings, text=True, encoding="utf-8", stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as journey:  # fmt: skip
        assert journey.stderr is not None
        assert journey.stderr.readline().strip() == way_in.NO_DISPLAY
        journey.send_signal(signal.SIGINT)
        rest = journey.stderr.read()
    assert journey.returncode == 3
    assert "Traceback" not in rest
