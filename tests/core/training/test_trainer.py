"""The loop: what it learns, what it adds up, what it writes, and what it leaves undisturbed."""

import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor

from core import config
from core.config import RunConfig
from core.control import RunControl, Shelf
from core.model.generate import generate
from core.model.loading import load_step
from core.paths import Home
from core.protocol import CheckpointWritten, Event, SampleWritten, Step, Train, TrainDone
from core.runs import RunFolder
from core.text.prepare import Prepared
from core.text.windows import batch, validation_windows
from core.training.batches import Batches
from core.training.checkpoint import Position
from core.training.evaluation import mean_loss
from core.training.learning import gradients as gradients_of
from core.training.learning import learn
from core.training.state import Parts, State
from core.training.trainer import Trainer

Gather = Callable[..., Parts]
CarryOut = Callable[..., list[Event]]
Settings = Callable[..., RunConfig]


def state(parts: Parts) -> State:
    parts.model.train()
    return State(parts, Position(), RunControl())


def gradients(parts: Parts) -> tuple[float, list[Tensor]]:
    """The loss and gradients of one step, before the optimiser has seen them."""
    loss = gradients_of(state(parts))
    return float(loss), [p.grad.clone() for p in parts.model.parameters() if p.grad is not None]


def of_kind(kind: type, events: list[Event]) -> list:
    return [event for event in events if isinstance(event, kind)]


# ---- gradients ------------------------------------------------------------------------------------------------------


