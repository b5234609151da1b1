"""What stays on disk of a step: a checkpoint to go on from, or a snapshot to look back at."""

from collections.abc import Iterator

from core.protocol import CheckpointWritten
from core.training.cadence import SAFETY_SECONDS, Due
from core.training.checkpoint import save_checkpoint, save_snapshot
from core.training.state import State


def keep(state: State, due: Due) -> Iterator[CheckpointWritten]:
    """A checkpoint if one is due, the step is the best so far, or a crash now would cost too much; else a snapshot."""
    unsafe = state.at.seconds - state.saved >= SAFETY_SECONDS
    if due.checkpoint or state.at.best_step == state.at.step or unsafe:
        yield from save(state, stop=due.snapshot)
    elif due.snapshot:
        yield _snapshot(state)


def save(state: State, stop: bool = False) -> Iterator[CheckpointWritten]:
    """A checkpoint of this step, unless it stands already. ``stop``: its weights are kept for looking back."""
    writer, step = state.parts.writer, state.at.step
    if writer.has_checkpoint(step):
        return
    state.tick()
    stop = stop or writer.folder.manifest(step) is not None  # a snapshot stays one to look back at
    with writer.new_step(step, stop) as folder:
        save_checkpoint(folder, state.parts.model, state.parts.optimizers, state.at)
    if state.at.best_step == step:
        writer.mark_best(step)
    writer.prune()
    state.tick()
    state.saved = state.at.seconds
    yield CheckpointWritten(step, str(writer.folder.step_folder(step)), "checkpoint")


def _snapshot(state: State) -> CheckpointWritten:
    """The weights of this step alone."""
    writer, step = state.parts.writer, state.at.step
    with writer.new_step(step, stop=True) as folder:
        save_snapshot(folder, state.parts.model)
    state.tick()
    return CheckpointWritten(step, str(writer.folder.step_folder(step)), "snapshot")
