"""Deterministic training: torch takes only operations that give the same bits each time, and refuses the others.

On a CPU with a fixed number of threads that is so anyway; a graphics card adds up in the order in which sums arrive.
"""

import contextlib
import os
from collections.abc import Iterator

import torch

from core.errors import DeviceError

# cuBLAS reads it when it makes its first product, and torch refuses products in a deterministic run without it.
os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")


@contextlib.contextmanager
def deterministic(wanted: bool) -> Iterator[None]:
    """Inside, every operation of this program has the same bits each time, where that is ``wanted``.

    Raises:
        DeviceError: an operation has no such form on this device.
    """
    if not wanted:
        yield
        return
    torch.use_deterministic_algorithms(True)
    try:
        yield
    except RuntimeError as error:
        if "deterministic" not in str(error):
            raise
        raise DeviceError(
            f"This device cannot train deterministically: {str(error).partition('. ')[0]}.",
            "Leave --deterministic out, or train with --device cpu.",
        ) from error
    finally:
        torch.use_deterministic_algorithms(False)
