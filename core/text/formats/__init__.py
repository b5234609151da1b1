"""Kinds of files that text is read from, one file each: what it is told by its content first, then by its name.

A reader gives a text in pieces and says what it assumed. It knows no document, no corpus, and keeps nothing.
"""

from core.text.formats.docx import read_docx
from core.text.formats.epub import read_epub
from core.text.formats.html import read_html
from core.text.formats.pdf import read_pdf
from core.text.formats.source import Format, Read, Source
from core.text.formats.tables import read_csv, read_jsonl

PLAIN = "text"
# Plain text is no entry with a reader: a document reads it as it is, whatever its size.
FORMATS: dict[str, Format] = {
    found.name: found
    for found in (
        Format(PLAIN, "Text", (".txt", ".text")),
        Format("markdown", "Markdown", (".md", ".markdown")),
        Format("html", "Web page", (".html", ".htm", ".xhtml"), read_html),
        Format("epub", "EPUB", (".epub",), read_epub),
        Format("docx", "Word", (".docx",), read_docx),
        Format("pdf", "PDF", (".pdf",), read_pdf),
        Format("csv", "Table", (".csv", ".tsv"), read_csv),
        Format("jsonl", "JSON lines", (".jsonl", ".ndjson"), read_jsonl),
    )
}
SUFFIXES: dict[str, Format] = {suffix: found for found in FORMATS.values() for suffix in found.suffixes}

__all__ = ["FORMATS", "PLAIN", "SUFFIXES", "Format", "Read", "Source"]
