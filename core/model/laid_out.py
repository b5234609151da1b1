"""A network's weights as a decoder reads them: numpy arrays, each matrix turned so that a token's product is quick.

A product of one vector with a matrix is all memory traffic. numpy's BLAS streams a matrix best that lies input by
output, torch keeps it output by input; so this is a copy, made once for a network.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from torch import Tensor, nn

from core.config import ModelConfig
from core.model.attention import CausalSelfAttention
from core.model.block import Block
from core.model.embeddings import Rotary
from core.model.feed_forward import SwiGlu
from core.model.gpt import GPT
from core.model.normalization import LayerNorm, RMSNorm

Bend = Callable[[np.ndarray], np.ndarray]


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
class Layer:
    """The parts of one block. ``gate`` is SwiGLU's second widened copy."""

    norm1: Norm
    qkv: Affine
    q_norm: Norm | None
    k_norm: Norm | None
    out: Affine
    norm2: Norm
    up: Affine
    gate: Affine | None
    down: Affine


@dataclass(frozen=True)
class LaidOut:
    """A whole network. ``places`` (T D) are there for learned positions, ``cosine`` and ``sine`` (T K) for rotary."""

    config: ModelConfig
    embed: np.ndarray
    places: np.ndarray | None
    cosine: np.ndarray | None
    sine: np.ndarray | None
    layers: tuple[Layer, ...]
    norm: Norm
    head: np.ndarray


def lay_out(model: GPT) -> LaidOut:
    """A copy of the network's weights as they are now."""
    rotary = next((module for module in model.modules() if isinstance(module, Rotary)), None)
    return LaidOut(
        config=model.config,
        embed=_copy(model.embed.weight),
        places=None if model.pos_embed is None else _copy(model.pos_embed.weight),
        cosine=None if rotary is None else _copy(rotary.cosine),
        sine=None if rotary is None else _copy(rotary.sine),
        layers=tuple(_layer(block) for block in model.blocks if isinstance(block, Block)),
        norm=_norm(model.ln_final),
        head=_copy(model.head_weight.mT),
    )


def _layer(block: Block) -> Layer:
    attn, mlp = block.attn, block.mlp
    return Layer(
        norm1=_norm(block.ln1),
        qkv=_affine(attn.qkv),
        q_norm=_inner_norm(attn, "q_norm"),
        k_norm=_inner_norm(attn, "k_norm"),
        out=_affine(attn.out),
        norm2=_norm(block.ln2),
        up=_affine(mlp.up),
        gate=_affine(mlp.gate) if isinstance(mlp, SwiGlu) else None,
        down=_affine(mlp.down),
    )


def _affine(linear: nn.Linear) -> Affine:
    return Affine(_copy(linear.weight.mT), None if linear.bias is None else _copy(linear.bias))


def _norm(norm: LayerNorm | RMSNorm) -> Norm:
    centred = isinstance(norm, LayerNorm)
    bias = norm.bias if isinstance(norm, LayerNorm) else None
    return Norm(_copy(norm.weight), None if bias is None else _copy(bias), norm.epsilon, centred)


def _inner_norm(attn: CausalSelfAttention, name: str) -> Norm | None:
    norm = getattr(attn, name)
    return _norm(norm) if isinstance(norm, LayerNorm | RMSNorm) else None


def _copy(tensor: Tensor) -> np.ndarray:
    array: np.ndarray = tensor.detach().float().cpu().numpy()
    return np.array(array, order="C")
