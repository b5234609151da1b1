"""What is in a text, beside counts that others make: collections.Counter, numpy, the tokenizers library."""

import itertools
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tokenizers import pre_tokenizers

from core.config import RunConfig
from core.control import RunControl
from core.paths import Home
from core.protocol import LookInside, LookInsideDone
from core.text.corpus import read_corpus
from core.text.portions import PORTION
from core.text.prepare import prepare
from core.text.statistics import look_inside, zipf
from core.text.tokenizers import BpeTokenizer, load_tokenizer

Settings = Callable[..., RunConfig]
WORDS = ("fox", "Fox", "river", "don't", "Müller", "moon", "œuvre", "日本", "x2y")


@pytest.fixture(scope="module")
def tale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 60 kB in which the n-th word occurs about 1/n as often as the first."""
    path = tmp_path_factory.mktemp("text") / "tale.txt"
    draw = np.random.default_rng(0)
    ranks = np.arange(1, len(WORDS) + 1)
    drawn = draw.choice(WORDS, 10_000, p=(1 / ranks) / (1 / ranks).sum())
    lines = [" ".join(drawn[begin : begin + 9]) + ".\n" for begin in range(0, len(drawn), 9)]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    return path


def inside(home: Home, config: RunConfig, *texts: Path, at_most: int = 0) -> LookInsideDone:
    *_, done = look_inside(LookInside(config, tuple(map(str, texts)), at_most), home, RunControl())
    assert isinstance(done, LookInsideDone)
    return done


@pytest.fixture
def found(home: Home, settings: Settings, tale: Path) -> LookInsideDone:
    return inside(home, settings(), tale)


def test_letters_are_those_of_a_counter(found: LookInsideDone, tale: Path) -> None:
    text = tale.read_text(encoding="utf-8")
    there = Counter(text.replace(" ", "·").replace("\n", "⏎"))
    assert {letter.label: letter.count for letter in found.letters} == there
    assert found.distinct_letters == len(there)
    assert [letter.count for letter in found.letters] == sorted(there.values(), reverse=True)
    assert (found.characters, found.looked_at, found.size) == (len(text), len(text), len(text.encode()))


def test_words_are_those_of_a_counter(found: LookInsideDone, tale: Path) -> None:
    there = Counter(re.sub(r"[^\w']|\d", " ", tale.read_text(encoding="utf-8")).casefold().split())
    assert {word.label: word.count for word in found.common_words} == there
    assert (found.words, found.distinct_words) == (there.total(), len(there))
    assert found.words_once == sum(count == 1 for count in there.values())
    assert found.zipf_counts.tolist() == sorted(there.values(), reverse=True)


def test_tokens_are_those_of_the_token_files(home: Home, settings: Settings, tale: Path) -> None:
    config = settings()
    found = inside(home, config, tale)
    corpus, control = read_corpus([str(tale)], home, RunControl()), RunControl()
    steps = prepare(corpus, config, home, control)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            prepared = stop.value
            break
    ids = np.concatenate([prepared.train, prepared.val])
    there = np.bincount(ids, minlength=prepared.tokenizer.vocab_size)
    there[prepared.tokenizer.bos_id] = 0
    assert found.tokens == there.sum()
    assert found.unused_tokens == (there == 0).sum()
    labels = {prepared.tokenizer.label(i): int(n) for i, n in enumerate(there)}
    assert all(labels[token.label] == token.count for token in (*found.common_tokens, *found.rare_tokens))
    assert [t.count for t in found.common_tokens] == sorted(there[there > 0], reverse=True)[: len(found.common_tokens)]
    assert [t.count for t in found.rare_tokens] == sorted(there[there > 0])[: len(found.rare_tokens)]
    assert found.characters_per_token == pytest.approx(found.characters / there.sum())
    assert len(list(home.tokenizers.iterdir())) == 1  # the training's own


def test_merges_are_the_librarys_and_used_as_often_as_they_are_made(home: Home, settings: Settings, tale: Path) -> None:
    """Replayed over the whole text, one merge after the other, as in Sennrich et al. 2016."""
    found = inside(home, settings(vocab_size=290), tale)
    (folder,) = home.tokenizers.iterdir()
    tokenizer = load_tokenizer(folder)
    assert isinstance(tokenizer, BpeTokenizer)
    cut = pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str(tale.read_text(encoding="utf-8"))
    words = {tuple(piece): count for piece, count in Counter(piece for piece, _ in cut).items()}
    replayed = []
    for pair in tokenizer.merges:
        made, after = 0, Counter()
        for parts, count in words.items():
            rest, joined = list(parts), []
            while rest:
                if tuple(rest[:2]) == pair:
                    joined.append(rest.pop(0) + rest.pop(0))
                    made += count
                else:
                    joined.append(rest.pop(0))
            after[tuple(joined)] += count
        words = after
        replayed.append(made)
    assert [merge.uses for merge in found.merges] == replayed
    assert sum(replayed) == found.size - found.tokens
    assert found.merges[0].made == found.merges[0].left + found.merges[0].right


def test_the_sample_ends_as_the_tokenizer_writes_it(found: LookInsideDone, home: Home, tale: Path) -> None:
    (folder,) = home.tokenizers.iterdir()
    tokenizer = load_tokenizer(folder)
    lines = [line[:90] for line in tale.read_text(encoding="utf-8").splitlines()]
    written = {tuple(tokenizer.label(i) for i in tokenizer.encode(line)): line for line in lines}
    words = written[found.sample[-1].tokens]
    assert found.sample[0].merges == 0
    assert len(found.sample[0].tokens) == len(words.encode())
    assert all(len(a.tokens) > len(b.tokens) for a, b in itertools.pairwise(found.sample))


def test_the_sample_is_prose_where_there_is_some(home: Home, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "mixed.txt"
    prose = "The owl that lived by the mill counted its mice one after the other. "
    path.write_text(f"CHAPTER I\n\n{'1 + 1 = 2. ' * 9}\n\n  {prose * 200}", encoding="utf-8")
    found = inside(home, settings(), path)
    assert "".join(found.sample[0].tokens).replace("·", " ") == " ".join(prose.split()[:12])


def test_words_by_tokens_are_each_word_encoded_alone(home: Home, settings: Settings, tale: Path) -> None:
    for kind, size in (("bpe", 290), ("char", 0)):
        found = inside(home, settings(tokenizer=kind, vocab_size=size), tale)
        made = map(load_tokenizer, home.tokenizers.iterdir())
        tokenizer = next(one for one in made if isinstance(one, BpeTokenizer) == (kind == "bpe"))
        there = Counter(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", tale.read_text(encoding="utf-8")))
        lengths = {word: len(tokenizer.encode(f" {word}" if kind == "bpe" else word)) for word in there}
        expected = [sum(n for w, n in there.items() if min(6, lengths[w]) == k) for k in range(1, 7)]
        assert list(found.words_by_tokens) == expected
        assert sum(expected) == found.words
        assert bool(found.merges) == (kind == "bpe")


def test_zipf_finds_the_slope_that_is_there() -> None:
    ranks = np.arange(1, 5001)
    for slope in (-1.0, -0.7):
        at, counts, fitted = zipf((1e6 * ranks**slope).tolist())
        assert fitted == pytest.approx(slope, abs=1e-6)
        assert len(at) <= 300
        assert (at[0], at[-1]) == (1, 5000)
        np.testing.assert_allclose(counts, 1e6 * at**slope)


@pytest.mark.parametrize(("counts", "points"), [([], 0), ([3], 1), ([3, 1], 2)])
def test_zipf_of_next_to_nothing(counts: list[int], points: int) -> None:
    at, there, slope = zipf(counts)
    assert (len(at), len(there)) == (points, points)
    assert np.isfinite(slope)


def test_of_a_large_text_parts_are_looked_at_that_are_spread_over_it(
    home: Home, settings: Settings, tmp_path: Path
) -> None:
    """Each twentieth is written in a letter of its own."""
    path = tmp_path / "large.txt"
    letters = "abcdefghijklmnopqrst"
    path.write_text("".join(f"{letter * 5} " * 20_000 for letter in letters), encoding="utf-8")
    found = inside(home, settings(), path, at_most=600_000)
    assert found.characters == 2_400_000
    assert 600_000 <= found.looked_at < 600_000 + 2 * PORTION
    counts = {letter.label: letter.count for letter in found.letters if letter.label in letters}
    assert set(counts) == set(letters)
    assert max(counts.values()) < 3 * min(counts.values())


@pytest.mark.parametrize("text", ["ab" * 15_000, "1 2 3 4 5 6 7 8 9\n" * 2000], ids=["one word", "no word"])
def test_strange_texts_are_counted_too(home: Home, settings: Settings, tmp_path: Path, text: str) -> None:
    path = tmp_path / "strange.txt"
    path.write_text(text, encoding="utf-8")
    found = inside(home, settings(), path)
    assert {letter.label: letter.count for letter in found.letters} == Counter(
        text.replace(" ", "·").replace("\n", "⏎")
    )
    assert found.words <= 2
    assert np.isfinite(found.tokens_per_word)
