"""PDF: the text of each page, through pypdf. What has only pictures of pages has no text to give."""

import logging
from collections.abc import Iterator

from core.errors import TextError
from core.text.formats.source import Read, Source
from core.text.formats.zipped import broken, locked

KIND = "a PDF"
ENDS = ".!?…”\"'»:)"


def read_pdf(source: Source) -> Read:
    """The pages, one after the other; a paragraph may go on from one to the next.

    Raises:
        TextError: it is broken or locked, or there is no text in it.
    """
    return Read(_text(source), "PDF")


def _text(source: Source) -> Iterator[str]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # what it mends on its way is no news
    before = ""
    try:
        with source.path.open("rb") as file:
            reader = PdfReader(file)
            if reader.is_encrypted and not reader.decrypt(""):
                raise locked(source, KIND)
            for page in reader.pages:
                source.control.check()
                text = page.extract_text().strip()
                if text:
                    gap = "\n\n" if before.endswith(tuple(ENDS)) else "\n"
                    yield (gap if before else "") + text
                    before = text[-1]
    except (TextError, OSError):
        raise
    except _faults() as error:
        raise broken(source, KIND, error) from error
    if not before:
        raise TextError(
            f"{source.name} has no text in it, only pictures of pages.",
            "Recognise its text with an OCR program first, or choose another file.",
        )


def _faults() -> tuple[type[Exception], ...]:
    """What pypdf says of a damaged file: mostly errors of its own, but also whatever a wrong value leads it into."""
    from pypdf.errors import PyPdfError

    wrong = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, ArithmeticError)
    return (PyPdfError, *wrong, RecursionError, NotImplementedError, MemoryError, EOFError, StopIteration)
