"""How often the verdict on a training is right: judged on tiny real runs whose truth is settled without its rules.

    python main.py bench verdicts
    python -m benchmarks.verdicts [--setting] [--keep FOLDER] [--most N]

A run is judged half-way, or at its end where the rate was lowered on the way, the text is little or it came apart. What
is true of it is settled by its other half, by its twins at other rates, and by what it knows by heart. The thresholds
were set on the runs of SETTING (``--setting``), and these figures are those of JUDGED.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from benchmarks.measuring import Row
from benchmarks.verdict_runs import JUDGED, SETTING, Base, Made, make, read, texts, write
from core.paths import Home
from core.protocol import Health, Step, Verdict
from core.runs.trace import Trace
from core.runs.verdict import Facts, judge

KINDS = ("falling", "plateau", "rate_too_high", "rate_too_low", "overfitting", "memorising", "diverged")
WORSE = 0.9  # a twin with another rate ends at this share of the loss, or lower
BRINGS = 0.02  # what as many steps again bring, from which on a run was still falling
HEART = 0.1  # share of passages known by heart beyond those kept back


@dataclass(frozen=True)
class Judged:
    """A run with what was said of it and all that is true of it, the weightiest first."""

    run: Made
    said: str
    true: tuple[str, ...]

    def __str__(self) -> str:
        mark = "" if self.said == self.true[0] else "  (also true)" if self.said in self.true else "  FALSE"
        return (
            f"{self.run.group:16} rate × {self.run.factor:<6g} said {self.said:14} true: {', '.join(self.true)}{mark}"
        )


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """A row for each kind; ``runs`` is not used, for the same seeds give the same runs."""
    bases = [one for one in JUDGED if one.name == "t-wild-1"] if quick else list(JUDGED)
    with tempfile.TemporaryDirectory() as folder:
        yield from rows([judged for one in bases for judged in judged_runs(made(one, Path(folder), quick))])


def rows(found: list[Judged]) -> Iterator[Row]:
    """How many of each kind were recognised, and how often it was said where it is not true."""
    for kind in KINDS:
        of_kind = [one for one in found if one.true[0] == kind]
        hits = sum(one.said == kind for one in of_kind)
        others = [one for one in found if kind not in one.true]
        alarms = sum(one.said == kind for one in others)
        share = 100 * hits / len(of_kind) if of_kind else 0.0
        missed = Counter(one.said for one in of_kind if one.said != kind)
        instead = "; instead: " + ", ".join(f"{name} {n}" for name, n in missed.items()) if missed else ""
        figures = f"{hits} of {len(of_kind)}; false alarms {alarms} of {len(others)}{instead}"
        yield Row(f"{kind} recognised", (share,), "≥ 80 %", figures, "%")


def made(one: Base, keep: Path, quick: bool = False) -> list[Made]:
    """The runs of a base: those kept in a folder, or new ones."""
    kept = keep / f"{one.name}.json"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            kept.write_bytes(write(list(make(one, Home(Path(folder)), texts(), quick))))
    return read(kept.read_bytes())


def judged_runs(group: list[Made]) -> list[Judged]:
    """Every run of a base, beside its twins at other rates."""
    return [Judged(run, said_of(run).kind, tuple(true_of(run, group))) for run in group]


def moment(run: Made) -> int:
    """The step at which a run is judged."""
    last = int(run.rows[-1]["step"])
    at_end = run.schedule != "constant" or not run.finite or run.group.removeprefix("t-").startswith(("little", "wild"))
    return last if at_end else last // 2


def said_of(run: Made) -> Verdict:
    """The verdict at that moment."""
    trace, until = Trace(), moment(run)
    for row in run.rows:
        if row["step"] <= until:
            trace.take(Step(**row))
    for step, ratio in run.moves:
        if step <= until:
            trace.take_health(Health(step, 0.0, 0.0, 0, ratio, 0.0, 0.0))
    ended = until == run.rows[-1]["step"]
    verdict = judge(trace, Facts(run.info.references, run.info.tokens_train, ended, ended and not run.finite))
    assert verdict is not None
    return verdict


def true_of(run: Made, group: list[Made]) -> Iterator[str]:
    """All that is true of a run, the weightiest first."""
    until, ends = moment(run), {twin.factor: _val(twin)[-1][1] if twin.finite else float("inf") for twin in group}
    val = _val(run)
    by_then, later = [loss for step, loss in val if step <= until], [loss for step, loss in val if step > until]
    if not run.finite or _train(run, 0.9 * until, until) >= run.rows[0]["train_loss"]:
        yield "diverged"
    mine = ends[run.factor]
    if min(loss for factor, loss in ends.items() if factor <= run.factor) <= WORSE * mine:
        yield "rate_too_high"
    if min(loss for factor, loss in ends.items() if factor >= run.factor) <= WORSE * mine:
        yield "rate_too_low"
    if run.by_heart[0] - run.by_heart[1] >= HEART:
        yield "memorising"
    if not later:
        half = until / 2
        by_then, later = [loss for step, loss in val if step <= half], [loss for step, loss in val if step > half]
        until = int(half)
    again = _train(run, 0.9 * run.rows[-1]["step"], run.rows[-1]["step"])
    if min(later) >= min(by_then) and again <= 0.95 * _train(run, 0.9 * until, until):
        yield "overfitting"
    yield "falling" if by_then[-1] - min(later) >= BRINGS * by_then[-1] else "plateau"


def _val(run: Made) -> list[tuple[int, float]]:
    return [(row["step"], row["val_loss"]) for row in run.rows if row["val_loss"] is not None]


def _train(run: Made, begin: float, end: float) -> float:
    """The mean training loss between two steps."""
    return mean(row["train_loss"] for row in run.rows if begin <= row["step"] <= end)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--setting", action="store_true", help="the runs on which the thresholds were set")
    parser.add_argument("--keep", type=Path, default=None, help="keep what was made here, and do not make it again")
    parser.add_argument("--most", type=int, default=1000, help="make so many bases at most, and judge what is there")
    given = parser.parse_args()
    keep = given.keep or Path(tempfile.mkdtemp())
    keep.mkdir(parents=True, exist_ok=True)
    found: list[Judged] = []
    for one in SETTING if given.setting else JUDGED:
        if not (keep / f"{one.name}.json").exists():
            if not given.most:
                continue
            given.most -= 1
        found += judged_runs(made(one, keep))
    for line in (*found, *rows(found)):
        print(line)


if __name__ == "__main__":
    main()
