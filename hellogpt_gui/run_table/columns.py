"""What the table shows of a run, column by column: its words, and what it is sorted by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from core.config import PRESETS
from core.runs import RunSummary
from core.runs.lineage import Branch
from hellogpt_gui import units

Key = float | str | None


@dataclass(frozen=True)
class Column:
    """``width`` in px at 100 %; ``figure``: stands at the right; ``key``: None is sorted last."""

    id: str
    title: str
    width: int
    words: Callable[[Branch], str]
    key: Callable[[RunSummary], Key]
    figure: bool = False
    falls: bool = False  # the first click shows the largest first


def _name(branch: Branch) -> str:
    return f"{'    ' * (branch.depth - 1)}{'└ ' if branch.depth else ''}{branch.run.name}"


def _preset(run: RunSummary) -> str:
    return PRESETS[run.preset].label if run.preset in PRESETS else run.preset.capitalize()


def _loss(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _trained(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.1f} h"


def _started(run: RunSummary) -> str:
    try:
        return units.when(datetime.fromisoformat(run.created).astimezone(), date.today())
    except ValueError:
        return ""


def _moment(run: RunSummary) -> float:
    try:
        return datetime.fromisoformat(run.created).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _origin(branch: Branch) -> str:
    if not branch.parent:
        return ""
    step = "" if branch.step is None else f" at {units.whole(branch.step)}"
    return f"{branch.parent}{step}{' (gone)' if branch.gone else ''}"


def first_line(note: str) -> str:
    """What a row shows of a note."""
    return next((line.strip("# ") for line in note.splitlines() if line.strip("# ")), "")


def _known(words: Callable[[RunSummary], str]) -> Callable[[Branch], str]:
    """Of a run that has not been read yet nothing is known but its name and age."""
    return lambda branch: "" if branch.run.state == "unread" else words(branch.run)


COLUMNS = (
    Column("star", "", 30, lambda branch: "", lambda run: 0.0 if run.star else 1.0),
    Column("run", "Run", 190, _name, lambda run: f"{run.model.casefold()}/{run.serial:09d}"),
    Column("state", "State", 70, _known(lambda run: run.state), lambda run: run.state),
    Column("preset", "Preset", 76, _known(_preset), lambda run: _preset(run).casefold()),
    Column("parameters", "Size", 62, _known(lambda run: units.parameters(run.parameters)),
           lambda run: run.parameters, figure=True, falls=True),
    Column("text", "Text", 120, _known(lambda run: run.text), lambda run: run.text.casefold()),
    Column("steps", "Step", 66, _known(lambda run: units.whole(run.steps)), lambda run: run.steps, True, True),
    Column("val_loss", "Loss", 60, _known(lambda run: _loss(run.val_loss)), lambda run: run.val_loss, True),
    Column("best", "Best", 60, _known(lambda run: _loss(run.best_val_loss)), lambda run: run.best_val_loss, True),
    Column("bits", "Bits/byte", 74, _known(lambda run: _loss(run.val_bits_per_byte)),
           lambda run: run.val_bits_per_byte, True),
    Column("trained", "Trained", 66, _known(lambda run: _trained(run.seconds)), lambda run: run.seconds, True, True),
    Column("created", "Begun", 70, lambda branch: _started(branch.run), _moment, True, True),
    Column("size", "Disk", 82, _known(lambda run: units.size(run.size)), lambda run: run.size, True, True),
    Column("parent", "Forked from", 150, _origin, lambda run: run.parent or None),
    Column("note", "Note", 160, _known(lambda run: first_line(run.note)), lambda run: first_line(run.note) or None),
)  # fmt: skip
STAR = 0
