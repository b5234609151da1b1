"""The split loses nothing, keeps back its share, cuts where text may be cut, and never mixes the two parts.

The texts here are newlines and characters of which none comes twice, so each stretch tells where it was taken from.
"""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import TextConfig, build_config
from core.control import RunControl
from core.paths import Home
from core.text.corpus import Corpus
from core.text.document import Document
from core.text.prepare import Prepared, prepare
from core.text.split import PLACES, SHORTEST, Split, Stretch, split
from core.text.windows import batch, epoch_windows

FIRST = 0x10000
TRAIN, VAL, UNKNOWN = 0, 1, -1


def corpus_of(sizes: list[int], newlines: np.ndarray) -> Corpus:
    """Documents of these sizes; ``newlines`` says where in the whole text there are some."""
    codes = np.where(newlines, ord("\n"), FIRST + np.arange(sum(sizes))).astype("<u4")
    text = codes.tobytes().decode("utf-32-le")
    ends = [0, *itertools.accumulate(sizes)]
    documents = tuple(document_of(text[begin:end]) for begin, end in itertools.pairwise(ends))
    return Corpus("test", "", False, (), (), documents)


def document_of(text: str) -> Document:
    """One that comes in small pieces, of which some end inside a pair of newlines or near a cut."""

    def pieces() -> Iterator[str]:
        for begin in range(0, len(text), 997):
            yield text[begin : begin + 997]

    return Document(len(text), len(text.encode()), pieces)


def whole(corpus: Corpus) -> str:
    return "".join(piece for document in corpus.documents for piece in document.pieces())


def cut(corpus: Corpus, config: TextConfig) -> Split:
    return split(corpus, config, RunControl())


def text_of(corpus: Corpus, stretch: Stretch) -> str:
    return "".join(corpus.documents[stretch.document].pieces())[stretch.start : stretch.end]


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    sizes = draw(st.lists(st.integers(1, 40_000), min_size=1, max_size=4))
    chance = np.random.default_rng(draw(st.integers(0, 1000)))
    newlines = chance.random(sum(sizes)) < 1 / draw(st.integers(2, 5000))
    if draw(st.booleans()):
        newlines[1:] |= newlines[:-1]
    return corpus_of(sizes, newlines)


def configs(**fixed: object) -> st.SearchStrategy[TextConfig]:
    strategies = {name: st.just(value) for name, value in fixed.items()}
    return st.builds(
        TextConfig,
        **{"val_fraction": st.floats(0.001, 0.5), "val_split": st.sampled_from(["spread", "end"]), **strategies},
    )


def owners(corpus: Corpus, parts: Split) -> np.ndarray:
    """Which part each character of the text came to; UNKNOWN for newlines in stretches that hold nothing else."""
    owner = np.full(corpus.characters, UNKNOWN)
    starts = {0, *itertools.accumulate(document.characters for document in corpus.documents)}
    for part, stretches in ((TRAIN, parts.train), (VAL, parts.val)):
        for stretch in stretches:
            codes = np.frombuffer(text_of(corpus, stretch).encode("utf-32-le"), "<u4").astype(int)
            places = np.flatnonzero(codes >= FIRST)
            if not len(places):
                continue
            begin = codes[places[0]] - FIRST - places[0]
            assert (owner[begin : begin + len(codes)] == UNKNOWN).all(), "a character is there twice"
            assert stretch.begins == (begin in starts)
            owner[begin : begin + len(codes)] = part
    return owner


@settings(deadline=None, max_examples=40)
@given(corpus=corpora(), config=configs())
def test_no_character_is_lost_or_doubled(corpus: Corpus, config: TextConfig) -> None:
    parts = cut(corpus, config)
    text = whole(corpus)
    left = {text[i] for i in np.flatnonzero(owners(corpus, parts) == UNKNOWN)}
    assert left <= {"\n"}
    assert sum(stretch.length for stretch in parts.train + parts.val) == len(text)
    for stretches in (parts.train, parts.val):
        known = [char for stretch in stretches for char in text_of(corpus, stretch) if char != "\n"]
        assert known == sorted(known)


