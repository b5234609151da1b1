"""One file for each view's numbers: a subject (network, prompt, place) in, a result of the protocol out.

The views work on a copy of the weights and never touch a network that is training. They do not know how they are
drawn.
"""

from collections.abc import Callable

from core.inspection.attention import attention
from core.inspection.next_token import next_token
from core.inspection.subject import Subject
from core.protocol import AttentionResult, NextTokenResult

Result = AttentionResult | NextTokenResult
VIEWS: dict[str, Callable[[Subject], Result]] = {
    "attention": attention,
    "next-token": next_token,
}

__all__ = ["VIEWS", "Result", "Subject"]
