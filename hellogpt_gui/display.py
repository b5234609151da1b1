"""Whether a window can be opened here: on Linux, whether a display is named and somebody listens there.

Without one QApplication would abort the process, and a name may be left over from a session that has ended.
"""

import os
import re
import socket
import sys
from pathlib import Path

NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
FIRST_PORT = 6000  # of X: display N listens on 6000 + N
PATIENCE = 2.0  # seconds, for a display on another computer
_X_NAME = re.compile(r"(?P<host>[^:]*):(?P<number>\d+)(\.\d+)?")


def has_display() -> bool:
    """Other systems always have one; a platform of Qt that somebody named is taken at its word."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("DISPLAY")
    return bool(wayland and _wayland_listens(wayland)) or bool(x11 and _x_listens(x11))


def _wayland_listens(name: str) -> bool:
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return _listens(str(Path(folder, name)))


def _x_listens(name: str) -> bool:
    parsed = _X_NAME.fullmatch(name)
    if parsed is None:
        return True  # a form that is not known here: Qt may know it
    number, host = int(parsed["number"]), parsed["host"]
    place = f"/tmp/.X11-unix/X{number}"
    if host in ("", "unix") and (_listens(place) or _listens(f"\0{place}")):
        return True
    try:
        with socket.create_connection((host or "localhost", FIRST_PORT + number), PATIENCE):
            return True
    except (OSError, OverflowError):
        return False


def _listens(place: str) -> bool:
    """Whether somebody listens at a socket of this computer."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        try:
            door.connect(place)
        except OSError:
            return False
    return True
