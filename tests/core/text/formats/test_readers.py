"""Each format gives its text; what is broken, locked or a bomb is named in one sentence with the way out."""

import csv
import json
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.control import Interrupted, RunControl
from core.errors import TextError
from core.text.formats import FORMATS, Read, Source
from core.text.formats.page import PageText, page_text
from core.text.formats.tables import LONGEST
from core.text.formats.zipped import MOST
from tests.text_files import lock, make_docx, make_epub, page, pdf_bytes

Reading = Callable[..., tuple[str, Read]]
PROSE = "The fox went home, and nobody saw it go. " * 100


# ---- web pages ----


def test_a_page_gives_its_paragraphs_without_what_is_not_read(tmp_path: Path, read: Reading) -> None:
    body = (
        "<script>var a = '<p>no</p>';</script><h1>The  fox</h1><p>It was <b>ni</b>ght &amp; dark.<br>Still.</p>"
        "<ul><li>one</li><li>two</li></ul><pre>  a\n  b</pre><table><tr><td>x</td><td>y</td></tr></table><!-- no -->"
        f"<p>{PROSE}</p>"
    )
    (tmp_path / "a.html").write_text(page(body), encoding="utf-8")
    text, found = read("html", tmp_path / "a.html")
    assert text.startswith("The fox\n\nIt was night & dark.\nStill.\n\none\ntwo\n\n  a\n  b\n\nx y\n\nThe fox went")
    assert found.encoding == "UTF-8"


@pytest.mark.parametrize(
    ("encoding", "said"), [("cp1252", "iso-8859-1"), ("koi8-r", "koi8-r"), ("shift_jis", "Shift_JIS")]
)
def test_a_page_is_read_in_the_encoding_that_it_says(tmp_path: Path, read: Reading, encoding: str, said: str) -> None:
    words = {"cp1252": "„Größe“", "koi8-r": "Лиса", "shift_jis": "狐は家へ"}[encoding]
    html = f"<html><head><meta charset='{said}'></head><body><p>{words}</p></body></html>"
    (tmp_path / "a.html").write_bytes(html.encode(encoding))
    assert read("html", tmp_path / "a.html")[0] == words
    assert read("html", tmp_path / "a.html", "latin-1")[0] != words or encoding == "latin-1"


@pytest.mark.parametrize("title", ["404 Not Found", "Just a moment...", "Access Denied", "502 Bad Gateway"])
def test_an_error_page_in_place_of_a_book_is_refused(tmp_path: Path, read: Reading, title: str) -> None:
    (tmp_path / "book.html").write_text(page(f"<h1>{title}</h1><p>nginx</p>", title), encoding="utf-8")
    with pytest.raises(TextError, match=r"in place of a text .“" + title.replace(".", r"\.")) as refused:
        read("html", tmp_path / "book.html")
    assert "browser" in refused.value.hint
    (tmp_path / "book.html").write_text(page(f"<p>{PROSE}</p>", title), encoding="utf-8")
    assert len(read("html", tmp_path / "book.html")[0]) > 3000


