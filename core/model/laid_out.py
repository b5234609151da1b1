"""A network's weights as a decoder reads them: numpy arrays, each matrix turned so that a token's product is quick.

A product of one vector with a matrix is all memory traffic. numpy's BLAS streams a matrix best that lies input by
output, torch keeps it output by input; so this is a copy, made once for a network.
"""

from collections.abc import Callable
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


@dataclass(frozen=True)
class Affine:
    """x · matrix + bias; the matrix lies input by output."""

    matrix: np.ndarray
    bias: np.ndarray | None

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """… in → … out"""
        y: np.ndarray = np.matmul(x, self.matrix)
        if self.bias is not None:
            y += self.bias
        return y


@dataclass(frozen=True)
class Affine8:
    """The same with the matrix in 8 bits, a scale for each output: a quarter of the memory that a token waits for.

    Each row lies as torch's product wants it, output by input.
    """

    matrix: Tensor
    scale: Tensor
    bias: np.ndarray | None

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """… in → … out"""
        product = torch._weight_int8pack_mm(torch.from_numpy(x).bfloat16(), self.matrix, self.scale)
        y: np.ndarray = product.float().numpy()
        if self.bias is not None:
            y += self.bias
        return y


@dataclass(frozen=True)
class Norm:
    """LayerNorm where ``centred``, else RMSNorm."""

    weight: np.ndarray
    bias: np.ndarray | None
    epsilon: float
    centred: bool

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """… D → … D"""
        width = np.float32(x.shape[-1])
        if self.centred:
            x = x - np.add.reduce(x, axis=-1, keepdims=True) / width
        square = np.vecdot(x, x)[..., None] / width
        y: np.ndarray = x * (self.weight / np.sqrt(square + np.float32(self.epsilon)))
        if self.bias is not None:
            y += self.bias
        return y


@dataclass(frozen=True)
class Attention:
    """Attention with the norm before it (None: none)."""

    norm: Norm | None
    qkv: Affine | Affine8
    q_norm: Norm | None
    k_norm: Norm | None
    out: Affine | Affine8


@dataclass(frozen=True)
class Thinking:
    """A feed-forward block with the norm before it (None: none). ``gate`` is SwiGLU's second widened copy."""

    norm: Norm | None
    up: Affine | Affine8
    gate: Affine | Affine8 | None
    down: Affine | Affine8


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
    norm: Norm | None
    head: Affine | Affine8


# torch's 8-bit product reads the inner width in steps of this, and beyond the end where they do not fit.
WIDTH8 = 32
Maker = Callable[[Tensor, Tensor | None], Affine | Affine8]
MakerOfLinear = Callable[[nn.Linear], Affine | Affine8]


def lay_out(model: GPT, weights: str = "fp32") -> LaidOut:
    """A copy of the network's weights as they are now. ``weights``: one of ``config.WEIGHTS``, for the matrices."""
    affine = AFFINES[weights]
    rotary = next((module for module in model.modules() if isinstance(module, Rotary)), None)
    return LaidOut(
        config=model.config,
        embed=_copy(model.embed.weight),
        places=None if model.pos_embed is None else _copy(model.pos_embed.weight),
        cosine=None if rotary is None else _copy(rotary.cosine),
        sine=None if rotary is None else _copy(rotary.sine),
        layers=tuple(_layer(block, affine) for block in model.blocks if isinstance(block, Block)),
        norm=_norm(model.ln_final),
        head=affine(model.head_weight, None),
    )


def _layer(block: Block, affine: Maker) -> Layer:
    def made(linear: nn.Linear) -> Affine | Affine8:
        return affine(linear.weight, linear.bias)

    return Layer(_attention(block.attn, block.ln1, made), _thinking(block.mlp, block.ln2, made))


def _attention(attn: CausalSelfAttention | None, norm: NormModule | None, made: MakerOfLinear) -> Attention | None:
    if attn is None:
        return None
    inner = _inner_norm(attn, "q_norm"), _inner_norm(attn, "k_norm")
    return Attention(_norm(norm), made(attn.qkv), *inner, made(attn.out))


def _thinking(mlp: FeedForward | None, norm: NormModule | None, made: MakerOfLinear) -> Thinking | None:
    if mlp is None:
        return None
    gate = made(mlp.gate) if isinstance(mlp, SwiGlu) else None
    return Thinking(_norm(norm), made(mlp.up), gate, made(mlp.down))


def _exact(weight: Tensor, bias: Tensor | None) -> Affine:
    return Affine(_copy(weight.mT), None if bias is None else _copy(bias))


def _halved(weight: Tensor, bias: Tensor | None) -> Affine:
    """In bfloat16, kept and worked out in 32 bits, since numpy knows no bfloat16."""
    return _exact(weight.bfloat16(), bias)


def _rounded(weight: Tensor, bias: Tensor | None) -> Affine | Affine8:
    """In 8 bits, unless the vector's width is one that torch's product cannot take."""
    if weight.shape[1] % WIDTH8:
        return _exact(weight, bias)
    weight = weight.detach().float().cpu()
    # The scale as bf16 holds it, so that what it multiplies was divided by the same number.
    scale = (weight.abs().amax(dim=1).clamp(min=1e-12) / 127).bfloat16()  # out
    matrix = (weight / scale.float()[:, None]).round().clamp(-127, 127).to(torch.int8)  # out in
    return Affine8(matrix, scale, None if bias is None else _copy(bias))


# How a matrix is laid out, by the name in ``config.WEIGHTS``.
AFFINES: dict[str, Maker] = {"fp32": _exact, "bf16": _halved, "int8": _rounded}


def _norm(norm: NormModule | None) -> Norm | None:
    if norm is None or isinstance(norm, NoNorm):
        return None
    centred = isinstance(norm, LayerNorm)
    bias = norm.bias if isinstance(norm, LayerNorm) else None
    return Norm(_copy(norm.weight), None if bias is None else _copy(bias), norm.epsilon, centred)


def _inner_norm(attn: CausalSelfAttention, name: str) -> Norm | None:
    norm = getattr(attn, name)
    return _norm(norm) if isinstance(norm, LayerNorm | RMSNorm) else None


def _copy(tensor: Tensor) -> np.ndarray:
    array: np.ndarray = tensor.detach().float().cpu().numpy()
    return np.array(array, order="C")
