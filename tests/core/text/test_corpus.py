"""Files, folders and built-in texts become documents, and say what they are."""

import hashlib
import os
import sys
from pathlib import Path

import pytest

from core.control import Interrupted, RunControl
from core.errors import TextError
from core.paths import Home
from core.protocol import TextDone
from core.text.builtin import BUILTIN, DEFAULT_BUILTIN
from core.text.corpus import Corpus, default_texts, read_corpus
from core.text.decoding import PIECE
from core.text.looking import look_at

BUILTIN_LABEL = BUILTIN[DEFAULT_BUILTIN].label


def write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return str(path)


def read(home: Home, *texts: str) -> Corpus:
    return read_corpus(texts, home, RunControl())


def documents(corpus: Corpus) -> tuple[str, ...]:
    """The whole of each text."""
    return tuple("".join(document.pieces()) for document in corpus.documents)


def sha256(corpus: Corpus) -> str:
    hashing = corpus.sha256(RunControl())
    while True:
        try:
            next(hashing)
        except StopIteration as end:
            return str(end.value)


def test_a_file_is_one_document(tmp_path: Path, home: Home) -> None:
    corpus = read(home, write(tmp_path / "My Book.txt", "Grüße\r\n"))
    assert documents(corpus) == ("Grüße\n",)
    assert corpus.size == len("Grüße\n".encode())
    assert (corpus.label, corpus.summary, corpus.builtin) == ("My Book", "My Book.txt", False)
    (file,) = corpus.files
    assert (file.name, file.path, file.size) == (
        "My Book.txt",
        str(tmp_path / "My Book.txt"),
        len("Grüße\r\n".encode()),
    )
    assert (file.encoding, file.note) == ("UTF-8", "")
    assert corpus.prompts == ()


def test_a_folder_is_read_with_all_below_it_in_the_order_of_names(tmp_path: Path, home: Home) -> None:
    for name in ("b.txt", "a.txt", "sub/deep/c.txt", "a/z.txt", "LOUD.TXT"):
        write(tmp_path / "texts" / name, name)
    write(tmp_path / "texts" / "notes.py", "no text")
    write(tmp_path / "texts" / "folder.txt" / "d.txt", "folder.txt/d.txt")
    corpus = read(home, str(tmp_path / "texts"))
    assert sorted(documents(corpus)) == sorted(
        ("b.txt", "a.txt", "sub/deep/c.txt", "a/z.txt", "LOUD.TXT", "folder.txt/d.txt")
    )
    assert [file.path for file in corpus.files] == list(map(str, sorted(Path(file.path) for file in corpus.files)))
    assert corpus.label == "texts"


def test_files_are_read_in_the_order_in_which_they_are_named(tmp_path: Path, home: Home) -> None:
    first, second = write(tmp_path / "z.txt", "first"), write(tmp_path / "a.txt", "second")
    corpus = read(home, first, second)
    assert documents(corpus) == ("first", "second")
    assert corpus.label == "z and 1 more"
    assert corpus.summary == "z.txt, a.txt"


