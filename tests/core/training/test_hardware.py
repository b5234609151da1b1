"""Device, precision, threads and attention form: what is decided, remembered, and refused."""

import itertools
import json
from collections import Counter

import pytest
import torch

from core.config import TrainingConfig
from core.errors import DeviceError
from core.paths import Home
from core.training import hardware
from core.training.hardware import resolve_hardware


def test_everything_open_is_decided() -> None:
    decided = resolve_hardware(TrainingConfig())
    assert decided.device in ("cpu", "cuda", "mps")
    assert decided.precision in ("fp32", "bf16")
    assert decided.attention_form in ("fused", "explicit")
    assert 1 <= decided.threads <= 1024


def test_what_was_decided_is_not_decided_again() -> None:
    decided = resolve_hardware(TrainingConfig(device="cpu", precision="bf16", threads=1, attention_form="fused"))
    assert resolve_hardware(decided) == decided


def test_cuda_is_taken_first_where_there_is_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: True)
    decided = resolve_hardware(TrainingConfig())
    assert (decided.device, decided.precision, decided.attention_form) == ("cuda", "bf16", "fused")


@pytest.mark.skipif(torch.cuda.is_available(), reason="a machine without a CUDA card is needed")
def test_a_device_that_is_not_there_is_refused() -> None:
    with pytest.raises(DeviceError, match="no cuda device") as refused:
        resolve_hardware(TrainingConfig(device="cuda"))
    assert "cpu" in refused.value.hint


def test_the_quickest_of_all_candidates_is_found() -> None:
    found = hardware.measure(threads=1)
    assert set(found.milliseconds) == {
        " ".join(pair) for pair in itertools.product(("fp32", "bf16"), ("explicit", "fused"))
    }
    for precision, form in found.attention_form.items():
        fused, explicit = (found.milliseconds[f"{precision} {kind}"] for kind in ("fused", "explicit"))
        assert (form == "explicit") == (explicit * hardware.CLEARLY < fused)
    single, half = (found.milliseconds[f"{kind} {found.attention_form[kind]}"] for kind in ("fp32", "bf16"))
    assert (found.precision == "bf16") == (half * hardware.WORTHWHILE < single)


@pytest.mark.parametrize(("half", "chosen"), [(0.002, "bf16"), (0.0055, "bf16"), (0.0058, "fp32"), (0.02, "fp32")])
def test_a_computer_of_known_speed_is_told_right_and_what_is_hopeless_is_tried_twice(
    monkeypatch: pytest.MonkeyPatch, half: float, chosen: str
) -> None:
    tried: Counter[tuple[str, str]] = Counter()
    seconds = {
        ("fp32", "explicit"): 0.03, ("fp32", "fused"): 0.0062, ("bf16", "explicit"): half, ("bf16", "fused"): 0.04
    }  # fmt: skip

    def takes(model: object, ids: object, precision: str, form: str) -> float:
        tried[precision, form] += 1
        return seconds[precision, form]

    monkeypatch.setattr(hardware, "_pass_seconds", takes)
    monkeypatch.setattr(hardware, "SECONDS", 0.05)
    found = hardware.measure.__wrapped__(1)
    assert found.precision == chosen
    assert tried["fp32", "explicit"] == tried["bf16", "fused"] == 2
    assert tried["bf16", "explicit"] >= 2


def test_measuring_leaves_the_global_generator_and_the_threads_as_they_were() -> None:
    torch.manual_seed(5)
    before, threads = torch.get_rng_state(), torch.get_num_threads()
    hardware.measure(threads=1)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.get_num_threads() == threads


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run beside each other."""
    monkeypatch.setattr(hardware, "BUSY", 1.0)


def test_what_was_measured_on_a_busy_machine_is_not_remembered(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "BUSY", -1.0)
    assert resolve_hardware(TrainingConfig(device="cpu", threads=1), home).precision in ("fp32", "bf16")
    assert not (home.artifacts / hardware.REMEMBERED).exists()


@pytest.mark.usefixtures("quiet")
def test_what_was_measured_is_remembered_for_this_machine(home: Home) -> None:
    config = TrainingConfig(device="cpu", threads=1)
    decided = resolve_hardware(config, home)
    place = home.artifacts / hardware.REMEMBERED
    ((key, entry),) = json.loads(place.read_bytes()).items()
    other = "fp32" if decided.precision == "bf16" else "bf16"
    place.write_text(json.dumps({key: entry | {"precision": other}}))
    assert resolve_hardware(config, home).precision == other  # it was read, not measured
    resolve_hardware(TrainingConfig(device="cpu", threads=2), home)
    assert len(json.loads(place.read_bytes())) == 2  # another number of threads is another machine


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"x": 1}', b"\xff"])
def test_a_damaged_memory_is_measured_again(home: Home, damage: bytes) -> None:
    place = home.artifacts / hardware.REMEMBERED
    place.write_bytes(damage)
    config = TrainingConfig(device="cpu", threads=1)
    decided = resolve_hardware(config, home)
    assert decided.precision in ("fp32", "bf16")
    assert json.loads(place.read_bytes())


def test_where_nothing_can_be_kept_it_is_measured_each_time(home: Home) -> None:
    (home.artifacts / hardware.REMEMBERED).mkdir()
    assert resolve_hardware(TrainingConfig(device="cpu", threads=1), home).precision in ("fp32", "bf16")
    assert not list(home.artifacts.glob(".tmp-*"))
