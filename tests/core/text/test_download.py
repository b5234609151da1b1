"""Texts from a real server on this computer: whole, slow, cut off, resumed, refused."""

import hashlib
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.control import RunControl
from core.errors import HelloGPTError
from core.paths import Home
from core.protocol import Event, Failed, Get, GetDone, GetProgress, Notice
from core.text import download, part_file
from tests.loopback import Library

TALE = b"".join(b"%d. The fox met the owl at the river.\n" % number for number in range(20_000))  # some 800 kB


def got(home: Home, what: str, control: RunControl | None = None, **how: Any) -> list[Event]:
    return list(download.get(Get(what, **how), home, control or RunControl()))


def refusal(home: Home, what: str, **how: Any) -> str:
    with pytest.raises(HelloGPTError) as refused:
        got(home, what, **how)
    assert refused.value.hint
    return str(refused.value)


def left_in(home: Home) -> list[str]:
    return sorted(path.name for path in home.data.iterdir())


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# ---- what comes -----------------------------------------------------------------------------------------------------


def test_a_book_comes_by_its_number(library: Library, home: Home) -> None:
    library.put("/ebooks/11.txt.utf-8", TALE)
    *said, done = got(home, "11")
    path = home.data / "alices-adventures-in-wonderland.txt"
    assert done == GetDone(str(path), len(TALE), "Alice's Adventures in Wonderland")
    assert sha256(path.read_bytes()) == sha256(TALE)
    assert left_in(home) == [path.name]
    assert [path for path, _ in library.asked] == ["/ebooks/11.txt.utf-8"]
    assert all(isinstance(event, GetProgress) for event in said)
    last = said[-1]
    assert isinstance(last, GetProgress)
    assert (last.received, last.total, last.fraction) == (len(TALE), len(TALE), 1.0)


def test_an_address_comes_over_redirects(library: Library, home: Home) -> None:
    library.put("/cache/tale.txt", TALE)
    library.put("/b", status=302, headers=(("Location", "/cache/tale.txt"),))
    address = library.put("/a", status=301, headers=(("Location", f"{library.place}/b"),))
    assert Path(got(home, address)[-1].path).read_bytes() == TALE  # type: ignore[attr-defined]
    assert left_in(home) == ["a.txt"]


@pytest.mark.parametrize(
    "how", [{"chunked": True}, {"length": False}, {"packed": True}], ids=lambda how: next(iter(how))
)
def test_a_text_without_a_known_length_comes_too(library: Library, home: Home, how: dict[str, bool]) -> None:
    events = got(home, library.put("/tale.txt", TALE, **how))
    assert (home.data / "tale.txt").read_bytes() == TALE
    assert any(isinstance(event, Notice) and "how long" in event.message for event in events)
    progress = [event for event in events if isinstance(event, GetProgress) and event.received]
    assert all(event.fraction is None and event.total is None and event.seconds_left is None for event in progress)


def test_the_same_book_is_kept_once_and_another_text_beside_it(library: Library, home: Home) -> None:
    address = library.put("/tale.txt", TALE)
    assert got(home, address)[-1].path == got(home, address)[-1].path  # type: ignore[attr-defined]
    assert left_in(home) == ["tale.txt"]
    library.put("/tale.txt", TALE[::-1])
    assert Path(got(home, address)[-1].path).name == "tale-2.txt"  # type: ignore[attr-defined]
    assert (home.data / "tale.txt").read_bytes() == TALE


def test_old_encodings_are_texts(library: Library, home: Home) -> None:
    words = "Früher war die Müllerin sehr müde, und der Bär auch. " * 50
    got(home, library.put("/alt.txt", words.encode("latin-1"), media_type="application/octet-stream"))
    assert (home.data / "alt.txt").read_bytes().decode("latin-1") == words


# ---- what breaks off ------------------------------------------------------------------------------------------------


def test_a_cut_connection_is_taken_up_where_it_broke(library: Library, home: Home) -> None:
    address = library.put("/tale.txt", TALE, cuts=(300_000, 700_000))
    assert isinstance(got(home, address)[-1], GetDone)
    assert (home.data / "tale.txt").read_bytes() == TALE
    asked = [headers.get("Range", "") for _, headers in library.asked]
    assert asked == ["", "bytes=300000-", "bytes=700000-"]
    assert library.asked[1][1]["If-Range"] == '"one"'


