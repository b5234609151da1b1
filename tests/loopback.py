"""A server on this computer alone, with texts that come whole, slowly, cut off, or not at all."""

import gzip
import re
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Shelf:
    """What stands at a path. ``cuts``: after how many bytes of the body each of the first connections is cut;
    ``waits_at``: after how many it waits for ``Library.go_on``; ``ranges``: whether it can give the rest alone."""

    body: bytes = b""
    media_type: str = "text/plain; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    etag: str = '"one"'
    ranges: bool = True
    length: bool = True
    chunked: bool = False
    packed: bool = False
    cuts: tuple[int, ...] = ()
    waits_at: int | None = None


class Library:
    """``put`` gives the address. ``asked``: the path and the headers of each request, in their order."""

    def __init__(self) -> None:
        self.shelves: dict[str, Shelf] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.go_on = threading.Event()
        self.waiting = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def place(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def put(self, path: str, body: bytes = b"", **how: Any) -> str:
        self.shelves[path] = Shelf(body, **how)
        return f"{self.place}{path}"

    def close(self) -> None:
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()


def _handler(library: Library) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            library.asked.append((self.path, dict(self.headers)))
            before = sum(path == self.path for path, _ in library.asked) - 1
            shelf = library.shelves.get(self.path, Shelf(b"<html>not found</html>", "text/html", 404))
            try:
                self._answer(shelf, shelf.cuts[before] if before < len(shelf.cuts) else None)
            except ConnectionError:
                self.close_connection = True  # who asked has gone

        def _answer(self, shelf: Shelf, cut: int | None) -> None:
            start = self._start(shelf)
            body = gzip.compress(shelf.body) if shelf.packed else shelf.body[start:]
            self.send_response(206 if start else shelf.status)
            self.send_header("Content-Type", shelf.media_type)
            if shelf.etag:
                self.send_header("ETag", shelf.etag)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(shelf.body) - 1}/{len(shelf.body)}")
            for name, value in shelf.headers:
                self.send_header(name, value)
            if shelf.packed:
                self.send_header("Content-Encoding", "gzip")
            if shelf.chunked:
                self.send_header("Transfer-Encoding", "chunked")
            elif shelf.length:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.close_connection = True
            self._send(body, shelf, start, cut)

        def _start(self, shelf: Shelf) -> int:
            found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            same = self.headers.get("If-Range", "") == shelf.etag
            return int(found[1]) if found and same and shelf.ranges and shelf.status == 200 else 0

        def _send(self, body: bytes, shelf: Shelf, start: int, cut: int | None) -> None:
            end = len(body) if cut is None else max(0, cut - start)
            stop = end if shelf.waits_at is None else min(end, max(0, shelf.waits_at - start))
            self._write(body[:stop], shelf)
            if stop < end:
                library.waiting.set()
                library.go_on.wait()
                self._write(body[stop:end], shelf)
            if shelf.chunked and cut is None:
                self.wfile.write(b"0\r\n\r\n")

        def _write(self, data: bytes, shelf: Shelf) -> None:
            if data:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data) if shelf.chunked else data)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    return Handler
