"""From files, folders and built-in names to documents: what a model will learn from."""

import fnmatch
import hashlib
import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.control import RunControl
from core.errors import TextError
from core.paths import Home, readable
from core.protocol import Progress, TextDone, TextFile
from core.text.builtin import BUILTIN, DEFAULT_BUILTIN
from core.text.document import Document, in_memory, open_document, unreadable
from core.text.stage import Stage

TEXT_FILES = "*.[tT][xX][tT]"


@dataclass(frozen=True)
class Corpus:
    """Documents and where they came from. ``sources``: the words they were asked for with.

    ``left_out``: a sentence for each file of a folder that is no text.
    """

    label: str
    summary: str
    builtin: bool
    sources: tuple[str, ...]
    files: tuple[TextFile, ...]
    documents: tuple[Document, ...]
    prompts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @cached_property
    def size(self) -> int:
        """UTF-8 bytes of all documents."""
        return sum(document.size for document in self.documents)

    @cached_property
    def characters(self) -> int:
        return sum(document.characters for document in self.documents)

    def sha256(self, control: RunControl) -> Generator[Progress, None, str]:
        """SHA-256 over the documents in order, each after its size as 8 bytes, in hexadecimal.

        Raises:
            TextError: a file has changed or cannot be read any more.
            Interrupted: a stop was asked for.
        """
        digest = hashlib.sha256()
        stage, done = Stage("Reading the text", self.characters), 0
        for document in self.documents:
            digest.update(document.size.to_bytes(8, "little"))
            for piece in document.pieces():
                control.check()
                digest.update(piece.encode())
                done += len(piece)
                yield from stage.at(done)
        return digest.hexdigest()


def default_texts(home: Home) -> tuple[str, ...]:
    """data/ if the person has put text there, else the built-in text."""
    if any(home.data.glob(TEXT_FILES)):
        return (str(home.data),)
    return (DEFAULT_BUILTIN,)


def read_corpus(texts: Sequence[str], home: Home, control: RunControl) -> Corpus:
    """Read every text that is named, each once: a built-in name, a file, or a folder with all .txt files below it.

    What is no text is refused where it was named itself, and left out where it merely lies in a folder.

    Raises:
        TextError: nothing was named, or something cannot be read as text.
        Interrupted: a stop was asked for.
    """
    names = tuple(texts) or default_texts(home)
    builtin = dict.fromkeys(name for name in names if name in BUILTIN and not Path(name).exists())
    sources = tuple(dict.fromkeys(name if name in builtin else str(_path(name)) for name in names))
    paths = _files([source for source in sources if source not in builtin], control)
    files: list[TextFile] = []
    documents: list[Document] = []
    left_out: list[TextError] = []
    for name in builtin:
        control.check()
        documents.append(_document(name, control))
        files.append(TextFile(name, name, documents[-1].size, "UTF-8"))
    for path in paths:
        control.check()
        try:
            document, file = open_document(path, control)
        except OSError as error:
            raise unreadable(readable(str(path)), error) from error
        except TextError as error:
            if str(path) in sources:
                raise
            left_out.append(error)
            continue
        documents.append(document)
        files.append(file)
    if not documents:
        raise left_out[0]
    only = BUILTIN[sources[0]] if len(sources) == 1 and builtin else None
    return Corpus(
        label=_label(sources),
        summary=only.summary if only else _summary(files),
        builtin=only is not None,
        sources=sources,
        files=tuple(files),
        documents=tuple(documents),
        prompts=only.prompts if only else (),
        left_out=tuple(error.message for error in left_out),
    )


def look_at(texts: Sequence[str], home: Home, control: RunControl) -> TextDone:
    """What the texts hold, without tokenizing them."""
    corpus = read_corpus(texts, home, control)
    return TextDone(
        label=corpus.label,
        summary=corpus.summary,
        builtin=corpus.builtin,
        files=corpus.files,
        size=corpus.size,
        characters=corpus.characters,
        words=sum(_words(document, control) for document in corpus.documents),
        left_out=corpus.left_out,
    )


def _words(document: Document, control: RunControl) -> int:
    """Words between white space."""
    count, inside = 0, False
    for piece in document.pieces():
        control.check()
        count += len(piece.split()) - (inside and not piece[0].isspace())
        inside = not piece[-1].isspace()
    return count


def _document(name: str, control: RunControl) -> Document:
    passages = BUILTIN[name].passages(lambda: control.stopping)
    control.check()
    return in_memory("\n\n".join(passages) + "\n")


def _path(name: str) -> Path:
    path = Path(os.path.expanduser(name)).absolute()
    return path.resolve() if ".." in path.parts else path


def _files(sources: Sequence[str], control: RunControl) -> list[Path]:
    """Every file that is meant, each once, folders unfolded in the order of their names."""
    found: dict[Path, Path] = {}
    for source in sources:
        if readable(source) != source:
            raise TextError(f"{readable(source)} has a name that is not Unicode.", "Rename it.")
        try:
            for path in _unfolded(Path(source), control):
                found.setdefault(path.resolve(), path)
        except OSError as error:
            raise unreadable(source, error) from error
    return list(found.values())


def _unfolded(path: Path, control: RunControl) -> list[Path]:
    """The file itself, or the text files of a folder and of those in it."""
    if path.is_dir():
        inside = []
        for folder, _, names in os.walk(path):
            control.check()
            texts = (Path(folder, name) for name in fnmatch.filter(names, TEXT_FILES))
            inside += [file for file in texts if file.is_file()]
        if not inside:
            raise TextError(f"There is no .txt file in the folder {path}.", "Put text files there, or name files.")
        return sorted(inside)
    if not path.exists():
        known = ", ".join(BUILTIN)
        raise TextError(f"There is no file or folder {path}.", f"Check the path. Built-in texts: {known}.")
    if not path.is_file():
        raise TextError(f"{path} is neither a file nor a folder.", "Name a text file or a folder.")
    return [path]


def _label(sources: Sequence[str]) -> str:
    """What to call the texts: by the first of them."""
    path = Path(sources[0])
    if sources[0] in BUILTIN:
        label = BUILTIN[sources[0]].label
    else:
        label = (path.name if path.is_dir() else path.stem) or str(path)
    return label if len(sources) == 1 else f"{label} and {len(sources) - 1} more"


def _summary(files: Sequence[TextFile]) -> str:
    if len(files) == 1:
        return files[0].name
    return ", ".join(file.name for file in files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
