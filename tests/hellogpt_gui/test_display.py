"""A display is one where somebody listens: a name alone may be left over from a session that has ended."""

import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hellogpt_gui.display import FIRST_PORT, NAMES, has_display

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no sockets in folders there")


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Linux without any display."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.fixture
def wayland(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Somebody who listens at wayland-7."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as door:  # a socket's path is short
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        door.bind(str(Path(folder, "wayland-7")))
        door.listen()
        yield door


@pytest.fixture
def far_x() -> Iterator[int]:
    """Somebody who listens at localhost:N; N."""
    with socket.create_server(("localhost", 0)) as door:
        yield door.getsockname()[1] - FIRST_PORT


def test_without_a_name_there_is_none() -> None:
    assert not has_display()


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_always_have_one(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert has_display()


def test_a_platform_that_somebody_named_is_taken_at_its_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert has_display()


def test_wayland_is_there_while_somebody_listens(monkeypatch: pytest.MonkeyPatch, wayland: socket.socket) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert has_display()
    wayland.close()
    assert not has_display()


def test_a_wayland_socket_may_be_named_in_full(monkeypatch: pytest.MonkeyPatch, wayland: socket.socket) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", wayland.getsockname())
    assert has_display()


@pytest.mark.parametrize("ending", ["", ".0"])
def test_x_on_a_port_is_there_while_somebody_listens(monkeypatch: pytest.MonkeyPatch, far_x: int, ending: str) -> None:
    monkeypatch.setenv("DISPLAY", f"localhost:{far_x}{ending}")
    assert has_display()


@pytest.mark.parametrize("name", [":4095", "unix:4095", "localhost:4095.0", "localhost:99999"])
def test_a_name_that_was_left_over_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DISPLAY", name)
    assert not has_display()


def test_one_that_listens_is_enough(monkeypatch: pytest.MonkeyPatch, far_x: int) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-gone")
    monkeypatch.setenv("DISPLAY", f"localhost:{far_x}")
    assert has_display()


def test_a_name_of_another_form_is_left_to_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", "somewhere else")
    assert has_display()
