"""Books that can be fetched by number or title, and what a person means by a word: facts alone, no network.

The numbers are those of Project Gutenberg, whose books are free of copyright in the USA. Any other number can be asked
for as well, and any address of a text.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from core.errors import TextError

# The plain text of a book, in UTF-8; the server redirects from here to where the file lies.
PLACE = "https://www.gutenberg.org/ebooks/{number}.txt.utf-8"
LANDING = re.compile(r"https?://(?:www\.)?gutenberg\.org/ebooks/(\d+)/?(?:[?#].*)?")
HIGHEST = 999_999
SHOWN = 5
LONGEST_NAME = 80  # characters of a file's name
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # names that Windows keeps for devices
SUFFIXES = re.compile(r"\.(txt|text|asc|md|utf-?8)(\.\w[\w-]*)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Book:
    """``number``: at Project Gutenberg; ``language``: its English name, empty where the catalogue does not know."""

    number: int
    title: str
    author: str = ""
    language: str = ""


def _books(language: str, *rows: tuple[int, str, str]) -> tuple[Book, ...]:
    return tuple(Book(number, title, author, language) for number, title, author in rows)


BOOKS: tuple[Book, ...] = (
    *_books(
        "English",
        (11, "Alice's Adventures in Wonderland", "Lewis Carroll"),
        (12, "Through the Looking-Glass", "Lewis Carroll"),
        (16, "Peter Pan", "J. M. Barrie"),
        (35, "The Time Machine", "H. G. Wells"),
        (36, "The War of the Worlds", "H. G. Wells"),
        (43, "The Strange Case of Dr. Jekyll and Mr. Hyde", "Robert Louis Stevenson"),
        (46, "A Christmas Carol", "Charles Dickens"),
        (55, "The Wonderful Wizard of Oz", "L. Frank Baum"),
        (74, "The Adventures of Tom Sawyer", "Mark Twain"),
        (76, "Adventures of Huckleberry Finn", "Mark Twain"),
        (84, "Frankenstein", "Mary Wollstonecraft Shelley"),
        (98, "A Tale of Two Cities", "Charles Dickens"),
        (100, "The Complete Works of William Shakespeare", "William Shakespeare"),
        (113, "The Secret Garden", "Frances Hodgson Burnett"),
        (120, "Treasure Island", "Robert Louis Stevenson"),
        (158, "Emma", "Jane Austen"),
        (161, "Sense and Sensibility", "Jane Austen"),
        (174, "The Picture of Dorian Gray", "Oscar Wilde"),
        (236, "The Jungle Book", "Rudyard Kipling"),
        (289, "The Wind in the Willows", "Kenneth Grahame"),
        (345, "Dracula", "Bram Stoker"),
        (514, "Little Women", "Louisa May Alcott"),
        (768, "Wuthering Heights", "Emily Brontë"),
        (1228, "On the Origin of Species", "Charles Darwin"),
        (1260, "Jane Eyre", "Charlotte Brontë"),
        (1342, "Pride and Prejudice", "Jane Austen"),
        (1400, "Great Expectations", "Charles Dickens"),
        (1661, "The Adventures of Sherlock Holmes", "Arthur Conan Doyle"),
        (1727, "The Odyssey", "Homer"),
        (2591, "Grimms' Fairy Tales", "Jacob Grimm, Wilhelm Grimm"),
        (2600, "War and Peace", "Leo Tolstoy"),
        (2701, "Moby-Dick; or, The Whale", "Herman Melville"),
        (2852, "The Hound of the Baskervilles", "Arthur Conan Doyle"),
        (11339, "Aesop's Fables", "Aesop"),
    ),
    *_books(
        "German",
        (2229, "Faust: Der Tragödie erster Teil", "Johann Wolfgang von Goethe"),
        (2407, "Die Leiden des jungen Werther", "Johann Wolfgang von Goethe"),
        (5323, "Effi Briest", "Theodor Fontane"),
        (7205, "Also sprach Zarathustra", "Friedrich Nietzsche"),
        (22367, "Die Verwandlung", "Franz Kafka"),
    ),
    *_books(
        "French",
        (4650, "Candide, ou l'optimisme", "Voltaire"),
        (13951, "Les trois mousquetaires", "Alexandre Dumas, Auguste Maquet"),
        (17489, "Les misérables, tome I: Fantine", "Victor Hugo"),
    ),
    *_books("Spanish", (2000, "Don Quijote", "Miguel de Cervantes Saavedra")),
    *_books("Italian", (1012, "La Divina Commedia", "Dante Alighieri")),
    *_books("Portuguese", (3333, "Os Lusíadas", "Luís de Camões")),
    *_books("Dutch", (11024, "Max Havelaar", "Multatuli")),
    *_books("Finnish", (7000, "Kalevala", "Elias Lönnrot")),
)


@dataclass(frozen=True)
class Wanted:
    """What shall be fetched: its title, its address, and the name of the file it becomes."""

    title: str
    address: str
    file_name: str


def find(words: str) -> tuple[Book, ...]:
    """The books in whose number, title, author or language each of the words begins a word; all without words.

    A number that is not in the catalogue gives that book, of which nothing else is known.
    """
    sought = _plain(words).split()
    if len(sought) == 1 and sought[0].isdecimal() and 1 <= int(sought[0]) <= HIGHEST:
        number = int(sought[0])
        known = tuple(book for book in BOOKS if book.number == number)
        return known or (Book(number, f"Book {number} of Project Gutenberg"),)
    return tuple(book for book in BOOKS if all(any(w.startswith(s) for w in _words_of(book)) for s in sought))


def meant(what: str) -> Wanted:
    """What a person means: an address, the number of a book, or words of its title and author.

    Raises:
        TextError: it is nothing of that, or more than one book.
    """
    asked = what.strip()
    landing = LANDING.fullmatch(asked)
    if "://" in asked and landing is None:
        return _at_address(asked)
    found = find(landing[1] if landing else asked) if asked else ()
    exact = [book for book in found if _plain(book.title) == _plain(asked)]
    if len(exact or found) == 1:
        book = (exact or found)[0]
        return Wanted(book.title, PLACE.format(number=book.number), clean_name(book.title))
    if found:
        shown = "; ".join(f"{book.number} {book.title}" for book in found[:SHOWN])
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise TextError(f"{asked!r} may be one of {len(found)} books: {shown}{more}.", "Ask for it by its number.")
    raise TextError(
        f"No book in the catalogue is called {asked!r}." if asked else "Nothing was asked for.",
        "Give a book's number at Project Gutenberg, or the address of a text with https:// before it.",
    )


def clean_name(title: str) -> str:
    """A file's name that every system takes, ``….txt``: letters and digits with hyphens between."""
    kept = re.sub(r"['’]", "", title)
    ascii_only = unicodedata.normalize("NFKD", kept).encode("ascii", errors="ignore").decode()
    letters = ascii_only if re.search(r"\w", ascii_only) else unicodedata.normalize("NFC", kept)
    stem = re.sub(r"[\W_]+", "-", letters.casefold()).strip("-")[:LONGEST_NAME].strip("-") or "text"
    return f"{stem}-text.txt" if RESERVED.fullmatch(stem) else f"{stem}.txt"


def _at_address(address: str) -> Wanted:
    hint = "Give the address of a text with https:// before it, as a browser shows it."
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise TextError(f"{address} is no address ({error}).", hint) from error
    if parts.scheme.lower() not in ("http", "https"):
        raise TextError(f"A text cannot be fetched by {parts.scheme!r}: {address}.", hint)
    if not host or re.search(r"\s", address) or port == 0:
        raise TextError(f"{address} is no address.", hint)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    name = SUFFIXES.sub("", last) or host
    return Wanted(name, address, clean_name(name))


def _words_of(book: Book) -> list[str]:
    return _plain(f"{book.number} {book.title} {book.author} {book.language}").split()


def _plain(words: str) -> str:
    """Lower case without accents and punctuation."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]+", " ", re.sub(r"['’]", "", bare.casefold())).split())
