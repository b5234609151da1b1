"""What is chosen of texts is what is read of them; what was found is only offered; bad files are named or left out."""

import zipfile
from pathlib import Path

import pytest

from core.control import Interrupted, RunControl
from core.errors import TextError
from core.paths import Home
from core.protocol import KeepText, TextChoice, TextDone, TextLook
from core.text.converted import TEXT
from core.text.corpus import Corpus, read_corpus
from core.text.looking import look_at
from core.text.pasted import keep_text
from tests.text_files import lock, make_docx, make_epub, page, pdf_bytes

CONTROL = RunControl()
PROSE = " ".join(f"The fox number {n} went home through the wood." for n in range(12))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    return tmp_path / "texts"


def read(home: Home, *texts: Path, choices: tuple[TextChoice, ...] = ()) -> Corpus:
    return read_corpus([str(text) for text in texts], home, CONTROL, choices)


def words(corpus: Corpus) -> list[str]:
    return ["".join(document.pieces()) for document in corpus.documents]


def look(home: Home, *texts: Path, choices: tuple[TextChoice, ...] = ()) -> dict[str, TextLook]:
    *_, done = look_at([str(text) for text in texts], home, CONTROL, choices)
    assert isinstance(done, TextDone)
    assert done.characters == sum(found.characters for found in done.looks)
    return {found.name: found for found in done.looks}


def test_a_folder_of_every_format_is_read_and_looked_at(folder: Path, home: Home) -> None:
    (folder / "a.txt").write_text("plain fox", encoding="utf-8")
    (folder / "b.md").write_text("# fox", encoding="utf-8")
    (folder / "c.html").write_text(page("<p>page fox</p>"), encoding="utf-8")
    make_epub(folder / "d.epub", {"a": "<p>book fox</p>"}, ("a",))
    make_docx(folder / "e.docx", ["word fox"])
    (folder / "f.pdf").write_bytes(pdf_bytes([["pdf fox"]]))
    (folder / "g.csv").write_text("id,text\n1,cell fox\n", encoding="utf-8")
    (folder / "h.jsonl").write_text('{"text": "line fox"}', encoding="utf-8")
    (folder / "i.py").write_text("no = 1", encoding="utf-8")
    corpus = read(home, folder)
    assert [text.strip() for text in words(corpus)] == [
        "plain fox", "# fox", "page fox", "book fox", "word fox", "pdf fox", "cell fox", "line fox",
    ]  # fmt: skip
    looks = look(home, folder)
    assert [one.format for one in looks.values()] == [
        "text", "markdown", "html", "epub", "docx", "pdf", "csv", "jsonl",
    ]  # fmt: skip
    assert looks["g.csv"].columns == ("id", "text")
    assert (looks["d.epub"].opening, looks["d.epub"].size) == ("book fox", (folder / "d.epub").stat().st_size)


def test_a_file_is_converted_once_and_again_when_it_or_the_choice_changes(folder: Path, home: Home) -> None:
    table = folder / "a.csv"
    table.write_text("id,text\n1,fox goes\n", encoding="utf-8")
    read(home, table)
    (made,) = home.converted.iterdir()
    written = (made / TEXT).stat().st_mtime_ns
    assert words(read(home, table)) == ["fox goes\n\n"]
    assert (made / TEXT).stat().st_mtime_ns == written
    assert words(read(home, table, choices=(TextChoice(column="id"),))) == ["1\n\n"]
    table.write_text("id,text\n1,owl goes\n", encoding="utf-8")
    assert words(read(home, table)) == ["owl goes\n\n"]
    assert len(list(home.converted.iterdir())) == 3


