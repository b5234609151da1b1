"""From files and built-in names to dialogues: what a model is taught to answer with."""

import hashlib
import os
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.control import RunControl
from core.errors import TextChangedError, TextError
from core.paths import readable
from core.protocol import Progress, TextFile
from core.text.builtin import BUILTIN
from core.text.dialogue import Dialogue, Measure
from core.text.dialogues.readers import MOST_CHARACTERS, reader_for
from core.text.document import open_document, unreadable
from core.text.stage import Stage

LEAST = 2  # one to learn from, one kept back


@dataclass(frozen=True)
class DialoguesFacts:
    """What text.json says of the dialogues a run was taught with. ``sha256``: of all of them in order."""

    label: str
    sources: tuple[str, ...]
    files: tuple[TextFile, ...]
    dialogues: int
    turns: int
    sha256: str


@dataclass(frozen=True)
class Dialogues:
    """All dialogues in order. ``size``: their UTF-8 bytes; ``prompts``: questions that suit them, where a built-in
    text has some."""

    dialogues: tuple[Dialogue, ...]
    facts: DialoguesFacts
    size: int
    prompts: tuple[str, ...] = ()


def gather_dialogues(
    sources: Sequence[str], measure: Measure, control: RunControl
) -> Generator[Progress, None, Dialogues]:
    """Read every source, each once: a built-in name or a file.

    Raises:
        TextError: one of them cannot be read, holds something that is no dialogue, or there are too few.
        Interrupted: a stop was asked for.
    """
    names = tuple(dict.fromkeys(source if _is_builtin(source) else _path(source) for source in sources))
    stage = Stage("Reading the dialogues", len(names))
    found: list[Dialogue] = []
    files: list[TextFile] = []
    prompts: tuple[str, ...] = ()
    for done, name in enumerate(names):
        yield from stage.at(done)
        if _is_builtin(name):
            found += _builtin(name, measure, control)
            prompts += BUILTIN[name].turn_prompts
        else:
            file, dialogues = _read(Path(name), control)
            files.append(file)
            found += dialogues
        control.check()
    yield from stage.at(len(names))
    if len(found) < LEAST:
        raise TextError(f"There are {len(found)} dialogues to learn from.", f"Give at least {LEAST}.")
    texts = [turn.text for dialogue in found for turn in dialogue]
    facts = DialoguesFacts(_label(names), names, tuple(files), len(found), len(texts), _digest(found))
    return Dialogues(tuple(found), facts, sum(len(text.encode(errors="replace")) for text in texts), prompts)


def gather_again(facts: DialoguesFacts, measure: Measure, control: RunControl) -> Generator[Progress, None, Dialogues]:
    """The dialogues of a run as they were.

    Raises:
        TextChangedError: they have changed or are gone since.
    """
    hint = "Bring them back as they were, or teach the model anew (tune)."
    try:
        found = yield from gather_dialogues(facts.sources, measure, control)
    except TextError as error:
        raise TextChangedError(f"The dialogues of this run cannot be read any more: {error.message}", hint) from error
    if found.facts.sha256 != facts.sha256:
        raise TextChangedError(f"The dialogues {facts.label!r} have changed since this run was started.", hint)
    return found


def _is_builtin(name: str) -> bool:
    return name in BUILTIN and BUILTIN[name].dialogues is not None and not Path(name).exists()


def _builtin(name: str, measure: Measure, control: RunControl) -> list[Dialogue]:
    make = BUILTIN[name].dialogues
    assert make is not None
    made = make(measure, lambda: control.stopping)
    control.check()
    return made


def _path(name: str) -> str:
    return os.fspath(Path(os.path.expanduser(name)).absolute())


def _read(path: Path, control: RunControl) -> tuple[TextFile, list[Dialogue]]:
    name = readable(path.name)
    if not path.exists():
        known = ", ".join(name for name in BUILTIN if BUILTIN[name].dialogues is not None)
        raise TextError(f"There is no file {readable(str(path))}.", f"Check the path. Built-in dialogues: {known}.")
    if not path.is_file():
        raise TextError(f"{readable(str(path))} is no file.", "Name a file of dialogues (.txt, .jsonl, .csv).")
    try:
        document, file = open_document(path, control, name)
        if document.characters > MOST_CHARACTERS:
            raise TextError(f"{name} has more than {MOST_CHARACTERS:,} characters.", "Give the dialogues in parts.")
        text = "".join(document.pieces())
    except OSError as error:
        raise unreadable(readable(str(path)), error) from error
    return file, list(_heeding(reader_for(path.suffix)(text, name), control))


def _heeding(dialogues: Iterable[Dialogue], control: RunControl) -> Iterable[Dialogue]:
    for dialogue in dialogues:
        control.check()
        yield dialogue


def _digest(dialogues: Iterable[Dialogue]) -> str:
    digest = hashlib.sha256()
    for dialogue in dialogues:
        digest.update(len(dialogue).to_bytes(8, "little"))
        for turn in dialogue:
            data = turn.text.encode(errors="surrogatepass")
            digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()


def _label(names: Sequence[str]) -> str:
    label = BUILTIN[names[0]].label if _is_builtin(names[0]) else Path(names[0]).stem
    return label if len(names) == 1 else f"{label} and {len(names) - 1} more"
