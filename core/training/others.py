"""What other programs take of the processor while something is measured: then it is not kept for quiet times."""

import psutil

# What is measured while others take more than this share of the processor is not kept for later.
BUSY = 0.2


class Others:
    """How much of the processor's time programs other than this one take, from when it is made."""

    def __init__(self) -> None:
        self._before = self._times()

    def share(self) -> float:
        """0…1 of all cores' time."""
        every, free, own = (after - before for after, before in zip(self._times(), self._before, strict=True))
        return min(1.0, max(0.0, (every - free - own) / every)) if every > 0 else 0.0

    @staticmethod
    def _times() -> tuple[float, float, float]:
        """Seconds of all cores, of those idle, of those this process's."""
        machine, process = psutil.cpu_times(), psutil.Process().cpu_times()
        free = machine.idle + getattr(machine, "iowait", 0.0)
        return float(sum(machine)), free, process.user + process.system
