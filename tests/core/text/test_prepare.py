"""Token files: exactly the encoded text, made once, whole or not at all, and made again when they are gone."""

import itertools
import math
import random
import shutil
import threading
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest

from core.config import TOKENIZERS, RunConfig, automatic_vocab_size, build_config
from core.control import Interrupted, RunControl
from core.errors import HomeError, RunError, TextError
from core.paths import Home
from core.protocol import Event, Notice, Progress
from core.text import token_file
from core.text.corpus import Corpus, read_corpus
from core.text.portions import PORTION
from core.text.prepare import Prepared, prepare, prepare_again, validation_tokens
from core.text.split import Stretch, split
from core.text.tokenizers import load_tokenizer
from core.text.tokenizers.bpe import BpeTokenizer
from core.text.windows import batch, validation_windows

LINES = [f"Line {n}: the cat and the dog share {n * 7} fish.\n" + "\n" * (n % 3 == 0) for n in range(240)]
READING, LEARNING, TURNING = "Reading the text", "Learning the tokens", "Turning the text into tokens"
PACKING = "Measuring what xz needs"


def config_of(**settings: int | float | str) -> RunConfig:
    return build_config(overrides={"context_length": 8, "vocab_size": 300, **settings})


@pytest.fixture
def corpus(home: Home) -> Corpus:
    """Three files in data/."""
    for number in range(3):
        text = "".join(LINES[number * 80 : number * 80 + 80])
        (home.data / f"{number}.txt").write_text(text, encoding="utf-8")
    return read_corpus((), home, RunControl())


def finish(making: Generator[Event, None, Prepared]) -> tuple[list[Event], Prepared]:
    events = []
    while True:
        try:
            events.append(next(making))
        except StopIteration as end:
            return events, end.value


def ready(corpus: Corpus, config: RunConfig, home: Home) -> Prepared:
    return finish(prepare(corpus, config, home, RunControl()))[1]


def made(folder: Path) -> list[str]:
    """What stands in a folder, unfinished things too."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def stages(events: list[Event]) -> list[str]:
    """Each stage once, as long as it lasts."""
    return [stage for stage, _ in itertools.groupby(event.stage for event in events if isinstance(event, Progress))]


def text_of(corpus: Corpus, stretch: Stretch) -> str:
    return "".join(corpus.documents[stretch.document].pieces())[stretch.start : stretch.end]


@pytest.mark.smoke
@pytest.mark.parametrize("tokenizer", TOKENIZERS)
@pytest.mark.parametrize("kind", ["spread", "end"])
def test_token_files_hold_the_encoded_text_with_bos_before_each_document(
    tokenizer: str, kind: str, corpus: Corpus, home: Home
) -> None:
    config = config_of(tokenizer=tokenizer, val_split=kind, val_fraction=0.45)
    found = ready(corpus, config, home)
    parts = split(corpus, config.text, RunControl())
    assert len(parts.val) > 1
    for ids, stretches in ((found.train, parts.train), (found.val, parts.val)):
        expected: list[int] = []
        for stretch in stretches:
            expected += ([found.tokenizer.bos_id] if stretch.begins else []) + found.tokenizer.encode(
                text_of(corpus, stretch)
            )
        assert ids.tolist() == expected
        assert ids.dtype == np.uint16
    assert [*found.train, *found.val].count(found.tokenizer.bos_id) == len(corpus.documents) == 3


def test_a_prepared_text_says_what_it_is(corpus: Corpus, home: Home) -> None:
    found = ready(corpus, config_of(val_fraction=0.2), home)
    assert (found.label, found.size, found.prompts) == (corpus.label, corpus.size, corpus.prompts)
    assert (found.facts.size, found.facts.sources, found.facts.files) == (corpus.size, corpus.sources, corpus.files)
    assert (found.facts.val_fraction, found.facts.val_split) == (0.2, "spread")
    assert found.references.uniform == pytest.approx(math.log(found.tokenizer.vocab_size))
    assert found.references.bigram < found.references.unigram < found.references.uniform


def test_bytes_of_a_token_are_counted_on_the_validation_targets(corpus: Corpus, home: Home) -> None:
    found = ready(corpus, config_of(), home)
    _, targets = batch(found.val, validation_windows(len(found.val), 8), 8)
    written = found.tokenizer.decode(targets.ravel().tolist()).encode()
    assert found.bytes_per_val_token == pytest.approx(len(written) / targets.size)
    assert found.bytes_per_val_token > 1.1


def test_the_vocabulary_is_as_large_as_asked_or_fits_the_text(corpus: Corpus, home: Home) -> None:
    assert ready(corpus, config_of(vocab_size=280), home).tokenizer.vocab_size == 280
    automatic = ready(corpus, config_of(vocab_size=0), home).tokenizer.vocab_size
    assert automatic == automatic_vocab_size(corpus.size)


def test_what_was_made_is_used_the_second_time(corpus: Corpus, home: Home) -> None:
    first, found = finish(prepare(corpus, config_of(), home, RunControl()))
    assert stages(first) == [READING, LEARNING, PACKING, TURNING]
    names = made(home.tokenizers), made(home.prepared)
    second, again = finish(prepare(corpus, config_of(), home, RunControl()))
    assert stages(second) == [READING]
    assert (made(home.tokenizers), made(home.prepared)) == names
    assert again.train.tolist() == found.train.tolist()
    assert len(names[0]) == len(names[1]) == 1


def test_each_stage_goes_from_nothing_to_all(corpus: Corpus, home: Home) -> None:
    events, _ = finish(prepare(corpus, config_of(), home, RunControl()))
    for stage in (READING, TURNING, PACKING):
        fractions = [e.fraction for e in events if isinstance(e, Progress) and e.stage == stage]
        assert fractions == sorted(fractions)
        assert fractions[-1] == 1


def test_a_long_text_has_the_ids_of_one_encoded_whole(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many files, of which some are one portion among others of a call, and some take many calls."""
    monkeypatch.setattr(token_file, "AT_ONCE", 50_000)
    for number, size in enumerate((3, 100_000, 40, 40, 1, 30_000, 200)):
        text = "".join(random.Random(number).choices(LINES, k=size))[: 10 * size]
        (home.data / f"{number}.txt").write_text(text + ".", encoding="utf-8")
    corpus = read_corpus((), home, RunControl())
    found = ready(corpus, config_of(), home)
    direct = found.tokenizer.hugging_face()
    for ids, kept_back in ((found.train, False), (found.val, True)):
        expected: list[int] = []
        for stretch in split(corpus, config_of().text, RunControl()).stretches:
            if stretch.kept_back is kept_back:
                bos = [direct.token_to_id("<bos>")] * stretch.begins
                expected += bos + direct.encode(text_of(corpus, stretch)).ids
        assert ids.tolist() == expected


