"""What a person means by a word, a number, an address; and names that every file system takes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import TextError
from core.text.catalogue import BOOKS, PLACE, clean_name, find, meant


def test_every_book_is_found_by_its_number_and_by_its_title() -> None:
    assert len(BOOKS) == len({book.number for book in BOOKS}) >= 40
    for book in BOOKS:
        assert find(str(book.number)) == (book,)
        for what in (str(book.number), book.title, book.title.upper()):
            assert meant(what).address == PLACE.format(number=book.number)
            assert meant(what).title == book.title


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("alice", ["Alice's Adventures in Wonderland"]),
        ("carroll look", ["Through the Looking-Glass"]),
        ("lusiadas", ["Os Lusíadas"]),
        ("bronte", ["Wuthering Heights", "Jane Eyre"]),
        ("italian", ["La Divina Commedia"]),
        ("no such words", []),
    ],
)
def test_words_of_title_author_and_language_in_any_order(words: str, titles: list[str]) -> None:
    assert [book.title for book in find(words)] == titles


def test_without_words_all_are_found() -> None:
    assert find("") == find("  ") == BOOKS


def test_any_other_number_is_a_book_too() -> None:
    (book,) = find("64317")
    assert (book.number, book.author) == (64317, "")
    assert meant("64317").address == PLACE.format(number=64317)
    assert meant("64317").file_name == "book-64317-of-project-gutenberg.txt"
    assert find("0") == find("1000000") == ()


def test_a_books_page_is_its_number() -> None:
    for page in ("https://www.gutenberg.org/ebooks/11", "http://gutenberg.org/ebooks/11/?msg=x"):
        assert meant(page) == meant("11")
    own = "https://www.gutenberg.org/cache/epub/11/pg11.txt"
    assert (meant(own).address, meant(own).file_name) == (own, "pg11.txt")


def test_what_may_be_several_books_is_asked_back() -> None:
    with pytest.raises(TextError, match=r"'dickens' may be one of 3 books: 46 A Christmas Carol;"):
        meant("dickens")
    assert meant("emma").title == "Emma"


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("", "Nothing was asked for"),
        ("a book of mine", "No book in the catalogue is called"),
        ("www.example.com/a.txt", "No book in the catalogue is called"),
        ("ftp://example.com/a.txt", "cannot be fetched by 'ftp'"),
        ("file:///etc/passwd", "cannot be fetched by 'file'"),
        ("https://", "is no address"),
        ("https://example.com/a b.txt", "is no address"),
        ("https://example.com:99999/a", "is no address"),
        ("https://[::1/a", "is no address"),
    ],
)
def test_what_is_no_address_is_said(what: str, words: str) -> None:
    with pytest.raises(TextError, match=words) as refused:
        meant(what)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Alice's Adventures in Wonderland", "alices-adventures-in-wonderland.txt"),
        ("Les misérables, tome I: Fantine", "les-miserables-tome-i-fantine.txt"),
        ("../../etc/passwd", "etc-passwd.txt"),
        ("CON", "con-text.txt"),
        ("戦争と平和", "戦争と平和.txt"),
        ("…", "text.txt"),
    ],
)
def test_a_title_becomes_a_clean_name(title: str, name: str) -> None:
    assert clean_name(title) == name


@given(st.text())
def test_every_name_can_be_a_file_of_the_folder(title: str) -> None:
    name = clean_name(title)
    assert Path(name).name == name
    assert name.endswith(".txt")
    assert not set(name) & set('\\/:*?"<>|\0 ')
    assert len(name) < 100


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://example.com/a/essay.txt", "essay.txt"),
        ("https://example.com/11.txt.utf-8", "11.txt"),
        ("https://example.com/old%20notes.TXT?x=1#y", "old-notes.txt"),
        ("https://example.com/", "example-com.txt"),
        ("https://example.com/..%2f..%2fx", "x.txt"),
    ],
)
def test_an_address_names_its_file(address: str, name: str) -> None:
    assert meant(address).file_name == name
