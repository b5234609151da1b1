"""Models that leave, and models that come."""

from dataclasses import dataclass

from core.protocol.base import Command, Done


@dataclass(frozen=True)
class Export(Command):
    """Let a model leave. ``run``: RUN[@STEP]; ``to``: one of ``config.FORMS``; ``number_type``: one of
    ``config.NUMBER_TYPES``, of a GGUF's matrices."""

    run: str
    to: str
    path: str
    number_type: str = "f32"


@dataclass(frozen=True)
class Import(Command):
    """Make a run of a Hugging Face folder or of a zip of a run. ``name``: what to call the model."""

    path: str
    name: str


@dataclass(frozen=True)
class ExportDone(Done):
    """``path``: what was written, ``size`` bytes; ``opens_with``: a command that opens it there."""

    run: str
    step: int
    path: str
    size: int
    opens_with: str


@dataclass(frozen=True)
class ImportDone(Done):
    """``note``: what is otherwise than it was there, or empty."""

    run: str
    parameters: int
    note: str = ""
