"""One prompt through all steps of a run: what the network wrote after it at each of them."""

from dataclasses import dataclass, field
from typing import ClassVar

from core.config import SamplingConfig
from core.protocol.base import Command, Done, Event
from core.protocol.writing import Ended, Part


@dataclass(frozen=True)
class Filmstrip(Command):
    """Let every step of a run that is kept continue the same prompt, with the same seed and rules.

    ``run`` is RUN[@STEP]: of a step that is named, up to that one. ``prompt`` and ``parts`` are those of ``Sample``.
    """

    run: str
    prompt: str = ""
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Frame(Event):
    """What one step wrote: the same as it answers to a ``Sample``.

    ``mean_log_probability``: of its tokens under its own odds, in nats; None where it wrote none. ``best``: the step
    with the lowest validation loss.
    """

    event: ClassVar[str] = "frame"

    step: int
    text: str
    token_ids: tuple[int, ...]
    mean_log_probability: float | None
    stopped_by: Ended = "length"
    best: bool = False


@dataclass(frozen=True)
class FilmstripDone(Done):
    """``frames``: how many steps have answered; ``whole``: none was left because of a stop."""

    run: str
    frames: int
    seed: int
    whole: bool = True
