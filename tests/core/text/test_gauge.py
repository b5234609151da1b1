"""A text gauged from a sample beside the same text prepared."""

from collections.abc import Generator

import pytest

from core.config import RunConfig, build_config
from core.control import Interrupted, RunControl
from core.paths import Home
from core.text.corpus import Corpus, read_corpus
from core.text.gauge import Gauge, gauge
from core.text.prepare import Prepared, prepare
from core.text.tokenizers import Tokenizer


@pytest.fixture
def corpus(home: Home) -> Corpus:
    words = ("fox", "river", "baker", "moon", "tower", "lamp", "garden", "owl", "kettle", "boat", "hill", "drum")
    pairs = ((words[n % 12], words[n * 7 // 3 % 12], n % 97) for n in range(9000))
    lines = [f"The {one} saw the {other} and {number} other things.\n" for one, other, number in pairs]
    (home.data / "tale.txt").write_text("".join(lines), encoding="utf-8", newline="\n")
    return read_corpus((), home, RunControl())


def end_of(working: Generator[object, None, object]) -> object:
    while True:
        try:
            next(working)
        except StopIteration as end:
            return end.value


def gauged(corpus: Corpus, config: RunConfig, home: Home, tokenizer: Tokenizer | None = None) -> Gauge:
    found = end_of(gauge(corpus, config, home, RunControl(), tokenizer))
    assert isinstance(found, Gauge)
    return found


def prepared(corpus: Corpus, config: RunConfig, home: Home) -> Prepared:
    found = end_of(prepare(corpus, config, home, RunControl()))
    assert isinstance(found, Prepared)
    return found


@pytest.mark.parametrize("tokenizer", ["bpe", "char"])
def test_a_sample_tells_the_tokens_and_afterwards_they_are_known(
    corpus: Corpus, home: Home, tokenizer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.text.gauge.SAMPLE", 60_000)
    config = build_config("small", {"tokenizer": tokenizer, "context_length": 16})
    before = gauged(corpus, config, home)
    assert not before.exact
    assert not home.prepared.exists()
    real = prepared(corpus, config, home)
    assert before.tokens_train == pytest.approx(len(real.train), rel=0.05)
    assert before.tokens_val == pytest.approx(len(real.val), rel=0.05)
    assert before.vocab_size == pytest.approx(real.tokenizer.vocab_size, rel=0.1)
    after = gauged(corpus, config, home)
    assert after.exact
    assert (after.tokens_train, after.tokens_val) == (len(real.train), len(real.val))
    assert after.vocab_size == real.tokenizer.vocab_size
    assert 0 < after.seconds < before.seconds


def test_another_runs_tokenizer_counts_as_its_own(corpus: Corpus, home: Home, tmp_path: object) -> None:
    config = build_config("small", {"vocab_size": 300, "context_length": 16})
    tokenizer = prepared(corpus, config, home).tokenizer
    found = gauged(corpus, build_config("small", {"context_length": 16}), home, tokenizer)
    assert (found.exact, found.vocab_size) == (True, 300)


def test_a_stop_is_heard(corpus: Corpus, home: Home) -> None:
    control = RunControl()
    control.stop()
    with pytest.raises(Interrupted):
        end_of(gauge(corpus, build_config("small"), home, control))
