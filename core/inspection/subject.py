"""What the views look at: one network, one prompt, one place in it."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch

from core.config import InspectConfig, SamplingConfig
from core.control import RunControl
from core.model.gpt import GPT
from core.paths import Home
from core.runs import RunFolder
from core.text.tokenizers import Tokenizer


@dataclass(frozen=True)
class Origin:
    """Where a network comes from, for views that read its run: other steps, its text, its health."""

    home: Home
    run: RunFolder
    step: int


@dataclass(frozen=True)
class Subject:
    """``ids``: the prompt's 1 … context_length tokens; ``at``: the one that is asked about; ``looking``: what else a
    view asks for; ``origin``: None for a network that comes from no run."""

    model: GPT
    tokenizer: Tokenizer
    ids: tuple[int, ...]
    at: int
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    looking: InspectConfig = field(default_factory=InspectConfig)
    origin: Origin | None = None
    control: RunControl = field(default_factory=RunControl)

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
