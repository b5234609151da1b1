"""What texts hold, for the eye: sizes, languages, first pages, and what was found in them that might go."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

from core.control import RunControl
from core.paths import Home
from core.protocol import Event, Progress, TextChoice, TextDone, TextLook
from core.text.corpus import gather
from core.text.document import Document
from core.text.language import LOOKED_AT, language_of
from core.text.stage import Stage

OPENING = 1200  # characters of a first page


def look_at(
    texts: Sequence[str], home: Home, control: RunControl, choices: Sequence[TextChoice] = ()
) -> Iterator[Event]:
    """What the texts hold, without tokenizing them. The last event is TextDone.

    Raises:
        TextError: they cannot be read.
        Interrupted: a stop was asked for.
    """
    corpus = yield from gather(texts, home, control, choices, looking=True)
    documents = iter(corpus.documents)
    looks: list[TextLook] = []
    words, stage, done = 0, Stage("Counting words", corpus.characters), 0
    for look in corpus.looks:
        if not look.characters:
            looks.append(look)
            continue
        document = next(documents)
        words += yield from _words(document, stage, done, control)
        done += document.characters
        beginning = _beginning(document)
        looks.append(replace(look, language=language_of(beginning), opening=beginning[:OPENING].strip("\n")))
    yield TextDone(
        label=corpus.label,
        summary=corpus.summary,
        builtin=corpus.builtin,
        files=corpus.files,
        size=corpus.size,
        characters=corpus.characters,
        words=words,
        left_out=corpus.left_out,
        looks=tuple(looks),
    )


def _words(document: Document, stage: Stage, done: int, control: RunControl) -> Generator[Progress, None, int]:
    """Words between white space."""
    count, inside = 0, False
    for piece in document.pieces():
        control.check()
        count += len(piece.split()) - (inside and not piece[0].isspace())
        inside = not piece[-1].isspace()
        done += len(piece)
        yield from stage.at(done)
    return count


def _beginning(document: Document) -> str:
    """The first characters, as many as a language is told by."""
    text = ""
    for piece in document.pieces():
        text += piece
        if len(text) >= LOOKED_AT:
            break
    return text[:LOOKED_AT].lstrip()
