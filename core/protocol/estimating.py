"""What will a training need, before it begins?"""

from dataclasses import dataclass

from core.config import RunConfig, Value
from core.protocol.base import Command, Done
from core.protocol.choosing import TextChoice


@dataclass(frozen=True)
class Estimate(Command):
    """``texts``, ``choices`` and ``fork`` as in Train. ``by_time``: layers, width and heads are chosen by the rule for
    the budget's time. ``again``: measure although this computer has been measured before."""

    config: RunConfig
    texts: tuple[str, ...] = ()
    fork: str = ""
    by_time: bool = False
    again: bool = False
    choices: tuple[TextChoice, ...] = ()


@dataclass(frozen=True)
class WouldFit:
    """A change that makes a training fit. ``settings``: by name; ``memory``: what it needs then."""

    settings: dict[str, Value]
    memory: int


@dataclass(frozen=True)
class EstimateDone(Done):
    """``memory``: the peak over what the program holds before, in bytes; ``seconds``: from the command to the end, with
    ``seconds_preparing``; ``steps``: all of the run. What has no step because it does not fit has None for its times.

    ``settings``: layers, width and heads, where the time was to choose them. ``epochs``: passes over the text.
    ``measured``: when (ISO 8601), or empty; ``beside_training``: while another training took the computer's power;
    ``others``: the share of the processor that other programs took then, 0…1.
    """

    parameters: int
    memory: int
    seconds_per_step: float | None
    tokens_per_second: float | None
    steps: int | None
    seconds: float | None
    epochs: float | None
    seconds_preparing: float
    tokens_train: int
    vocab_size: int
    device: str
    precision: str
    memory_free: int
    fits: bool
    would_fit: tuple[WouldFit, ...]
    settings: dict[str, Value]
    measured: str
    beside_training: bool
    others: float = 0.0
