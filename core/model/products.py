"""Products of a token's vector with a matrix, as a decoder asks for them: by numpy, by torch, or in 8 bits.

Such a product is all memory traffic. numpy's BLAS streams a matrix best that lies input by output, torch keeps it
output by input; so each holds a copy of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor


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
class AffineByTorch:
    """The same by torch, whose matrix lies output by input."""

    matrix: Tensor
    bias: Tensor | None

    def __call__(self, x: np.ndarray) -> np.ndarray:
        """… in → … out"""
        y: np.ndarray = F.linear(torch.from_numpy(x), self.matrix, self.bias).numpy()
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


Product = Affine | AffineByTorch | Affine8
Maker = Callable[[Tensor, Tensor | None], Product]
# torch's 8-bit product reads the inner width in steps of this, and beyond the end where they do not fit.
WIDTH8 = 32


def maker(weights: str, product: str) -> Maker:
    """What makes a product of a matrix (output by input) and a bias, both in 32 bits on the CPU.

    ``weights``: one of ``config.WEIGHTS``; ``product``: one of ``PRODUCTS``, for matrices that are not in 8 bits.
    """
    made = PRODUCTS[product]
    forms: dict[str, Maker] = {
        "fp32": made,
        # Kept and worked out in 32 bits, since numpy knows no bfloat16.
        "bf16": lambda weight, bias: made(weight.bfloat16().float(), bias),
        # Unless the vector's width is one that torch's product cannot take.
        "int8": lambda weight, bias: made(weight, bias) if weight.shape[1] % WIDTH8 else _in_8_bits(weight, bias),
    }
    return forms[weights]


def copied(tensor: Tensor) -> np.ndarray:
    """A copy in 32 bits, row after row."""
    array: np.ndarray = tensor.detach().float().cpu().numpy()
    return np.array(array, order="C")


def _by_numpy(weight: Tensor, bias: Tensor | None) -> Affine:
    return Affine(copied(weight.mT), None if bias is None else copied(bias))


def _by_torch(weight: Tensor, bias: Tensor | None) -> AffineByTorch:
    return AffineByTorch(torch.from_numpy(copied(weight)), None if bias is None else torch.from_numpy(copied(bias)))


def _in_8_bits(weight: Tensor, bias: Tensor | None) -> Affine8:
    # The scale as bf16 holds it, so that what it multiplies was divided by the same number.
    scale = (weight.abs().amax(dim=1).clamp(min=1e-12) / 127).bfloat16()  # out
    matrix = (weight / scale.float()[:, None]).round().clamp(-127, 127).to(torch.int8)  # out in
    return Affine8(matrix, scale, None if bias is None else copied(bias))


# Who multiplies.
PRODUCTS: dict[str, Maker] = {"numpy": _by_numpy, "torch": _by_torch}
