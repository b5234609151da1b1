"""The registry is what is declared; tokenizers are found by their files; a stream never cuts a character."""

import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import config
from core.control import Interrupted, RunControl
from core.errors import RunError, SettingError
from core.protocol import Progress
from core.text.tokenizers import (
    TOKENIZERS,
    StreamDecoder,
    Tokenizer,
    load_tokenizer,
    train_tokenizer,
)
from core.text.tokenizers.bpe import SMALLEST, BpeTokenizer
from core.text.tokenizers.specials import SPECIAL_LABELS, SPECIALS

TEXT = "Der Hund läuft, the cat sleeps. 日本の猫は🙂です。\n" * 5


def finish(training: Generator[Progress, None, Tokenizer]) -> Tokenizer:
    while True:
        try:
            next(training)
        except StopIteration as end:
            found: Tokenizer = end.value
            return found


@pytest.fixture(scope="module", params=sorted(TOKENIZERS))
def tokenizer(request: pytest.FixtureRequest) -> Tokenizer:
    return finish(train_tokenizer(request.param, [TEXT], len(TEXT), 300, RunControl()))


def test_what_is_declared_is_what_there_is() -> None:
    assert set(TOKENIZERS) == set(config.TOKENIZERS)


def test_every_tokenizer_has_the_same_special_tokens(tokenizer: Tokenizer) -> None:
    assert [tokenizer.label(i) for i in range(len(SPECIALS))] == list(SPECIAL_LABELS)
    assert SPECIALS[tokenizer.bos_id] == "<bos>"
    assert SPECIALS[tokenizer.eos_id] == "<eos>"


def test_a_tokenizer_is_found_by_its_file(tokenizer: Tokenizer, tmp_path: Path) -> None:
    tokenizer.save(tmp_path / "tokenizer")
    loaded = load_tokenizer(tmp_path / "tokenizer")
    assert type(loaded) is type(tokenizer)
    assert loaded.encode(TEXT) == tokenizer.encode(TEXT)


def test_a_folder_without_a_tokenizer_is_named(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(RunError) as caught:
            load_tokenizer(folder)
        assert str(folder) in caught.value.message


def test_a_stop_comes_before_learning() -> None:
    control = RunControl()
    control.stop()
    for name in TOKENIZERS:
        with pytest.raises(Interrupted):
            next(train_tokenizer(name, [TEXT], len(TEXT), 300, control))


@pytest.mark.parametrize("name", TOKENIZERS)
def test_a_stop_is_heard_while_the_library_is_at_work(name: str) -> None:
    control, released = RunControl(), threading.Event()

    class Held(list[str]):
        """Portions of which the second does not come before the test lets it: so long the library works."""

        def __iter__(self) -> Iterator[str]:
            yield TEXT
            control.stop()
            released.wait()
            yield TEXT

    try:
        with pytest.raises(Interrupted):
            finish(train_tokenizer(name, Held(), 2 * len(TEXT), 300, control))
    finally:
        released.set()


def test_what_is_wrong_with_the_settings_is_said_from_the_thread_that_learns() -> None:
    with pytest.raises(SettingError, match="byte-level BPE needs at least"):
        finish(train_tokenizer("bpe", [TEXT], len(TEXT), 100, RunControl()))


class UnreadableError(Exception):
    pass


def failing() -> Iterator[str]:
    yield TEXT
    raise UnreadableError


@pytest.mark.parametrize("name", TOKENIZERS)
def test_what_happens_while_portions_are_read_is_said_from_the_thread_that_learns(name: str) -> None:
    with pytest.raises(UnreadableError):
        finish(train_tokenizer(name, failing(), 2 * len(TEXT), 300, RunControl()))


@pytest.mark.parametrize("name", TOKENIZERS)
def test_progress_begins_with_nothing_rises_and_ends_with_all(name: str) -> None:
    portions = [TEXT] * 3000
    said = [event.fraction for event in train_tokenizer(name, portions, sum(map(len, portions)), 300, RunControl())]
    assert (said[0], said[-1]) == (0.0, 1.0)
    assert said == sorted(said)
    assert 1.0 not in said[:-1]


@pytest.mark.parametrize("name", TOKENIZERS)
def test_who_does_not_wait_for_a_tokenizer_leaves_no_work_behind(name: str) -> None:
    given = threading.Event()

    def endless() -> Iterator[str]:
        while True:
            yield TEXT
            given.set()

    before = set(threading.enumerate())
    training = train_tokenizer(name, endless(), 10**12, 300, RunControl())
    while not given.is_set():
        next(training)
    training.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=60)
        assert not thread.is_alive()


@pytest.mark.smoke
@settings(deadline=None)
@given(data=st.data())
def test_pieces_of_a_stream_add_up_to_the_text(tokenizer: Tokenizer, data: st.DataObject) -> None:
    ids = data.draw(st.lists(st.integers(0, tokenizer.vocab_size - 1), max_size=30))
    stream = StreamDecoder(tokenizer)
    pieces = [stream.push(i) for i in ids]
    assert "".join(pieces) + stream.flush() == tokenizer.decode(ids)


@settings(deadline=None)
@given(
    text=st.text(
        st.one_of(st.sampled_from("日本の猫🙂👩‍🚀é"), st.characters(codec="utf-8", exclude_characters="\ufffd"))
    )
)
def test_a_stream_is_never_cut_inside_a_character(text: str) -> None:
    by_bytes = BpeTokenizer.train([], SMALLEST)  # no merges: one token a byte
    stream, shown = StreamDecoder(by_bytes), ""
    for token_id in by_bytes.encode(text):
        piece = stream.push(token_id)
        assert len(piece) <= 1
        shown += piece
        assert text.startswith(shown)
    assert shown == text
    assert stream.flush() == ""


def test_what_is_left_of_a_character_is_shown_as_one_sign() -> None:
    by_bytes = BpeTokenizer.train([], SMALLEST)
    stream = StreamDecoder(by_bytes)
    assert [stream.push(i) for i in by_bytes.encode("🙂")[:3]] == ["", "", ""]
    assert stream.flush() == "\ufffd"
    assert stream.flush() == ""
