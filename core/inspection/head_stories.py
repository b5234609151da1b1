"""What became of each head, in words: what it does, since when, and since when it matters."""

from collections.abc import Sequence

import numpy as np

from core.config import HEAD_KINDS
from core.protocol import HeadStory

# A head is named after what it does this much more than chance; it matters from so many nats on.
STANDS_OUT, MATTERS = 0.2, 0.1
NEVER = -1


def kind_of(scores: Sequence[float], chance: Sequence[float]) -> str:
    """What a head does far more than chance, and most of all; empty where nothing stands out.  K, K → kind"""
    above = np.subtract(scores, chance)
    best = int(np.argmax(np.nan_to_num(above, nan=-1.0)))
    return tuple(HEAD_KINDS)[best] if above[best] >= STANDS_OUT else ""


def since(values: np.ndarray, floor: float, steps: Sequence[int]) -> tuple[int, int] | None:
    """Between which two kept steps it began: from the second on, all values are at least half as far above the floor as
    the last. −1 in place of the first where it was so from the start; None where a value is missing.  S → steps"""
    if not len(steps) or not np.isfinite(values).all():
        return None
    high = values >= floor + (values[-1] - floor) / 2
    began = len(high) - int(np.argmin(high[::-1])) if not high.all() else 0
    return (steps[began - 1] if began else NEVER, steps[began])


def stories(
    steps: Sequence[int], scores: np.ndarray, chance: Sequence[float], lost: np.ndarray, gain: float
) -> tuple[tuple[HeadStory, ...], ...]:
    """One of each head, by layer. ``gain``: nats that a repetition saves at the last step.  K S L H, K, S L H → L H"""
    if not len(steps):
        return ()
    layers, heads = lost.shape[1:]
    return tuple(
        tuple(story(steps, scores[:, :, layer, head], chance, lost[:, layer, head], gain) for head in range(heads))
        for layer in range(layers)
    )


def story(
    steps: Sequence[int], scores: np.ndarray, chance: Sequence[float], lost: np.ndarray, gain: float
) -> HeadStory:
    """Of one head.  K S, K, S → story"""
    kind = kind_of(scores[:, -1], chance)
    number = tuple(HEAD_KINDS).index(kind) if kind else int(np.argmax(scores[:, -1] - chance))
    began = since(scores[number], chance[number], steps) if kind else None
    words = [_does(number, kind, scores[number, -1], chance[number])]
    if began is not None and len(steps) > 1:
        words.append(f"This began {_when(began)}.")
    last = float(lost[-1]) if np.isfinite(lost[-1]) else None
    matters = since(lost, 0.0, steps) if last is not None and last >= MATTERS else None
    if last is not None:
        words.append(_costs(last, gain))
    if matters is not None and len(steps) > 1:
        words.append(f"It began to matter {_when(matters)}.")
    return HeadStory(kind, " ".join(words), began, last, matters)


def whole_sentence(steps: Sequence[int], told: Sequence[Sequence[HeadStory]], gain: float) -> str:
    """What to know first: the head that matters most, and since when."""
    if not len(steps):
        return ""
    if len(steps) == 1:
        return f"Only step {steps[0]:,} of this run was kept: there is no other to compare it with."
    measured = [
        (one.lost, layer, head, one)
        for layer, heads in enumerate(told)
        for head, one in enumerate(heads)
        if one.lost is not None
    ]
    if not measured or gain < MATTERS:
        return f"Seeing a token again saves {gain:.2f} nats at step {steps[-1]:,}: no head matters to repetition."
    lost, layer, head, most = max(measured, key=lambda one: one[0])
    if most.matters_since is None:
        return f"Seeing a token again saves {gain:.2f} nats at step {steps[-1]:,}; no single head matters to that."
    return (
        f"Layer {layer} · head {head} matters most: it began {_when(most.matters_since)}, and without it "
        f"{share_of(lost, gain)} of what a repetition saves is lost."
    )


def share_of(lost: float, gain: float) -> str:
    return f"{min(lost / gain, 1.0):.0%}".replace("%", " %")


def _does(number: int, kind: str, value: float, chance: float) -> str:
    name = tuple(HEAD_KINDS.values())[number].label
    if kind:
        return f"{name} {value:.2f} (chance {chance:.2f})."
    return f"Nothing stands out: most is {name.lower()} {value:.2f} (chance {chance:.2f})."


def _costs(lost: float, gain: float) -> str:
    if lost >= MATTERS and gain >= MATTERS:
        return f"Without it, {share_of(lost, gain)} of what a repetition saves is lost ({lost:.2f} nats a token)."
    return f"Switching it off hardly matters to repetition ({lost:+.2f} nats a token)."


def _when(began: tuple[int, int]) -> str:
    before, step = began
    return f"at step {step:,} or before" if before == NEVER else f"between step {before:,} and {step:,}"
