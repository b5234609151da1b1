"""What the views look at: one network, one prompt, one place in it."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import torch

from core.config import InspectConfig, SamplingConfig, SurgeryConfig
from core.control import RunControl
from core.errors import RunError, SettingError
from core.inspection.memory import Memory
from core.model.gpt import GPT
from core.model.loading import WEIGHTS
from core.model.surgery import Means
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
class Weights:
    """Whose weights they are, and which: ``sha256`` of their file, empty for those of a training's moment; and what was
    changed in them."""

    run: str
    step: int
    sha256: str
    surgery: SurgeryConfig = field(default_factory=SurgeryConfig)

    @classmethod
    def of(cls, run: RunFolder, step: int, surgery: SurgeryConfig | None = None) -> "Weights":
        manifest = run.manifest(step)
        sha256, _ = manifest.files.get(WEIGHTS, ("", 0)) if manifest else ("", 0)
        return cls(str(run.path), step, sha256, surgery or SurgeryConfig())


@dataclass(frozen=True)
class Subject:
    """``ids``: the prompt's 1 … context_length tokens; ``at``: the one that is asked about; ``looking``: what else a
    view asks for; ``origin``: None for a network that comes from no run. ``whole``: the network as it is without
    ``surgery``; None where it is the same; ``means``: for mean ablation. ``memory``: of the questions before."""

    model: GPT
    tokenizer: Tokenizer
    ids: tuple[int, ...]
    at: int
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    looking: InspectConfig = field(default_factory=InspectConfig)
    origin: Origin | None = None
    control: RunControl = field(default_factory=RunControl)
    memory: Memory = field(default_factory=Memory)
    surgery: SurgeryConfig = field(default_factory=SurgeryConfig)
    whole: GPT | None = None
    means: Means | None = None

    @property
    def batch(self) -> torch.Tensor:
        """The prompt as the network takes it.  1 T"""
        return torch.tensor([self.ids], device=next(self.model.parameters()).device)

    @cached_property
    def weights(self) -> Weights | None:
        """Under which what was worked out of this network is remembered; None where it comes from no run."""
        return None if self.origin is None else Weights.of(self.origin.run, self.origin.step, self.surgery)

    @cached_property
    def features(self) -> torch.Tensor:
        """What the network reads the next token out of, after each token.  T D"""
        with torch.inference_mode():
            return self.model.features(self.batch)[0]

    def check_numbers(self) -> None:
        """Make sure that the network computes numbers.

        Raises:
            RunError: what it makes of the prompt is not finite.
        """
        if not bool(torch.isfinite(self.features).all()):
            raise RunError(
                "This network computes no numbers any more: its weights have grown without bounds (NaN or infinity).",
                "Choose an earlier step, or train with a lower learning rate (--learning-rate); the view health says "
                "which weights.",
            )

    def explained_token(self, logits: np.ndarray) -> int:
        """The next token that is explained: the one that was asked for, or the likeliest.  V → id

        Raises:
            SettingError: the network has no such token.
        """
        if self.looking.token >= len(logits):
            raise SettingError(
                f"There is no token {self.looking.token} (--token).",
                f"This model has the tokens 0 to {len(logits) - 1}.",
            )
        return self.looking.token if self.looking.token >= 0 else int(logits.argmax())

    def logits_after(self, place: int) -> np.ndarray:
        """The logits after one token; of a large vocabulary those after all of them take long.  V"""
        with torch.inference_mode():
            return (self.model.head_weight @ self.features[place]).float().cpu().numpy()

    def before(self) -> "Subject":
        """The same without surgery."""
        return self if self.whole is None else replace(self, model=self.whole, surgery=SurgeryConfig(), whole=None)
