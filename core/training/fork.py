"""What a fork begins with: another run's network at one of its steps, its tokenizer, and its text if none is named."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from core.config import RunConfig
from core.errors import RunError, SettingError
from core.model.loading import WEIGHTS
from core.paths import Home
from core.protocol import Train
from core.runs import RunFolder, find_run, verify_step


@dataclass(frozen=True)
class Parent:
    """The run and the step that a fork begins with."""

    run: RunFolder
    step: int

    @property
    def name(self) -> str:
        return f"{self.run.name}@{self.step}"

    @property
    def weights(self) -> Path:
        return self.run.step_folder(self.step) / WEIGHTS


def find_parent(home: Home, command: Train) -> Parent:
    """The parent of a fork, with its weights as they were written.

    Raises:
        RunError: it is missing or damaged.
        SettingError: another network is asked for than its own.
    """
    return begin_with(home, command.fork, command.config)


def begin_with(home: Home, reference: str, config: RunConfig) -> Parent:
    """The run and step that RUN[@STEP] names, for a new run with these settings to begin with.

    Raises: as ``find_parent``.
    """
    run, step = find_run(home, reference)
    if step is None:
        raise RunError(f"{run.name} has no step to begin with.", "Let it train a moment first.")
    verify_step(run.step_folder(step))
    shape = dataclasses.replace(config.model, dropout=run.config().model.dropout)
    if shape != run.config().model:
        raise SettingError(f"A fork keeps the network of {run.name}.", "Leave the model's settings as they are.")
    return Parent(run, step)