class Letters(HTMLParser):
    """Python's own parser, for what it sees of letters."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = ""

    def handle_data(self, data: str) -> None:
        self.seen += data


TAGS = st.sampled_from(("p", "b", "div", "li", "td", "h2", "span", "em", "section"))
WORDS = st.text(st.sampled_from("abc äß漢\n&;"), max_size=12).map(lambda words: words.replace("&", "&amp;"))
BODIES = st.recursive(WORDS, lambda inner: st.tuples(TAGS, st.lists(inner, max_size=3)).map(
    lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"), max_leaves=12)  # fmt: skip


@given(BODIES, st.integers(1, 30))
def test_no_letter_of_a_page_is_lost_however_it_comes(body: str, at_once: int) -> None:
    html = f"<html><body>{body}</body></html>"
    pieces = [html[i : i + at_once] for i in range(0, len(html), at_once)]
    letters = Letters()
    letters.feed(html)
    letters.close()
    assert "".join("".join(page_text(pieces, PageText())).split()) == "".join(letters.seen.split())


# ---- EPUB ----


def test_an_epub_is_read_in_the_order_of_its_spine_without_its_contents(tmp_path: Path, read: Reading) -> None:
    chapters = {"nav": "<ol><li>Two</li></ol>", "b": "<h2>One</h2><p>fox</p>", "a": "<h2>Two</h2><p>owl</p>"}
    text, _ = read("epub", make_epub(tmp_path / "a.epub", chapters, ("nav", "b", "a")))
    assert text == "One\n\nfox\n\nTwo\n\nowl"


def test_an_epub_with_locked_pages_is_named_one_with_locked_fonts_is_read(tmp_path: Path, read: Reading) -> None:
    def encrypted(what: str) -> dict[str, bytes]:
        data = f'<e:EncryptedData><e:CipherData><e:CipherReference URI="{what}"/></e:CipherData></e:EncryptedData>'
        xml = f'<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#">{data}</encryption>'
        return {"META-INF/encryption.xml": xml.encode()}

    one = {"a": "<p>fox</p>"}
    make_epub(tmp_path / "font.epub", one, ("a",), encrypted("OEBPS/font.otf"))
    assert read("epub", tmp_path / "font.epub")[0] == "fox"
    make_epub(tmp_path / "book.epub", one, ("a",), encrypted("OEBPS/text/a.xhtml"))
    with pytest.raises(TextError, match=r"book\.epub is an EPUB that is locked"):
        read("epub", tmp_path / "book.epub")


def test_a_broken_epub_is_named(tmp_path: Path, read: Reading) -> None:
    whole = make_epub(tmp_path / "a.epub", {"a": f"<p>{PROSE}</p>"}, ("a",)).read_bytes()
    (tmp_path / "a.epub").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(TextError, match=r"a\.epub cannot be read as an EPUB") as refused:
        read("epub", tmp_path / "a.epub")
    assert "get the file again" in refused.value.hint
    place = whole.index(b"OEBPS/text/a.xhtml") + 60
    (tmp_path / "a.epub").write_bytes(
        whole[:place] + bytes(b ^ 0x55 for b in whole[place : place + 20]) + whole[place + 20 :]
    )
    with pytest.raises(TextError, match=r"OEBPS/text/a\.xhtml in a\.epub cannot be unpacked"):
        read("epub", tmp_path / "a.epub")
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as archive:
        archive.writestr("META-INF/container.xml", "<container/>")
    with pytest.raises(TextError, match="does not say where its pages are"):
        read("epub", tmp_path / "a.epub")


@pytest.mark.parametrize("kind", ["epub", "docx"])
def test_a_zip_bomb_is_refused_by_its_ratio_before_it_is_unpacked(tmp_path: Path, read: Reading, kind: str) -> None:
    bomb = tmp_path / f"a.{kind}"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (20 << 20))
    with pytest.raises(TextError, match="times its size, as a zip bomb does"):
        read(kind, bomb)


@pytest.mark.parametrize("kind", ["epub", "docx"])
def test_a_zip_that_would_unpack_to_too_much_is_refused_by_its_size(tmp_path: Path, read: Reading, kind: str) -> None:
    bomb = tmp_path / f"a.{kind}"
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("word/document.xml", b"small")
    data = bomb.read_bytes()
    entry = data.index(b"PK\x01\x02")  # the central directory says how large a file will be
    bomb.write_bytes(data[: entry + 24] + (MOST + 1).to_bytes(4, "little") + data[entry + 28 :])
    with pytest.raises(TextError, match=r"would unpack to 1,073,741,825 bytes"):
        read(kind, bomb)


def test_an_entity_bomb_in_an_epub_stays_small(tmp_path: Path, read: Reading) -> None:
    entities = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<!DOCTYPE c [<!ENTITY a0 "fox">{entities}]><container><rootfile full-path="&a11;"/></container>'
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as archive:
        archive.writestr("META-INF/container.xml", bomb)
    with pytest.raises(TextError, match=r"a\.epub"):
        read("epub", tmp_path / "a.epub")


# ---- Word ----


def test_a_word_document_gives_paragraphs_and_tables_in_order(tmp_path: Path, read: Reading) -> None:
    make_docx(tmp_path / "a.docx", ["Der Fuchs", "", "läuft."], [["a", "b"], ["c", "d"]])
    assert read("docx", tmp_path / "a.docx")[0] == "Der Fuchs\n\nläuft.\n\na b\n\nc d\n"


def test_a_broken_word_document_is_named(tmp_path: Path, read: Reading) -> None:
    whole = make_docx(tmp_path / "a.docx", [PROSE]).read_bytes()
    (tmp_path / "a.docx").write_bytes(whole[:-300])
    with pytest.raises(TextError, match=r"a\.docx cannot be read as a Word document"):
        read("docx", tmp_path / "a.docx")
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(TextError, match=r"a\.docx cannot be read as a Word document"):
        read("docx", tmp_path / "a.docx")


# ---- PDF ----


def test_a_pdf_gives_its_pages(tmp_path: Path, read: Reading) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_bytes([["The fox goes", "home."], ["It sleeps and"], ["dreams."]]))
    assert read("pdf", tmp_path / "a.pdf")[0] == "The fox goes\nhome.\n\nIt sleeps and\ndreams."


def test_a_pdf_that_only_its_owner_may_change_is_read_a_locked_one_is_named(tmp_path: Path, read: Reading) -> None:
    for name, password in (("open.pdf", ""), ("locked.pdf", "secret")):
        (tmp_path / name).write_bytes(pdf_bytes([["The fox"]]))
        lock(tmp_path / name, password)
    assert read("pdf", tmp_path / "open.pdf")[0] == "The fox"
    with pytest.raises(TextError, match=r"locked\.pdf is a PDF that is locked") as refused:
        read("pdf", tmp_path / "locked.pdf")
    assert "password" in refused.value.hint


def test_a_pdf_of_pictures_is_named(tmp_path: Path, read: Reading) -> None:
    (tmp_path / "scan.pdf").write_bytes(pdf_bytes([[], []]))
    with pytest.raises(TextError, match="no text in it, only pictures") as refused:
        read("pdf", tmp_path / "scan.pdf")
    assert "OCR" in refused.value.hint


@given(st.data())
def test_a_damaged_pdf_is_read_or_named(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    whole = bytearray(pdf_bytes([["The fox goes home."], ["It sleeps."]]))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(9, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("pdf") / "a.pdf"
    path.write_bytes(whole[: data.draw(st.integers(20, len(whole)))])
    reader = FORMATS["pdf"].read
    assert reader is not None
    try:
        said = "".join(reader(Source(path, "a.pdf", RunControl())).pieces)
    except TextError as error:
        said = error.message if error.hint else ""
    assert said


# ---- tables ----


def test_a_table_gives_the_column_that_is_chosen_else_the_one_with_most_text(tmp_path: Path, read: Reading) -> None:
    rows = [["id", "title", "story"], ["1", "Fox", 'It said, "home"\nand went.'], ["2", "Owl", "It saw; it slept."]]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    text, found = read("csv", tmp_path / "a.csv")
    assert text == 'It said, "home"\nand went.\n\nIt saw; it slept.\n\n'
    assert (found.columns, found.column) == (("id", "title", "story"), "story")
    assert read("csv", tmp_path / "a.csv", column="title")[0] == "Fox\n\nOwl\n\n"
    with pytest.raises(TextError, match=r"a\.csv has no column 'storry'") as refused:
        read("csv", tmp_path / "a.csv", column="storry")
    assert refused.value.hint == "Its columns: id, title, story."


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_tables_are_separated_by_other_marks_too(tmp_path: Path, read: Reading, mark: str) -> None:
    (tmp_path / "a.csv").write_text(f"name{mark}text\nfox{mark}It goes, home\n", encoding="cp1252")
    assert read("csv", tmp_path / "a.csv")[0] == "It goes, home\n\n"


CELLS = st.text(st.sampled_from('ab ,"\n;ä'), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_what_python_writes_as_a_table_is_read_cell_by_cell(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("a", "b"), *rows])
    reader = FORMATS["csv"].read
    assert reader is not None
    cells = [cell.strip() for _, cell in rows if cell.strip()]
    assert "".join(reader(Source(path, "a.csv", RunControl(), column="b")).pieces) == "".join(c + "\n\n" for c in cells)


def test_json_lines_give_the_key_that_is_chosen(tmp_path: Path, read: Reading) -> None:
    rows = [{"id": 1, "text": "The fox\ngoes."}, {"text": "Home.", "title": "Ü"}, {"id": 3}]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    text, found = read("jsonl", tmp_path / "a.jsonl")
    assert (text, found.columns, found.column) == ("The fox\ngoes.\n\nHome.\n\n", ("text", "title"), "text")
    assert read("jsonl", tmp_path / "a.jsonl", column="title")[0] == "Ü\n\n"
    with pytest.raises(TextError, match=r"a\.jsonl has no column 'body'"):
        read("jsonl", tmp_path / "a.jsonl", column="body")
    (tmp_path / "a.jsonl").write_text('{"text": "fox"}\n{"text": \n', encoding="utf-8")
    with pytest.raises(TextError, match=r"Line 2 of a\.jsonl is not a JSON object"):
        read("jsonl", tmp_path / "a.jsonl")


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_line_without_an_end_is_no_table(tmp_path: Path, read: Reading, kind: str) -> None:
    (tmp_path / f"a.{kind}").write_text("fox and owl " * (LONGEST // 12 + 30_000), encoding="utf-8")
    with pytest.raises(TextError, match=r"has a line of more than 16,777,216 characters"):
        read(kind, tmp_path / f"a.{kind}")


# ---- all ----


def test_a_stop_is_heard_by_every_reader(tmp_path: Path) -> None:
    make_epub(tmp_path / "a.epub", {"a": "<p>fox</p>"}, ("a",))
    make_docx(tmp_path / "a.docx", ["fox"])
    (tmp_path / "a.pdf").write_bytes(pdf_bytes([["fox"]]))
    (tmp_path / "a.html").write_text(page("<p>fox</p>"), encoding="utf-8")
    (tmp_path / "a.csv").write_text("text\nfox", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"text": "fox"}', encoding="utf-8")
    control = RunControl()
    control.stop()
    for kind in ("epub", "docx", "pdf", "html", "csv", "jsonl"):
        reader = FORMATS[kind].read
        assert reader is not None
        with pytest.raises(Interrupted):
            "".join(reader(Source(tmp_path / f"a.{kind}", f"a.{kind}", control)).pieces)