def test_what_is_cut_again_and_again_is_kept_for_later(library: Library, home: Home) -> None:
    address = library.put("/tale.txt", TALE, cuts=(100_000, 200_000, 300_000))
    said = refusal(home, address)
    assert "The connection to 127.0.0.1 broke off after 0.3 MB of 0.8 MB. Ask for it again" in said
    assert left_in(home) == ["tale.txt.part", "tale.txt.part.about"]
    got(home, address)
    assert library.asked[-1][1]["Range"] == "bytes=300000-"
    assert (home.data / "tale.txt").read_bytes() == TALE
    assert left_in(home) == ["tale.txt"]


@pytest.mark.parametrize(
    "how", [{"etag": ""}, {"etag": 'W/"one"'}, {"chunked": True, "etag": ""}], ids=["no name", "weak", "chunked"]
)
def test_what_cannot_be_resumed_is_noticed_to_be_cut_and_not_kept(library: Library, home: Home, how: dict) -> None:
    said = refusal(home, library.put("/tale.txt", TALE, cuts=(100_000,), **how))
    assert "broke off after 0.1 MB" in said
    assert "ask again, and it begins anew" in said
    assert left_in(home) == []
    got(home, f"{library.place}/tale.txt")
    assert (home.data / "tale.txt").read_bytes() == TALE


def test_a_server_without_ranges_sends_all_of_it_again(library: Library, home: Home) -> None:
    got(home, library.put("/tale.txt", TALE, cuts=(300_000,), ranges=False))
    assert (home.data / "tale.txt").read_bytes() == TALE


def test_a_text_that_changed_meanwhile_is_fetched_anew(library: Library, home: Home) -> None:
    address = library.put("/tale.txt", TALE, cuts=(300_000, 300_000, 300_000))
    refusal(home, address)
    library.put("/tale.txt", TALE[::-1], etag='"two"')
    got(home, address)
    assert (home.data / "tale.txt").read_bytes() == TALE[::-1]


def test_a_server_that_mixes_versions_is_not_believed(library: Library, home: Home) -> None:
    """It gives the rest of another text, and says so by its ETag alone."""
    address = library.put("/tale.txt", TALE, cuts=(300_000, 300_000, 300_000))
    refusal(home, address)
    library.put("/tale.txt", TALE[::-1], headers=(("ETag", '"two"'),))
    *_, done = got(home, address)
    assert isinstance(done, GetDone)
    assert (home.data / "tale.txt").read_bytes() == TALE[::-1]


def test_a_text_that_became_shorter_is_fetched_anew(library: Library, home: Home) -> None:
    address = library.put("/tale.txt", TALE, cuts=(300_000, 300_000, 300_000))
    refusal(home, address)
    del library.asked[:]
    library.put("/tale.txt", status=416)
    assert "(416)" in refusal(home, address)
    assert left_in(home) == []


def test_a_part_stays_when_the_network_is_gone(library: Library, home: Home) -> None:
    address = library.put("/tale.txt", TALE, cuts=(300_000, 300_000, 300_000))
    refusal(home, address)
    library.shelves["/tale.txt"].status = 503
    library.shelves["/tale.txt"].ranges = False
    assert "127.0.0.1 has a fault of its own (503)" in refusal(home, address)
    assert "tale.txt.part" in left_in(home)


# ---- a stop ---------------------------------------------------------------------------------------------------------


def test_a_stop_keeps_what_has_come(library: Library, home: Home) -> None:
    address = library.put("/tale.txt", TALE, waits_at=400_000)
    control = RunControl()
    events = []
    for event in download.get(Get(address), home, control):
        events.append(event)
        if isinstance(event, GetProgress) and event.received:
            control.stop()
    last = events[-1]
    assert isinstance(last, Failed)
    assert last.exit_code == 3
    assert "Stopped after" in last.message
    library.go_on.set()
    got(home, address)
    assert library.asked[-1][1]["Range"].startswith("bytes=")
    assert (home.data / "tale.txt").read_bytes() == TALE


