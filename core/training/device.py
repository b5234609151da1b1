"""How a thread is set up for computing, and how it leaves no trace when it has done its work."""

import contextlib
import ctypes
import functools

import torch
from threadpoolctl import ThreadpoolController

PAUSE_SOFTLY = 1  # omp_pause_soft of OpenMP 5.0


def prepare_thread(threads: int) -> None:
    """Set up the calling thread: its share of the cores, and tiny numbers flushed to zero.

    numpy's BLAS, with which texts are written, takes as many threads in the whole process.

    Adam's moments of tokens not seen for long become denormal, and arithmetic on those is some thirty times slower.
    """
    torch.set_num_threads(threads)
    _numpy_blas().limit(limits=threads, user_api="blas")
    torch.set_flush_denormal(True)


def let_helpers_go() -> None:
    """End the calling thread's helper threads, which OpenMP keeps otherwise as long as the thread lives.

    Where more of them are there than cores, GNU's OpenMP no longer lets any wait awake for its next piece of work, and
    a training that needs them a thousand times a second is a seventh slower. (Other kinds of OpenMP do not need it.)
    """
    for library in _openmp():
        library.omp_pause_resource_all(PAUSE_SOFTLY)


@functools.cache
def _openmp() -> list[ctypes.CDLL]:
    """GNU's OpenMP as it was loaded by torch; none on other systems."""
    found = ThreadpoolController().select(user_api="openmp").lib_controllers
    libraries = [ctypes.CDLL(one.filepath) for one in found if one.prefix == "libgomp"]
    return [library for library in libraries if hasattr(library, "omp_pause_resource_all")]


@functools.cache
def _numpy_blas() -> ThreadpoolController:
    return ThreadpoolController()


def autocast(device: str, precision: str) -> contextlib.AbstractContextManager[object]:
    """The context in which a forward pass runs: bf16 matrix products, or nothing."""
    if precision == "bf16":
        return torch.autocast(device_type=device, dtype=torch.bfloat16)
    return contextlib.nullcontext()
