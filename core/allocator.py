"""How this process keeps the memory that it frees: on Linux, glibc is told to keep it for a training's next step."""

import ctypes
import sys

# glibc's names (malloc.h) and bytes: pieces up to the first are kept, up to the second altogether.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
KEPT_PIECE, KEPT_AT_MOST = 32 * 2**20, 512 * 2**20


def keep_freed_memory() -> None:
    """To be called before other threads begin.

    A step needs again at once what the step before it freed; else every large tensor is fetched from the system and
    given back, page by page: up to a quarter of a step's time. All threads share one arena, for glibc gives those of
    other threads than the first back in blocks of 64 MiB whatever it was told.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(M_ARENA_MAX, 1)
        libc.mallopt(M_MMAP_THRESHOLD, KEPT_PIECE)
        libc.mallopt(M_TRIM_THRESHOLD, KEPT_AT_MOST)
