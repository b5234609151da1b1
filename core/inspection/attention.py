"""Attention: how much each token looks at each earlier one, in every head of every layer."""

import numpy as np
import torch

from core.config import SamplingConfig
from core.model.gpt import GPT
from core.model.taps import capture
from core.protocol import AttentionResult
from core.text.tokenizers import Tokenizer


@torch.inference_mode()
def attention(model: GPT, tokenizer: Tokenizer, ids: list[int], sampling: SamplingConfig) -> AttentionResult:
    """The patterns for a prompt of T tokens: L H T T, rows sum to 1."""
    names = [f"blocks.{layer}.attn.hook_pattern" for layer in range(model.config.n_layers)]
    device = next(model.parameters()).device
    with capture(model, names) as captured:
        model(torch.tensor([ids], device=device))
    return AttentionResult(np.stack([captured[name][0].float().cpu().numpy() for name in names]))
