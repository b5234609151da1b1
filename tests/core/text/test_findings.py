"""Licences, running heads and what stands twice are found, and nothing else; what goes is exactly what was found."""

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from core.control import RunControl
from core.text.document import Document, in_memory
from core.text.findings import Found, find, without

CONTROL = RunControl()
LICENCE = (
    "The Project Gutenberg eBook of Foxes\n\nThis eBook is for the use of anyone.\n\n"
    "*** START OF THE PROJECT GUTENBERG EBOOK FOXES ***\n"
)
END = "*** END OF THE PROJECT GUTENBERG EBOOK FOXES ***\nUpdated editions will replace the previous one.\n"


def words(n: int, seed: int) -> str:
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abcdefghij", k=chance.randint(2, 9))) for _ in range(n))


def paragraphs(n: int, seed: int) -> str:
    return "\n\n".join(words(60, 1000 * seed + i) for i in range(n)) + "\n"


def found_in(texts: Sequence[str]) -> list[tuple[Found, ...]]:
    looking = find([in_memory(text) for text in texts], [f"{n}.txt" for n in range(len(texts))], CONTROL)
    while True:
        try:
            next(looking)
        except StopIteration as end:
            return list(end.value)


def text_of(document: Document) -> str:
    return "".join(document.pieces())


def cleaned(text: str, found: Sequence[Found]) -> str:
    left = without(in_memory(text), found, CONTROL)
    whole = text_of(left)
    assert (left.characters, left.size) == (len(whole), len(whole.encode()))
    return whole


def test_the_licence_around_a_book_is_found() -> None:
    book = paragraphs(5, 1)
    text = LICENCE + book + END
    ((found,),) = found_in([text])
    assert found.kind == "boilerplate"
    assert cleaned(text, (found,)) == book
    assert found.characters == len(LICENCE) + len(END)


def test_a_book_that_speaks_of_project_gutenberg_keeps_its_text() -> None:
    assert found_in([paragraphs(3, 1) + "Project Gutenberg is a library.\n" + paragraphs(3, 2)]) == [()]


def test_running_heads_with_their_page_numbers_are_found() -> None:
    pages = [f"{n}\nTHE HISTORY OF FOXES\n" + paragraphs(4, n) for n in range(1, 31)]
    text = "".join(pages)
    ((found,),) = found_in([text])
    assert found.kind == "repeated-lines"
    assert found.sentence.startswith("60 lines come back on every page")
    assert cleaned(text, (found,)) == "".join(paragraphs(4, n) for n in range(1, 31))


def test_the_names_of_a_play_are_no_running_heads() -> None:
    chance = random.Random(5)
    play = "".join(
        f"{chance.choice(('HAMLET.', 'OPHELIA.', 'GHOST.'))}\n{words(chance.randint(3, 300), n)}\n\n"
        for n in range(200)
    )
    assert found_in([play]) == [()]


def test_lines_at_the_ends_of_many_files_are_found() -> None:
    note = "Downloaded from the library of the old town\n"
    texts = [note + paragraphs(4, n) for n in range(4)]
    found = found_in([*texts, paragraphs(4, 9)])
    assert [[one.kind for one in things] for things in found] == [["repeated-lines"]] * 4 + [[]]
    assert cleaned(texts[2], found[2]) == paragraphs(4, 2)
    assert found_in(texts[:2]) == [(), ()]


def test_the_same_file_twice_is_found() -> None:
    text = paragraphs(3, 1)
    first, second = found_in([text, text])
    assert first == ()
    assert second == (Found("duplicates", "It is the same text as 0.txt.", ((0, len(text)),)),)


def test_passages_that_stand_in_another_file_are_found_however_they_are_broken() -> None:
    shared = [words(60, n) for n in range(3)]
    first = paragraphs(2, 7) + "\n" + "\n\n".join(shared) + "\n\n" + paragraphs(2, 8)
    wrapped = ["\n".join(part.replace(" ", "\n", 5).splitlines()) for part in shared]
    second = paragraphs(2, 9) + "\n" + "\n\n".join(wrapped) + "\n\n" + paragraphs(2, 10)
    none, (found,) = found_in([first, second])
    assert none == ()
    assert (found.kind, found.sentence) == ("duplicates", "3 long passages stand already in 0.txt.")
    assert cleaned(second, (found,)).split() == (paragraphs(2, 9) + paragraphs(2, 10)).split()


def test_licences_are_no_duplicates_of_each_other() -> None:
    long = LICENCE.replace("anyone", words(80, 3))
    found = found_in([long + paragraphs(3, 1) + END, long + paragraphs(3, 2) + END])
    assert [[one.kind for one in things] for things in found] == [["boilerplate"]] * 2


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=6)


@given(st.text(max_size=50), SPANS, st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_what_goes_is_what_was_found_wherever_the_pieces_end(
    text: str, spans: list[tuple[int, int]], sizes: list[int]
) -> None:
    def pieces() -> list[str]:
        made, rest = [], text
        for size in sizes * (len(text) + 1):
            if rest:
                made.append(rest[:size])
                rest = rest[size:]
        return made

    places = tuple((a, min(len(text), a + n)) for a, n in spans if a < len(text))
    document = Document(len(text), len(text.encode(errors="replace")), lambda: iter(pieces()))
    kept = "".join(c for i, c in enumerate(text) if not any(a <= i < b for a, b in places))
    left = without(document, (Found("duplicates", "", places),), CONTROL)
    assert text_of(left) == kept
    assert left.characters == len(kept)