def test_of_a_very_long_text_tokens_are_learnt_from_all_over_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BpeTokenizer, "ENOUGH", 8 * PORTION)
    words = [f" {letter * 7}" for letter in "abcdefghijklmnop"]
    text = "".join(word * (2 * PORTION // 8) for word in words)
    (home.data / "a.txt").write_text(text, encoding="utf-8")
    corpus = read_corpus((), home, RunControl())
    config = config_of(vocab_size=1000, val_split="end", val_fraction=0.001)
    tokenizer = ready(corpus, config, home).tokenizer
    assert [word for word in words if len(tokenizer.encode(word)) == 1] == words[1::2]


def test_a_character_that_occurs_once_in_a_long_text_is_known(home: Home) -> None:
    (home.data / "a.txt").write_text("four " * 100_000 + "ÄÖÜ\n" + "four " * 50_000, encoding="utf-8")
    found = ready(read_corpus((), home, RunControl()), config_of(tokenizer="char", val_split="end"), home)
    assert found.tokenizer.unknown("ÄÖÜ") == 0
    assert found.tokenizer.encode("Ä")[0] in found.train


@pytest.mark.parametrize("other", [{"val_fraction": 0.3}, {"tokenizer": "char"}, {"vocab_size": 270}])
def test_other_settings_have_files_of_their_own(other: dict[str, str], corpus: Corpus, home: Home) -> None:
    first = ready(corpus, config_of(), home)
    second = ready(corpus, config_of(**other), home)
    assert len(made(home.tokenizers)) == len(made(home.prepared)) == 2
    assert first.train.tolist() != second.train.tolist()


@pytest.mark.smoke
def test_an_interrupted_preparation_leaves_nothing_under_the_name(corpus: Corpus, home: Home) -> None:
    control = RunControl()
    making = prepare(corpus, config_of(), home, control)
    while stages([next(making)]) != [TURNING]:
        pass
    assert len(made(home.prepared)) == 1
    control.stop()
    with pytest.raises(Interrupted):
        finish(making)
    assert made(home.prepared) == []

    making = prepare(corpus, config_of(), home, RunControl())
    while stages([next(making)]) != [TURNING]:
        pass
    making.close()
    assert made(home.prepared) == []
    assert len(ready(corpus, config_of(), home).train) > 100


def test_a_full_disk_is_said_and_leaves_nothing_under_the_name(corpus: Corpus, home: Home) -> None:
    resource = pytest.importorskip("resource", reason="no limit on the size of files here")
    ready(corpus, config_of(), home)
    shutil.rmtree(home.prepared)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))  # a file may not grow beyond 100 bytes
    try:
        with pytest.raises(HomeError, match=r"prepared cannot be written \(file too large\)"):
            ready(corpus, config_of(), home)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert made(home.prepared) == []


