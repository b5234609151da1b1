"""What the window remembers."""

from PySide6.QtCore import QByteArray

from core.paths import Home
from hellogpt_gui.settings import FILE, WindowSettings


def test_what_was_written_is_read_again(home: Home) -> None:
    settings = WindowSettings(home)
    settings.geometry = QByteArray(b"\x00\x01place")
    settings.tab, settings.run, settings.scheme = "chat", "demo/serial_1", "dark"
    settings.zoom, settings.library_open, settings.library_width = 1.25, False, 300
    settings.recent = ["zoom-in", "Chat: Copy everything"]
    settings.write()
    again = WindowSettings(home)
    assert again.geometry == QByteArray(b"\x00\x01place")
    assert (again.tab, again.run, again.scheme) == ("chat", "demo/serial_1", "dark")
    assert (again.zoom, again.library_open, again.library_width) == (1.25, False, 300)
    assert again.recent == ["zoom-in", "Chat: Copy everything"]
    for few in ([], ["quit"]):
        settings.recent = few
        settings.write()
        assert WindowSettings(home).recent == few


def test_a_first_start_has_defaults(home: Home) -> None:
    settings = WindowSettings(home)
    assert settings.geometry.isEmpty()
    assert (settings.tab, settings.run, settings.scheme) == ("", "", "system")
    assert (settings.zoom, settings.library_open, settings.library_width) == (1.0, True, 0)
    assert settings.recent == []


def test_nonsense_in_the_file_reads_as_the_default(home: Home) -> None:
    (home.artifacts / FILE).write_text(
        "[look]\nzoom=large\nscheme=pink\n[library]\nwidth=\\x00\n[window]\ngeometry=7\n", encoding="utf-8"
    )
    settings = WindowSettings(home)
    assert (settings.zoom, settings.scheme, settings.library_width) == (1.0, "system", 0)
    assert settings.geometry.isEmpty()
