"""Memory that a training frees stays with the process."""

import subprocess
import sys

import pytest

# A thread other than the first fills and frees 160 MB in pieces, ten times over; says how many pages were fetched.
CHURN = """
import resource, sys, threading
if sys.argv[1] == "kept":
    from core.allocator import keep_freed_memory
    keep_freed_memory()
import numpy as np

def pages():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def churn():
    for turn in range(11):
        if turn == 1:
            begin = pages()
        pieces = [np.ones(2_000_000) for _ in range(10)]
        del pieces
    print(pages() - begin)

thread = threading.Thread(target=churn)
thread.start()
thread.join()
"""


def pages_fetched(how: str) -> int:
    return int(subprocess.run([sys.executable, "-c", CHURN, how], capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="glibc is Linux' own")
def test_what_was_freed_is_not_fetched_again() -> None:
    assert pages_fetched("kept") < pages_fetched("given back") / 10
