"""One block: attention, then feed-forward, each reading a normalised copy of the stream and adding to it.

The residual stream itself is never normalised (pre-norm: Xiong et al. 2020).
"""

from torch import Tensor, nn

from core.config import ModelConfig
from core.model.attention import CausalSelfAttention
from core.model.feed_forward import MLPS, Gelu, SwiGlu
from core.model.normalization import norm_of
from core.model.taps import Tap


class Block(nn.Module):
    """B T D → B T D."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.hook_resid_pre = Tap()
        self.ln1 = norm_of(config, config.d_model, config.bias)
        self.attn = CausalSelfAttention(config)
        self.hook_attn_out, self.hook_resid_mid = Tap(), Tap()
        self.ln2 = norm_of(config, config.d_model, config.bias)
        self.mlp: Gelu | SwiGlu = MLPS[config.mlp](config)
        self.hook_mlp_out, self.hook_resid_post = Tap(), Tap()
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor) -> Tensor:
        x = self.hook_resid_pre(x)
        x = self.hook_resid_mid(x + self.hook_attn_out(self.dropout(self.attn(self.ln1(x)))))
        return self.hook_resid_post(x + self.hook_mlp_out(self.dropout(self.mlp(self.ln2(x)))))