def test_the_same_file_twice_is_one(tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    book = write(tmp_path / "texts" / "book.txt", "once")
    monkeypatch.chdir(tmp_path)
    spellings = (book, "texts/book.txt", "texts/../texts/book.txt", "./texts/book.txt")
    corpus = read(home, *spellings)
    assert documents(corpus) == ("once",)
    assert corpus.label == "book"
    assert corpus.sources == (book,)
    assert documents(read(home, book, str(tmp_path / "texts"))) == ("once",)


@pytest.mark.skipif(os.name != "posix", reason="making links needs rights elsewhere")
def test_a_link_to_a_file_is_that_file(tmp_path: Path, home: Home) -> None:
    book = write(tmp_path / "book.txt", "once")
    (tmp_path / "link.txt").symlink_to(book)
    assert documents(read(home, str(tmp_path / "link.txt"), book)) == ("once",)


def test_the_tilde_is_understood_and_remembered_as_a_path(
    tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = write(tmp_path / "book.txt", "mine")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert read(home, "~/book.txt").sources == (book,)


def test_a_file_may_begin_with_a_tilde(tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "~draft.txt", "mine")
    assert documents(read(home, "~draft.txt")) == ("mine",)


def refused(home: Home, *texts: str) -> TextError:
    with pytest.raises(TextError) as caught:
        read(home, *texts)
    assert caught.value.hint
    return caught.value


def test_what_is_missing_is_named(tmp_path: Path, home: Home) -> None:
    error = refused(home, str(tmp_path / "none.txt"))
    assert str(tmp_path / "none.txt") in error.message
    assert DEFAULT_BUILTIN in error.hint


def test_a_folder_without_text_is_named(tmp_path: Path, home: Home) -> None:
    write(tmp_path / "texts" / "notes.py", "no text")
    assert str(tmp_path / "texts") in refused(home, str(tmp_path / "texts")).message
    (tmp_path / "empty").mkdir()
    assert "no text file" in refused(home, str(tmp_path / "empty")).message


def test_an_empty_or_binary_file_is_named(tmp_path: Path, home: Home) -> None:
    write(tmp_path / "empty.txt", "  \n")
    assert "empty.txt is empty" in refused(home, str(tmp_path / "empty.txt")).message
    (tmp_path / "pic.txt").write_bytes(bytes(range(256)))
    assert "pic.txt is not a text file" in refused(home, str(tmp_path / "pic.txt")).message


def test_a_path_that_no_disk_could_hold_is_refused_not_a_fault(tmp_path: Path, home: Home) -> None:
    assert "cannot be read" in refused(home, str(tmp_path / ("x" * 5000))).message
    assert "no file or folder" in refused(home, "a\0b").message


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file that nobody can read is needed")
def test_an_unreadable_file_is_named_with_the_reason(home: Home) -> None:
    assert "/proc/self/mem cannot be read (input/output error)" in refused(home, "/proc/self/mem").message


@pytest.mark.skipif(os.name != "posix", reason="a file that is none is needed")
def test_what_is_neither_file_nor_folder_is_refused(home: Home) -> None:
    assert "/dev/null is neither" in refused(home, "/dev/null").message


@pytest.mark.skipif(sys.platform != "linux", reason="only here may names be no Unicode")
def test_names_that_are_not_unicode_can_be_shown_but_not_remembered(tmp_path: Path, home: Home) -> None:
    strange = tmp_path / "caf\udce9.txt"
    strange.write_text("text", encoding="utf-8")
    (file,) = read(home, str(tmp_path)).files
    assert file.name == "caf?.txt"
    assert "caf?.txt" in refused(home, str(strange)).message


@pytest.mark.smoke
def test_a_builtin_text_is_named_by_its_word(home: Home) -> None:
    corpus = read(home, DEFAULT_BUILTIN)
    assert corpus.builtin
    assert (corpus.label, corpus.summary) == (BUILTIN_LABEL, BUILTIN[DEFAULT_BUILTIN].summary)
    assert corpus.prompts == BUILTIN[DEFAULT_BUILTIN].prompts
    assert corpus.sources == (DEFAULT_BUILTIN,)
    assert documents(corpus)[0].endswith("\n")


def test_a_file_comes_before_a_builtin_text_of_the_same_name(
    tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / DEFAULT_BUILTIN, "my own")
    corpus = read(home, DEFAULT_BUILTIN)
    assert documents(corpus) == ("my own",)
    assert not corpus.builtin
    assert corpus.sources == (str(tmp_path / DEFAULT_BUILTIN),)


def test_builtin_texts_and_files_mix_each_once(tmp_path: Path, home: Home) -> None:
    book = write(tmp_path / "book.txt", "mine")
    corpus = read(home, book, DEFAULT_BUILTIN, DEFAULT_BUILTIN)
    assert len(documents(corpus)) == 2
    assert documents(corpus)[1] == "mine"
    assert corpus.label == "book and 1 more"
    assert not corpus.builtin
    assert corpus.prompts == ()
    assert read(home, DEFAULT_BUILTIN, book).label == f"{BUILTIN_LABEL} and 1 more"


def test_labels_come_from_the_folder_itself(tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "v1.2" / "inside" / "a.txt", "text")
    monkeypatch.chdir(tmp_path / "v1.2" / "inside")
    assert read(home, ".").label == "inside"
    assert read(home, "..").label == "v1.2"


def test_a_long_summary_is_cut_short(tmp_path: Path, home: Home) -> None:
    for number in range(5):
        write(tmp_path / "texts" / f"{number}.txt", "text")
    assert read(home, str(tmp_path / "texts")).summary == "0.txt, 1.txt, 2.txt and 2 more"


def test_the_hash_knows_text_order_and_boundaries_but_no_paths(tmp_path: Path, home: Home) -> None:
    def hashed(folder: str, *texts: str) -> str:
        return sha256(read(home, *(write(tmp_path / folder / f"{n}.txt", text) for n, text in enumerate(texts))))

    assert hashed("a", "one ", "two") == hashed("b", "one ", "two")
    different = [
        hashed("a", "one ", "two"),
        hashed("c", "two", "one "),
        hashed("d", "one two"),
        hashed("e", "one", " two"),
    ]
    assert len(set(different)) == len(different)


def test_the_hash_is_that_of_sizes_and_texts_in_turn(tmp_path: Path, home: Home) -> None:
    """As it stands in the text.json of every run: texts are told apart by it for as long as there are runs."""
    texts = ("Größe\n", "日本語 " * 400_000)
    corpus = read(home, *(write(tmp_path / f"{n}.txt", text) for n, text in enumerate(texts)))
    whole = b"".join(len(text.encode()).to_bytes(8, "little") + text.encode() for text in texts)
    assert sha256(corpus) == hashlib.sha256(whole).hexdigest()


def test_data_is_read_by_default_once_there_is_text_in_it(home: Home) -> None:
    assert default_texts(home) == (DEFAULT_BUILTIN,)
    write(home.data / "README.md", "no text")
    assert default_texts(home) == (DEFAULT_BUILTIN,)
    write(home.data / "mine.txt", "mine")
    assert default_texts(home) == (str(home.data),)
    assert documents(read(home)) == ("mine",)


def test_looking_counts_without_tokenizing(tmp_path: Path, home: Home) -> None:
    texts = [write(tmp_path / "a.txt", "Zwei Wörter"), write(tmp_path / "b.txt", "drei  kurze\nWörter")]
    *_, done = look_at(texts, home, RunControl())
    assert isinstance(done, TextDone)
    assert (done.label, done.summary, done.builtin) == ("a and 1 more", "a.txt, b.txt", False)
    assert (done.characters, done.words, done.size) == (29, 5, 31)
    assert [file.name for file in done.files] == ["a.txt", "b.txt"]


def test_words_are_counted_across_pieces(tmp_path: Path, home: Home) -> None:
    for gap in (" ", "\n", " \n"):
        text = f"twelve words{gap}" * (PIECE // 3)
        *_, done = look_at([write(tmp_path / "a.txt", text)], home, RunControl())
        assert isinstance(done, TextDone)
        assert (done.words, done.characters, done.size) == (len(text.split()), len(text), len(text.encode()))


def test_a_stop_interrupts_reading(tmp_path: Path, home: Home) -> None:
    control = RunControl()
    control.stop()
    for text in (DEFAULT_BUILTIN, write(tmp_path / "a.txt", "text")):
        with pytest.raises(Interrupted):
            read_corpus([text], home, control)
        with pytest.raises(Interrupted):
            next(read(home, text).sha256(control))


def test_what_is_no_text_in_a_folder_is_left_out_and_said(tmp_path: Path, home: Home) -> None:
    (tmp_path / "a.txt").write_text("A story.", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "._c.txt").write_bytes(bytes(range(256)) * 8)
    corpus = read_corpus([str(tmp_path)], home, RunControl())
    assert documents(corpus) == ("A story.",)
    assert corpus.left_out == ("._c.txt is not a text file.", "b.txt is empty.")
    with pytest.raises(TextError, match=r"b\.txt is empty"):
        read_corpus([str(tmp_path), str(tmp_path / "b.txt")], home, RunControl())
    (tmp_path / "a.txt").unlink()
    with pytest.raises(TextError, match=r"_c\.txt is not a text file"):
        read_corpus([str(tmp_path)], home, RunControl())
