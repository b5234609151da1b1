"""The kinds of files that text is read from; ``core.text.formats`` has a reader for each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TextFormat:
    """``suffixes``: how the names of such files end, in small letters."""

    label: str
    suffixes: tuple[str, ...]


TEXT_FORMATS = {
    "text": TextFormat("Text", (".txt", ".text")),
    "markdown": TextFormat("Markdown", (".md", ".markdown")),
    "html": TextFormat("Web page", (".html", ".htm", ".xhtml")),
    "epub": TextFormat("EPUB", (".epub",)),
    "docx": TextFormat("Word", (".docx",)),
    "pdf": TextFormat("PDF", (".pdf",)),
    "csv": TextFormat("Table", (".csv", ".tsv")),
    "jsonl": TextFormat("JSON lines", (".jsonl", ".ndjson")),
}
TEXT_SUFFIXES = tuple(suffix for found in TEXT_FORMATS.values() for suffix in found.suffixes)
