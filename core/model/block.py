"""One block: attention, then feed-forward, each reading a normalised copy of the stream and adding to it.

The residual stream itself is never normalised (pre-norm: Xiong et al. 2020). Either part may be left out, and so may
the adding: then what a part makes takes the stream's place.
"""

from torch import Tensor, nn

from core.config import ModelConfig
from core.model.attention import ATTENTIONS
from core.model.dropout import Dropout
from core.model.feed_forward import MLPS
from core.model.normalization import Norm, norm_of
from core.model.taps import Tap


class Block(nn.Module):
    """B T D → B T D."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        attention, feed_forward = ATTENTIONS[config.attention], MLPS[config.mlp]
        self.hook_resid_pre = Tap()
        self.ln1 = norm_of(config, config.d_model, config.bias) if attention else None
        self.attn = attention(config) if attention else None
        self.hook_attn_out, self.hook_resid_mid = Tap() if attention else None, Tap()
        self.ln2 = norm_of(config, config.d_model, config.bias) if feed_forward else None
        self.mlp = feed_forward(config) if feed_forward else None
        self.hook_mlp_out, self.hook_resid_post = Tap() if feed_forward else None, Tap()
        self.dropout = Dropout(config.dropout)
        self.residual = config.residual

    def forward(self, x: Tensor) -> Tensor:
        x = self.hook_resid_pre(x)
        x = self.hook_resid_mid(self._part(x, self.ln1, self.attn, self.hook_attn_out))
        return self.hook_resid_post(self._part(x, self.ln2, self.mlp, self.hook_mlp_out))

    def _part(self, x: Tensor, norm: Norm | None, part: nn.Module | None, tap: Tap | None) -> Tensor:
        """The stream after a part has read it; a part that is left out changes nothing.  B T D → B T D"""
        if norm is None or part is None or tap is None:
            return x
        made = tap(self.dropout(part(norm(x))))
        return x + made if self.residual else made
