"""What the view of why finds."""

from dataclasses import dataclass

from core.protocol.inspecting.attention import HeadLabel
from core.protocol.inspecting.next_token import Candidate
from core.protocol.inspecting.table import Table, ViewResult


@dataclass(frozen=True)
class ContributionSource:
    """What a head takes from one earlier token: where it stands, the weight, and how much of the head's bar it is."""

    place: int
    weight: float
    value: float


@dataclass(frozen=True)
class ContributionPiece:
    """How much of a bar is one neuron's, or one bias's. ``name``: "N37", "L2A", or what it is called."""

    name: str
    value: float


@dataclass(frozen=True)
class Contribution:
    """What one part of the network adds.

    ``part``: "embed", "pos_embed", "L0H1", "L0F" as in surgery, or "bias"; ``layer``: None outside of the layers;
    ``sources`` of a head, those with the most weight first; ``pieces`` of a feed-forward or of the biases, those that
    add or take most first; ``does``: of a head, once it has been measured.
    """

    part: str
    label: str
    layer: int | None
    value: float
    sources: tuple[ContributionSource, ...] = ()
    pieces: tuple[ContributionPiece, ...] = ()
    does: HeadLabel | None = None


@dataclass(frozen=True)
class WhyResult(ViewResult):
    """``contributions``: in the order of the walk; ``total``: their sum; ``logit``: what the network says, the logit of
    ``token`` less that of ``rival``, where there is one. ``candidates``: the likeliest tokens, best first; ``came``:
    the token that really follows in the prompt, if one does.
    """

    token: Candidate
    rival: Candidate | None
    contributions: tuple[Contribution, ...]
    total: float
    logit: float
    candidates: tuple[Candidate, ...]
    came: Candidate | None = None

    def table(self, tokens: tuple[str, ...]) -> Table:
        running, rows = 0.0, []
        for one in self.contributions:
            running += one.value
            rows.append((one.part, one.label, one.layer, one.value, running))
        ends = (("sum", "Sum", None, self.total, self.total), ("model", "As the model says", None, self.logit, None))
        return Table(("part", "what it is", "layer", "adds", "sum so far"), (*rows, *ends))
