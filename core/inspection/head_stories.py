"""What became of each head, in words: what it does, since when, and since when it matters."""

from collections.abc import Sequence

import numpy as np

from core.config import HEAD_KINDS
from core.protocol import HeadsOverTimeResult, HeadStory

# A head is named after what it does this much more than chance; it matters from so many nats on.
STANDS_OUT, MATTERS = 0.2, 0.1
NEVER = -1


def kind_of(scores: Sequence[float] | np.ndarray, chance: Sequence[float]) -> str:
    """What a head does far more than chance, and most of all; empty where nothing stands out.  K, K → kind"""
    above = np.subtract(scores, chance)
    best = int(np.argmax(np.nan_to_num(above, nan=-1.0)))
    return tuple(HEAD_KINDS)[best] if above[best] >= STANDS_OUT else ""


def since(values: np.ndarray, floor: float, steps: Sequence[int]) -> tuple[int, int]:
    """Between which two kept steps it began: from the second on, all values are at least half as far above the floor as
    the last. −1 in place of the first where it was so from the start.  S → steps"""
    low = np.flatnonzero(values < floor + (values[-1] - floor) / 2)
    began = int(low[-1]) + 1 if low.size else 0
    return (int(steps[began - 1]) if began else NEVER, int(steps[began]))


def stories(known: HeadsOverTimeResult) -> tuple[tuple[HeadStory, ...], ...]:
    """One of each head, by layer, from what is measured by now."""
    layers, heads = known.scores.shape[2:]
    lost = known.lost
    return tuple(
        tuple(story(known, known.scores[:, :, layer, head], lost[:, layer, head]) for head in range(heads))
        for layer in range(layers)
    )


def story(known: HeadsOverTimeResult, scores: np.ndarray, lost: np.ndarray) -> HeadStory:
    """Of one head.  K S, S → story"""
    steps, (scored,), (switched,) = np.array(known.steps), np.isfinite(scores[0]).nonzero(), np.isfinite(lost).nonzero()
    if not scored.size:
        return HeadStory("", "")
    last = scores[:, scored[-1]]
    kind = kind_of(last, known.chance)
    number = known.kinds.index(kind) if kind else int(np.argmax(last - known.chance))
    said, began, matters, costs = [_does(number, kind, last[number], known.chance[number])], None, None, None
    if kind and len(scored) > 1:
        began = since(scores[number, scored], known.chance[number], steps[scored])
    if switched.size:
        costs, gain = float(lost[switched[-1]]), gain_at(known, switched[-1])
        said.append(_costs(costs, gain))
        if min(costs, gain) >= MATTERS and len(switched) > 1:
            matters = since(lost[switched], 0.0, steps[switched])
    said += _began(began, matters)
    return HeadStory(kind, " ".join(said), began, costs, matters)


def gain_at(known: HeadsOverTimeResult, number: int) -> float:
    """Nats that seeing a token again saves, at a step by its number."""
    return float(known.losses[number, 0] - known.losses[number, 1])


def whole_sentence(known: HeadsOverTimeResult, told: Sequence[Sequence[HeadStory]]) -> str:
    """What to know first: the head that matters most, and since when."""
    last = _last_scored(known)
    if last is None:
        return "No step of this run can be read." if not known.steps else ""
    step, gain = known.steps[last], gain_at(known, last)
    if len(known.steps) == 1:
        return f"Only step {step:,} of this run was kept: there is no other to compare it with."
    if gain < MATTERS:
        return f"At step {step:,} it is no help to have seen a token before: no head matters to repetition."
    saves = f"Seeing a token again saves {gain:.2f} nats at step {step:,}"
    leads = leader(known, told)
    if leads is None:
        measured = any(one.lost is not None for heads in told for one in heads)
        return f"{saves}; no single head matters to that." if measured else f"{saves}."
    layer, head = leads
    most = told[layer][head]
    began = "" if most.matters_since is None else f"it began {when(most.matters_since)}, and "
    return (
        f"Layer {layer} · head {head} matters most: {began}without it {share_of(most.lost or 0.0, gain)} of what a "
        "repetition saves is lost."
    )


def leader(known: HeadsOverTimeResult, told: Sequence[Sequence[HeadStory]]) -> tuple[int, int] | None:
    """Layer and number of the head without which the most is lost; None where none matters, or that is not known."""
    last = _last_scored(known)
    if last is None or gain_at(known, last) < MATTERS:
        return None
    lost = {
        (layer, head): one.lost
        for layer, heads in enumerate(told)
        for head, one in enumerate(heads)
        if one.lost is not None and one.lost >= MATTERS
    }
    return max(lost, key=lambda head: lost[head]) if lost else None


def _last_scored(known: HeadsOverTimeResult) -> int | None:
    """The number of the last step at which the heads are scored by now."""
    (scored,) = np.isfinite(known.losses[:, 0]).nonzero()
    return int(scored[-1]) if scored.size else None


def share_of(lost: float, gain: float) -> str:
    """In words, at most all."""
    return f"{min(lost / gain, 1.0):.0%}".replace("%", " %")


def _does(number: int, kind: str, value: float, chance: float) -> str:
    name = tuple(HEAD_KINDS.values())[number].label
    if kind:
        return f"{name} {value:.2f} (chance {chance:.2f})."
    return f"Nothing stands out: most is {name.lower()} {value:.2f} (chance {chance:.2f})."


def _costs(lost: float, gain: float) -> str:
    if lost >= MATTERS and gain >= MATTERS:
        return f"Without it, {share_of(lost, gain)} of what a repetition saves is lost ({lost:.2f} nats a token)."
    words = f"{lost:+.2f}".replace("-", "−")
    return f"Switching it off hardly matters to repetition ({words} nats a token)."


def _began(does: tuple[int, int] | None, matters: tuple[int, int] | None) -> list[str]:
    if does is not None and does == matters:
        return [f"It began to do this, and to matter, {when(does)}."]
    said = [] if does is None else [f"It began to do this {when(does)}."]
    return said if matters is None else [*said, f"It began to matter {when(matters)}."]


def when(began: tuple[int, int]) -> str:
    """In words."""
    before, step = began
    return f"at step {step:,} or before" if before == NEVER else f"between step {before:,} and {step:,}"
