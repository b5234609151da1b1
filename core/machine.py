"""This computer: its processor's name, the cores and the memory that this process may use."""

import contextlib
import functools
import math
import os
import platform
from pathlib import Path

import psutil

CPUINFO = Path("/proc/cpuinfo")
# What a container may use: "quota period" in microseconds, or "max period" (Linux' cgroup v2).
CGROUP_CPU = Path("/sys/fs/cgroup/cpu.max")


@functools.cache
def processor() -> str:
    """Its model's name where the system tells it, else its family."""
    with contextlib.suppress(OSError):
        for line in CPUINFO.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def physical_cores() -> int:
    """Physical cores this process may use, at least 1: within its affinity, and the share of its control group."""
    physical = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    try:
        allowed = len(psutil.Process().cpu_affinity())  # type: ignore[attr-defined, unused-ignore]
    except (AttributeError, psutil.Error):
        allowed = physical
    return max(1, min(physical, allowed, _granted()))


def _granted() -> int:
    """Cores worth of time that the control group grants, rounded up; as many as there are where it says nothing."""
    with contextlib.suppress(OSError, ValueError):
        quota, period = CGROUP_CPU.read_text(encoding="ascii").split()
        return math.ceil(int(quota) / int(period))  # "max" is no number
    return os.cpu_count() or 1


def memory() -> tuple[int, int]:
    """Bytes this process holds, and bytes the machine has."""
    return psutil.Process().memory_info().rss, psutil.virtual_memory().total


def described() -> dict[str, str]:
    """What a report says of it: processor, cores, memory and the kind of system, and nothing that names its owner."""
    gigabytes = psutil.virtual_memory().total / 1e9
    system = {"Darwin": "macOS"}.get(platform.system(), platform.system())
    return {"processor": processor(), "cores": str(physical_cores()), "memory": f"{gigabytes:.0f} GB", "system": system}
