"""The feed-forward block: what each token thinks by itself, after attention has gathered."""

import torch.nn.functional as F
from torch import Tensor, nn

from core.config import ModelConfig
from core.model.taps import Tap


class Gelu(nn.Module):
    """Widen, bend with GELU (tanh form), narrow: the feed-forward block of GPT-2 (Hendrycks & Gimpel 2016)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.up = nn.Linear(config.d_model, config.ff_width, bias=config.bias)
        self.down = nn.Linear(config.ff_width, config.d_model, bias=config.bias)
        self.hook_pre, self.hook_post = Tap(), Tap()

    def forward(self, x: Tensor) -> Tensor:
        h = self.hook_pre(self.up(x))  # B T F
        return self.down(self.hook_post(self.bend(h)))  # B T D

    @staticmethod
    def bend(h: Tensor) -> Tensor:
        return F.gelu(h, approximate="tanh")


class SquaredRelu(Gelu):
    """Widen, square what is positive, narrow (So et al. 2021)."""

    @staticmethod
    def bend(h: Tensor) -> Tensor:
        return F.relu(h).square()


class SwiGlu(nn.Module):
    """Two widened copies; one, bent by SiLU, gates the other (Shazeer 2020)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.gate = nn.Linear(config.d_model, config.ff_width, bias=config.bias)
        self.up = nn.Linear(config.d_model, config.ff_width, bias=config.bias)
        self.down = nn.Linear(config.ff_width, config.d_model, bias=config.bias)
        self.hook_pre, self.hook_pre_linear, self.hook_post = Tap(), Tap(), Tap()

    def forward(self, x: Tensor) -> Tensor:
        gate = self.hook_pre(self.gate(x))  # B T F
        h = F.silu(gate) * self.hook_pre_linear(self.up(x))  # B T F
        return self.down(self.hook_post(h))  # B T D


FeedForward = Gelu | SwiGlu
MLPS: dict[str, type[FeedForward] | None] = {"gelu": Gelu, "relu2": SquaredRelu, "swiglu": SwiGlu, "none": None}
