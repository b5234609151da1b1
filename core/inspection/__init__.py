"""One file for each view's numbers: a network, a tokenizer and a prompt's ids in, a result of the protocol out.

The views work on a copy of the weights and never touch a network that is training. They do not know how they are
drawn.
"""

from collections.abc import Callable

from core.config import SamplingConfig
from core.inspection.attention import attention
from core.inspection.next_token import next_token
from core.model.gpt import GPT
from core.protocol import AttentionResult, NextTokenResult
from core.text.tokenizers import Tokenizer

Result = AttentionResult | NextTokenResult
VIEWS: dict[str, Callable[[GPT, Tokenizer, list[int], SamplingConfig], Result]] = {
    "attention": attention,
    "next-token": next_token,
}

__all__ = ["VIEWS", "Result"]
