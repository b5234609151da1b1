"""From files, folders and built-in names to documents: what a model will learn from."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from core.control import RunControl
from core.errors import TextError
from core.paths import Home
from core.protocol import TextDone, TextFile
from core.text.builtin import BUILTIN, DEFAULT_BUILTIN
from core.text.decoding import decode


@dataclass(frozen=True)
class Corpus:
    """Documents and where they came from. ``sources``: the words they were asked for with."""

    label: str
    summary: str
    builtin: bool
    sources: tuple[str, ...]
    files: tuple[TextFile, ...]
    documents: tuple[str, ...]
    prompts: tuple[str, ...] = ()

    @cached_property
    def size(self) -> int:
        """UTF-8 bytes of all documents."""
        return sum(len(document.encode()) for document in self.documents)

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the documents in order."""
        digest = hashlib.sha256()
        for document in self.documents:
            data = document.encode()
            digest.update(len(data).to_bytes(8, "little"))
            digest.update(data)
        return digest.hexdigest()


def default_texts(home: Home) -> tuple[str, ...]:
    """data/ if the person has put text there, else the built-in text."""
    if any(home.data.glob("*.txt")):
        return (str(home.data),)
    return (DEFAULT_BUILTIN,)


def read_corpus(texts: Sequence[str], home: Home, control: RunControl) -> Corpus:
    """Read every text that is named: a built-in name, a file, or a folder with all .txt files below it.

    Raises:
        TextError: nothing was named, or something cannot be read as text.
        Interrupted: a stop was asked for.
    """
    names = tuple(texts) or default_texts(home)
    builtin = [name for name in names if name in BUILTIN and not Path(name).exists()]
    paths = _files([name for name in names if name not in builtin])
    files: list[TextFile] = []
    documents: list[str] = []
    for name in builtin:
        control.check()
        documents.append(_document(name, control))
        files.append(TextFile(name, name, len(documents[-1].encode()), "UTF-8"))
    for path in paths:
        control.check()
        data = _read(path)
        text, encoding, note = decode(data, path.name)
        documents.append(text)
        files.append(TextFile(path.name, str(path), len(data), encoding, note))
    only = BUILTIN[builtin[0]] if len(builtin) == 1 and not paths else None
    return Corpus(
        label=only.label if only else _label(names, files),
        summary=only.summary if only else _summary(files),
        builtin=only is not None,
        sources=tuple(name if name in builtin else str(Path(name).absolute()) for name in names),
        files=tuple(files),
        documents=tuple(documents),
        prompts=only.prompts if only else (),
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
        words=sum(len(document.split()) for document in corpus.documents),
    )


def _document(name: str, control: RunControl) -> str:
    passages = BUILTIN[name].passages(lambda: control.stopping)
    control.check()
    return "\n\n".join(passages) + "\n"


def _files(names: Sequence[str]) -> list[Path]:
    """Every file that is meant, each once, folders unfolded in the order of their names."""
    found: dict[Path, None] = {}
    for name in names:
        path = Path(name).expanduser().absolute()
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*.txt") if p.is_file())
            if not inside:
                raise TextError(f"There is no .txt file in the folder {name}.", "Put text files there, or name files.")
            found.update(dict.fromkeys(inside))
        elif not path.exists():
            known = ", ".join(BUILTIN)
            raise TextError(f"There is no file or folder {name}.", f"Check the path. Built-in texts: {known}.")
        elif not path.is_file():
            raise TextError(f"{name} is neither a file nor a folder.", "Name a text file or a folder.")
        else:
            found[path] = None
    return list(found)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TextError(f"{path} cannot be read ({reason}).", "Check its permissions.") from error


def _label(names: Sequence[str], files: Sequence[TextFile]) -> str:
    first = Path(names[0])
    label = first.stem if first.suffix else first.name
    return label if len(names) == 1 else f"{label} and {len(files) - 1} more"


def _summary(files: Sequence[TextFile]) -> str:
    if len(files) == 1:
        return files[0].name
    return ", ".join(file.name for file in files[:3]) + (f" and {len(files) - 3} more" if len(files) > 3 else "")