def test_missing_or_damaged_files_are_made_again(corpus: Corpus, home: Home) -> None:
    expected = ready(corpus, config_of(), home).train.tolist()
    (tokens,), (tokenizer,) = home.prepared.iterdir(), home.tokenizers.iterdir()
    for harm in (
        lambda: (tokens / "train.bin").unlink(),
        lambda: shutil.rmtree(tokens),
        lambda: (tokens / "train.bin").write_bytes((tokens / "train.bin").read_bytes()[:-2]),
        lambda: (tokens / "val.bin").write_bytes((tokens / "val.bin").read_bytes()[:-1]),
        lambda: (tokens / "train.bin").write_bytes(b"\xff\xff" + (tokens / "train.bin").read_bytes()[2:]),
        lambda: (tokenizer / "tokenizer.json").write_bytes(b"{"),
        lambda: (tokenizer / "tokenizer.json").unlink(),
    ):
        harm()
        assert ready(corpus, config_of(), home).train.tolist() == expected
        assert made(home.prepared) == [tokens.name]
        assert made(home.tokenizers) == [tokenizer.name]


def test_two_at_once_make_the_same(corpus: Corpus, home: Home) -> None:
    found: list[list[int]] = []
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        found.append(ready(corpus, config_of(), home).train.tolist())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(one == found[0] for one in found)
    assert len(made(home.prepared)) == len(made(home.tokenizers)) == 1


@pytest.fixture
def run_tokenizer(corpus: Corpus, home: Home, tmp_path: Path) -> Path:
    """The tokenizer as a run keeps it."""
    ready(corpus, config_of(), home).tokenizer.save(tmp_path / "tokenizer")
    return tmp_path / "tokenizer"


def again(found: Prepared, tokenizer: Path, home: Home) -> tuple[list[Event], Prepared]:
    config = config_of(vocab_size=found.tokenizer.vocab_size)
    return finish(prepare_again(found.facts, load_tokenizer(tokenizer), config, home, RunControl()))


def test_a_run_goes_on_with_the_files_that_are_there(corpus: Corpus, home: Home, run_tokenizer: Path) -> None:
    found = ready(corpus, config_of(), home)
    names = made(home.prepared)
    events, later = again(found, run_tokenizer, home)
    assert TURNING not in stages(events)
    assert made(home.prepared) == names
    assert later.train.tolist() == found.train.tolist()
    assert later.facts == found.facts


def test_a_run_goes_on_when_everything_prepared_is_gone(corpus: Corpus, home: Home, run_tokenizer: Path) -> None:
    found = ready(corpus, config_of(), home)
    expected = found.train.tolist(), found.val.tolist(), found.references, found.bytes_per_val_token
    shutil.rmtree(home.prepared)
    shutil.rmtree(home.tokenizers)
    _, later = again(found, run_tokenizer, home)
    assert (later.train.tolist(), later.val.tolist(), later.references, later.bytes_per_val_token) == expected


def test_a_changed_text_is_refused(corpus: Corpus, home: Home, run_tokenizer: Path) -> None:
    found = ready(corpus, config_of(), home)
    path = home.data / "1.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("dog", "cow", 1), encoding="utf-8")
    with pytest.raises(RunError, match="has changed since"):
        again(found, run_tokenizer, home)


def test_a_text_that_is_gone_is_named(corpus: Corpus, home: Home, run_tokenizer: Path) -> None:
    found = ready(corpus, config_of(), home)
    shutil.rmtree(home.data)
    with pytest.raises(RunError, match="cannot be read any more") as caught:
        again(found, run_tokenizer, home)
    assert str(home.data) in caught.value.message


def test_characters_that_only_the_validation_text_has_are_said(home: Home) -> None:
    (home.data / "a.txt").write_text("".join(LINES) + "ÄÖÜ\n", encoding="utf-8")
    corpus = read_corpus((), home, RunControl())
    events, _ = finish(prepare(corpus, config_of(tokenizer="char", val_split="end"), home, RunControl()))
    (notice,) = (event for event in events if isinstance(event, Notice))
    assert notice.message.startswith("3 characters of the validation text")
    assert not any(isinstance(e, Notice) for e in finish(prepare(corpus, config_of(), home, RunControl()))[0])


@pytest.mark.parametrize(("text", "part"), [("abc " * 3, "training"), ("abc " * 10, "validation")])
def test_a_text_shorter_than_a_window_is_refused(text: str, part: str, home: Home) -> None:
    (home.data / "a.txt").write_text(text, encoding="utf-8")
    corpus = read_corpus((), home, RunControl())
    with pytest.raises(TextError, match=rf"its {part} part has \d+ tokens, but one window needs 17"):
        ready(corpus, config_of(tokenizer="char", context_length=16), home)


@pytest.mark.parametrize("val_split", ["spread", "end"])
def test_what_was_kept_back_is_found_again_also_where_the_token_files_are_gone(
    corpus: Corpus, home: Home, val_split: str
) -> None:
    config = config_of(val_split=val_split)
    made = ready(corpus, config, home)

    def found(enough: int) -> np.ndarray:
        args = (made.facts, made.tokenizer, home, RunControl(), enough)
        return finish(validation_tokens(*args))[1]  # type: ignore[arg-type, return-value]

    assert np.array_equal(found(1), made.val)
    whole = made.val.tolist()
    shutil.rmtree(home.prepared)
    assert found(10**6).tolist() == whole
    first = found(1).tolist()
    assert 0 < len(first) <= len(whole)
    assert first == whole[: len(first)]
    assert not home.prepared.exists()
