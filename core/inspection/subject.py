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
    def features(self) -> torch.Tensor:
        """What the network reads the next token out of, after each token.  T D"""
        with torch.inference_mode():
            return self.model.features(self.batch)[0]

    def logits_after(self, place: int) -> np.ndarray:
        """The logits after one token; of a large vocabulary those after all of them take long.  V"""
        with torch.inference_mode():
            return (self.model.head_weight @ self.features[place]).float().cpu().numpy()
