"""Training tokens a second beside nanoGPT as it ships, and the share of the machine's matrix peak.

    python main.py bench training-speed

Ours is the engine as a person gets it, its speed as it reports it. nanoGPT is its network in fp32, eager, with its own
optimiser, on batches drawn as its train.py draws them. FLOPs of a step: 6 · (block matrices + V·D) · tokens
+ 12 · L · D · T · tokens.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import torch

from benchmarks.measuring import Missing, Row, in_turns, ratios, spread
from benchmarks.peers import nanogpt_model, python_docs
from core.config import RunConfig, build_config, parameter_count
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Failed, Started, Step, Train
from core.runs import find_run


@dataclass(frozen=True)
class Case:
    """A network and a batch. ``settings``: ours, by name."""

    name: str
    preset: str
    settings: dict[str, Any]
    steps: int
    goal: str


CASES = (
    Case("seed's size, V 8000", "hellogpt", {"vocab_size": 8000}, 16, "2 (bf16) or 1.1"),
    Case(
        "nanoGPT's CPU config, V 65", "small",
        {"tokenizer": "char", "context_length": 64, "d_model": 128, "n_layers": 4, "n_heads": 4, "batch_size": 12},
        80, "1.3 (bf16) or 1.1",
    ),
)  # fmt: skip


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """Two rows beside nanoGPT, one beside the machine."""
    for case in CASES[-1:] if quick else CASES:
        yield from _measure_case(case, runs, 4 if quick else case.steps)


def _measure_case(case: Case, runs: int, steps: int) -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        config = build_config(case.preset, {**case.settings, "steps": steps, "eval_every": 10**6, "save_every": 10**6})
        ours = OurTraining(Home(Path(folder)), config, ("little-world", str(python_docs(Path(folder)))))
        ours()
        shape = ours.shape()
        cases: dict[str, Callable[[], float]] = {"ours": ours}
        try:
            cases["nanoGPT"] = NanoTraining(shape, config.training.batch_size, max(2, steps // 2))
        except Missing as missing:
            print(missing)
        speeds = in_turns(cases, runs)
    if "nanoGPT" in speeds:
        figures = f"tokens/s: ours {spread(speeds['ours'])}, nanoGPT {spread(speeds['nanoGPT'])}"
        yield Row(f"training, {case.name}", ratios(speeds["ours"], speeds["nanoGPT"]), case.goal, figures)
    work = flops_of_token(shape)
    peak = matrix_peak(shape, config.training.batch_size * shape.model.context_length, ours.precision)
    shares = tuple(100 * speed * work / peak for speed in speeds["ours"])
    figures = f"{peak / 1e9:,.0f} GFLOP/s at most, {ours.precision}"
    yield Row(f"share of the matrix peak, {case.name}", shares, "60 (AVX-512 BF16)", figures, "%")


class OurTraining:
    """A training by the engine, in a home of its own; each call returns tokens a second once it is warm."""

    def __init__(self, home: Home, config: RunConfig, texts: tuple[str, ...]) -> None:
        self._home, self._config, self._texts = home.make(), config, texts
        self.precision, self.run = "", ""

    def __call__(self) -> float:
        speed = 0.0
        for event in Engine(self._home).run(Train(self._config, self._texts), RunControl()):
            if isinstance(event, Failed):
                raise SystemExit(event.message)
            if isinstance(event, Started):
                self.precision, self.run = event.precision, event.run
            if isinstance(event, Step) and event.step:
                speed = event.tokens_per_second
        return speed

    def shape(self) -> RunConfig:
        """The configuration as resolved."""
        return find_run(self._home, self.run)[0].config()


class NanoTraining:
    """nanoGPT's training step of the same shape."""

    def __init__(self, shape: RunConfig, batch: int, steps: int) -> None:
        model = shape.model
        self._batch, self._length, self._steps, self._vocab = batch, model.context_length, steps, model.vocab_size
        self._model = nanogpt_model(
            vocab_size=model.vocab_size, block_size=model.context_length, n_layer=model.n_layers, n_head=model.n_heads,
            n_embd=model.d_model, dropout=model.dropout, bias=model.bias,
        )  # fmt: skip
        self._optimizer = self._model.configure_optimizers(0.1, 1e-3, (0.9, 0.99), "cpu")

    def __call__(self) -> float:
        begin = time.perf_counter()
        for _ in range(self._steps):
            tokens = torch.randint(self._vocab, (self._batch, self._length + 1))
            _, loss = self._model(tokens[:, :-1].contiguous(), tokens[:, 1:].contiguous())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
            self._optimizer.step()
            self._optimizer.zero_grad(set_to_none=True)
        return self._steps * self._batch * self._length / (time.perf_counter() - begin)


def flops_of_token(shape: RunConfig) -> float:
    """Floating-point operations of a training step for each token."""
    model = shape.model
    tables = parameter_count(model, model.vocab_size) - model.vocab_size * model.d_model
    head = model.vocab_size * model.d_model
    return 6 * (tables + head) + 12 * model.n_layers * model.d_model * model.context_length


def matrix_peak(shape: RunConfig, tokens: int, precision: str) -> float:
    """Operations a second of the best matrix product among those of a step."""
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    model = shape.model
    d, f = model.d_model, model.ff_width
    return max(_product_speed(tokens, a, b, dtype) for a, b in ((d, 3 * d), (d, f), (f, d), (d, model.vocab_size)))


def _product_speed(rows: int, inner: int, columns: int, dtype: torch.dtype) -> float:
    left, right = torch.randn(rows, inner).to(dtype), torch.randn(columns, inner).to(dtype)
    times = []
    for _ in range(20):
        begin = time.perf_counter()
        torch.nn.functional.linear(left, right)
        times.append(time.perf_counter() - begin)
    return 2 * rows * inner * columns / median(times)
