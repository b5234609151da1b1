"""The way in: words go to the terminal front end; without words the window opens.

Without a display it says so and walks the same journey in the terminal.
"""

import sys

from core.allocator import keep_freed_memory
from hellogpt_gui.display import has_display

NO_DISPLAY = "There is no display here, so this is HelloGPT in the terminal. `hellogpt --help` shows its words."
NO_QT = (
    "The window cannot be opened: {error}.\n"
    "On Debian and Ubuntu, Qt needs: apt install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1\n"
    "The terminal works without it: `hellogpt --help`."
)
FAULT, STOPPED = 1, 3


def main(arguments: list[str] | None = None) -> int:
    """Carry out the command line. Returns the exit code."""
    keep_freed_memory()
    try:
        return choose_front_end(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # Ctrl+C while libraries load: nobody listens yet, and nothing has begun
        return STOPPED


def choose_front_end(words: list[str]) -> int:
    """The window, the terminal, or the journey in the terminal."""
    place, others = take_home(words)
    if others:
        from core.cli import main as terminal

        return terminal(words)
    if not has_display():
        from core.cli import journey

        print(NO_DISPLAY, file=sys.stderr)
        return journey(words)
    return open_window(place)


def take_home(words: list[str]) -> tuple[str | None, list[str]]:
    """The folder that ``--home`` names, and the words besides. Words that are wrong are left to the terminal."""
    if len(words) == 2 and words[0] == "--home":
        return words[1], []
    if len(words) == 1 and words[0].startswith("--home="):
        return words[0].removeprefix("--home="), []
    return None, words


def open_window(place: str | None) -> int:
    """Show the window until it is closed."""
    if sys.platform == "win32":
        preload_c10()
    try:
        from hellogpt_gui.app import run
    except ImportError as error:
        print(NO_QT.format(error=error), file=sys.stderr)
        return FAULT
    from core.paths import find_home

    return run(find_home(place))


def preload_c10() -> None:
    """Load one of torch's DLLs before Qt's: afterwards Windows refuses it (WinError 1114). Torch stays unloaded."""
    import contextlib
    import ctypes
    import importlib.util
    from pathlib import Path

    found = importlib.util.find_spec("torch")
    if found is not None and found.origin is not None:
        with contextlib.suppress(OSError):  # the engine says what is wrong with it, in its own time
            ctypes.CDLL(str(Path(found.origin).parent / "lib" / "c10.dll"))


if __name__ == "__main__":
    sys.exit(main())
