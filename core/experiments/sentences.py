"""What may be said of measured losses, by rule: no sentence claims what the spread of the seeds does not carry.

Two variants differ, for a sentence, if each has at least three finite losses, all of the one lie beyond all of the
other, and the means are further apart than ``CARRIES`` times their common standard deviation. That is a t-test of
three against three seeds at 5 %, shared among nine comparisons (Bonferroni): t(4; 1 − 0.05/18) · √(2/3) = 4.5.
"""

import math
from collections.abc import Callable, Sequence

from core.experiments.variants import Variant
from core.protocol import References, VariantResult

CARRIES = 4.5
FEWEST = 3
NOTE = (
    "Validation loss in nats per token at the end, {seeds} seeds each: a dot a seed, a line their mean, a band one "
    "standard deviation (n − 1) to either side. A difference is called one where all seeds of "
    "one lie beyond all of the other and the means are more than 4.5 standard deviations apart."
)
TINY = 1e-4  # nats: losses are shown with four digits at most


def differ(one: VariantResult, other: VariantResult) -> bool:
    """Whether the spread of the seeds carries the difference of the means."""
    mine, theirs = finite(one), finite(other)
    if min(len(mine), len(theirs)) < FEWEST:
        return False
    apart = max(mine) < min(theirs) or max(theirs) < min(mine)
    assert one.mean is not None
    assert other.mean is not None
    assert one.spread is not None
    assert other.spread is not None
    common = math.sqrt((one.spread**2 + other.spread**2) / 2)
    return apart and abs(one.mean - other.mean) > max(CARRIES * common, TINY)


def finite(one: VariantResult) -> list[float]:
    return [loss for loss in one.losses if loss is not None]


def sentence_of(
    variant: Variant, one: VariantResult, whole: VariantResult, references: References | None = None
) -> str:
    """What may be said of a variant beside the whole model."""
    lost = len(one.losses) - len(finite(one))
    parts = [variant.purpose] if variant.purpose else []
    if lost:
        parts.append(f"{_many(lost, len(one.losses))} of its trainings came to a loss that is no number.")
    if one.mean is None or whole.mean is None:
        return " ".join(parts)
    parts.append(_comparison(one, whole))
    parts += [_beside_counting(one, references), _at_the_edge(one)]
    return " ".join(part for part in parts if part)


def _comparison(one: VariantResult, whole: VariantResult) -> str:
    assert one.mean is not None
    assert whole.mean is not None
    numbers = f"{_with_spread(one)} against {_with_spread(whole)}"
    if min(len(finite(one)), len(finite(whole))) < FEWEST:
        return f"{one.label}: {numbers}; fewer than {FEWEST} seeds carry no claim."
    if not differ(one, whole):
        return f"{one.label} the loss is {numbers}: no difference that the spread of the seeds carries."
    by = one.mean - whole.mean
    share = round(100 * math.exp(-abs(by)))
    if by > 0:
        return f"{one.label} the loss is higher, {numbers}: on average the right token is {share} % as probable."
    return f"{one.label} the loss is lower, {numbers}: here the model does better without, or with less."


def _beside_counting(one: VariantResult, references: References | None) -> str:
    """Whether a network does better than a table of token pairs, where all of its seeds agree."""
    losses = finite(one)
    if references is None or len(losses) < FEWEST or len(losses) < len(one.losses):
        return ""
    if min(losses) > references.unigram:
        return f"That is no better than knowing how frequent each token is ({references.unigram:.2f})."
    if min(losses) > references.bigram:
        return f"That is no better than a table of token pairs ({references.bigram:.2f})."
    return ""


def _at_the_edge(one: VariantResult) -> str:
    """Whether a learning rate that was not tried might have done better."""
    rates = [tried.rate for tried in one.tried]
    if len(rates) < 2 or one.rate not in (min(rates), max(rates)):
        return ""
    side = "smallest" if one.rate == min(rates) else "largest"
    return f"Its best learning rate is the {side} that was tried: a better one may lie beyond."


def _with_spread(one: VariantResult) -> str:
    spread = "" if one.spread is None else f" ± {one.spread:.3f}"
    return f"{one.mean:.3f}{spread}"


def _many(some: int, all_: int) -> str:
    return "All" if some == all_ else f"{some} of {all_}" if some > 1 else "One"


# ---- of the experiment as a whole ------------------------------------------------------------------------------------


def _blocks(variants: Sequence[VariantResult]) -> tuple[str, ...]:
    """Which part is missed most."""
    whole = next((one for one in variants if one.whole), None)
    if whole is None or whole.mean is None:
        return ()
    missed = [one for one in variants if not one.whole and one.mean is not None and differ(one, whole)]
    missed = sorted((one for one in missed if _mean(one) > _mean(whole)), key=_mean, reverse=True)
    if not missed:
        return ("No part is missed so much that the spread of the seeds carries it.",)
    names = [one.label[:1].lower() + one.label[1:] for one in missed]
    if len(missed) > 1 and not differ(missed[0], missed[1]):
        return (f"Dearest are {names[0]} and {names[1]}, which the seeds do not tell apart.",)
    return (f"Dearest is {names[0]}: {_mean(missed[0]) - _mean(whole):.2f} nats per token.",)


def _rates(variants: Sequence[VariantResult]) -> tuple[str, ...]:
    """The best learning rate, as far as it can be told."""
    said = list(_best(variants, "learning rate"))
    measured = [one for one in variants if one.mean is not None]
    if measured:
        best = min(measured, key=_mean)
        if best in (variants[0], variants[-1]) and len(variants) > 1:
            side = "smallest" if best is variants[0] else "largest"
            said.append(f"It is the {side} that was tried: the best may lie beyond.")
    lost = [one for one in variants if len(finite(one)) < len(one.losses)]
    said += [f"{one.label}: {_many(len(one.losses) - len(finite(one)), len(one.losses)).lower()} of its trainings "
             "came to a loss that is no number." for one in lost]  # fmt: skip
    return tuple(said)


def _sizes(variants: Sequence[VariantResult]) -> tuple[str, ...]:
    """The best size at equal tokens."""
    said = _best(variants, "size")
    return (*said, "All sizes saw equally many tokens, so the larger ones took more time.") if said else ()


def _best(variants: Sequence[VariantResult], what: str) -> tuple[str, ...]:
    measured = sorted((one for one in variants if one.mean is not None), key=_mean)
    if len(measured) < 2:
        return ()
    best = measured[0]
    alike = [one for one in measured[1:] if not differ(best, one)]
    if len(finite(best)) < FEWEST:
        return (f"Lowest is {best.label[:1].lower() + best.label[1:]} at {_with_spread(best)}; fewer than {FEWEST} "
                "seeds carry no claim.",)  # fmt: skip
    if not alike:
        return (f"The best {what} tried is {best.label[:1].lower() + best.label[1:]}: {_with_spread(best)}.",)
    names = ", ".join(f"{one.label[:1].lower() + one.label[1:]} ({_with_spread(one)})" for one in alike)
    return (f"Lowest is {best.label[:1].lower() + best.label[1:]} at {_with_spread(best)}; not told apart from it: "
            f"{names}.",)  # fmt: skip


def _mean(one: VariantResult) -> float:
    return math.inf if one.mean is None else one.mean


SENTENCES: dict[str, Callable[[Sequence[VariantResult]], tuple[str, ...]]] = {
    "take-a-block-out": _blocks,
    "learning-rate": _rates,
    "size": _sizes,
}
