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
from core.text.tokenizers import BpeTokenizer

OPENING = 1200  # characters of a first page
# First pages are shown in tokens that are learnt from the beginnings of these texts alone: a training learns its own
# from all of them, which takes seconds, and these take a few hundredths of one.
LEARNT_FROM, TOKENS = 100_000, 1000  # characters, and the size of that vocabulary


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
    beginnings: list[str] = []
    words, stage, done = 0, Stage("Counting words", corpus.characters), 0
    for look in corpus.looks:
        if not look.characters:
            looks.append(look)
            continue
        document = next(documents)
        words += yield from _words(document, stage, done, control)
        done += document.characters
        beginning = _beginning(document)
        beginnings.append(beginning)
        looks.append(replace(look, language=language_of(beginning), opening=beginning[:OPENING].strip("\n")))
    control.check()
    yield TextDone(
        label=corpus.label,
        summary=corpus.summary,
        builtin=corpus.builtin,
        files=corpus.files,
        size=corpus.size,
        characters=corpus.characters,
        words=words,
        left_out=corpus.left_out,
        looks=tuple(_in_tokens(looks, beginnings)),
    )


def _in_tokens(looks: Sequence[TextLook], beginnings: Sequence[str]) -> Iterator[TextLook]:
    """The same looks, their first pages in tokens too."""
    share = LEARNT_FROM // max(1, len(beginnings))
    tokenizer = BpeTokenizer.train([beginning[:share] for beginning in beginnings], TOKENS)
    for look in looks:
        yield replace(look, opening_tokens=tuple(map(tokenizer.label, tokenizer.encode(look.opening))))


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
