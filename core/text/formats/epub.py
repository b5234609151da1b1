"""EPUB: a zip of web pages, read in the order of its spine (EPUB 3.3, https://www.w3.org/TR/epub-33/)."""

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from core.errors import TextError
from core.text.formats.page import PageText, page_text
from core.text.formats.source import Read, Source
from core.text.formats.zipped import broken, locked, opened, unpack

KIND = "an EPUB"
CONTAINER, ENCRYPTION, RIGHTS = "META-INF/container.xml", "META-INF/encryption.xml", "META-INF/rights.xml"
PAGES = ("application/xhtml+xml", "text/html")


def read_epub(source: Source) -> Read:
    """The pages of a book one after the other, without its table of contents.

    Raises:
        TextError: it is broken, locked, or would unpack to far too much.
    """
    with opened(source, KIND) as archive:
        spine = _spine(archive, source)
        if RIGHTS in archive.namelist() or _encrypted(archive, source) & set(spine):
            raise locked(source, KIND)
    return Read(_text(source, spine), "UTF-8")


def _text(source: Source, spine: list[str]) -> Iterator[str]:
    between = ""
    with opened(source, KIND) as archive:
        for name in spine:
            data = unpack(archive, name, source)
            for piece in page_text((_decoded(data, source),), PageText()):
                yield between + piece
                between = ""
            between = "\n\n"


def _decoded(data: bytes, source: Source) -> str:
    if source.encoding:
        return data.decode(source.encoding, errors="replace")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    text = data.decode("utf-8-sig", errors="replace")
    return text.partition("?>")[2] if text.startswith("<?xml") else text


def _xml(archive: zipfile.ZipFile, name: str, source: Source) -> etree._Element:
    data = unpack(archive, name, source)
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise broken(source, KIND, f"{name}: {error}") from error


def _spine(archive: zipfile.ZipFile, source: Source) -> list[str]:
    """The names of the pages in reading order."""
    found = _xml(archive, CONTAINER, source).find(".//{*}rootfile")
    package = found.get("full-path", "") if found is not None else ""
    if not package:
        raise broken(source, KIND, "it does not say where its pages are")
    root = _xml(archive, package, source)
    items = {item.get("id"): item for item in root.iterfind(".//{*}manifest/{*}item")}
    names = []
    for reference in root.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or "nav" in (item.get("properties") or "").split():
            continue
        if item.get("media-type") in PAGES:
            place = posixpath.join(posixpath.dirname(package), unquote(item.get("href", "")))
            names.append(posixpath.normpath(place))
    if not names:
        raise TextError(f"{source.name} is an EPUB without pages of text.", "Choose another file.")
    return names


def _encrypted(archive: zipfile.ZipFile, source: Source) -> set[str]:
    """What in it is encrypted: often only its fonts."""
    if ENCRYPTION not in archive.namelist():
        return set()
    found = _xml(archive, ENCRYPTION, source).iterfind(".//{*}CipherReference")
    return {unquote(reference.get("URI", "")) for reference in found}
