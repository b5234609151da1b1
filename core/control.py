"""What a front end may say to long work while it runs, and the shelf between the two lanes.

RunControl is looked at between steps: stop, pause, "lay a copy of the weights on the shelf". Both classes hold their
own lock; besides the window's mailbox they are all that two threads share.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Changeable = Literal["learning_rate", "steps", "epochs", "minutes"]


class Interrupted(Exception):
    """The person stopped the work before there was anything to keep."""


class RunControl:
    """Stop and pause for one piece of long work, and what a training is to look at besides."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._stop = False
        self._paused = False
        self._prompts: list[str] = []
        self._changes: list[tuple[Changeable, float]] = []

    def stop(self) -> None:
        """Ask the work to save and end; also ends a pause."""
        with self._changed:
            self._stop = True
            self._changed.notify_all()

    def pause(self) -> None:
        with self._changed:
            self._paused = True

    def resume(self) -> None:
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    def wake(self) -> None:
        """Make a pausing worker look around once, for example because somebody asked for its weights."""
        with self._changed:
            self._changed.notify_all()

    def add_prompt(self, prompt: str) -> None:
        """Ask for samples that continue this as well, from the next sample on."""
        with self._changed:
            self._prompts.append(prompt)

    def take_prompts(self) -> list[str]:
        """What was asked for since the last time."""
        with self._changed:
            taken, self._prompts = self._prompts, []
            return taken

    def change(self, setting: Changeable, value: float) -> None:
        """Ask a training to go on with another ``learning_rate``, or another amount of its budget."""
        with self._changed:
            self._changes.append((setting, value))

    def take_changes(self) -> list[tuple[Changeable, float]]:
        """What was asked for since the last time."""
        with self._changed:
            taken, self._changes = self._changes, []
            return taken

    @property
    def stopping(self) -> bool:
        return self._stop

    def check(self) -> None:
        """For work that has nothing to save yet.

        Raises:
            Interrupted: a stop was asked for.
        """
        if self._stop:
            raise Interrupted

    @property
    def paused(self) -> bool:
        return self._paused

    def wait_while_paused(self, look: Callable[[], None]) -> None:
        """Sleep until the pause ends or a stop comes; ``look`` is called each time the sleeper is woken."""
        while True:
            with self._changed:
                if self._stop or not self._paused:
                    return
                self._changed.wait(timeout=0.2)
            look()


@dataclass(frozen=True)
class LiveWeights:
    """A copy of the weights of a training run at one moment. ``tensors`` maps parameter names to CPU tensors."""

    run: str
    step: int
    tensors: dict[str, Any]


class Shelf:
    """Where a trainer lays a copy of its current weights when somebody asks for them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._training: str | None = None
        self._wanted = False
        self._copy: LiveWeights | None = None

    def open(self, run: str) -> None:
        """The trainer says which run it trains now."""
        with self._changed:
            self._training, self._copy, self._wanted = run, None, False

    def close(self) -> None:
        """The trainer has ended; who still waits gets nothing."""
        with self._changed:
            self._training, self._copy, self._wanted = None, None, False
            self._changed.notify_all()

    @property
    def training(self) -> str | None:
        """The run that trains now."""
        return self._training

    @property
    def wanted(self) -> bool:
        """Whether somebody waits for a copy: the trainer looks here between steps."""
        return self._wanted

    def put(self, copy: LiveWeights) -> None:
        with self._changed:
            self._copy, self._wanted = copy, False
            self._changed.notify_all()

    def take(self, run: str, control: RunControl, timeout: float = 20.0) -> LiveWeights | None:
        """Wait for a fresh copy of the weights of ``run``; None if it does not train, was stopped, or is too slow."""
        with self._changed:
            if self._training != run:
                return None
            self._wanted, self._copy = True, None
            waited = 0.0
            while self._copy is None and self._training == run and not control.stopping and waited < timeout:
                self._changed.wait(timeout=0.1)
                waited += 0.1
            return self._copy
