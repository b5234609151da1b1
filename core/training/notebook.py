"""What was measured on this computer, kept in artifacts/estimates.json: nothing is measured twice."""

from dataclasses import dataclass

from core.machine import processor
from core.paths import Home
from core.remembered import keep, recall
from core.training.measuring import measure_disk
from core.training.pace import Disk, Pace

REMEMBERED = "estimates.json"
MOST_REMEMBERED = 200


@dataclass(frozen=True)
class _Remembered:
    """estimates.json."""

    paces: dict[str, Pace]
    disks: dict[str, Disk]


class Notebook:
    """What was measured on this computer, in artifacts/estimates.json. What cannot be read counts as empty."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._place = home.artifacts / REMEMBERED

    def pace(self, key: str) -> Pace | None:
        return self._read().paces.get(key)

    def keep_pace(self, key: str, pace: Pace) -> None:
        """Keep it as the newest; of too many the oldest goes."""
        known = self._read()
        paces = {**{name: kept for name, kept in known.paces.items() if name != key}, key: pace}
        newest = dict(list(paces.items())[-MOST_REMEMBERED:])
        keep(self._place, _Remembered(newest, known.disks))

    def disk(self) -> Disk:
        """The disk under artifacts/, measured when it is first asked for."""
        known, key = self._read(), processor()
        if key not in known.disks:
            known.disks[key] = measure_disk(self._home.artifacts)
            keep(self._place, known)
        return known.disks[key]

    def _read(self) -> _Remembered:
        return recall(self._place, _Remembered, _Remembered({}, {}))
