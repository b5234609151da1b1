"""One request to a server, carried out in a thread of its own: what blocks there blocks nobody who must hear a stop.

What can go wrong on the way is said in one sentence each. Nothing but ``core.text.download`` comes here, and it only
when a person has asked for a text.
"""

import queue
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from core import __version__
from core.control import RunControl
from core.errors import TextError

if TYPE_CHECKING:
    import httpx2

MOST_REDIRECTS = 5
CONNECT_SECONDS, READ_SECONDS = 15.0, 30.0  # without a sign of life
LOOK_EVERY = 0.1  # seconds between two looks at the control
AHEAD = 32  # pieces that may wait to be written to disk
AGAIN_LATER = "Try again later."


@dataclass(frozen=True)
class Head:
    """What the server says before the text. ``start``: the byte that comes first; ``total``: of the whole, or None.

    ``validator``: what it calls this version of the text, empty where it cannot be told from another one.
    """

    start: int
    total: int | None
    media_type: str
    validator: str


class CutOffError(TextError):
    """The connection broke in the middle of the text."""


class OtherTextError(TextError):
    """What is there now is not the text of which a part has come."""


class Remote:
    """Begins at once. ``head``, then ``pieces``, then ``close``, each of which a stop interrupts.

    Raises:
        TextError: there is no text there, or no way to it.
        CutOffError: it broke off.
        OtherTextError: it is no longer the text of which the beginning is known.
        Interrupted: a stop was asked for.
    """

    def __init__(self, address: str, start: int = 0, validator: str = "") -> None:
        """Of the text that the server calls ``validator`` the bytes from ``start`` on; else, or if it is 0, all."""
        self._address = address
        self._range = {"Range": f"bytes={start}-", "If-Range": validator} if start else {}
        self._came: queue.Queue[Head | bytes | Exception | None] = queue.Queue(AHEAD)
        self._over = threading.Event()
        threading.Thread(target=self._work, name="download", daemon=True).start()

    def head(self, control: RunControl) -> Head:
        return cast(Head, self._next(control))

    def pieces(self, control: RunControl) -> Iterator[bytes]:
        while piece := self._next(control):
            yield cast(bytes, piece)

    def close(self) -> None:
        """Nothing more is wanted; the thread finds that out, and ends."""
        self._over.set()

    def _next(self, control: RunControl) -> Head | bytes | None:
        while True:
            control.check()
            try:
                found = self._came.get(timeout=LOOK_EVERY)
            except queue.Empty:
                continue
            if isinstance(found, Exception):
                raise found
            return found

    # ---- in the thread ----

    def _work(self) -> None:
        begun = False
        try:
            import httpx2

            client = httpx2.Client(
                follow_redirects=True,
                max_redirects=MOST_REDIRECTS,
                limits=httpx2.Limits(max_keepalive_connections=0),  # some servers hang up after they sent one elsewhere
                timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
                headers={"User-Agent": f"HelloGPT/{__version__}", "Accept": "text/plain, text/*;q=0.9, */*;q=0.1"},
            )
            # A text compressed on its way could not be gone on with, and its size would not be known.
            with (
                client,
                client.stream("GET", self._address, headers={"Accept-Encoding": "identity", **self._range}) as r,
            ):
                self._give(_head(r))
                begun = True
                plain = r.headers.get("Content-Encoding", "identity") == "identity"
                for piece in r.iter_raw() if plain else r.iter_bytes():
                    if piece and not self._give(piece):
                        return
            self._give(None)
        except TextError as error:
            self._give(error)
        except Exception as error:  # told where it is waited for
            self._give(_told(error, self._address, begun))

    def _give(self, what: Head | bytes | Exception | None) -> bool:
        while not self._over.is_set():
            try:
                self._came.put(what, timeout=LOOK_EVERY)
                return True
            except queue.Full:
                continue
        return False


def _head(response: "httpx2.Response") -> Head:
    """What is about to come.

    Raises:
        TextError: no text is about to come.
    """
    status, headers = response.status_code, response.headers
    if status not in (200, 206):
        raise _refused(status, str(response.url), headers.get("Retry-After", ""))
    start, length = 0, headers.get("Content-Length", "")
    total = int(length) if length.isdecimal() else None
    plain = headers.get("Content-Encoding", "identity") == "identity"
    if status == 206:
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", headers.get("Content-Range", "").strip())
        if found is None:
            raise TextError(f"{response.url.host} sent a part of the text without saying which.", AGAIN_LATER)
        start = int(found[1])
        total = int(found[3]) if found[3] != "*" else None
    tag = headers.get("ETag", "")
    validator = tag if tag and not tag.startswith("W/") else headers.get("Last-Modified", "")
    known = plain and "none" not in headers.get("Accept-Ranges", "")
    media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Head(start, total if plain else None, media_type, validator if known else "")


def _refused(status: int, address: str, later: str) -> TextError:
    """The sentence for an answer that is no text."""
    host = _host_of(address)
    when = f"Try again in {later} seconds." if later.isdecimal() else AGAIN_LATER
    if status in (404, 410):
        return TextError(f"There is nothing at {address} (404).", "Check the address, or the number of the book.")
    if status in (401, 403, 407, 451):
        return TextError(f"{host} does not give {address} to everybody ({status}).", "Fetch it with a browser.")
    if status == 429:
        return TextError(f"{host} has been asked too often (429).", when)
    if status == 416:
        return OtherTextError(f"The text at {address} is shorter than it was (416).", "Ask again.")
    if status >= 500:
        return TextError(f"{host} has a fault of its own ({status}).", when)
    return TextError(f"{host} answered with {status} in place of a text.", "Check the address.")


def _told(error: Exception, address: str, begun: bool) -> TextError:
    """The sentence for what happened on the way. ``begun``: in the middle of the text."""
    import httpx2

    host = _host_of(address)
    causes = list(_chain(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return TextError(
            f"{host} cannot prove that it is {host}: its certificate is not trusted.", "Check the address."
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return TextError(f"{host} makes no secure connection.", "Check the address: it may begin with http://.")
    if isinstance(error, httpx2.TooManyRedirects):
        return TextError(f"{address} leads on to other addresses without end.", "Check the address.")
    if isinstance(error, httpx2.UnsupportedProtocol | httpx2.InvalidURL | UnicodeError):
        return TextError(f"{address} leads to something that is no address.", "Check the address.")
    if isinstance(error, httpx2.DecodingError):
        return TextError(f"What {host} sent is compressed in a way that cannot be read.", "Fetch it with a browser.")
    if begun and isinstance(error, httpx2.TransportError):
        return CutOffError(f"The connection to {host} broke off.")
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return TextError(f"No computer called {host} is known.", "Check the address, and whether there is a network.")
    if isinstance(error, httpx2.TimeoutException):
        return TextError(f"{host} does not answer.", AGAIN_LATER)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return TextError(f"{host} takes no connection.", "Check the address, or try again later.")
    if isinstance(error, httpx2.TransportError):
        return TextError(f"There is no way to {host} ({error}).", "Check the address, and whether there is a network.")
    return TextError(f"{host} gave an answer that makes no sense ({type(error).__name__}: {error}).", AGAIN_LATER)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _host_of(address: str) -> str:
    import httpx2

    return httpx2.URL(address).host