@settings(deadline=None, max_examples=40)
@given(corpus=corpora(), config=configs())
def test_the_part_kept_back_is_near_the_share_asked_for(corpus: Corpus, config: TextConfig) -> None:
    wanted = corpus.characters * config.val_fraction
    kept_back = sum(stretch.length for stretch in cut(corpus, config).val)
    assert abs(kept_back - wanted) <= wanted / 4 + PLACES


def stretches_of(owner: np.ndarray, part: int) -> list[tuple[int, int]]:
    """Begin and end of each unbroken run of characters of one part."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], owner == part, [False])))).reshape(-1, 2)
    return [(int(begin), int(end)) for begin, end in edges]


def test_end_keeps_back_the_last_part_alone() -> None:
    corpus = corpus_of([30_000, 20_000], np.arange(50_000) % 50 == 49)
    owner = owners(corpus, cut(corpus, TextConfig(val_fraction=0.3, val_split="end")))
    ((begin, end),) = stretches_of(owner, VAL)
    assert 35_000 <= begin <= 35_050
    assert end == 50_000


@pytest.mark.parametrize(("fraction", "places"), [(0.5, PLACES), (0.1, 5), (0.041, 2), (0.03, 1), (0.001, 1)])
def test_spread_keeps_back_the_ends_of_equal_parts(fraction: float, places: int) -> None:
    size = 100_000
    corpus = corpus_of([60_000, 40_000], np.arange(size) % 10 == 9)
    kept_back = stretches_of(owners(corpus, cut(corpus, TextConfig(val_fraction=fraction))), VAL)
    assert len(kept_back) == places
    for place, (begin, end) in enumerate(kept_back):
        assert abs(end - size * (place + 1) // places) <= 10
        assert abs(end - begin - size * fraction / places) <= 20
        assert places == 1 or end - begin >= SHORTEST - 20


@pytest.mark.parametrize("kind", ["spread", "end"])
@pytest.mark.parametrize("mark", ["\n\n", "\n"])
def test_cuts_stand_where_a_paragraph_or_else_a_line_ends(kind: str, mark: str) -> None:
    size = 60_000
    newlines = np.arange(size) % 37 == 36
    if mark == "\n\n":
        newlines |= np.isin(np.arange(size) % 370, (368, 369))
    corpus = corpus_of([20_000, 40_000], newlines)
    text = whole(corpus)
    owner = owners(corpus, cut(corpus, TextConfig(val_fraction=0.2, val_split=kind)))
    cuts = np.flatnonzero(np.diff(owner)) + 1
    assert len(cuts) == (2 * 6 - 1 if kind == "spread" else 1)
    assert all(text[: int(cut)].endswith(mark) for cut in cuts)


def prepared(corpus: Corpus, kind: str, home: Home) -> Prepared:
    settings = {"tokenizer": "char", "val_split": kind, "val_fraction": 0.4, "context_length": 16}
    making = prepare(corpus, build_config(overrides=settings), home, RunControl())
    while True:
        try:
            next(making)
        except StopIteration as end:
            found: Prepared = end.value
            return found


@pytest.mark.smoke
@pytest.mark.parametrize("kind", ["spread", "end"])
def test_no_training_window_holds_a_validation_token_and_every_other_is_used_once_an_epoch(
    kind: str, home: Home
) -> None:
    size = 12_000
    corpus = corpus_of([5000, 7000], np.zeros(size, dtype=bool))
    owner = owners(corpus, cut(corpus, TextConfig(val_split=kind, val_fraction=0.4)))
    text = np.array(list(whole(corpus)))
    train, val = set(text[owner == TRAIN]), set(text[owner == VAL])
    assert len(train) + len(val) == size
    assert len(stretches_of(owner, VAL)) == (2 if kind == "spread" else 1)

    ready = prepared(corpus, kind, home)
    tokenizer = ready.tokenizer
    for epoch in range(3):
        inputs, targets = batch(ready.train, epoch_windows(len(ready.train), 16, 0, epoch), 16)
        seen = set(tokenizer.decode(np.unique(inputs).tolist()))
        assert seen <= train
        predicted = tokenizer.decode(np.sort(targets[targets >= 0]).tolist())
        assert sorted(predicted) == sorted(train)
    # The alphabet is the training text's: had a character of the other part come in, it would not be unknown there.
    assert set(tokenizer.decode(ready.val[ready.val != tokenizer.bos_id].tolist())) == {"\ufffd"}