def test_a_stop_is_heard_while_the_server_is_silent(library: Library, home: Home) -> None:
    """Before the first byte, too: the request blocks a thread that nobody waits for."""
    address = library.put("/tale.txt", TALE, waits_at=0, etag="")
    control = RunControl()
    steps = download.get(Get(address), home, control)
    assert isinstance(next(steps), GetProgress)
    control.stop()
    *_, last = steps
    assert last == Failed("Stopped before anything was made.", "", 3)
    assert left_in(home) == []
    assert not library.go_on.is_set()


# ---- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"status": 404}, "There is nothing at http://127.0.0.1"),
        ({"status": 410}, "There is nothing at"),
        ({"status": 403}, "does not give"),
        ({"status": 429, "headers": (("Retry-After", "7"),)}, "asked too often (429). Try again in 7 seconds."),
        ({"status": 500}, "127.0.0.1 has a fault of its own (500)"),
        ({"status": 503, "headers": (("Retry-After", "60"),)}, "(503). Try again in 60 seconds."),
        ({"status": 418}, "answered with 418 in place of a text"),
        ({"status": 302, "headers": (("Location", "/tale.txt"),)}, "leads on to other addresses without end"),
        ({"status": 302, "headers": (("Location", "ftp://example.com/x"),)}, "leads to something that is no address"),
        ({"body": b"<!doctype html><title>Sign in</title>", "media_type": "text/html"}, "a web page (“Sign in”)"),
        ({"body": b"<html>" + b"x" * 90_000}, "is a web page (HTML), not a text"),
        ({"body": b"%PDF-1.7 " + bytes(9000)}, "is a PDF, not a text"),
        ({"body": b"abc", "media_type": "image/png"}, "is a picture, not a text"),
        ({"body": bytes(range(256)) * 40}, "is not a text file"),
        ({"body": b" \n"}, "is empty"),
        ({"body": b""}, "is empty"),
        (
            {"body": b"this is no gzip", "headers": (("Content-Encoding", "gzip"),)},
            "compressed in a way that cannot be read",
        ),
    ],
)
def test_a_fault_is_told_in_a_sentence_and_leaves_nothing(library: Library, home: Home, how: dict, words: str) -> None:
    assert words in refusal(home, library.put("/tale.txt", **how))
    assert left_in(home) == []


def test_what_is_too_large_is_refused_before_or_while_it_comes(library: Library, home: Home) -> None:
    for how in ({}, {"chunked": True}):
        address = library.put("/tale.txt", TALE, **how)
        assert "at most 0.1 MB are fetched" in refusal(home, address, at_most=100_000)
        assert left_in(home) == []


def test_a_disk_without_room_is_said_before_anything_comes(
    library: Library, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 50_100_000))
    assert "has 0.8 MB, but only 50.1 MB are free" in refusal(home, library.put("/tale.txt", TALE))


def test_a_disk_that_fills_keeps_what_is_there(library: Library, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    address = library.put("/tale.txt", TALE)
    monkeypatch.setattr(part_file, "NOTED_EVERY", 100_000)
    write, room = part_file.os.write, [300_000]

    def full(number: int, data: memoryview) -> int:
        room[0] -= len(data)
        if room[0] < 0:
            raise OSError(28, "No space left on device")
        return write(number, data)

    with monkeypatch.context() as inside:
        inside.setattr(part_file.os, "write", full)
        assert "cannot be written (no space left on device)" in refusal(home, address)
    got(home, address)
    assert library.asked[-1][1]["Range"].startswith("bytes=")
    assert (home.data / "tale.txt").read_bytes() == TALE


def closed_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("address", "words"),
    [
        (lambda: f"http://127.0.0.1:{closed_port()}/a.txt", "127.0.0.1 takes no connection"),
        (lambda: "http://no-such-computer.invalid/a.txt", "No computer called no-such-computer.invalid is known"),
    ],
    ids=["nobody there", "no name"],
)
def test_no_way_to_the_server_is_said(
    home: Home, monkeypatch: pytest.MonkeyPatch, address: Callable[[], str], words: str
) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("no_proxy", "*")
    assert words in refusal(home, address())


def test_a_server_without_a_certificate_is_not_spoken_to(library: Library, home: Home) -> None:
    address = library.put("/tale.txt", TALE).replace("http:", "https:")
    assert "127.0.0.1 makes no secure connection" in refusal(home, address)
