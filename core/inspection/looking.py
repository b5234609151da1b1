"""A view is asked about a subject: what it finds, with the prompt's tokens and what could come next."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.inspection.next_token import softmax
from core.inspection.subject import Subject
from core.inspection.views import VIEWS
from core.model.sampling import likeliest
from core.model.taps import watched
from core.protocol import Event, InspectDone, InspectSoFar, Notice, Shift, ViewResult

NEXT_SHOWN = 3
ALSO_OF_NAN = ("health", "heads-over-time")  # views that say something of a network whose weights are no numbers


@dataclass(frozen=True)
class Asked:
    """``view``: its name; ``words``: the prompt; ``notices``: what a person should know about it."""

    view: str
    words: str
    subject: Subject
    notices: tuple[Notice, ...] = ()


def look(asked: Asked) -> Iterator[Event]:
    """What a view knows by now, again and again, and at last what it found. A stop is heard before each block.

    Raises:
        SettingError: the view has no meaning for this network.
        RunError: its weights are no numbers.
        Interrupted: a stop was asked for.
    """
    subject = asked.subject
    with watched(subject.model.blocks, subject.control.check):
        about = _about(asked)
        if asked.view not in ALSO_OF_NAN:
            subject.check_numbers()
        result: ViewResult | None = None
        for better in VIEWS[asked.view](subject):
            if result is not None:
                yield InspectSoFar(result=result, **about)
            result = better
    assert result is not None
    yield InspectDone(result=result, **about)


def found(asked: Asked) -> InspectDone:
    """What the view finds, when only the whole is wanted."""
    *_, last = look(asked)
    assert isinstance(last, InspectDone)
    return last


def _about(asked: Asked) -> dict[str, Any]:
    """What is the same in every answer to one question."""
    subject, label = asked.subject, asked.subject.tokenizer.label
    logits = subject.logits_after(-1)
    numbers = bool(np.isfinite(logits).all())
    odds = softmax(logits) if numbers else np.zeros(0)
    assert subject.origin is not None
    return {
        "run": subject.origin.run.name,
        "step": subject.origin.step,
        "view": asked.view,
        "tokens": tuple(label(i) for i in subject.ids),
        "token_ids": subject.ids,
        "prompt": asked.words,
        "at": subject.at,
        "context_length": subject.model.config.context_length,
        "next_tokens": tuple((label(i), float(odds[i])) for i in likeliest(odds, NEXT_SHOWN)),
        "surgery": subject.surgery,
        "shift": _shift(subject) if numbers else None,
    }


def _shift(subject: Subject) -> Shift | None:
    """What surgery has made of the token that was likeliest after the one asked about."""
    if subject.whole is None:
        return None
    before, after = (softmax(one.logits_after(one.at)) for one in (subject.before(), subject))
    (best,) = likeliest(before, 1)
    return Shift(best, subject.tokenizer.label(best), float(before[best]), float(after[best]))
