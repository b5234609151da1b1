"""Which run was forked from which at which step, as a tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import RunError
from core.runs.names import SERIAL_PREFIX, parse_ref
from core.runs.summaries import RunSummary

FormerModels = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Branch:
    """One run in the tree. ``depth``: 0 for one that begins with fresh weights; ``parent``: the run it was forked from,
    as it is called now, or as it was called where it is gone; ``step``: at which step of it; ``gone``: it is not there.
    """

    run: RunSummary
    depth: int = 0
    parent: str = ""
    step: int | None = None
    gone: bool = False


def lineage(runs: Sequence[RunSummary], former: FormerModels) -> list[Branch]:
    """Every run once: below each its forks, by step. Families in the order of the newest run in each.

    ``former``: of every former name of a model what it may be called now, see ``former_models``.
    """
    there = {run.name: run for run in runs}
    origins = {run.name: _origin(run, there, former) for run in runs}
    children: dict[str, list[RunSummary]] = {}
    roots: dict[str, None] = {}
    for run in runs:  # the newest first
        children.setdefault(origins[run.name].parent, []).append(run)
        roots[_root(run.name, origins)] = None
    branches: list[Branch] = []
    for root in roots:
        _grow(there[root], 0, origins, children, branches)
    return branches


def _grow(
    run: RunSummary,
    depth: int,
    origins: Mapping[str, Branch],
    children: Mapping[str, list[RunSummary]],
    branches: list[Branch],
) -> None:
    """A run and what was forked from it, without recursion: a family may be thousands of runs deep."""
    waiting = [(run, depth)]
    seen = {branch.run.name for branch in branches}
    while waiting:
        run, depth = waiting.pop()
        if run.name in seen:
            continue
        seen.add(run.name)
        origin = origins[run.name]
        branches.append(Branch(run, depth, origin.parent, origin.step, origin.gone))
        below = sorted(children.get(run.name, ()), key=lambda child: (origins[child.name].step or 0, child.created))
        waiting += [(child, depth + 1) for child in reversed(below)]


def _root(name: str, origins: Mapping[str, Branch]) -> str:
    """The first of its line that is there. Lines that lead in a circle, written by hand, begin somewhere."""
    seen = {name}
    while True:
        origin = origins[name]
        if not origin.parent or origin.gone or origin.parent in seen:
            return name
        name = origin.parent
        seen.add(name)


def _origin(run: RunSummary, there: Mapping[str, RunSummary], former: FormerModels) -> Branch:
    """What a run was forked from."""
    if not run.parent:
        return Branch(run)
    try:
        ref = parse_ref(run.parent)
    except RunError:
        return Branch(run, parent=run.parent, gone=True)
    step = ref.step if isinstance(ref.step, int) else None
    for model in (ref.model, *former.get(ref.model, ())):
        name = f"{model}/{SERIAL_PREFIX}{ref.serial}"
        if name in there and name != run.name:
            return Branch(run, parent=name, step=step)
    return Branch(run, parent=run.parent.partition("@")[0], step=step, gone=True)
