"""Every stretch that stands in the text is found, and no other: against a search for every substring."""

import itertools
import random
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.text.copied import Follower, Index, Match
from core.text.document import Document, in_memory
from core.text.split import Stretch

from .conftest import MakeIndex, cut_text, index_of

LEAST = 4
PIECE, OVERLAP = 160, 48  # bytes: many pieces, and more than LEAST characters of four bytes each in common
LETTERS = "aab \nß\u0301é אغ😀\u200d\x00"


def all_matches(answer: str, learnt: list[str], least: int = LEAST) -> dict[int, int]:
    """Begin and end of every stretch that stands in a text and goes on neither to the left nor to the right."""
    found: dict[int, int] = {}
    before = 0
    for begin in range(len(answer)):
        end = begin
        while end < len(answer) and any(answer[begin : end + 1] in text for text in learnt):
            end += 1
        if end - begin >= least and end > before:
            found[begin] = end
        before = max(before, end)
    return found


def times(stretch: str, learnt: list[str]) -> int:
    return sum(text.startswith(stretch, at) for text in learnt for at in range(len(text)))


def follow(answer: str, indexes: list[Index], pushes: list[int], least: int = LEAST) -> tuple[dict[int, Match], int]:
    """The last word on each match, the answer given in parts, and how many characters are copied."""
    follower, told, at = Follower(indexes, least), {}, 0
    for length in [*pushes, len(answer)]:
        told.update({match.begin: match for match in follower.push(answer[at : at + length])})
        at += length
        assert follower.copied == covered([(match.begin, match.end) for match in told.values()])
    told.update({match.begin: match for match in follower.close()})
    return told, follower.copied


def covered(spans: list[tuple[int, int]]) -> int:
    return len({character for begin, end in spans for character in range(begin, end)})


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[str], list[Stretch], list[tuple[tuple[int, int], ...]], str, list[int]]:
    """Texts, what is learnt of them, what was taken out of each, and an answer made of parts of them."""
    texts = draw(st.lists(st.text(st.sampled_from(LETTERS), min_size=1, max_size=300), min_size=1, max_size=3))
    stretches, gone = [], []
    for number, text in enumerate(texts):
        places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
        out = tuple(zip(places[::2], places[1::2], strict=False))
        gone.append(out)
        left = len(text) - sum(end - begin for begin, end in out)
        inside = draw(st.sets(st.integers(1, 300), max_size=3))
        cuts = [0, *sorted(cut for cut in inside if cut < left), left]
        first = draw(st.booleans())
        for n, (begin, end) in enumerate(itertools.pairwise(cuts)):
            if begin < end:
                stretches.append(Stretch(number, begin, end, bool((n + first) % 2)))
    assume(any(not stretch.kept_back for stretch in stretches))
    rng = random.Random(draw(st.integers(0, 999)))
    parts = []
    for _ in range(draw(st.integers(1, 8))):
        text = rng.choice(texts)
        begin = rng.randrange(len(text))
        parts += [text[begin : begin + rng.randrange(40)], rng.choice(["", rng.choice(LETTERS + "xyz\ud800")])]
    return texts, stretches, gone, "".join(parts), draw(st.lists(st.integers(0, 9), max_size=10))


def without(text: str, gone: tuple[tuple[int, int], ...]) -> str:
    return "".join(letter for at, letter in enumerate(text) if not any(a <= at < b for a, b in gone))


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_it_finds_what_a_search_for_every_substring_finds(
    case: tuple[list[str], list[Stretch], list[tuple[tuple[int, int], ...]], str, list[int]],
) -> None:
    texts, stretches, gone, answer, pushes = case
    documents = []
    for text, out in zip(texts, gone, strict=True):
        left = in_memory(without(text, out))
        documents.append(Document(left.characters, left.size, left.pieces, in_memory(text), out) if out else left)
    cut = cut_text(documents, stretches)
    learnt = [without(texts[s.document], gone[s.document])[s.start : s.end] for s in stretches if not s.kept_back]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        index = index_of(Path(folder), cut, PIECE, OVERLAP)
        told, copied = follow(answer, [index], pushes)
        expected = all_matches(answer, learnt)
        for match in told.values():  # nothing false
            stretch = answer[match.begin : match.end]
            assert any(stretch in text for text in learnt)
            assert match.times == (times(stretch, learnt) if len(stretch.encode()) <= OVERLAP else 0)
            place = index.place(match.byte)
            text, out = texts[int(place.file.name[0])], gone[int(place.file.name[0])]
            assert place.line == text[: place.character].count("\n") + 1
            begin = place.character - sum(min(b, place.character) - a for a, b in out if a < place.character)
            assert without(text, out)[begin:].startswith(stretch)
            before, after = index.around(match.byte, match.byte + match.length, 9)
            assert any(before + stretch + after in text for text in learnt)
        assert copied == covered(list(expected.items()))  # nothing missed
        if all(len(answer[begin:end].encode()) <= OVERLAP for begin, end in expected.items()):
            assert {match.begin: match.end for match in told.values()} == expected


def test_a_copy_longer_than_what_pieces_share_is_found_whole(make_index: MakeIndex) -> None:
    text = "".join(f"{n} foxes. " for n in range(400))
    told, copied = follow(text[300:3300], [make_index(text, piece=1000, overlap=200)], [1] * 3000, 20)
    assert copied == 3000
    assert told[0].end > 600


def test_a_growing_match_is_told_at_every_token_and_counted_at_its_end(make_index: MakeIndex) -> None:
    follower = Follower([make_index("the owl reads old maps. the owl reads.")], 8)
    assert follower.push("So the o") == []
    (match,) = follower.push("wl")
    assert (match.begin, match.end, match.times) == (2, 10, 0)
    (match,) = follower.push(" reads")
    assert (match.begin, match.end, match.times) == (2, 16, 0)
    first, second = follower.push(" books")  # with a space before it stands once, with one behind it elsewhere
    assert (first.begin, first.end, first.times) == (2, 16, 1)
    assert (second.begin, second.end, second.times) == (3, 17, 1)
    assert follower.copied == 15
    assert follower.close() == []


def test_two_texts_are_searched_as_one(tmp_path: Path) -> None:
    indexes = [
        index_of(tmp_path / str(n), cut_text([in_memory(text)]))
        for n, text in enumerate(["the fox sleeps in the wood", "the fox sleeps by the river"])
    ]
    told, _ = follow("the fox sleeps by the wood", indexes, [3, 3, 3], 12)
    assert {begin: (match.end, match.index is indexes[1]) for begin, match in told.items()} == {0: (22, True)}
    assert told[0].times == 1


def test_without_a_text_nothing_is_claimed() -> None:
    assert follow("the fox sleeps", [], [3], 4) == ({}, 0)
