"""Causal self-attention: each token gathers what it needs from itself and the tokens before it.

Queries ask, keys answer, values are what is handed over (Vaswani et al. 2017). Several heads do this side by side,
each with its own K = D/H numbers; keys and values may be shared by groups of heads (Ainslie et al. 2023).
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.config import ModelConfig
from core.model.dropout import Dropout
from core.model.embeddings import Rotary
from core.model.normalization import norm_of
from core.model.taps import Tap


class CausalSelfAttention(nn.Module):
    """B T D → B T D.

    ``form``, one of ``config.ATTENTION_FORMS``: fused is quick, explicit shows its pattern; both compute the same.
    """

    form = "fused"

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.n_heads, self.n_kv_heads, self.head_width = config.n_heads, config.kv_heads, config.head_width
        self.dropout = Dropout(config.dropout)
        kv_width = self.n_kv_heads * self.head_width
        self.qkv = nn.Linear(config.d_model, config.d_model + 2 * kv_width, bias=config.bias)
        self.out = nn.Linear(config.d_model, config.d_model, bias=config.bias)
        self.widths = (config.d_model, kv_width, kv_width)
        width = self.head_width
        self.q_norm = norm_of(config, width, bias=False) if config.qk_norm else nn.Identity()
        self.k_norm = norm_of(config, width, bias=False) if config.qk_norm else nn.Identity()
        rotary = config.position == "rope"
        self.rotary = Rotary(config.context_length, width, config.rope_base) if rotary else nn.Identity()
        self.hook_q, self.hook_k, self.hook_v = Tap(), Tap(), Tap()
        self.hook_rot_q, self.hook_rot_k = (Tap(), Tap()) if rotary else (nn.Identity(), nn.Identity())
        self.hook_attn_scores, self.hook_pattern, self.hook_z = Tap(), Tap(), Tap()

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.qkv(x).split(self.widths, dim=-1)  # B T D, B T D', B T D'
        q = self.hook_q(self._heads(q, self.n_heads))  # B H T K
        k = self.hook_k(self._heads(k, self.n_kv_heads))  # B H' T K
        v = self.hook_v(self._heads(v, self.n_kv_heads))  # B H' T K
        q = self.hook_rot_q(self.rotary(self.q_norm(q)))  # B H T K
        k = self.hook_rot_k(self.rotary(self.k_norm(k)))  # B H' T K
        if self.n_kv_heads != self.n_heads:
            shared = self.n_heads // self.n_kv_heads
            k, v = k.repeat_interleave(shared, dim=1), v.repeat_interleave(shared, dim=1)  # B H T K
        # Torch's fused form has no dropout on a processor: it would work as the explicit one does, but draw slowly.
        drops = self.training and self.dropout.p > 0 and x.device.type == "cpu"
        gather = self._fused if self.form == "fused" and not drops else self._explicit
        z = self.hook_z(gather(q, k, v))  # B H T K
        return self.out(z.transpose(1, 2).flatten(2))  # B T D

    def _heads(self, x: Tensor, heads: int) -> Tensor:
        return x.unflatten(-1, (heads, self.head_width)).transpose(1, 2)  # B H T K

    def _explicit(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        batch, length = q.shape[:2], q.size(-2)
        future = torch.full((length, length), float("-inf"), dtype=q.dtype, device=q.device).triu(1)  # T T
        # future + q·k / √K: one product that scales and masks as well.
        scores = torch.baddbmm(future, q.flatten(0, 1), k.flatten(0, 1).mT, alpha=1 / math.sqrt(self.head_width))
        scores = self.hook_attn_scores(scores.unflatten(0, batch))  # B H T T
        pattern = self.hook_pattern(scores.softmax(dim=-1))  # B H T T
        return self.dropout(pattern) @ v

    def _fused(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        dropout = self.dropout.p if self.training else 0.0
        return F.scaled_dot_product_attention(q, k, v, dropout_p=dropout, is_causal=True)


ATTENTIONS: dict[str, type[CausalSelfAttention] | None] = {"causal": CausalSelfAttention, "none": None}
