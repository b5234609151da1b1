"""Device, precision and threads: what is decided, and what is refused."""

import threading

import pytest
import torch

from core.config import TrainingConfig
from core.errors import DeviceError
from core.training import device


def test_everything_open_is_decided() -> None:
    decided = device.resolve_hardware(TrainingConfig())
    assert decided.device in ("cpu", "cuda", "mps")
    assert decided.precision in ("fp32", "bf16")
    assert decided.attention_form in ("fused", "explicit")
    assert 1 <= decided.threads <= 1024


def test_what_was_decided_is_not_decided_again() -> None:
    decided = device.resolve_hardware(TrainingConfig(device="cpu", precision="bf16", threads=1, attention_form="fused"))
    assert device.resolve_hardware(decided) == decided


def test_cuda_is_taken_first_where_there_is_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: True)
    decided = device.resolve_hardware(TrainingConfig())
    assert (decided.device, decided.precision, decided.attention_form) == ("cuda", "bf16", "fused")


@pytest.mark.skipif(torch.cuda.is_available(), reason="a machine without a CUDA card is needed")
def test_a_device_that_is_not_there_is_refused() -> None:
    with pytest.raises(DeviceError, match="no cuda device") as refused:
        device.resolve_hardware(TrainingConfig(device="cuda"))
    assert "cpu" in refused.value.hint


def test_tiny_numbers_are_flushed_to_zero() -> None:
    device.prepare_thread(1)
    assert float(torch.tensor([1e-30]) * torch.tensor([1e-10])) == 0.0


def test_memory_is_counted_in_bytes() -> None:
    used, total = device.memory()
    assert 10_000_000 < used < total


def layernorm_gradient() -> torch.Tensor:
    """A sum that two threads add up in another order than one does: on most machines with other bits."""
    x = torch.randn(4096, 64, generator=torch.Generator().manual_seed(0))
    weight = torch.ones(64, requires_grad=True)
    torch.nn.functional.layer_norm(x, (64,), weight).square().sum().backward()
    assert weight.grad is not None
    return weight.grad


def test_a_thread_that_takes_one_core_leaves_the_others_as_they_were() -> None:
    """So the asking lane may step aside without a bit of a training changing."""
    device.prepare_thread(2)
    before = layernorm_gradient()
    aside = threading.Thread(target=device.prepare_thread, args=(1,))
    aside.start()
    aside.join()
    assert torch.get_num_threads() == 2
    assert torch.equal(layernorm_gradient(), before)
