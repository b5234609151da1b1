"""The question that every view is asked, and its answer."""

from dataclasses import dataclass, field
from typing import ClassVar

from core.config import InspectConfig, SamplingConfig, SurgeryConfig
from core.protocol.base import Command, Done, Event
from core.protocol.inspecting.surgery import Shift
from core.protocol.inspecting.table import Table, ViewResult
from core.protocol.writing import Part


@dataclass(frozen=True)
class Inspect(Command):
    """Show one view of the model at work on a prompt.

    ``prompt`` None: what the run itself wrote last. ``looking``: place, token and head that are looked at, and what
    else a view needs to know. ``sampling`` matters to views that show odds. ``parts``: what was said before the
    prompt, as in ``Sample``; the prompt itself is always plain text. ``surgery``: what is changed in a copy of the
    network, at which every view looks then.
    """

    run: str
    view: str = "attention"
    prompt: str | None = ""
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    looking: InspectConfig = field(default_factory=InspectConfig)
    parts: tuple[Part, ...] = ()
    surgery: SurgeryConfig = field(default_factory=SurgeryConfig)


@dataclass(frozen=True)
class Looked:
    """``tokens``: the prompt's tokens as text (those the model sees); ``token_ids``: their ids; ``at``: the token
    asked about; ``next_tokens``: the likeliest after the last one, with their odds under the model alone; ``shift``:
    of an operated network, what has become of the token that the whole one finds likeliest after ``at``."""

    run: str
    step: int
    view: str
    tokens: tuple[str, ...]
    result: ViewResult
    token_ids: tuple[int, ...] = ()
    prompt: str = ""
    at: int = 0
    context_length: int = 0
    next_tokens: tuple[tuple[str, float], ...] = ()
    surgery: SurgeryConfig = field(default_factory=SurgeryConfig)
    shift: Shift | None = None

    def table(self) -> Table:
        """The numbers of the view, laid out."""
        return self.result.table(self.tokens)


@dataclass(frozen=True)
class InspectSoFar(Looked, Event):
    """What a view knows by now; more follows."""

    event: ClassVar[str] = "so_far"


@dataclass(frozen=True)
class InspectDone(Looked, Done):
    """What the view found."""


@dataclass(frozen=True)
class Prove(Command):
    """Write a folder with the model in Hugging Face's form, the view's numbers, and a script that repeats them in
    TransformerLens. Nothing is overwritten."""

    inspect: Inspect
    path: str


@dataclass(frozen=True)
class ProveDone(Done):
    """``path``: the folder; ``command``: what to type, to see the numbers repeated."""

    run: str
    step: int
    view: str
    path: str
    command: str
