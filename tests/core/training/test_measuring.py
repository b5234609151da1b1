"""Measuring: it leaves torch's global generator and the disk as they were, and a stop is heard."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from core.config import RunConfig
from core.control import Interrupted, RunControl
from core.model.gpt import build_gpt
from core.training.measuring import OwnDropout, measure_disk, measure_pace, with_own_dropout


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


def test_own_dropout_drops_as_torch_does() -> None:
    ones = torch.ones(40_000)
    own, torchs = OwnDropout(0.25, torch.Generator().manual_seed(0)), nn.Dropout(0.25)
    ours, theirs = own(ones), torchs(ones)
    assert set(ours.unique().tolist()) == set(theirs.unique().tolist())
    assert float((ours == 0).float().mean()) == pytest.approx(float((theirs == 0).float().mean()), abs=0.02)
    assert torch.equal(own.eval()(ones), ones)


def test_no_dropout_of_torch_is_left_in_the_network(quick: RunConfig) -> None:
    network = build_gpt(quick.model, torch.Generator().manual_seed(0))
    assert any(isinstance(module, nn.Dropout) for module in network.modules())
    with_own_dropout(network, torch.Generator().manual_seed(0))
    assert not any(isinstance(module, nn.Dropout) for module in network.modules())
    assert all(block.attn.dropout == 0 for block in network.blocks)


def test_the_disk_is_measured_and_left_as_it_was(tmp_path: Path) -> None:
    disk = measure_disk(tmp_path)
    assert disk.folder > 0
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_cannot_be_written_has_a_usual_pace(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert measure_disk(tmp_path / "file").folder > 0
