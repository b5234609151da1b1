"""The whole network on one page: embeddings, blocks, final normalisation, head."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.config import ModelConfig
from core.model.attention import CausalSelfAttention
from core.model.block import Block
from core.model.cross_entropy import linear_cross_entropy
from core.model.dropout import Dropout
from core.model.embeddings import LearnedPositions, Rotary
from core.model.normalization import norm_of
from core.model.taps import Tap

INIT_STD = 0.02


class GPT(nn.Module):
    """A decoder-only transformer (Radford et al. 2019). ``config.vocab_size`` must be resolved.

    Made directly, its parameters hold anything; ``build_gpt`` fills them as GPT-2 does.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        # Not nn.Embedding(V, D): it draws, and on the meta device torch then reads its compiler, for over a second.
        self.embed = nn.Embedding.from_pretrained(torch.empty(config.vocab_size, config.d_model), freeze=False)
        self.hook_embed = Tap()
        learned = config.position == "learned"
        self.pos_embed = LearnedPositions(config.context_length, config.d_model) if learned else None
        self.hook_pos_embed = Tap()
        self.dropout = Dropout(config.dropout)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.n_layers))
        self.ln_final = norm_of(config, config.d_model, config.bias)
        self.unembed = None if config.tied_head else nn.Linear(config.d_model, config.vocab_size, bias=False)

    def forward(self, ids: Tensor) -> Tensor:
        """The logits of the token after each token.  B T → B T V"""
        return F.linear(self.features(ids), self.head_weight)

    def features(self, ids: Tensor) -> Tensor:
        """The stream after the final normalisation.  B T → B T D"""
        x = self.hook_embed(self.embed(ids))  # B T D
        if self.pos_embed is not None:
            x = x + self.hook_pos_embed(self.pos_embed(ids.size(1)))
        x = self.dropout(x)
        for block in self.blocks:
            x = block(x)
        return self.ln_final(x)

    def loss(self, ids: Tensor, targets: Tensor) -> Tensor:
        """Mean cross-entropy in nats of the logits, over the targets that are not −100.  B T, B T → scalar"""
        return linear_cross_entropy(self.features(ids).flatten(0, 1), self.head_weight, targets.flatten())

    @property
    def head_weight(self) -> Tensor:
        """What reads the next token out of the stream.  V D"""
        return self.embed.weight if self.unembed is None else self.unembed.weight

    def set_attention_form(self, form: str) -> None:
        """How attention is worked out from now on."""
        for module in self.modules():
            if isinstance(module, CausalSelfAttention):
                module.form = form


def build_gpt(config: ModelConfig, generator: torch.Generator) -> GPT:
    """A network on the CPU with GPT-2's initialisation, drawn from ``generator`` alone.

    Normal with standard deviation 0.02; what writes into the residual stream is scaled by 1/√(2L), so that the stream
    does not grow with depth (without residuals nothing adds up, and nothing is scaled); biases 0, gains 1.
    """
    model = empty_gpt(config)
    into_stream = ("attn.out.weight", "mlp.down.weight") if config.residual else ()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() < 2:
                parameter.fill_(0.0 if name.endswith("bias") else 1.0)
                continue
            std = INIT_STD / math.sqrt(2 * config.n_layers) if name.endswith(into_stream) else INIT_STD
            parameter.normal_(0.0, std, generator=generator)
    return model


def empty_gpt(config: ModelConfig) -> GPT:
    """A network on the CPU whose parameters hold whatever lay in the memory: for whoever fills them all."""
    with torch.device("meta"):
        model = GPT(config)
    # Not model.to_empty("cpu"): for that, torch loads its rules for meta tensors, which takes a third of a second.
    model._apply(lambda tensor: torch.empty(tensor.shape, dtype=tensor.dtype))  # type: ignore[no-untyped-call]
    for module in model.modules():
        if isinstance(module, Rotary):
            module.fill()
    return model
