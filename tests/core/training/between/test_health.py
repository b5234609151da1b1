"""Health is looked at after the step that follows each validation loss; no weight is another for it."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import torch
from safetensors.torch import load_file

from core.config import RunConfig
from core.paths import Home
from core.protocol import Event, Health, Step, Train
from core.runs import find_run
from core.runs.health_lines import read_health
from core.training import trainer
from core.training.between.health import look_at_health

Settings = Callable[..., RunConfig]
CarryOut = Callable[..., list[Event]]


@pytest.fixture
def trained_here(home: Home, settings: Settings, carry_out: CarryOut, story: Path) -> Callable[..., list[Event]]:
    return lambda name, **own: carry_out(home, Train(settings(**own), (str(story),), name, ("The",)))


def weights(home: Home, name: str) -> dict[str, torch.Tensor]:
    folder, step = find_run(home, name)
    assert step is not None
    return load_file(folder.step_folder(step) / "model.safetensors")


def test_each_look_is_said_and_written_and_comes_one_step_after_a_validation_loss(
    home: Home, trained_here: Callable[..., list[Event]]
) -> None:
    events = trained_here("demo")
    looks = [event for event in events if isinstance(event, Health)]
    measured = [event.step for event in events if isinstance(event, Step) and event.val_loss is not None]
    assert [look.step for look in looks] == [step + 1 for step in measured if step < 40 and step + 1 <= 40]
    folder, _ = find_run(home, "demo")
    assert read_health(folder) == looks
    for look in looks:
        assert [layer.name for layer in look.layers] == ["blocks.0", "blocks.1"]
        assert 1e-5 < look.update_ratio < 1
        assert 0 < look.activation < 100
        assert 0 <= look.dead <= 1
        assert look.memory > 1e7
        assert look.device_memory is None


def test_weights_have_the_same_bits_without_a_look(
    home: Home, trained_here: Callable[..., list[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    trained_here("with", dropout=0.2, eval_every=3)
    parts = tuple(part for part in trainer.PARTS if part is not look_at_health)
    assert len(parts) == len(trainer.PARTS) - 1
    monkeypatch.setattr(trainer, "PARTS", parts)
    events = trained_here("without", dropout=0.2, eval_every=3)
    assert not [event for event in events if isinstance(event, Health)]
    looked, blind = weights(home, "with"), weights(home, "without")
    assert looked.keys() == blind.keys()
    assert all(torch.equal(looked[name], blind[name]) for name in looked)


def test_a_line_that_is_none_is_passed_over(home: Home, trained_here: Callable[..., list[Event]]) -> None:
    trained_here("demo")
    folder, _ = find_run(home, "demo")
    before = read_health(folder)
    with (folder.path / "health.jsonl").open("ab") as file:
        file.write(b'{"step": "no"}\n' + msgspec.json.encode({**dataclasses.asdict(before[0]), "new": 1}) + b"\n{torn")
    assert read_health(folder) == [*before, before[0]]
