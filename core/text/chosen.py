"""What was chosen of texts, carried out: files opened as they shall be read, and what shall go of them taken out."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.control import RunControl
from core.errors import TextError
from core.paths import Home, readable
from core.protocol import Progress, TextChoice, TextLook
from core.text.converted import convert
from core.text.document import Document, open_document
from core.text.findings import find, without
from core.text.formats import PLAIN, SUFFIXES
from core.text.formats.telling import format_of


@dataclass(frozen=True)
class Opened:
    """A text and what there is to say of it; no document where it is switched off or left out."""

    document: Document | None
    look: TextLook


class Chosen:
    """Choices by path; what was chosen for no path in particular holds for all others."""

    def __init__(self, choices: Sequence[TextChoice]) -> None:
        self._by_path = {choice.path: choice for choice in choices}
        self._asked: set[str] = set()

    def of(self, path: str) -> TextChoice:
        """What holds for a text, under its own path."""
        self._asked.add(path)
        return replace(self._by_path.get(path) or self._by_path.get("") or TextChoice(), path=path)

    def how(self, path: str) -> bool:
        """Whether somebody chose how this very text is to be read."""
        own = self._by_path.get(path)
        return own is not None and bool(own.encoding or own.column)

    def refuse_strangers(self) -> None:
        """Once all texts have been asked for.

        Raises:
            TextError: something was chosen for a text that is not among them.
        """
        for path in self._by_path.keys() - self._asked - {""}:
            raise TextError(f"Something was chosen for {path}, which is not among the texts.", "Check its path.")


def open_text(path: Path, choice: TextChoice, home: Home, control: RunControl) -> Generator[Progress, None, Opened]:
    """A file as it was chosen to be read.

    Raises:
        OSError: it cannot be read.
        TextError: it is no text, or not as it was chosen.
        HomeError: artifacts/ cannot be written.
        Interrupted: a stop was asked for.
    """
    name = readable(path.name)
    by_name = SUFFIXES.get(path.suffix.lower())
    size = path.stat().st_size
    look = TextLook(name, choice.path, choice, by_name.name if by_name else PLAIN, size)
    if not choice.on:
        return Opened(None, look)
    kind = format_of(path, name)
    if kind.read is None:
        document, file = open_document(path, control, name, choice.encoding)
        found = replace(look, encoding=file.encoding, note=file.note)
    else:
        document, about = yield from convert(path, name, kind, choice, home, control)
        note = about.note
        if by_name is not kind and not note:
            note = f"{name} is a {kind.label.lower() if kind.name == 'html' else kind.label}; its text was taken out."
        found = replace(look, encoding=about.encoding, note=note, columns=about.columns, column=about.column)
    return Opened(document, replace(found, format=kind.name, characters=document.characters))


def left_out_text(path: Path, choice: TextChoice, problem: str) -> Opened:
    """A file of a folder that cannot be read."""
    kind = SUFFIXES.get(path.suffix.lower())
    name = readable(path.name)
    return Opened(None, TextLook(name, choice.path, choice, kind.name if kind else PLAIN, problem=problem))


def cleaned(opened: Sequence[Opened], looking: bool, control: RunControl) -> Generator[Progress, None, list[Opened]]:
    """With what shall go taken out. What is found is looked for where it is wanted, or something shall go.

    Raises:
        TextError: a file has changed or cannot be read any more.
        Interrupted: a stop was asked for.
    """
    read = [(number, one.document) for number, one in enumerate(opened) if one.document is not None]
    if not looking and not any(opened[number].look.choice.remove for number, _ in read):
        return list(opened)
    names = [opened[number].look.name for number, _ in read]
    found = yield from find([document for _, document in read], names, control)
    result = list(opened)
    for (number, document), things in zip(read, found, strict=True):
        look = opened[number].look
        gone = [thing for thing in things if thing.kind in look.choice.remove]
        left: Document | None = without(document, gone, control) if gone else document
        assert left is not None
        characters = left.characters
        if gone and all(piece.isspace() for piece in left.pieces()):
            left, characters = None, 0
        said = tuple(thing.said(thing in gone) for thing in things)
        result[number] = Opened(left, replace(look, characters=characters, findings=said))
    return result


def nothing_left(opened: Sequence[Opened]) -> TextError:
    """The sentence for texts of which none is to be learnt."""
    if not any(one.look.choice.on for one in opened):
        return TextError("Every text is switched off.", "Switch one on.")
    return TextError("Nothing is left of the texts when what was found in them is removed.", "Keep some of it.")
