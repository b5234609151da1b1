"""Every text that a run's network has learnt from: its own, and those of the runs it was forked from."""

from dataclasses import dataclass

import msgspec

from core.errors import RunError
from core.paths import Home
from core.runs.folder import RunFolder
from core.runs.listing import find_run
from core.text.prepare import TextFacts


@dataclass(frozen=True)
class Learnt:
    """A text, and the run that was trained on it."""

    run: str
    facts: TextFacts


def learnt_from(home: Home, run: RunFolder) -> tuple[list[Learnt], list[str]]:
    """The texts, its own first, and a sentence for whatever else its line has learnt that cannot be searched.

    Raises:
        RunError: a file of the run is missing or damaged.
    """
    texts: dict[tuple[str, float, str], Learnt] = {}
    unknown = []
    seen: set[str] = set()
    here = run
    while here.name not in seen:
        seen.add(here.name)
        facts = text_facts(here)
        if facts.sha256:
            texts.setdefault((facts.sha256, facts.val_fraction, facts.val_split), Learnt(here.name, facts))
        else:
            unknown.append(f"Nobody knows what {here.name} learnt from: it was imported.")
        if facts.dialogues is not None:
            unknown.append(f"The dialogues that {here.name} was taught with are not searched.")
        parent = here.info().parent.partition("@")[0]
        if not parent:
            break
        try:
            here = find_run(home, parent)[0]
        except RunError:
            unknown.append(f"{parent}, which {here.name} was forked from, is gone, and with it the name of its text.")
            break
    return list(texts.values()), unknown


def text_facts(run: RunFolder) -> TextFacts:
    """What a run was trained on.

    Raises:
        RunError: text.json is missing or damaged.
    """
    try:
        return msgspec.convert(run.text_facts(), TextFacts)
    except msgspec.ValidationError as error:
        raise RunError(f"{run.path / 'text.json'} is damaged ({error}).", "Train a new run.") from error