def test_micro_batches_add_up_to_the_gradient_of_one_batch(gather: Gather) -> None:
    """A whole epoch as one step: its first and last windows leave targets out, so the micro-batches count unequally."""
    parts = gather(dropout=0.0)
    small = -(-parts.batches.windows(1.0) // 8)
    counts = []
    at = Position()
    for _ in range(8):
        counts.append(int((Batches(parts.prepared, 16, small, seed=0).next(at)[1] >= 0).sum()))
    assert len(set(counts)) > 1
    whole = gradients(gather(dropout=0.0, batch_size=8 * small))
    for pieces in (2, 8):
        parted = gradients(gather(dropout=0.0, batch_size=8 * small // pieces, grad_accumulation=pieces))
        assert parted[0] == pytest.approx(whole[0], abs=1e-6)
        assert len(parted[1]) == len(whole[1]) > 10
        assert max(float((a - b).abs().max()) for a, b in zip(parted[1], whole[1], strict=True)) < 1e-6
    assert max(float(g.abs().max()) for g in whole[1]) > 1e-3


def test_the_loss_of_a_step_is_the_mean_over_its_targets(gather: Gather) -> None:
    parts = gather(dropout=0.0, grad_accumulation=3)
    losses = []
    at = Position()
    for _ in range(3):
        inputs, targets = (torch.from_numpy(part) for part in parts.batches.next(at))
        with torch.no_grad():
            losses.append(F.cross_entropy(parts.model(inputs).flatten(0, 1), targets.flatten(), reduction="none"))
    every = torch.cat(losses)
    assert gradients(parts)[0] == pytest.approx(float(every[every > 0].mean()), abs=1e-5)


# ---- every way to train ---------------------------------------------------------------------------------------------

CHOICES = {
    "optimizer": list(config.OPTIMIZERS),
    "schedule": list(config.SCHEDULES),
    "tokenizer": list(config.TOKENIZERS),
    "val_split": list(config.VAL_SPLITS),
    "attention_form": list(config.ATTENTION_FORMS),
    "precision": list(config.PRECISIONS),
    "norm": list(config.NORMS),
    "mlp": list(config.MLPS),
    "position": list(config.POSITIONS),
    "tied_head": [True, False],
    "bias": [True, False],
    "qk_norm": [False, True],
    "n_kv_heads": [0, 2, 1],
    "grad_clip": [1.0, 0.0],
    "grad_accumulation": [1, 2],
    "deterministic": [False, True],
}
# A few runs in which every entry of every registry has its turn.
WAYS = [
    {name: entries[turn % len(entries)] for name, entries in CHOICES.items()}
    for turn in range(max(map(len, CHOICES.values())))
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(map(str, way.values())))
def test_every_way_to_train_lowers_both_losses(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings, way: dict
) -> None:
    events = carry_out(home, Train(settings(steps=24, eval_every=12, **way), (str(story),), "way"))
    done = events[-1]
    assert isinstance(done, TrainDone), done
    steps = of_kind(Step, events)
    vocab_size = RunFolder(home.checkpoints / "way" / "serial_1").config().model.vocab_size
    assert steps[0].val_loss == pytest.approx(math.log(vocab_size), abs=0.1)
    assert done.val_loss is not None
    assert done.val_loss < steps[0].val_loss - 0.5
    assert steps[-1].train_loss < steps[0].train_loss - 0.5
    assert done.stopped_by == "budget"


def test_bf16_learns_what_fp32_learns(gather: Gather) -> None:
    """After 30 steps the validation losses differ by less than 0.05 nats, and are not the same number."""
    losses = []
    for precision in ("fp32", "bf16"):
        learning = state(gather(precision=precision, dropout=0.0))
        first = mean_loss(learning.parts.model, learning.parts.batches.validation(), "fp32")
        for _ in range(30):
            learn(learning)
        losses.append(mean_loss(learning.parts.model, learning.parts.batches.validation(), "fp32"))
    assert max(losses) < first - 1.5
    assert losses[0] != losses[1]
    assert losses[0] == pytest.approx(losses[1], abs=0.05)


# ---- what it says and writes ----------------------------------------------------------------------------------------


def forward_written_out(weights: dict[str, Tensor], ids: Tensor) -> Tensor:
    """GPT-2 in a few lines: two layers, four heads, tied head.  B T → B T V"""

    def linear(name: str, x: Tensor) -> Tensor:
        return F.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(name: str, x: Tensor) -> Tensor:
        return F.layer_norm(x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"])

    def heads(x: Tensor) -> Tensor:
        return x.view(*x.shape[:2], 4, -1).transpose(1, 2)

    x = weights["embed.weight"][ids] + weights["pos_embed.weight"][: ids.shape[1]]
    for layer in ("blocks.0", "blocks.1"):
        q, k, v = map(heads, linear(f"{layer}.attn.qkv", norm(f"{layer}.ln1", x)).chunk(3, dim=-1))
        scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
        scores = scores + torch.full(scores.shape[-2:], float("-inf")).triu(1)
        z = (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)
        x = x + linear(f"{layer}.attn.out", z)
        h = F.gelu(linear(f"{layer}.mlp.up", norm(f"{layer}.ln2", x)), approximate="tanh")
        x = x + linear(f"{layer}.mlp.down", h)
    return norm("ln_final", x) @ weights["embed.weight"].T


@pytest.fixture(scope="module")
def finished(
    tmp_path_factory: pytest.TempPathFactory, story: Path, carry_out: CarryOut, settings: Settings
) -> tuple[RunFolder, list[Event]]:
    """A run with much dropout, so that dropout left on anywhere would be seen."""
    home = Home(tmp_path_factory.mktemp("finished"))
    command = Train(settings(dropout=0.5, steps=48, eval_every=16), (str(story),), "demo", ("The fox", "Once"))
    events = carry_out(home, command)
    return RunFolder(home.checkpoints / "demo" / "serial_1"), events


def test_the_loss_in_done_is_that_of_the_weights_on_disk(
    finished: tuple[RunFolder, list[Event]], prepared_story: Callable[..., Prepared]
) -> None:
    run, events = finished
    weights = load_file(run.step_folder(48) / "model.safetensors")
    val = prepared_story().val
    inputs, targets = map(torch.from_numpy, batch(val, validation_windows(len(val), 16), 16))
    loss = F.cross_entropy(forward_written_out(weights, inputs).flatten(0, 1), targets.flatten())
    assert events[-1].val_loss == pytest.approx(float(loss), abs=1e-5)
    assert events[-1].val_bits_per_byte == pytest.approx(
        float(loss) / math.log(2) / run.info().bytes_per_val_token, abs=1e-5
    )


def test_samples_are_what_the_weights_on_disk_write_without_dropout(finished: tuple[RunFolder, list[Event]]) -> None:
    run, events = finished
    last = [event for event in of_kind(SampleWritten, events) if event.step == 48]
    assert [event.prompt for event in last] == ["The fox", "Once"]
    loaded = load_step(run, 48)
    sampling = replace(run.config().sampling, max_new_tokens=80)
    for event in last:
        ids = loaded.tokenizer.encode(event.prompt)
        text = "".join(t.text for t in generate(loaded.decoder(), loaded.tokenizer, ids, sampling, RunControl()))
        assert event.text == text
    assert run.samples()[-2:] == [{"step": 48, "prompt": event.prompt, "text": event.text} for event in last]


def test_what_is_said_of_a_step_is_what_stands_in_its_line(finished: tuple[RunFolder, list[Event]]) -> None:
    run, events = finished
    steps, lines = of_kind(Step, events), run.metrics()
    assert [line["step"] for line in lines] == [event.step for event in steps]
    assert len({line["step"] for line in lines}) == len(lines)
    for event, line in zip(steps, lines, strict=True):
        assert all(line[name] == getattr(event, name) for name in line)
    assert {event.step for event in steps if event.val_loss is not None} == {0, 16, 32, 48}
    assert [event.tokens for event in steps] == [event.step * 8 * 16 for event in steps]
    assert all(a.seconds < b.seconds for a, b in itertools.pairwise(steps))


def test_snapshots_stand_where_they_are_due_however_quick_the_steps_are(
    finished: tuple[RunFolder, list[Event]],
) -> None:
    run, events = finished
    due = {0, 1, 2, 4, 8, 16, 32, *(-(-48 * part // 32) for part in range(1, 33))}
    assert {event.step for event in of_kind(CheckpointWritten, events)} == due
    assert {stop.step for stop in run.steps()} == due
    assert {stop.step for stop in run.steps() if stop.kind == "checkpoint"} <= {45, 48, events[-1].best_step}


def test_the_best_step_is_marked_and_kept_whole(finished: tuple[RunFolder, list[Event]]) -> None:
    run, events = finished
    losses = {event.step: event.val_loss for event in of_kind(Step, events) if event.val_loss is not None}
    done = events[-1]
    assert done.best_val_loss == min(losses.values())
    assert losses[done.best_step] == done.best_val_loss
    assert run.best == done.best_step
    assert [stop.kind for stop in run.steps() if stop.is_best] == ["checkpoint"]


def test_chance_of_the_training_is_not_touched_by_measuring_and_writing(gather: Gather) -> None:
    """The same weights with evaluations and samples at every step, and with next to none."""
    ends = []
    for eval_every in (1, 1000):
        parts = gather(dropout=0.3, steps=12, eval_every=eval_every, save_every=eval_every)
        list(Trainer(parts, Position(), RunControl(), Shelf()).run())
        ends.append([p.detach().numpy().copy() for p in parts.model.parameters()])
    assert all(np.array_equal(a, b) for a, b in zip(*ends, strict=True))
