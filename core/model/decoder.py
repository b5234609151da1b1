"""Quick decoding with a cache of keys and values: one token in, the logits of the next out.

It holds no weights of its own, only views of the network's, and computes what ``GPT.forward`` computes: tests compare
every position. When the context is full, the older half is dropped and the rest is read again.
"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core.model.block import Block
from core.model.embeddings import Rotary, turn
from core.model.feed_forward import Gelu
from core.model.gpt import GPT


@dataclass(frozen=True)
class _Views:
    """What a position needs of a layer's cache, made once: its row, its query, and all keys and values up to it."""

    row: Tensor  # D + 2D'
    query: Tensor  # 1 H 1 K
    key: Tensor  # 1 H' 1 K, this position's alone
    keys: Tensor  # 1 H' t K
    values: Tensor  # 1 H' t K


class Decoder:
    """The state of one text being written by ``model``, at most ``context_length`` tokens of it."""

    def __init__(self, model: GPT) -> None:
        config = model.config
        self._model = model
        self._length = config.context_length
        self._d, self._kv = config.d_model, config.kv_heads * config.head_width
        self._heads, self._kv_heads, self._k = config.n_heads, config.kv_heads, config.head_width
        self._grouped, self._qk_norm = config.kv_heads != config.n_heads, config.qk_norm
        weight = model.embed.weight
        width = self._d + 2 * self._kv
        with torch.inference_mode():
            self._cache = [torch.empty(self._length, width, device=weight.device) for _ in range(config.n_layers)]
            self._hidden = torch.empty(config.ff_width, device=weight.device)
            self._logits = torch.empty(config.vocab_size, device=weight.device)
        self._blocks = [block for block in model.blocks if isinstance(block, Block)]
        self._views: dict[int, list[_Views]] = {}
        self._ids: list[int] = []

    @property
    def ids(self) -> list[int]:
        """The tokens that are in the cache."""
        return self._ids

    @torch.inference_mode()
    def prefill(self, ids: list[int]) -> np.ndarray:
        """Read a prompt of 1 … context_length tokens from the beginning; the logits after its last.  → V"""
        model, n = self._model, len(ids)
        self._ids = list(ids)
        x = model.embed.weight[torch.tensor(ids, device=model.embed.weight.device)]  # T D
        if model.pos_embed is not None:
            x = x + model.pos_embed.weight[:n]
        for block, cache in zip(self._blocks, self._cache, strict=True):
            x = self._read_block(block, cache[:n], x)
        return self._head(x[-1])

    @torch.inference_mode()
    def step(self, token_id: int) -> np.ndarray:
        """Add one token; the logits after it.  → V"""
        at = len(self._ids)
        if at == self._length:
            return self.prefill([*self._ids[self._length - self._length // 2 :], token_id])
        if at not in self._views:
            self._views[at] = [self._views_at(cache, at) for cache in self._cache]
        self._ids.append(token_id)
        model = self._model
        x = model.embed.weight[token_id].clone()  # D
        if model.pos_embed is not None:
            x += model.pos_embed.weight[at]
        for block, views in zip(self._blocks, self._views[at], strict=True):
            self._step_block(block, views, x, at)
        return self._head(x)

    # ---- many tokens at once ----------------------------------------------------------------------------------------

    def _read_block(self, block: Block, cache: Tensor, x: Tensor) -> Tensor:
        """One block over a whole prompt; leaves keys and values in the cache.  T D → T D"""
        attn, n = block.attn, len(x)
        cache.copy_(attn.qkv(block.ln1(x)))
        q = cache[:, : self._d].view(n, self._heads, self._k).transpose(0, 1)  # H T K
        k = cache[:, self._d : self._d + self._kv].view(n, self._kv_heads, self._k).transpose(0, 1)  # H' T K
        v = cache[:, self._d + self._kv :].view(n, self._kv_heads, self._k).transpose(0, 1)  # H' T K
        q = attn.rotary(attn.q_norm(q))
        k.copy_(attn.rotary(attn.k_norm(k)))
        z = F.scaled_dot_product_attention(q[None], k[None], v[None], is_causal=True, enable_gqa=self._grouped)[0]
        x = x + attn.out(z.transpose(0, 1).reshape(n, self._d))
        return x + block.mlp(block.ln2(x))

    # ---- one token --------------------------------------------------------------------------------------------------

    def _views_at(self, cache: Tensor, at: int) -> _Views:
        d, kv, k = self._d, self._kv, self._k
        row = cache[at]
        keys = cache[: at + 1, d : d + kv].view(at + 1, self._kv_heads, k).transpose(0, 1)[None]
        values = cache[: at + 1, d + kv :].view(at + 1, self._kv_heads, k).transpose(0, 1)[None]
        query = row[:d].view(1, self._heads, 1, k)
        return _Views(row, query, row[d : d + kv].view(1, self._kv_heads, 1, k), keys, values)

    def _step_block(self, block: Block, views: _Views, x: Tensor, at: int) -> None:
        """One block for one token: adds to the stream ``x`` (D) in place."""
        attn = block.attn
        product(attn.qkv.weight, attn.qkv.bias, block.ln1(x), views.row)
        if self._qk_norm:
            views.query.copy_(attn.q_norm(views.query))
            views.key.copy_(attn.k_norm(views.key))
        if isinstance(attn.rotary, Rotary):
            cosine, sine = attn.rotary.cosine[at], attn.rotary.sine[at]
            views.query.copy_(turn(views.query, cosine, sine))
            views.key.copy_(turn(views.key, cosine, sine))
        z = F.scaled_dot_product_attention(views.query, views.keys, views.values, enable_gqa=self._grouped)
        add_product(x, attn.out.weight, attn.out.bias, z.view(-1))
        h = block.ln2(x)
        mlp = block.mlp
        if isinstance(mlp, Gelu):
            h = mlp.bend(product(mlp.up.weight, mlp.up.bias, h, self._hidden))
        else:
            gate = F.silu(F.linear(h, mlp.gate.weight, mlp.gate.bias))
            h = product(mlp.up.weight, mlp.up.bias, h, self._hidden).mul_(gate)
        add_product(x, mlp.down.weight, mlp.down.bias, h)

    def _head(self, x: Tensor) -> np.ndarray:
        logits = torch.mv(self._model.head_weight, self._model.ln_final(x), out=self._logits)
        return logits.cpu().numpy().copy()


def product(weight: Tensor, bias: Tensor | None, x: Tensor, out: Tensor) -> Tensor:
    """weight · x + bias, written into ``out``."""
    return torch.mv(weight, x, out=out) if bias is None else torch.addmv(bias, weight, x, out=out)


def add_product(stream: Tensor, weight: Tensor, bias: Tensor | None, x: Tensor) -> None:
    """stream += weight · x + bias"""
    stream.addmv_(weight, x)
    if bias is not None:
        stream += bias
