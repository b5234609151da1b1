"""Where and how exactly to compute: device, precision, threads, attention form.

What the person left open is decided here, once for a run; the decision stands in config.json from then on.
"""

import contextlib
import ctypes
import dataclasses
import functools
import os
import sys
import time
from collections.abc import Sequence

import psutil
import torch
from threadpoolctl import ThreadpoolController

from core.config import TrainingConfig
from core.errors import DeviceError

# bf16 must beat fp32 by this much on a small product, or it is not worth its rounding.
WORTHWHILE = 1.3
PRODUCTS = 24
# glibc's names (malloc.h) and bytes: pieces up to the first are kept, up to the second altogether.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT_PIECE, KEPT_AT_MOST = 32 * 2**20, 512 * 2**20


def resolve_hardware(config: TrainingConfig) -> TrainingConfig:
    """``config`` with device, precision, threads and attention form decided.

    Raises:
        DeviceError: the device or precision asked for is not there.
    """
    # An optimiser's first step asks for this, which takes most of a second; here nobody waits for an answer to a stop.
    import torch._dynamo

    threads = config.threads or physical_cores()
    torch.set_num_threads(threads)
    device = _device(config.device)
    precision = config.precision if config.precision != "auto" else _precision(device)
    form = config.attention_form
    if form == "auto":
        # The backward pass of the fused form is slow under bf16 autocast on a CPU.
        form = "explicit" if device == "cpu" and precision == "bf16" else "fused"
    return dataclasses.replace(config, device=device, precision=precision, threads=threads, attention_form=form)


def keep_freed_memory() -> None:
    """Have glibc keep what is freed for the next step, which needs it again at once.

    Else every large tensor is fetched from the system and given back, page by page: a quarter of a step's time.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(M_MMAP_THRESHOLD, KEPT_PIECE)
        libc.mallopt(M_TRIM_THRESHOLD, KEPT_AT_MOST)


def prepare_thread(threads: int) -> None:
    """Set up the calling thread: its share of the cores, and tiny numbers flushed to zero.

    numpy's BLAS, with which texts are written, takes as many threads in the whole process.

    Adam's moments of tokens not seen for long become denormal, and arithmetic on those is some thirty times slower.
    """
    torch.set_num_threads(threads)
    _numpy_blas().limit(limits=threads, user_api="blas")
    torch.set_flush_denormal(True)
    keep_freed_memory()


@functools.cache
def _numpy_blas() -> ThreadpoolController:
    return ThreadpoolController()


def physical_cores() -> int:
    """Physical cores this process may use."""
    physical = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    try:
        allowed = len(psutil.Process().cpu_affinity())  # type: ignore[attr-defined, unused-ignore]
    except (AttributeError, psutil.Error):
        allowed = physical
    return max(1, min(physical, allowed))


def _device(wanted: str) -> str:
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if available[name])
    if not available[wanted]:
        there = ", ".join(name for name, is_there in available.items() if is_there)
        raise DeviceError(f"There is no {wanted} device on this computer.", f"Choose one of: auto, {there}.")
    return wanted


def _precision(device: str) -> str:
    if device == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp32"
    if device == "mps":
        return "fp32"
    single, half = _product_seconds((torch.float32, torch.bfloat16))
    return "bf16" if half * WORTHWHILE < single else "fp32"


def _product_seconds(dtypes: Sequence[torch.dtype]) -> list[float]:
    """The best time of a small matrix product in each precision, taken in turns: other programs disturb all alike.

    A CPU that only imitates bf16 is slow even at this size.
    """
    factors = [(torch.ones(256, 256, dtype=dtype), torch.ones(256, 256, dtype=dtype)) for dtype in dtypes]
    best = [float("inf")] * len(factors)
    for _ in range(PRODUCTS):
        for number, (left, right) in enumerate(factors):
            begin = time.perf_counter()
            left @ right
            best[number] = min(best[number], time.perf_counter() - begin)
    return best


def autocast(device: str, precision: str) -> contextlib.AbstractContextManager[object]:
    """The context in which a forward pass runs: bf16 matrix products, or nothing."""
    if precision == "bf16":
        return torch.autocast(device_type=device, dtype=torch.bfloat16)
    return contextlib.nullcontext()


def memory() -> tuple[int, int]:
    """Bytes this process holds, and bytes the machine has."""
    return psutil.Process().memory_info().rss, psutil.virtual_memory().total
