"""From files, folders and built-in names to documents: what a model will learn from."""

import hashlib
import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from core.control import RunControl
from core.errors import TextError
from core.paths import Home, readable
from core.protocol import Progress, TextChoice, TextFile, TextLook
from core.text.builtin import BUILTIN, DEFAULT_BUILTIN
from core.text.chosen import Chosen, Opened, cleaned, left_out_text, nothing_left, open_text
from core.text.document import Document, in_memory, unreadable
from core.text.formats import SUFFIXES
from core.text.own_questions import QUESTIONS
from core.text.stage import Stage

OWN = "README.md"  # what the program itself has laid into data/


@dataclass(frozen=True)
class Corpus:
    """Documents and where they came from. ``sources``: the words they were asked for with.

    ``left_out``: a sentence for each file of a folder that is no text; ``choices``: what was chosen of them;
    ``suffixes``: of the files that folders were searched for; ``looks``: one for each file.
    """

    label: str
    summary: str
    builtin: bool
    sources: tuple[str, ...]
    files: tuple[TextFile, ...]
    documents: tuple[Document, ...]
    prompts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    choices: tuple[TextChoice, ...] = ()
    suffixes: tuple[str, ...] = tuple(SUFFIXES)
    looks: tuple[TextLook, ...] = ()

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
    if home.data.is_dir() and any(_is_text(path, home, tuple(SUFFIXES)) for path in home.data.iterdir()):
        return (str(home.data),)
    return (DEFAULT_BUILTIN,)


def read_corpus(texts: Sequence[str], home: Home, control: RunControl, choices: Sequence[TextChoice] = ()) -> Corpus:
    """What ``gather`` gives, without its progress."""
    gathering = gather(texts, home, control, choices)
    while True:
        try:
            next(gathering)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def gather(
    texts: Sequence[str],
    home: Home,
    control: RunControl,
    choices: Sequence[TextChoice] = (),
    suffixes: Sequence[str] = tuple(SUFFIXES),
    looking: bool = False,
) -> Generator[Progress, None, Corpus]:
    """Read every text that is named, each once: a built-in name, a file, or a folder with all text files below it.

    What cannot be read is refused where it was named itself, and left out where it merely lies in a folder.
    ``suffixes``: of the files a folder is searched for; ``looking``: what is found in them is wanted too.

    Raises:
        TextError: nothing was named, something cannot be read, a choice suits no text, or nothing is left.
        HomeError: artifacts/ cannot be written.
        Interrupted: a stop was asked for.
    """
    names = tuple(texts) or default_texts(home)
    builtin = dict.fromkeys(name for name in names if name in BUILTIN and not Path(name).exists())
    sources = tuple(dict.fromkeys(name if name in builtin else str(_path(name)) for name in names))
    paths = _files([source for source in sources if source not in builtin], home, tuple(suffixes), control)
    chosen = Chosen(choices)
    opened = [_builtin(name, chosen.of(name), control) for name in builtin]
    left_out: list[TextError] = []
    for path in paths:
        control.check()
        try:
            opened.append((yield from open_text(path, chosen.of(readable(str(path))), home, control)))
        except OSError as error:
            raise unreadable(readable(str(path)), error) from error
        except TextError as error:
            if str(path) in sources or chosen.how(readable(str(path))):
                raise
            left_out.append(error)
            opened.append(left_out_text(path, chosen.of(readable(str(path))), error.message))
    chosen.refuse_strangers()
    if left_out and len(left_out) == len(opened):
        raise left_out[0]
    opened = yield from cleaned(opened, looking, control)
    read = [(one.document, one.look) for one in opened if one.document is not None]
    if not read:
        raise nothing_left(opened)
    files = tuple(TextFile(look.name, look.path, look.size, look.encoding, look.note) for _, look in read)
    only = BUILTIN[sources[0]] if len(sources) == 1 and builtin else None
    return Corpus(
        label=_label(sources),
        summary=only.summary if only else _summary(files),
        builtin=only is not None,
        sources=sources,
        files=files,
        documents=tuple(document for document, _ in read),
        prompts=only.prompts if only else (),
        left_out=tuple(error.message for error in left_out),
        choices=tuple(choices),
        suffixes=tuple(suffixes),
        looks=tuple(one.look for one in opened),
    )


def _builtin(name: str, choice: TextChoice, control: RunControl) -> Opened:
    look = TextLook(name, name, choice, "text", encoding="UTF-8")
    if not choice.on:
        return Opened(None, look)
    passages = BUILTIN[name].passages(lambda: control.stopping)
    control.check()
    document = in_memory("\n\n".join(passages) + "\n")
    return Opened(document, replace(look, size=document.size, characters=document.characters))


def _path(name: str) -> Path:
    path = Path(os.path.expanduser(name)).absolute()
    return path.resolve() if ".." in path.parts else path


def _files(sources: Sequence[str], home: Home, suffixes: tuple[str, ...], control: RunControl) -> list[Path]:
    """Every file that is meant, each once, folders unfolded in the order of their names."""
    found: dict[Path, Path] = {}
    for source in sources:
        if readable(source) != source:
            raise TextError(f"{readable(source)} has a name that is not Unicode.", "Rename it.")
        try:
            for path in _unfolded(Path(source), home, suffixes, control):
                found.setdefault(path.resolve(), path)
        except OSError as error:
            raise unreadable(source, error) from error
    return list(found.values())


def _unfolded(path: Path, home: Home, suffixes: tuple[str, ...], control: RunControl) -> list[Path]:
    """The file itself, or the text files of a folder and of those in it."""
    if path.is_dir():
        inside = []
        for folder, _, names in os.walk(path):
            control.check()
            inside += [file for name in names if _is_text(file := Path(folder, name), home, suffixes)]
        if not inside:
            kinds = ", ".join(suffixes)
            raise TextError(f"There is no text file in the folder {path}.", f"Put some there, or name files ({kinds}).")
        return sorted(inside)
    if not path.exists():
        known = ", ".join(BUILTIN)
        raise TextError(f"There is no file or folder {path}.", f"Check the path. Built-in texts: {known}.")
    if not path.is_file():
        raise TextError(f"{path} is neither a file nor a folder.", "Name a text file or a folder.")
    return [path]


def _is_text(path: Path, home: Home, suffixes: tuple[str, ...]) -> bool:
    """Whether a file in a folder is one that text is read from, by its name."""
    return path.suffix.lower() in suffixes and path.name != QUESTIONS and path != home.data / OWN and path.is_file()


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
