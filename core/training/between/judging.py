"""What to make of the run so far: judged anew whenever the validation loss has been measured."""

from collections.abc import Iterator

from core.protocol import Verdict
from core.runs.verdict import Facts, judge
from core.training.cadence import Due
from core.training.state import State


def judge_run(state: State, due: Due) -> Iterator[Verdict]:
    """If it is due."""
    verdict = verdict_of(state) if due.evaluation else None
    if verdict is not None:
        yield verdict


def verdict_of(state: State, ended: bool = False) -> Verdict | None:
    """The verdict now, if there is something to judge by. ``ended``: it does not train any more."""
    prepared = state.parts.prepared
    return judge(state.trace, Facts(prepared.references, len(prepared.train), ended, not_finite=not state.finite))
