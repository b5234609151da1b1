"""Teaching a model to answer."""

from dataclasses import dataclass
from typing import ClassVar

from core.config import RunConfig
from core.protocol.base import Command, Lane


@dataclass(frozen=True)
class Tune(Command):
    """Teach a model to answer: a new run that begins with the network of ``run`` (RUN[@STEP]) and learns dialogues.
    Answered as Train is.

    ``dialogues``: files and built-in names, empty for those of the built-in text it was trained on; ``config``: as
    ``tune_config`` makes it from that run's; ``name``: model name, empty for that of the run; ``prompts``: what
    samples ask, empty to take some of the dialogues'.
    """

    lane: ClassVar[Lane] = "train"

    run: str
    config: RunConfig
    dialogues: tuple[str, ...] = ()
    name: str = ""
    prompts: tuple[str, ...] = ()
