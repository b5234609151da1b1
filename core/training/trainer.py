"""The training loop: batches in, changed weights and typed events out, everything worth keeping into the run folder.

Between steps it looks at its control (stop, pause) and at the shelf (does somebody want a copy of the weights?).
"""

import contextlib
import dataclasses
import math
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch

from core.config import RunConfig
from core.control import Interrupted, LiveWeights, RunControl, Shelf
from core.model.decoder import Decoder
from core.model.generate import generate
from core.model.gpt import GPT
from core.model.laid_out import lay_out
from core.model.taps import watched
from core.protocol import (
    CheckpointWritten,
    Event,
    Paused,
    Resumed,
    SampleWritten,
    Step,
    StoppedBy,
    TrainDone,
)
from core.runs.writing import RunWriter
from core.text.prepare import Prepared
from core.training.batches import Batches
from core.training.cadence import SAFETY_SECONDS, Budget, Due, due
from core.training.checkpoint import Position, save_checkpoint, save_snapshot
from core.training.device import autocast
from core.training.evaluation import mean_loss
from core.training.optimizers import Optimizers
from core.training.schedules import rate_factor

# A step is logged when this long has passed since the last one: a quick card would write thousands of lines a second.
LOG_SECONDS = 0.05
SAMPLE_TOKENS = 80
# Seconds from which on a stop does not wait for the end of a step.
LONG_STEP = 0.5
# The speed shown is the mean over about this many steps.
SPEED_SMOOTHING = 0.1
NOTHING = Due()


@dataclass(frozen=True)
class Parts:
    """What a training consists of, made by ``core.training.begin``. ``config`` has every choice resolved."""

    config: RunConfig
    prepared: Prepared
    writer: RunWriter
    model: GPT
    optimizers: Optimizers
    batches: Batches
    prompts: tuple[str, ...]


