"""What trains now, in one small value: the Train tab says it, status bar, library and title bar show it."""

from dataclasses import dataclass
from typing import Literal

Phase = Literal["idle", "preparing", "training", "paused", "stopping"]


@dataclass(frozen=True)
class TrainingState:
    """``run``: its name, empty while nothing trains and until a run folder has been claimed.

    ``progress``: share of the budget used, 0…1. ``seconds_left``: None while nobody can say. ``stage``: what is being
    prepared, in words, while ``phase`` is "preparing".
    """

    phase: Phase = "idle"
    run: str = ""
    step: int = 0
    progress: float = 0.0
    tokens_per_second: float = 0.0
    seconds_left: float | None = None
    val_loss: float | None = None
    stage: str = ""

    @property
    def active(self) -> bool:
        """Whether closing now would end something."""
        return self.phase != "idle"

    @property
    def paused(self) -> bool:
        return self.phase == "paused"
