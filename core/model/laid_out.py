"""A network's weights as a decoder reads them: in 32 bits, each matrix as the product lies that is quickest here.

What a normalisation multiplies by and adds lies in the matrix that reads it, the scale of attention in that of the
queries. Where every normalisation takes the mean away (LayerNorm), nothing that is written into the stream has one. So
of a normalisation a division is left, and the network's answers are the same but for rounding. A copy, made once.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from core.config import ModelConfig
from core.model.attention import CausalSelfAttention
from core.model.block import Block
from core.model.embeddings import Rotary
from core.model.feed_forward import FeedForward, SwiGlu
from core.model.gpt import GPT
from core.model.normalization import LayerNorm, NoNorm, RMSNorm
from core.model.normalization import Norm as NormModule
from core.model.products import Maker, Product, copied, maker


@dataclass(frozen=True)
class Division:
    """What is left of a normalisation: division by the root mean square."""

    epsilon: float

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """… D → … D"""
        width = x.shape[-1]
        if x.size == width:  # one vector, as while a text is written: most of the time goes into numpy's calls
            flat = x.ravel()
            return x * (1 / math.sqrt(flat.dot(flat) / width + self.epsilon))
        square = np.vecdot(x, x)[..., None] / np.float32(width)
        square += np.float32(self.epsilon)
        y: np.ndarray = x / np.sqrt(square, out=square)
        return y


@dataclass(frozen=True)
class Norm:
    """A whole one, of queries or keys: LayerNorm where ``centred``, else RMSNorm."""

    weight: np.ndarray
    bias: np.ndarray | None
    divide: Division
    centred: bool

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """… K → … K"""
        if self.centred:
            x = x - np.add.reduce(x, axis=-1, keepdims=True) / np.float32(x.shape[-1])
        y = self.divide(x)
        y *= self.weight
        if self.bias is not None:
            y += self.bias
        return y


@dataclass(frozen=True)
class Attention:
    """Attention with the normalisation before it (None: none). The queries come out scaled by 1/√K."""

    norm: Division | None
    qkv: Product
    q_norm: Norm | None
    k_norm: Norm | None
    out: Product


@dataclass(frozen=True)
class Thinking:
    """A feed-forward block with the normalisation before it (None: none). ``gate`` is SwiGLU's second widened copy."""

    norm: Division | None
    up: Product
    gate: Product | None
    down: Product


@dataclass(frozen=True)
class Layer:
    """The parts of one block; None where the network has none."""

    attention: Attention | None
    thinking: Thinking | None


@dataclass(frozen=True)
class LaidOut:
    """A whole network. ``places`` (T D) are there for learned positions, ``cosine`` and ``sine`` (T K) for rotary."""

    config: ModelConfig
    embed: np.ndarray
    places: np.ndarray | None
    cosine: np.ndarray | None
    sine: np.ndarray | None
    layers: tuple[Layer, ...]
    norm: Division | None
    head: Product


@torch.no_grad()
def lay_out(model: GPT, weights: str = "fp32", product: str = "numpy") -> LaidOut:
    """A copy of the network's weights as they are now; its matrices as ``products.maker`` makes them."""
    return _Layout(model, maker(weights, product)).whole()


class _Layout:
    """Lays one network out."""

    def __init__(self, model: GPT, made: Maker) -> None:
        self._model, self._made = model, made
        self._centred = isinstance(model.ln_final, LayerNorm)

    def whole(self) -> LaidOut:
        model = self._model
        rotary = next((module for module in model.modules() if isinstance(module, Rotary)), None)
        return LaidOut(
            config=model.config,
            embed=copied(self._written(model.embed.weight)),
            places=None if model.pos_embed is None else copied(self._written(model.pos_embed.weight)),
            cosine=None if rotary is None else copied(rotary.cosine),
            sine=None if rotary is None else copied(rotary.sine),
            layers=tuple(self._layer(block) for block in model.blocks if isinstance(block, Block)),
            norm=_division(model.ln_final),
            head=self._made(*_read(model.head_weight, None, model.ln_final)),
        )

    def _layer(self, block: Block) -> Layer:
        return Layer(self._attention(block.attn, block.ln1), self._thinking(block.mlp, block.ln2))

    def _attention(self, attn: CausalSelfAttention | None, norm: NormModule | None) -> Attention | None:
        if attn is None:
            return None
        scale, q_norm = 1 / math.sqrt(self._model.config.head_width), _inner_norm(attn, "q_norm")
        qkv, bias = _read(attn.qkv.weight, attn.qkv.bias, norm)
        if q_norm is None:
            rows = torch.ones(len(qkv))
            rows[: self._model.config.d_model] = scale
            qkv, bias = qkv * rows[:, None], None if bias is None else bias * rows
        else:
            q_norm.weight[:] *= scale
            if q_norm.bias is not None:
                q_norm.bias[:] *= scale
        return Attention(
            _division(norm), self._made(qkv, bias), q_norm, _inner_norm(attn, "k_norm"), self._out(attn.out)
        )

    def _thinking(self, mlp: FeedForward | None, norm: NormModule | None) -> Thinking | None:
        if mlp is None:
            return None
        gate = self._made(*_read(mlp.gate.weight, mlp.gate.bias, norm)) if isinstance(mlp, SwiGlu) else None
        return Thinking(
            _division(norm), self._made(*_read(mlp.up.weight, mlp.up.bias, norm)), gate, self._out(mlp.down)
        )

    def _out(self, linear: nn.Linear) -> Product:
        """What writes into the stream."""
        bias = None if linear.bias is None else self._written(linear.bias)
        return self._made(self._written(linear.weight.mT).mT, bias)

    def _written(self, rows: Tensor) -> Tensor:
        """What is written, without its mean where no reader sees that.  … D → … D"""
        rows = rows.float().cpu()
        return rows - rows.mean(dim=-1, keepdim=True) if self._centred else rows


def _read(weight: Tensor, bias: Tensor | None, norm: NormModule | None) -> tuple[Tensor, Tensor | None]:
    """A matrix that reads what a normalisation hands on, as one that reads what its division does."""
    weight, bias = weight.float().cpu(), None if bias is None else bias.float().cpu()
    if norm is None or isinstance(norm, NoNorm):
        return weight, bias
    if isinstance(norm, LayerNorm) and norm.bias is not None:
        shift = weight @ norm.bias.float().cpu()
        bias = shift if bias is None else bias + shift
    return weight * norm.weight.float().cpu(), bias


# ---- normalisations --------------------------------------------------------------------------------------------------


def _division(norm: NormModule | None) -> Division | None:
    return None if norm is None or isinstance(norm, NoNorm) else Division(norm.epsilon)


def _inner_norm(attn: CausalSelfAttention, name: str) -> Norm | None:
    norm = getattr(attn, name)
    if not isinstance(norm, LayerNorm | RMSNorm):
        return None
    centred = isinstance(norm, LayerNorm)
    bias = norm.bias if isinstance(norm, LayerNorm) else None
    return Norm(copied(norm.weight), None if bias is None else copied(bias), Division(norm.epsilon), centred)