def test_bad_files_in_a_folder_are_left_out_each_with_its_sentence(folder: Path, home: Home) -> None:
    (folder / "a.txt").write_text(PROSE, encoding="utf-8")
    (folder / "b.pdf").write_bytes(pdf_bytes([["fox"]]))
    lock(folder / "b.pdf", "secret")
    (folder / "c.pdf").write_bytes(b"%PDF-1.7\nhalf of")
    (folder / "d.epub").write_bytes(make_epub(folder / "d.epub", {"a": PROSE}, ("a",)).read_bytes()[:400])
    (folder / "e.docx").write_bytes(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))
    (folder / "f.txt").write_text(page("<h1>404</h1>", "404 Not Found"), encoding="utf-8")
    with zipfile.ZipFile(folder / "g.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(20 << 20))
    (folder / "h.txt").write_text("a" * 5000, encoding="utf-8")
    looks = look(home, folder)
    problems = {name: found.problem for name, found in looks.items()}
    expected = {
        "a.txt": "", "b.pdf": "is a PDF that is locked", "c.pdf": "cannot be read as a PDF",
        "d.epub": "cannot be read as an EPUB", "e.docx": "that is locked",
        "f.txt": "a page that a server sends in place of a text (“404 Not Found”)", "g.docx": "as a zip bomb does",
        "h.txt": "nothing but the letter 'a'",
    }  # fmt: skip
    assert problems.keys() == expected.keys()
    for name, sentence in expected.items():
        assert sentence in problems[name]
        assert bool(sentence) == (name in problems[name])
    assert words(read(home, folder)) == [PROSE]
    with pytest.raises(TextError, match=r"b\.pdf is a PDF that is locked"):
        read(home, folder, folder / "b.pdf")
    assert list(home.converted.glob("*")) == []


def test_a_web_page_under_another_name_is_read_and_said(folder: Path, home: Home) -> None:
    (folder / "a.txt").write_text(page(f"<p>{PROSE}</p>"), encoding="utf-8")
    found = look(home, folder)["a.txt"]
    assert (found.format, found.note) == ("html", "a.txt is a web page; its text was taken out.")
    assert found.opening == PROSE[: len(found.opening)]
    assert "".join(found.opening_tokens).replace("·", " ").replace("⏎", "\n") == found.opening
    assert len(found.opening_tokens) < len(found.opening)


def test_files_that_are_switched_off_are_not_read_but_shown(folder: Path, home: Home) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(f"{name} {PROSE}", encoding="utf-8")
    (folder / "c.pdf").write_bytes(b"broken")
    off = (TextChoice(str(folder / "a.txt"), on=False), TextChoice(str(folder / "c.pdf"), on=False))
    assert words(read(home, folder, choices=off)) == [f"b.txt {PROSE}"]
    looks = look(home, folder, choices=off)
    assert [(one.choice.on, one.characters > 0, one.problem) for one in looks.values()] == [
        (False, False, ""), (True, True, ""), (False, False, ""),
    ]  # fmt: skip
    with pytest.raises(TextError, match="Every text is switched off"):
        read(home, folder, choices=(TextChoice(on=False),))


def test_an_encoding_is_read_as_chosen(folder: Path, home: Home) -> None:
    (folder / "a.txt").write_bytes("Лиса идёт домой.\n".encode("cp866"))
    assert words(read(home, folder, choices=(TextChoice(encoding="cp866"),))) == ["Лиса идёт домой.\n"]
    found = look(home, folder, choices=(TextChoice(str(folder / "a.txt"), encoding="utf-8"),))["a.txt"]
    assert (found.encoding, found.note) == ("UTF-8", "12 bytes of a.txt could not be read as UTF-8.")
    with pytest.raises(TextError, match="no encoding 'klingon'"):
        read(home, folder / "a.txt", choices=(TextChoice(encoding="klingon"),))


def test_what_is_found_goes_only_when_it_is_chosen(folder: Path, home: Home) -> None:
    start = "*** START OF THE PROJECT GUTENBERG EBOOK FOX ***\n"
    (folder / "a.txt").write_text(f"Licence.\n{start}{PROSE}\n", encoding="utf-8")
    (folder / "b.txt").write_text(f"Another beginning.\n\n{PROSE}\n", encoding="utf-8")
    (folder / "c.txt").write_text(f"Another beginning.\n\n{PROSE}\n", encoding="utf-8")
    whole = words(read(home, folder))
    assert whole == [(folder / name).read_text(encoding="utf-8") for name in ("a.txt", "b.txt", "c.txt")]
    looks = look(home, folder)
    assert [[(thing.kind, thing.removed) for thing in one.findings] for one in looks.values()] == [
        [("boilerplate", False)], [("duplicates", False)], [("duplicates", False)],
    ]  # fmt: skip
    one = (TextChoice(str(folder / "a.txt"), remove=("boilerplate",)),)
    assert words(read(home, folder, choices=one)) == [f"{PROSE}\n", *whole[1:]]
    everything = (TextChoice(remove=("boilerplate", "duplicates")),)
    assert words(read(home, folder, choices=everything)) == [f"{PROSE}\n", "Another beginning.\n\n"]
    looks = look(home, folder, choices=everything)
    assert [one.characters for one in looks.values()] == [len(PROSE) + 1, 20, 0]
    assert all(thing.removed for one in looks.values() for thing in one.findings)


def test_a_choice_for_a_text_that_is_not_there_is_refused(folder: Path, home: Home) -> None:
    (folder / "a.txt").write_text(PROSE, encoding="utf-8")
    with pytest.raises(TextError, match=r"b\.txt, which is not among the texts"):
        read(home, folder, choices=(TextChoice(str(folder / "b.txt"), on=False),))


def test_a_stop_is_heard_while_it_looks_for_what_repeats(folder: Path, home: Home) -> None:
    (folder / "a.txt").write_text((PROSE + "\n") * 4000, encoding="utf-8")
    control = RunControl()
    events = look_at([str(folder)], home, control)
    while getattr(next(events), "stage", "") != "Looking for what repeats":
        pass
    control.stop()
    with pytest.raises(Interrupted):
        next(events)


def test_pasted_words_are_kept_under_their_beginning(home: Home) -> None:
    first = keep_text(KeepText("\r\nOnce upon a time, there was\r\na fox."), home).path
    assert Path(first).read_text(encoding="utf-8") == "Once upon a time, there was\na fox.\n"
    assert Path(first).name == "once-upon-a-time-there.txt"
    assert keep_text(KeepText("Once upon a time, there was\na fox."), home).path == first
    other = keep_text(KeepText("Once upon a time, there was an owl."), home).path
    assert Path(other).name == "once-upon-a-time-there-2.txt"
    assert Path(keep_text(KeepText("!!!"), home).path).name == "pasted.txt"
    with pytest.raises(TextError, match="no text to keep"):
        keep_text(KeepText(" \n"), home)


def test_the_python_documentation_is_a_text(home: Home) -> None:
    corpus = read_corpus(["python-docs"], home, CONTROL)
    assert (corpus.label, corpus.builtin) == ("Python documentation", True)
    assert corpus.size > 300_000
    assert "A class definition defines a class object" in words(corpus)[0]
