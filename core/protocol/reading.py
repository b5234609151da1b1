"""Reading a text that is there: how likely a model finds each of its tokens."""

from dataclasses import dataclass
from typing import Literal

from core.protocol.base import Command, Done


@dataclass(frozen=True)
class Read(Command):
    """Let a model read a text, and say how well it could have foretold it. Answered by ReadDone.

    ``run`` is RUN[@STEP], where the step may also be ``live``. The text is ``text``, or what lies in ``file``: a file,
    a folder, or the name of a built-in text. Its first ``shown`` tokens are said one by one, as Token with the model's
    odds; one with rank 0 is what the tokenizer cannot write, and does not count. All others do, shown or not.
    """

    run: str
    text: str = ""
    file: str = ""
    shown: int = 10_000


@dataclass(frozen=True)
class ReadDone(Done):
    """What the model made of the text.

    ``tokens`` were foretold, ``size`` bytes of UTF-8 in all; ``loss`` is their mean surprise in nats, ``perplexity``
    its exponential, ``bits_per_byte`` compares models that cut text differently. ``unknown``: characters that the
    tokenizer cannot write, which do not count. Each token was foretold from all tokens before it; where more stand
    there than a context holds, from ``least_before`` … ``context_length`` of them.
    """

    run: str
    step: int
    tokens: int
    size: int
    loss: float
    perplexity: float
    bits_per_byte: float
    unknown: int = 0
    context_length: int = 0
    least_before: int = 0
    stopped_by: Literal["end", "user"] = "end"
