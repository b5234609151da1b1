"""How a thread is set up, and what it leaves behind."""

import os
import sys
import threading

import pytest
import torch

from core.training import device


def test_tiny_numbers_are_flushed_to_zero() -> None:
    device.prepare_thread(1)
    assert float(torch.tensor([1e-30]) * torch.tensor([1e-10])) == 0.0


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


def threads_of_this_process() -> int:
    return len(os.listdir("/proc/self/task"))


@pytest.mark.skipif(sys.platform != "linux", reason="GNU's OpenMP, whose helpers stay, is torch's on Linux alone")
def test_helper_threads_leave_when_they_are_let_go() -> None:
    def work() -> None:
        device.prepare_thread(2)
        layernorm_gradient()
        counts.append(threads_of_this_process())
        device.let_helpers_go()
        counts.append(threads_of_this_process())
        layernorm_gradient()  # they come again when there is work
        counts.append(threads_of_this_process())

    counts: list[int] = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    with_helpers, without, again = counts
    assert without == with_helpers - 1
    assert again == with_helpers
