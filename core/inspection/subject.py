"""What the views look at: one network, one prompt, one place in it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from core.config import SamplingConfig
from core.model.gpt import GPT
from core.text.tokenizers import Tokenizer


@dataclass(frozen=True)
class Subject:
    """``ids``: the prompt's 1 … context_length tokens; ``at``: the one that is asked about."""

    model: GPT
    tokenizer: Tokenizer
    ids: tuple[int, ...]
    at: int
    sampling: SamplingConfig

    @property
    def batch(self) -> torch.Tensor:
        """The prompt as the network takes it.  1 T"""
        return torch.tensor([self.ids], device=next(self.model.parameters()).device)

    @cached_property
    def logits(self) -> np.ndarray:
        """The logits after each token.  T V"""
        with torch.inference_mode():
            return self.model(self.batch)[0].float().cpu().numpy()
