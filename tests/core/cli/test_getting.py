"""The word that fetches."""

import json
from pathlib import Path

from tests.loopback import Library

from .conftest import Spoken

TALE = b"The fox met the owl at the river.\n" * 5000


def test_alone_it_lists_the_catalogue(say_anew: Spoken) -> None:
    assert say_anew("get") == 0
    assert "    11  Alice's Adventures in Wonderland, Lewis Carroll  (English)\n" in say_anew.out
    books = say_anew.json("get")
    assert books[0] == {
        "event": "book", "number": 11, "title": "Alice's Adventures in Wonderland", "author": "Lewis Carroll",
        "language": "English",
    }  # fmt: skip
    assert len(books) >= 40


def test_a_book_comes(say_anew: Spoken, library: Library) -> None:
    library.put("/ebooks/11.txt.utf-8", TALE)
    path = say_anew.home.data / "alices-adventures-in-wonderland.txt"
    *said, done = say_anew.json("get", "alice", "wonderland")
    assert done == {
        "event": "done", "path": str(path), "size": len(TALE), "title": "Alice's Adventures in Wonderland"
    }  # fmt: skip
    assert {line["event"] for line in said} == {"progress"}
    assert (said[-1]["received"], said[-1]["total"], said[-1]["fraction"]) == (len(TALE), len(TALE), 1.0)
    assert say_anew("get", "11") == 0
    assert say_anew.out.startswith(f"{path}  (170,000 bytes)\nTrain on it: train --text ")
    assert "was there already" in say_anew.err


def test_faults_are_sentences(say_anew: Spoken, library: Library) -> None:
    assert say_anew("get", "dickens") == 2
    assert "may be one of 3 books" in say_anew.err
    assert say_anew("get", f"{library.place}/x", "--json") == 2
    assert json.loads(say_anew.out.splitlines()[-1])["message"].startswith("There is nothing at")
    address = library.put("/tale.txt", TALE * 10)
    assert say_anew("get", address, "--at-most", "1") == 2
    assert "at most 1.0 MB are fetched" in say_anew.err
    assert say_anew("get", address, "--at-most", "2") == 0
    assert Path(say_anew.out.partition("  (")[0]).read_bytes() == TALE * 10
