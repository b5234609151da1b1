"""The training loop: batches in, changed weights and typed events out, everything worth keeping into the run folder.

Between steps it looks at its control (stop, pause) and at the shelf (does somebody want a copy of the weights?). What
else is done there stands in ``core.training.between``.
"""

from collections.abc import Iterator

import torch

from core.control import LiveWeights, RunControl, Shelf
from core.protocol import Event, Paused, Resumed, StoppedBy, TrainDone
from core.training.between import PARTS, patience_is_over, save, take_prompts, verdict_of
from core.training.cadence import Due, due
from core.training.checkpoint import Position
from core.training.evaluation import mean_loss
from core.training.learning import learn
from core.training.state import Parts, State

# A step is logged when this long has passed since the last one: a quick card would write thousands of lines a second.
LOG_SECONDS = 0.05
NOTHING = Due()


class Trainer:
    """One session of training a run."""

    def __init__(self, parts: Parts, position: Position, control: RunControl, shelf: Shelf) -> None:
        self.state = State(parts, position, control)
        self._control = control
        self._shelf = shelf

    def run(self) -> Iterator[Event]:
        """Train until the budget is used, the person or their patience ends it, or a number is no longer finite."""
        state = self.state
        state.parts.model.train()
        state.start_clock()
        if state.at.step == 0 and not state.parts.writer.has_checkpoint(0):
            yield from self._first_look()
        while state.used < 1.0 and state.finite and not patience_is_over(state):
            if self._control.stopping:
                yield from self._keep()
                break
            if self._control.paused:
                yield from self._pause()
                continue
            self._serve_shelf()
            if not learn(state):
                continue
            before, state.used = state.used, state.progress()
            coming = due(state.settings, state.at.step, before, state.used)
            if coming != NOTHING or state.weighed is not None or state.at.seconds - state.logged >= LOG_SECONDS:
                yield from self._look(coming)
        if state.finite and state.used < 1.0 and patience_is_over(state):
            yield from self._keep()
        yield from take_prompts(state, NOTHING)
        yield self._done(self._stopped_by())

    def _stopped_by(self) -> StoppedBy:
        if not self.state.finite:
            return "not_finite"
        if self.state.used >= 1.0:
            return "budget"
        return "patience" if patience_is_over(self.state) and not self._control.stopping else "user"

    def _first_look(self) -> Iterator[Event]:
        """Step 0: the losses and the babble of a network that has learnt nothing."""
        first = self.state.parts.batches.next(Position())
        loss = mean_loss(self.state.parts.model, [first], self.state.settings.precision)
        self.state.loss = torch.tensor(loss, dtype=torch.float64)
        yield from self._look(due(self.state.settings, 0, 0.0, 0.0))

    def _look(self, coming: Due) -> Iterator[Event]:
        """Log the step and do what is due, as long as every number is finite."""
        for part in PARTS:
            yield from part(self.state, coming)
            if not self.state.finite:
                return

    def _keep(self) -> Iterator[Event]:
        """The last step logged and saved, for a pause or a stop."""
        if self.state.logged_step != self.state.at.step:
            yield from self._look(NOTHING)
        if self.state.finite:
            yield from save(self.state)

    def _pause(self) -> Iterator[Event]:
        """Keep the state, then sleep; the shelf is served meanwhile and the run's clock stands still."""
        yield from self._keep()
        if not self.state.finite:
            return
        writer, step = self.state.parts.writer, self.state.at.step
        writer.append_event("paused", step=step)
        yield Paused(step)
        self.state.tick()
        self._control.wait_while_paused(self._serve_shelf)
        self.state.start_clock()
        if not self._control.stopping:
            writer.append_event("resumed", step=step)
            yield Resumed(step)

    def _serve_shelf(self) -> None:
        if self._shelf.wanted:
            parts = self.state.parts
            tensors = {name: p.detach().cpu().clone() for name, p in parts.model.named_parameters()}
            self._shelf.put(LiveWeights(parts.writer.folder.name, self.state.at.step, tensors))

    def _done(self, stopped_by: StoppedBy) -> TrainDone:
        at, writer = self.state.at, self.state.parts.writer
        verdict = verdict_of(self.state, ended=True)
        told = {} if verdict is None else {"verdict": verdict.kind}
        writer.append_event("stopped", step=at.step, why=stopped_by, **told)
        return TrainDone(
            run=writer.folder.name,
            step=at.step,
            val_loss=at.val_loss,
            best_val_loss=at.best_val_loss,
            best_step=at.best_step,
            val_bits_per_byte=self.state.bits_per_byte(at.val_loss),
            seconds=at.seconds,
            stopped_by=stopped_by,
            verdict=verdict,
        )