class Trainer:
    """One session of training a run."""

    def __init__(self, parts: Parts, position: Position, control: RunControl, shelf: Shelf) -> None:
        self.parts = parts
        self.at = position
        self.control = control
        self.shelf = shelf
        self.settings = parts.config.training
        self.budget = Budget.of(self.settings, parts.batches.windows(self.settings.epochs))
        self.device = next(parts.model.parameters()).device
        self.step_tokens = (
            self.settings.batch_size * self.settings.grad_accumulation * parts.config.model.context_length
        )
        self._clock = time.perf_counter()
        self._logged = self._saved = 0.0
        self._logged_step = position.step
        self._step_seconds: float | None = None
        self._warm = False
        # Share of the budget used when it was last looked for what is due: what measuring and saving take is not lost.
        self._used = self._progress()
        self._loss = self._norm = torch.zeros(())
        self._rate = 0.0
        self._finite = True

    # ---- the loop ---------------------------------------------------------------------------------------------------

    def run(self) -> Iterator[Event]:
        """Train until the budget is used, the person stops, or a number is no longer finite."""
        self.parts.model.train()
        self._clock = time.perf_counter()
        self._saved = self.at.seconds
        if self.at.step == 0 and not self.parts.writer.has_checkpoint(0):
            yield from self._first_look()
        while self._used < 1.0 and self._finite:
            if self.control.stopping:
                yield from self._keep()
                break
            if self.control.paused:
                yield from self._pause()
                continue
            self._serve_shelf()
            if not self._learn():
                continue
            before, self._used = self._used, self._progress()
            coming = due(self.settings, self.at.step, before, self._used)
            if coming != NOTHING or self.at.seconds - self._logged >= LOG_SECONDS:
                yield from self._look(coming)
        stopped_by: StoppedBy = "budget" if self._used >= 1.0 else "user"
        yield self._done(stopped_by if self._finite else "not_finite")

    def _learn(self) -> bool:
        """One optimiser step; counts it, its tokens and its time. False where a stop came: then it has not begun."""
        begin = time.perf_counter()
        self._rate = self.parts.optimizers.set_rate(
            rate_factor(self.settings.schedule, self.at.step, self._progress(), self.settings.warmup_steps)
        )
        place, chance = (self.at.epoch, self.at.window), torch.get_rng_state()
        try:
            with self._heeding():
                self._loss = self._backward()
        except Interrupted:
            self.at.epoch, self.at.window = place
            torch.set_rng_state(chance)
            self.parts.optimizers.drop_gradients()
            return False
        self._norm = self.parts.optimizers.step()
        self.at.step += 1
        self.at.tokens += self.step_tokens
        took = time.perf_counter() - begin
        mean = self._step_seconds
        if mean is None or not self._warm:  # a session's first step also sets things up
            self._warm, self._step_seconds = mean is not None, took
        else:
            self._step_seconds = mean + SPEED_SMOOTHING * (took - mean)
        self._tick()
        return True

    def _heeding(self) -> AbstractContextManager[None]:
        """Inside, a stop ends a pass through the network, where one takes long. (A card is only handed its work.)"""
        quick = self._step_seconds is not None and self._step_seconds < LONG_STEP
        if quick or self.device.type != "cpu":
            return contextlib.nullcontext()
        return watched(self.parts.model.blocks, self.control.check)

    def _look(self, coming: Due) -> Iterator[Event]:
        """Log the step and do what is due, if every number is finite."""
        self._finite = self._is_finite(coming)
        if not self._finite:
            return
        self.at.train_loss = float(self._loss)
        yield self._log(self._rate, float(self._norm), coming.evaluation)
        if coming.sample:
            yield from self._samples()
        unsafe = self.at.seconds - self._saved >= SAFETY_SECONDS  # a crash now would cost too much
        if coming.checkpoint or self.at.best_step == self.at.step or unsafe:
            yield from self._save(stop=coming.snapshot)
        elif coming.snapshot:
            yield self._snapshot()

    def _is_finite(self, coming: Due) -> bool:
        """Whether loss, gradient and weights are numbers; measures the validation loss if that is due."""
        if not (math.isfinite(float(self._loss)) and math.isfinite(float(self._norm))):
            return False
        if not torch.stack([p.isfinite().all() for p in self.parts.model.parameters()]).all():
            return False
        return self._evaluate() if coming.evaluation else True

    def _keep(self) -> Iterator[Event]:
        """The last step logged and saved, for a pause or a stop."""
        if self._logged_step != self.at.step:
            yield from self._look(NOTHING)
        if self._finite:
            yield from self._save()

    def _backward(self) -> torch.Tensor:
        """Gradients of the mean loss over every target of all micro-batches; returns that loss."""
        batches = [self.parts.batches.next(self.at) for _ in range(self.settings.grad_accumulation)]
        counted = sum(int((targets >= 0).sum()) for _, targets in batches)
        total = torch.zeros((), device=self.device)
        for inputs, targets in batches:
            share = int((targets >= 0).sum()) / counted
            with autocast(self.device.type, self.settings.precision):
                loss = self.parts.model.loss(
                    torch.from_numpy(inputs).to(self.device), torch.from_numpy(targets).to(self.device)
                )
            (loss * share).backward()
            total += loss.detach() * share
        return total

    def _tick(self) -> None:
        """Move the run's clock on."""
        now = time.perf_counter()
        self.at.seconds += now - self._clock
        self._clock = now

    def _progress(self) -> float:
        return self.budget.progress(self.at.step, self.at.seconds)

    def _pause(self) -> Iterator[Event]:
        """Keep the state, then sleep; the shelf is served meanwhile and the run's clock stands still."""
        yield from self._keep()
        if not self._finite:
            return
        self.parts.writer.append_event("paused", step=self.at.step)
        yield Paused(self.at.step)
        self._tick()
        self.control.wait_while_paused(self._serve_shelf)
        self._clock = time.perf_counter()
        if not self.control.stopping:
            self.parts.writer.append_event("resumed", step=self.at.step)
            yield Resumed(self.at.step)

    def _serve_shelf(self) -> None:
        if self.shelf.wanted:
            tensors = {name: p.detach().cpu().clone() for name, p in self.parts.model.named_parameters()}
            self.shelf.put(LiveWeights(self.parts.writer.folder.name, self.at.step, tensors))

    # ---- what is looked at and kept ---------------------------------------------------------------------------------

    def _first_look(self) -> Iterator[Event]:
        """Step 0: the losses and the babble of a network that has learnt nothing."""
        inputs, targets = self.parts.batches.next(Position())
        self.at.train_loss = mean_loss(self.parts.model, [(inputs, targets)], self.settings.precision)
        self._evaluate()
        yield self._log(0.0, 0.0, True)
        yield from self._samples()
        yield from self._save(stop=self.settings.keep_stops)

    def _evaluate(self) -> bool:
        """Measure the validation loss; whether it is a finite number. Only such a one is kept."""
        loss = mean_loss(self.parts.model, self.parts.batches.validation(), self.settings.precision)
        self._tick()
        if math.isfinite(loss):
            self.at.val_loss = loss
        return math.isfinite(loss)

    def _log(self, rate: float, norm: float, evaluated: bool) -> Step:
        """The step as an event, written to metrics.jsonl as well."""
        at = self.at
        if evaluated and at.val_loss is not None and (at.best_val_loss is None or at.val_loss < at.best_val_loss):
            at.best_val_loss, at.best_step = at.val_loss, at.step
        assert at.train_loss is not None
        speed = self._step_seconds
        event = Step(
            step=at.step,
            tokens=at.tokens,
            seconds=at.seconds,
            train_loss=at.train_loss,
            val_loss=at.val_loss if evaluated else None,
            learning_rate=rate,
            grad_norm=norm,
            tokens_per_second=self.step_tokens / speed if speed else 0.0,
            val_bits_per_byte=self._bits_per_byte(at.val_loss) if evaluated else None,
            progress=self._progress(),
            seconds_left=self.budget.seconds_left(at.step, at.seconds, speed) if speed else None,
            steps_expected=self.budget.steps_expected(at.step, at.seconds),
        )
        self.parts.writer.append_metric(dataclasses.asdict(event))
        self._logged, self._logged_step = at.seconds, at.step
        return event

    def _bits_per_byte(self, loss: float | None) -> float | None:
        return None if loss is None else loss / math.log(2) / self.parts.prepared.bytes_per_val_token

    def _samples(self) -> Iterator[Event]:
        """Continuations of the run's prompts, from generators of their own."""
        model, tokenizer = self.parts.model, self.parts.prepared.tokenizer
        sampling = self.parts.config.sampling
        sampling = dataclasses.replace(sampling, max_new_tokens=min(SAMPLE_TOKENS, sampling.max_new_tokens))
        decoder = Decoder(lay_out(model))
        for prompt in self.parts.prompts:
            ids = tokenizer.encode(prompt) or [tokenizer.bos_id]
            ids = ids[-self.parts.config.model.context_length :]
            text = "".join(token.text for token in generate(decoder, tokenizer, ids, sampling, self.control))
            if self.control.stopping:
                break  # it may be cut short
            self.parts.writer.append_sample({"step": self.at.step, "prompt": prompt, "text": text})
            yield SampleWritten(self.at.step, prompt, text)
        self._tick()

    def _snapshot(self) -> CheckpointWritten:
        """The weights of this step, for looking back in time."""
        with self.parts.writer.new_step(self.at.step, stop=True) as folder:
            save_snapshot(folder, self.parts.model)
        self._tick()
        return self._written("snapshot")

    def _save(self, stop: bool = False) -> Iterator[CheckpointWritten]:
        """A checkpoint of this step, unless it stands already. ``stop``: its weights are kept for looking back."""
        writer = self.parts.writer
        if writer.has_checkpoint(self.at.step):
            return
        self._tick()
        stop = stop or writer.folder.manifest(self.at.step) is not None  # a snapshot stays one to look back at
        with writer.new_step(self.at.step, stop) as folder:
            save_checkpoint(folder, self.parts.model, self.parts.optimizers, self.at)
        if self.at.best_step == self.at.step:
            writer.mark_best(self.at.step)
        writer.prune()
        self._tick()
        self._saved = self.at.seconds
        yield self._written("checkpoint")

    def _written(self, kind: str) -> CheckpointWritten:
        path = self.parts.writer.folder.step_folder(self.at.step)
        return CheckpointWritten(self.at.step, str(path), "checkpoint" if kind == "checkpoint" else "snapshot")

    def _done(self, stopped_by: StoppedBy) -> TrainDone:
        at = self.at
        self.parts.writer.append_event("stopped", step=at.step, why=stopped_by)
        return TrainDone(
            run=self.parts.writer.folder.name,
            step=at.step,
            val_loss=at.val_loss,
            best_val_loss=at.best_val_loss,
            best_step=at.best_step,
            val_bits_per_byte=self._bits_per_byte(at.val_loss),
            seconds=at.seconds,
            stopped_by=stopped_by,
        )
