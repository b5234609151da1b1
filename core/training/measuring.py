"""How long the parts of a training take on this computer: a few real steps, a look, a sample, a file on the disk.

The network is the one that would be trained, on random tokens. Nothing draws from torch's global generator, so that
a training that runs meanwhile keeps its bits: dropout draws from a generator of its own here.
"""

import datetime
import hashlib
import math
import os
import shutil
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from core.config import RunConfig
from core.control import RunControl
from core.model.attention import CausalSelfAttention
from core.model.decoder import Decoder
from core.model.dropout import Dropout
from core.model.gpt import GPT, build_gpt
from core.model.laid_out import lay_out
from core.model.taps import watched
from core.text.windows import VALIDATION_TOKENS
from core.training.between.checking import weights_are_finite
from core.training.device import autocast
from core.training.evaluation import mean_loss
from core.training.optimizers import Optimizers
from core.training.others import Others
from core.training.pace import Disk, Pace

# Steps that set things up, and how many are timed: until a second has gone by, but not fewer and not more than this.
WARM, SECONDS, FEWEST, MOST = 2, 1.0, 3, 40
# A micro-batch that takes longer than this is measured with fewer windows.
LONG_PASS = 2.0
SAMPLE_TOKENS = 24
# Bytes of the file that is written to see how quick the disk is.
WRITTEN = 8_000_000


def measure_pace(config: RunConfig, control: RunControl) -> Pace:
    """Measure on the calling thread, with its number of threads. ``config`` is resolved, its vocabulary too.

    Raises:
        Interrupted: a stop was asked for.
    """
    model, training = config.model, config.training
    chance = torch.Generator().manual_seed(training.seed)
    network = build_gpt(model, chance)
    network.set_attention_form(training.attention_form)
    network.to(training.device)
    with_own_dropout(network, torch.Generator(training.device).manual_seed(training.seed))
    optimizers = Optimizers(list(network.named_parameters()), training)
    bench = _Bench(config, network, optimizers, chance, control)
    windows = bench.suitable_windows()
    watch = Others()
    one_pass, step = bench.steps(windows)
    others = watch.share()
    log = bench.timed(bench.log)
    evaluation = bench.timed(lambda: bench.evaluate(windows)) * _validation_passes(config, windows)
    decoder = Decoder(lay_out(network))
    layout = bench.timed(lambda: lay_out(network))
    token = bench.timed(lambda: bench.write(decoder)) / SAMPLE_TOKENS
    share = training.batch_size / windows
    return Pace(one_pass * share, step, log, evaluation, layout, token, now(), others)


def _validation_passes(config: RunConfig, windows: int) -> float:
    """How many batches of so many windows the validation sample has."""
    return max(1, VALIDATION_TOKENS // config.model.context_length) / windows


class _Bench:
    """A network on its bench: what a training does with it, timed."""

    def __init__(
        self, config: RunConfig, network: GPT, optimizers: Optimizers, chance: torch.Generator, control: RunControl
    ) -> None:
        self._model, self._training = config.model, config.training
        self._network, self._optimizers = network, optimizers
        self._chance, self._control = chance, control
        self._device = torch.device(config.training.device)

    def timed(self, work: Callable[[], object]) -> float:
        """The shorter of two times: the first also sets things up."""
        times = []
        for _ in range(2):
            self._control.check()
            begin = time.perf_counter()
            work()
            self._wait()
            times.append(time.perf_counter() - begin)
        return min(times)

    def suitable_windows(self) -> int:
        """As many windows as a micro-batch has, or fewer where that would take long."""
        network = self._network.train()
        with watched(network.blocks, self._control.check):
            begin = time.perf_counter()
            self._pass(1)
            self._pass(1)
        a_window = (time.perf_counter() - begin) / 2
        self._optimizers.drop_gradients()
        return max(1, min(self._training.batch_size, int(LONG_PASS / a_window)))

    def steps(self, windows: int) -> tuple[float, float]:
        """Seconds of a pass and of the optimiser: the mean of what is left of some steps without the slowest."""
        passes: list[float] = []
        updates: list[float] = []
        end = math.inf
        self._optimizers.set_rate(0.0)
        with watched(self._network.blocks, self._control.check):
            while len(passes) < WARM + FEWEST or (time.perf_counter() < end and len(passes) < WARM + MOST):
                self._control.check()
                begin = time.perf_counter()
                self._pass(windows)
                self._wait()
                between = time.perf_counter()
                float(self._optimizers.step())
                self._wait()
                passes.append(between - begin)
                updates.append(time.perf_counter() - between)
                if len(passes) == WARM:
                    end = time.perf_counter() + SECONDS
        return _typical(passes[WARM:]), _typical(updates[WARM:])

    def log(self) -> None:
        """What the trainer looks at before it logs a step."""
        weights_are_finite(self._network)

    def evaluate(self, windows: int) -> None:
        with watched(self._network.blocks, self._control.check):
            inputs, targets = self._batch(windows)
            mean_loss(self._network, [(inputs.numpy(), targets.numpy())], self._training.precision)

    def write(self, decoder: Decoder) -> None:
        """Tokens one after another, as many as the context holds or a few."""
        logits = decoder.prefill([0])
        for _ in range(SAMPLE_TOKENS):
            self._control.check()
            logits = decoder.step(int(np.argmax(logits)))

    def _pass(self, windows: int) -> None:
        inputs, targets = self._batch(windows)
        with autocast(self._training.device, self._training.precision):
            loss = self._network.loss(inputs.to(self._device), targets.to(self._device))
        loss.backward()

    def _batch(self, windows: int) -> tuple[Tensor, Tensor]:
        shape = (windows, self._model.context_length + 1)
        ids = torch.randint(self._model.vocab_size, shape, generator=self._chance)
        return ids[:, :-1].contiguous(), ids[:, 1:].contiguous()

    def _wait(self) -> None:
        if self._device.type == "cuda":
            torch.cuda.synchronize()


def _typical(times: list[float]) -> float:
    """The mean without the slowest fifth: other programs disturb now and then."""
    kept = sorted(times)[: math.ceil(0.8 * len(times))]
    return sum(kept) / len(kept)


def with_own_dropout(network: GPT, generator: torch.Generator) -> None:
    """Have a network draw its dropout from ``generator``; in attention that needs the explicit form."""
    for module in network.modules():
        if isinstance(module, Dropout):
            module.generator = generator
        if isinstance(module, CausalSelfAttention) and module.dropout.p:
            module.form = "explicit"


# ---- the disk --------------------------------------------------------------------------------------------------------


def measure_disk(artifacts: Path) -> Disk:
    """Write a small and a larger file as a checkpoint is written. Nothing is left of them."""
    place = artifacts / f".tmp-measure-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    try:
        place.mkdir(parents=True)
        small, large = (_write_seconds(place / str(size), size) for size in (1000, WRITTEN))
    except OSError:
        return Disk(0.01, 5e-9)  # it cannot be written now: a usual one
    finally:
        shutil.rmtree(place, ignore_errors=True)
    # A step folder holds up to four files, and three small ones beside it are written anew.
    return Disk(6 * small, max(0.0, large - small) / WRITTEN)


def _write_seconds(path: Path, size: int) -> float:
    data = bytes(size)
    begin = time.perf_counter()
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    hashlib.sha256(path.read_bytes()).digest()
    return time.perf_counter() - begin


def now() -> str:
    """The present moment as run folders write it."""
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")
