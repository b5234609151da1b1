"""xz as a reference: the figure against the lzma module's plain archives, bounds, cache, stop."""

import lzma
import random
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from core.config import TextConfig
from core.control import Interrupted, RunControl
from core.paths import Home
from core.protocol import XzReference
from core.text import xz as module
from core.text.corpus import read_corpus
from core.text.split import split
from core.text.xz import measure, xz_reference

WORDS = [bytes(random.Random(7).choices(b"abcdefghij", k=6)) for _ in range(300)]


def given(work: Generator[Any, None, XzReference]) -> XzReference:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def babble(seed: int, n_words: int) -> bytes:
    return b" ".join(random.Random(seed).choices(WORDS, k=n_words))


def plain(data: bytes) -> int:
    return len(lzma.compress(data, preset=9, check=lzma.CHECK_NONE))


def test_it_is_what_the_validation_text_adds_to_an_archive_made_with_preset_nine() -> None:
    train, val = babble(1, 60_000), babble(2, 6_000)
    found = given(measure(train, val, RunControl()))
    assert found.bits_per_byte == pytest.approx(8 * (plain(train + val) - plain(train)) / len(val), rel=0.01)
    assert (found.train_bytes, found.val_bytes) == (len(train), len(val))
    assert found.bits_per_byte < 8 * plain(val) / len(val)  # it has learnt the words


def test_a_text_that_is_known_needs_next_to_nothing() -> None:
    train = babble(3, 20_000)
    assert given(measure(train, train[5000:25_000], RunControl())).bits_per_byte < 0.05


def prepared(tmp_path: Path, text: str) -> Generator[Any, None, XzReference]:
    home = Home(tmp_path / "home").make()
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")
    corpus = read_corpus([str(file)], home, RunControl())
    return xz_reference(corpus, split(corpus, TextConfig(), RunControl()), "key", home, RunControl())


def test_of_a_long_text_a_part_is_measured_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TRAIN_BYTES", 60_000)
    monkeypatch.setattr(module, "VAL_BYTES", 21_000)
    found = given(prepared(tmp_path, babble(4, 90_000).decode()))
    assert 30_000 < found.train_bytes <= 60_000
    assert 10_000 < found.val_bytes <= 21_000


def test_it_is_measured_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = babble(5, 20_000).decode()
    first = given(prepared(tmp_path, text))
    monkeypatch.setattr(module, "measure", None)
    assert given(prepared(tmp_path, text)) == first


def test_a_stop_is_heard_between_two_chunks() -> None:
    control = RunControl()
    work = measure(babble(6, 60_000), b"", control)
    next(work)
    control.stop()
    with pytest.raises(Interrupted):
        given(work)
