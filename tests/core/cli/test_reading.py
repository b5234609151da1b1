"""The word ``read``."""

from pathlib import Path

import pytest

from .conftest import Spoken


def test_a_text_is_read_token_by_token(say: Spoken) -> None:
    *tokens, done = say.json("read", "demo", "--text", "The fox sat by the river.")
    assert "".join(token["text"] for token in tokens) == "The fox sat by the river."
    assert {token["event"] for token in tokens} == {"token"}
    assert (done["event"], done["run"], done["tokens"], done["size"]) == ("done", "demo/serial_1", len(tokens), 25)
    assert done["perplexity"] > 1


def test_a_file_is_read_and_what_surprised_is_listed(say: Spoken, story: Path) -> None:
    *tokens, done = say.json("read", "demo", "--file", str(story), "--tokens", "5")
    assert len(tokens) == 5
    assert done["size"] == story.stat().st_size
    assert say("read", "demo", "--file", str(story)) == 0
    assert f"perplexity {done['perplexity']:,.2f}" in say.out
    assert len(say.out.partition("surprised it most:\n")[2].splitlines()) == 10


@pytest.mark.parametrize("words", [(), ("--text", "a", "--file", "b"), ("--text", "", "--file", "b")])
def test_one_text_at_a_time(say: Spoken, words: tuple[str, ...]) -> None:
    assert say("read", "demo", *words) == 2
    assert "either --file FILE or --text TEXT" in say.err


def test_a_text_without_anything_in_it_is_named(say: Spoken) -> None:
    assert say("read", "demo", "--text", "") == 2
    assert say.err.startswith("There is no text to read.")


def test_a_file_that_is_not_there_is_named(say: Spoken) -> None:
    assert say("read", "demo", "--file", "nowhere.txt") == 2
    assert "nowhere.txt" in say.err
