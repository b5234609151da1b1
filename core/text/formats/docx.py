"""Word documents (.docx): paragraphs and tables in the order in which they stand, through python-docx."""

from collections.abc import Iterator

from core.text.formats.source import Read, Source
from core.text.formats.zipped import broken, opened

KIND = "a Word document"
AT_ONCE = 200  # paragraphs


def read_docx(source: Source) -> Read:
    """Its paragraphs, a blank line between two; the cells of a table row in one line.

    Raises:
        TextError: it is broken, locked, or would unpack to far too much.
    """
    with opened(source, KIND) as archive:
        archive.getinfo("word/document.xml")
    return Read(_text(source), "UTF-8")


def _text(source: Source) -> Iterator[str]:
    from docx import Document

    try:
        document = Document(str(source.path))
    except Exception as error:  # of zipfile, lxml and its own: whatever it is, the file is none that can be read
        raise broken(source, KIND, error) from error
    some: list[str] = []
    for paragraph in _paragraphs(document):
        source.control.check()
        if paragraph.strip():
            some.append(paragraph + "\n\n")
        if len(some) == AT_ONCE:
            yield "".join(some)
            some = []
    if some:
        yield "".join(some).removesuffix("\n")


def _paragraphs(document: object) -> Iterator[str]:
    from docx.table import Table

    for item in document.iter_inner_content():  # type: ignore[attr-defined]
        if not isinstance(item, Table):
            yield item.text
            continue
        for row in item.rows:
            cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)  # a merged cell comes twice
            yield " ".join(cell for cell in cells if cell)
