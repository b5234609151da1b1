"""Checkpoints: everything goes to disk and back bit for bit; what is none is refused by name."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from core.config import OPTIMIZERS
from core.errors import RunError
from core.training.checkpoint import Position, load_checkpoint, save_checkpoint, save_snapshot
from core.training.state import Parts

Gather = Callable[..., Parts]
FULL = Position(
    step=7,
    epoch=2,
    window=31,
    tokens=1234,
    seconds=5.5,
    train_loss=2.25,
    val_loss=1 / 3,
    best_val_loss=0.1,
    best_step=4,
)


def learn(parts: Parts, steps: int) -> None:
    """A few steps on the run's own batches, dropout included."""
    at = Position()
    parts.model.train()
    for _ in range(steps):
        inputs, targets = (torch.from_numpy(part) for part in parts.batches.next(at))
        parts.model.loss(inputs, targets).backward()
        parts.optimizers.step()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_everything_comes_back_as_it_was(gather: Gather, tmp_path: Path, optimizer: str) -> None:
    one, two = gather(optimizer=optimizer), gather(optimizer=optimizer, seed=9)
    learn(one, 3)
    save_checkpoint(tmp_path, one.model, one.optimizers, FULL)
    chance = torch.rand(5)
    assert load_checkpoint(tmp_path, two.model, two.optimizers) == FULL
    assert torch.equal(torch.rand(5), chance)
    for (name, a), b in zip(one.model.named_parameters(), two.model.parameters(), strict=True):
        assert torch.equal(a, b), name
    kept, loaded = one.optimizers.state(), two.optimizers.state()
    assert kept.keys() == loaded.keys()
    assert all(torch.equal(kept[name], loaded[name]) for name in kept)
    assert len(kept) >= len(list(one.model.parameters()))


def test_training_goes_on_as_if_nothing_had_been(gather: Gather, tmp_path: Path) -> None:
    one, two = gather(dropout=0.3), gather(dropout=0.3, seed=9)
    learn(one, 2)
    save_checkpoint(tmp_path, one.model, one.optimizers, Position())
    learn(one, 2)
    load_checkpoint(tmp_path, two.model, two.optimizers)
    two = Parts(two.config, two.prepared, two.writer, two.model, two.optimizers, one.batches, two.prompts)
    learn(two, 2)
    assert all(torch.equal(a, b) for a, b in zip(one.model.parameters(), two.model.parameters(), strict=True))


def test_a_snapshot_cannot_be_gone_on_from(gather: Gather, tmp_path: Path) -> None:
    parts = gather()
    folder = tmp_path / "step"
    folder.mkdir()
    save_snapshot(folder, parts.model)
    assert [path.name for path in folder.iterdir()] == ["model.safetensors"]
    with pytest.raises(RunError, match="snapshot"):
        load_checkpoint(folder, parts.model, parts.optimizers)


def test_a_damaged_state_is_named(gather: Gather, tmp_path: Path) -> None:
    parts = gather()
    save_checkpoint(tmp_path, parts.model, parts.optimizers, FULL)
    (tmp_path / "state.json").write_text('{"position": 3}')
    with pytest.raises(RunError, match=r"state\.json") as refused:
        load_checkpoint(tmp_path, parts.model, parts.optimizers)
    assert refused.value.hint
