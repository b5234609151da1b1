"""Kinds of files that text is read from, one file each: what it is told by its content first, then by its name.

A reader gives a text in pieces and says what it assumed. It knows no document, no corpus, and keeps nothing.
"""

from core.config import TEXT_FORMATS
from core.text.formats.docx import read_docx
from core.text.formats.epub import read_epub
from core.text.formats.html import read_html
from core.text.formats.pdf import read_pdf
from core.text.formats.source import Format, Read, Source
from core.text.formats.tables import read_csv, read_jsonl

PLAIN = "text"
# What has no reader is plain text: a document reads it as it is, whatever its size.
READERS = {
    "html": read_html,
    "epub": read_epub,
    "docx": read_docx,
    "pdf": read_pdf,
    "csv": read_csv,
    "jsonl": read_jsonl,
}
FORMATS: dict[str, Format] = {
    name: Format(name, said.label, said.suffixes, READERS.get(name)) for name, said in TEXT_FORMATS.items()
}
SUFFIXES: dict[str, Format] = {suffix: found for found in FORMATS.values() for suffix in found.suffixes}

__all__ = ["FORMATS", "PLAIN", "READERS", "SUFFIXES", "Format", "Read", "Source"]
