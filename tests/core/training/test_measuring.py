"""Measuring: it leaves torch's global generator and the disk as they were, and a stop is heard."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from core.config import RunConfig
from core.control import Interrupted, RunControl
from core.model.gpt import build_gpt
from core.training.measuring import measure_disk, measure_pace, with_own_dropout


@pytest.fixture
def quick(settings: Callable[..., RunConfig], monkeypatch: pytest.MonkeyPatch) -> RunConfig:
    monkeypatch.setattr("core.training.measuring.SECONDS", 0.02)
    return settings(attention_form="explicit", dropout=0.1, vocab_size=300)


def test_every_part_takes_time_and_the_global_generator_stands_still(quick: RunConfig) -> None:
    before = torch.get_rng_state()
    pace = measure_pace(quick, RunControl())
    assert torch.equal(torch.get_rng_state(), before)
    assert min(pace.pass_, pace.step, pace.log, pace.evaluation, pace.layout, pace.token) > 0
    assert pace.pass_ > pace.token
    assert 0 <= pace.others <= 1


def test_a_stop_is_heard(quick: RunConfig) -> None:
    control = RunControl()
    control.stop()
    with pytest.raises(Interrupted):
        measure_pace(quick, control)


def test_all_dropout_of_a_network_draws_from_its_own_generator(quick: RunConfig) -> None:
    network = build_gpt(quick.model, torch.Generator().manual_seed(0))
    network.set_attention_form("fused")
    own = torch.Generator().manual_seed(0)
    with_own_dropout(network, own)
    before, own_before = torch.get_rng_state(), own.get_state()
    network.train()(torch.zeros((2, 5), dtype=torch.int64))
    assert torch.equal(torch.get_rng_state(), before)
    assert not torch.equal(own.get_state(), own_before)


def test_the_disk_is_measured_and_left_as_it_was(tmp_path: Path) -> None:
    disk = measure_disk(tmp_path)
    assert disk.folder > 0
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_cannot_be_written_has_a_usual_pace(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert measure_disk(tmp_path / "file").folder > 0
