"""The terminal front end: words and options in, progress or JSON lines out, on the engine's one door.

It knows the terminal and nothing about tensors; what the window's three tabs do can be done here, over SSH or in a
script. Exit codes: 0 done, 1 a fault of ours, 2 the request is wrong, 3 stopped early with everything saved.
"""

from core.cli import (  # noqa: F401 - each adds its words
    asking,
    choosing,
    comparing,
    conversing,
    estimating,
    examining,
    experimenting,
    getting,
    inspecting,
    keeping,
    looking,
    reading,
    through_time,
    training,
    tuning,
)
from core.cli.front import main
from core.cli.training import journey

__all__ = ["journey", "main"]
