"""From files, folders and built-in names to documents: what a model will learn from."""

import fnmatch
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.control import RunControl
from core.errors import TextError
from core.paths import Home, readable
from core.protocol import TextDone, TextFile
from core.text.builtin import BUILTIN, DEFAULT_BUILTIN
from core.text.decoding import decode
from core.text.portions import portions

READ_AT_ONCE = 1 << 22  # bytes
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
    documents: tuple[str, ...]
    prompts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @cached_property
    def size(self) -> int:
        """UTF-8 bytes of all documents."""
        return sum(map(_size, self.documents))

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the documents in order."""
        digest = hashlib.sha256()
        for document in self.documents:
            digest.update(_size(document).to_bytes(8, "little"))
            for portion in portions(document):
                digest.update(portion.encode())
        return digest.hexdigest()


def _size(text: str) -> int:
    """Bytes in UTF-8."""
    return sum(len(portion.encode()) for portion in portions(text))


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
    documents: list[str] = []
    left_out: list[TextError] = []
    for name in builtin:
        control.check()
        documents.append(_document(name, control))
        files.append(TextFile(name, name, len(documents[-1].encode()), "UTF-8"))
    for path in paths:
        control.check()
        data = _read(path, control)
        try:
            text, encoding, note = decode(data, readable(path.name), control)
        except TextError as error:
            if str(path) in sources:
                raise
            left_out.append(error)
            continue
        documents.append(text)
        files.append(TextFile(readable(path.name), readable(str(path)), len(data), encoding, note))
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
        characters=sum(map(len, corpus.documents)),
        words=sum(_words(document, control) for document in corpus.documents),
        left_out=corpus.left_out,
    )


def _words(document: str, control: RunControl) -> int:
    """Words between white space."""
    count = 0
    for portion in portions(document):
        control.check()
        count += len(portion.split())
    return count


def _document(name: str, control: RunControl) -> str:
    passages = BUILTIN[name].passages(lambda: control.stopping)
    control.check()
    return "\n\n".join(passages) + "\n"


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
            raise _unreadable(source, error) from error
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


def _read(path: Path, control: RunControl) -> bytes:
    pieces = []
    try:
        with path.open("rb") as file:
            while piece := file.read(READ_AT_ONCE):
                control.check()
                pieces.append(piece)
    except OSError as error:
        raise _unreadable(readable(str(path)), error) from error
    return b"".join(pieces)


def _unreadable(place: str, error: OSError) -> TextError:
    reason = (error.strerror or str(error)).lower()
    return TextError(f"{place} cannot be read ({reason}).", "Check the path and its permissions.")


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
