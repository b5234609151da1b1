"""What is said of a training while it runs: how the network is, and what to make of the curve."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from core.control import Changeable
from core.protocol.base import Event

VerdictKind = Literal[
    "early", "falling", "plateau", "rate_too_high", "rate_too_low", "overfitting", "memorising", "diverged"
]
Remedy = Literal["", "stop", "lower_rate", "higher_rate", "longer", "best"]


@dataclass(frozen=True)
class LayerHealth:
    """One block. ``update_ratio``: how far one step moved its matrices, as a share of their length; ``activation``:
    root mean square of the stream behind it; ``dead``: share of its feed-forward units that stayed silent."""

    name: str
    update_ratio: float
    activation: float
    dead: float


@dataclass(frozen=True)
class Health(Event):
    """How the network was at a step.

    ``update_ratio``, ``activation``, ``dead``: median, greatest and mean of the blocks'.
    ``memory``: bytes of the process; ``device_memory``: of the card at most, None without one.
    """

    event: ClassVar[str] = "health"

    step: int
    grad_norm: float
    tokens_per_second: float
    memory: int
    update_ratio: float
    activation: float
    dead: float
    layers: tuple[LayerHealth, ...] = ()
    device_memory: int | None = None


@dataclass(frozen=True)
class Changed(Event):
    """From ``step`` on a setting has another value: ``learning_rate`` (AdamW's; Muon's follows), or the budget."""

    event: ClassVar[str] = "changed"

    step: int
    setting: Changeable
    before: float
    after: float


@dataclass(frozen=True)
class Evidence:
    """One figure behind a verdict, in words: what it is, what was found, and from where on it counts."""

    what: str
    found: str
    limit: str = ""


@dataclass(frozen=True)
class Verdict(Event):
    """What to make of a run at ``step``, by a rule.

    ``judgement`` and ``reason``: a short sentence each; ``since``: the step since which it holds, where that can be
    told; ``suggestion``: a sentence, or empty; ``remedy``: what a button could do about it.
    """

    event: ClassVar[str] = "verdict"

    step: int
    kind: VerdictKind
    judgement: str
    reason: str
    rule: str
    evidence: tuple[Evidence, ...] = ()
    since: int | None = None
    suggestion: str = ""
    remedy: Remedy = ""


@dataclass(frozen=True)
class PromptAdded(Event):
    """From the next sample on this prompt is continued as well."""

    event: ClassVar[str] = "prompt_added"

    step: int
    prompt: str
