"""What to make of a run, in plain words, by rules that can be looked up.

The rules are tried in order, and the first that fits speaks. Each looks only at what was logged: the validation loss,
the mean training loss between two measurements of it, the reference losses, and how far a step moves the weights. The
thresholds were set on some real runs and judged on others: ``benchmarks/verdicts.py``, docs/verdicts.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from core.protocol import Evidence, References, Verdict
from core.runs.trace import Look, Trace

ENOUGH_LOOKS, ENOUGH_STEPS = 6, 60  # measurements after step 0, and steps, before anything is said
RISEN = 0.02  # of the best validation loss: a rise that is none of chance
AGAIN = 1.5  # times over the text before overfitting is possible
BY_HEART, OFTEN = 0.35, 3.0  # training loss as a share of the validation loss; times over the text
FLAT = 0.01  # fall over the last third of the steps, as a share of the loss
PARTS = 0.05  # fall of the training loss meanwhile, where the validation loss is left behind
SETTLED = 200  # steps from which on the size of a step tells
FAR, FARTHER = 0.0225, 0.035  # what a step moves the weights, as a share of them, where it is too much
CALMS = 0.8  # of what it was before: from here on a step does not grow shorter
NEAR, CREEPS = 0.006, 0.015  # what a step moves where it is too little, and the fall meanwhile


@dataclass(frozen=True)
class Facts:
    """What is known of a run beside its course. ``tokens_train``: of its text, 0 where nobody knows; ``ended``: it does
    not train any more; ``not_finite``: it was stopped because a number was none."""

    references: References | None = None
    tokens_train: int = 0
    ended: bool = False
    not_finite: bool = False


@dataclass(frozen=True)
class Course:
    """What the rules look at."""

    trace: Trace
    facts: Facts

    @property
    def looks(self) -> list[Look]:
        return self.trace.looks

    @property
    def first(self) -> Look:
        return self.looks[0]

    @property
    def last(self) -> Look:
        return self.looks[-1]

    @property
    def best(self) -> Look:
        return min(self.looks, key=lambda look: look.val)

    @property
    def epochs(self) -> float:
        """How often the text has been gone over."""
        return self.last.tokens / self.facts.tokens_train if self.facts.tokens_train else 0.0

    @property
    def third(self) -> Look:
        """Where the last third of the steps begins."""
        return min(self.looks, key=lambda look: abs(look.step - self.last.step * 2 / 3))

    @property
    def fall(self) -> float:
        """By how much the validation loss fell over the last third of the steps, as a share of it."""
        return (self.third.val - self.last.val) / self.last.val

    @property
    def decaying(self) -> bool:
        """Whether the schedule has taken the learning rate well below its highest."""
        return self.last.rate < 0.7 * max(look.rate for look in self.looks)

    def moves(self, begin: float, end: float) -> float | None:
        """What a step moves the weights, as a share of them: the median between two shares of the steps done."""
        steps = self.last.step
        found = [ratio for step, ratio in self.trace.ratios if begin * steps < step <= end * steps + 1]
        return median(found) if found else None

    @property
    def pairs(self) -> float | None:
        return None if self.facts.references is None else self.facts.references.bigram

    def above(self, line: float | None) -> bool:
        return line is not None and self.last.val > line


Rule = Callable[[Course], Verdict | None]


def judge(trace: Trace, facts: Facts) -> Verdict | None:
    """The verdict on a run so far; None before its first measurement."""
    if not trace.looks:
        return None
    course = Course(trace, facts)
    return next(verdict for rule in RULES if (verdict := rule(course)) is not None)


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"


def _nats(value: float) -> str:
    return f"{value:.2f}"


def _validation(course: Course) -> Evidence:
    return Evidence("Validation loss now", _nats(course.last.val))


def _diverged(course: Course) -> Verdict | None:
    lost = len(course.looks) > 2 and course.last.train >= course.first.train and course.last.step >= 8
    if not (lost or course.facts.not_finite):
        return None
    reason = (
        "The loss is no longer a finite number; what was good is kept."
        if course.facts.not_finite
        else f"The training loss, {_nats(course.last.train)}, is above that of the untrained network."
    )
    return Verdict(
        course.trace.step, "diverged", "Diverged.", reason,
        "The mean training loss since the last measurement is not below that of the untrained network, or a number is "
        "not finite.",
        (
            Evidence("Training loss now", _nats(course.last.train), f"≥ {_nats(course.first.train)}"),
            Evidence("Lowest validation loss", f"{_nats(course.best.val)} at step {course.best.step}"),
        ),
        suggestion="Begin again from the best step with a lower learning rate.",
        remedy="lower_rate",
    )  # fmt: skip


def _early(course: Course) -> Verdict | None:
    looks, steps = len(course.looks) - 1, course.last.step
    if looks >= ENOUGH_LOOKS and steps >= ENOUGH_STEPS:
        return None
    return Verdict(
        course.trace.step, "early", "Too early to say.", "The curve has only begun.",
        "Nothing is judged before enough has been measured.",
        (
            Evidence("Validation losses measured", str(looks), f"≥ {ENOUGH_LOOKS}"),
            Evidence("Steps done", str(steps), f"≥ {ENOUGH_STEPS}"),
        ),
    )  # fmt: skip


def _memorising(course: Course) -> Verdict | None:
    since = next((look for look in course.looks[1:] if _by_heart(look)), None)
    if since is None or not _by_heart(course.last) or course.epochs < OFTEN:
        return None
    return Verdict(
        course.trace.step, "memorising", "Memorising.",
        f"It knows its text nearly by heart: training loss {_nats(course.last.train)}, on text kept back "
        f"{_nats(course.last.val)}.",
        "The training loss is far below the validation loss, and the text has been gone over several times: what the "
        "network has learnt is this text, not its language.",
        (
            Evidence("Training loss ÷ validation loss", f"{course.last.train / course.last.val:.2f}", f"< {BY_HEART}"),
            Evidence("Times over the text", f"{course.epochs:.1f}", f"≥ {OFTEN:.0f}"),
            Evidence("Lowest validation loss", f"{_nats(course.best.val)} at step {course.best.step}"),
        ),
        since.step,
        "More text or a smaller network helps; the best step is kept.",
        "best",
    )  # fmt: skip


def _by_heart(look: Look) -> bool:
    return look.train < BY_HEART * look.val


def _rate_too_high(course: Course) -> Verdict | None:
    now, before = course.moves(2 / 3, 1), course.moves(1 / 6, 1 / 2)
    if now is None or before is None or course.last.step < SETTLED or not course.above(course.pairs):
        return None
    if now < FARTHER and (now < FAR or now < CALMS * before):
        return None
    return Verdict(
        course.trace.step, "rate_too_high", "Learning rate too high.",
        f"Each step moves the weights by {_share(now)}, too far to settle; the loss is still above token pairs.",
        "A step moves the matrices of the blocks by a larger share of their length than a network that settles, and "
        "does not grow shorter, while the validation loss is above what token pairs alone give.",
        (
            Evidence("A step moves the weights by", _share(now), f"≥ {_share(FAR)}"),
            Evidence("The same earlier in the run", _share(before), f"now ≥ {CALMS:.0%} of it, or ≥ {_share(FARTHER)}"),
            _validation(course),
            Evidence("Token pairs", _nats(course.pairs or 0)),
        ),
        suggestion="Train again with about a third of the learning rate.",
        remedy="lower_rate",
    )  # fmt: skip


def _rate_too_low(course: Course) -> Verdict | None:
    references = course.facts.references
    now = course.moves(2 / 3, 1)
    creeping = now is not None and now < NEAR and course.above(course.pairs)
    late = now is None and references is not None and course.above(references.unigram) and course.last.step >= SETTLED
    if not (creeping or late) or course.fall < CREEPS or course.decaying:
        return None
    moved = "" if now is None else f"each step moves the weights by {_share(now)} only, and "
    return Verdict(
        course.trace.step, "rate_too_low", "Learning rate too low.",
        f"It falls steadily, but {moved}the loss is still above token {'pairs' if creeping else 'frequencies'}.",
        "The validation loss falls steadily and is still above what token pairs alone give, while a step moves the "
        "matrices of the blocks by a small share of their length. (Without figures of health: above what token "
        f"frequencies give after {SETTLED} steps.)",
        (
            Evidence("A step moves the weights by", _share(now) if now is not None else "–", f"< {_share(NEAR)}"),
            Evidence("Fall over the last third of the steps", _share(course.fall), f"≥ {_share(CREEPS)}"),
            _validation(course),
            Evidence("Token pairs", _nats(course.pairs or 0)),
        ),
        suggestion="About three times the learning rate would get further in the same time.",
        remedy="higher_rate",
    )  # fmt: skip


def _overfitting(course: Course) -> Verdict | None:
    best, last = course.best, course.last
    after = [look for look in course.looks if look.step > best.step]
    risen = (
        len(after) >= 2 and all(look.val > (1 + RISEN) * best.val for look in after[-2:]) and last.train < best.train
    )
    learnt = (course.third.train - last.train) / last.train
    parted = course.fall < FLAT and learnt >= PARTS and last.train < last.val
    if not (risen or parted) or course.epochs < AGAIN:
        return None
    change = f"has risen from {_nats(best.val)} to {_nats(last.val)}" if risen else "does not fall any more"
    return Verdict(
        course.trace.step, "overfitting", f"Overfitting since step {best.step}.",
        f"On text kept back the loss {change}, while on its own text it still falls.",
        f"The text has been gone over more than {AGAIN} times, and the training loss falls while the validation loss "
        f"has been {_share(RISEN)} above its lowest in the last two measurements, or fell by less than {_share(FLAT)} "
        "over the last third of the steps.",
        (
            Evidence("Above the lowest validation loss", _share(last.val / best.val - 1), f"> {_share(RISEN)}, twice"),
            Evidence("Fall over the last third: validation", _share(course.fall), f"< {_share(FLAT)}"),
            Evidence("Fall over the last third: training", _share(learnt), f"≥ {_share(PARTS)}"),
            Evidence("Lowest validation loss", f"{_nats(best.val)} at step {best.step}"),
            Evidence("Times over the text", f"{course.epochs:.1f}", f"≥ {AGAIN}"),
        ),
        best.step,
        f"Stop here: step {best.step} is kept. More text or dropout would help.",
        "best",
    )  # fmt: skip


def _plateau(course: Course) -> Verdict | None:
    if course.fall >= FLAT or course.decaying:
        return None
    since = next(look for look in course.looks if look.val <= (1 + FLAT) * course.last.val)
    return Verdict(
        course.trace.step, "plateau", "On a plateau.",
        f"Over the last third of the steps the validation loss fell by {_share(max(0.0, course.fall))} only.",
        "Over the last third of the steps the validation loss has hardly fallen, and the learning rate has not been "
        "lowered meanwhile.",
        (
            Evidence("Fall over the last third of the steps", _share(course.fall), f"< {_share(FLAT)}"),
            Evidence(f"Validation loss at step {course.third.step}", _nats(course.third.val)),
            _validation(course),
        ),
        since.step,
        "A lower learning rate or a larger network may get further; more of the same will not.",
        "lower_rate" if course.facts.ended else "stop",
    )  # fmt: skip


def _falling(course: Course) -> Verdict | None:
    beaten = _beaten(course)
    words = (
        f"{beaten}; no sign of memorising."
        if beaten
        else f"{_share(max(0.0, course.fall))} lower than at step {course.third.step}."
    )
    more = course.facts.ended and course.fall >= FLAT
    well = course.pairs is not None and not course.above(course.pairs)
    return Verdict(
        course.trace.step, "falling", "Learning well." if well and not more else "Still falling.", words,
        "None of the other rules fits: the validation loss is at its lowest or near it, and has fallen over the last "
        "third of the steps.",
        (
            Evidence("Fall over the last third of the steps", _share(course.fall), f"≥ {_share(FLAT)}"),
            _validation(course),
            Evidence("Lowest validation loss", f"{_nats(course.best.val)} at step {course.best.step}"),
            Evidence("Training loss now", _nats(course.last.train)),
        ),
        suggestion="A longer training would bring it further." if more else "",
        remedy="longer" if more else "",
    )  # fmt: skip


def _beaten(course: Course) -> str:
    """The best reference that the network is better than, and since when."""
    known = course.facts.references
    if known is None:
        return ""
    for name, line in (("token pairs", known.bigram), ("token frequencies", known.unigram)):
        since = next((look.step for look in course.looks if look.val < line), None)
        if since is not None and not course.above(line):
            return f"Better than {name} since step {since}"
    return ""


RULES: tuple[Rule, ...] = (
    _diverged, _early, _memorising, _rate_too_high, _rate_too_low, _overfitting, _plateau, _falling
)  # fmt: skip
