"""What the view of the next token finds."""

from dataclasses import dataclass

from core.protocol.inspecting.table import Table, ViewResult


@dataclass(frozen=True)
class Candidate:
    """A token that could come next.

    ``probability``: after temperature and rules (0 where a rule cut it); ``model_probability``: softmax of the logits;
    ``cut_by``: the rule that cut it, as in ``Cut``, or "no text" where it stands for none; empty where it is kept.
    """

    id: int
    token: str
    probability: float
    logit: float
    model_probability: float = 0.0
    kept: bool = True
    cut_by: str = ""


@dataclass(frozen=True)
class Cut:
    """A rule that takes tokens away: the name of its setting, its value (of ``ban`` the number of entries), and how
    many tokens of the whole vocabulary it leaves."""

    rule: str
    value: float
    left: int


@dataclass(frozen=True)
class NextTokenResult(ViewResult):
    """``candidates``: the likeliest, best first (after the repetition penalty); ``kept``: how many of the whole
    vocabulary the rules leave; ``entropy``: of the model's own odds, in bits; ``came``: the token that really follows
    in the prompt, if one does; ``cuts``: the rules that cut, in the order in which they apply.
    """

    candidates: tuple[Candidate, ...]
    kept: int
    entropy: float
    came: Candidate | None = None
    cuts: tuple[Cut, ...] = ()

    def table(self, tokens: tuple[str, ...]) -> Table:
        return Table(
            ("id", "token", "odds", "logit", "model's odds", "cut by"),
            tuple((c.id, c.token, c.probability, c.logit, c.model_probability, c.cut_by) for c in self.candidates),
        )
