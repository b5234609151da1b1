"""What is known of the computer."""

import os
import platform
from pathlib import Path

import psutil
import pytest

from core import machine


def test_the_processor_has_a_name() -> None:
    assert machine.processor().strip()


def test_cores_are_within_what_this_process_may_use() -> None:
    assert 1 <= machine.physical_cores() <= (os.cpu_count() or 1)


@pytest.mark.parametrize(
    ("said", "cores"), [("150000 100000", 2), ("max 100000", 8), ("20000 100000", 1), ("nonsense", 8), ("", 8)]
)
def test_a_control_group_grants_its_share(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, cores: int
) -> None:
    (tmp_path / "cpu.max").write_text(said)
    monkeypatch.setattr(machine, "CGROUP_CPU", tmp_path / "cpu.max")
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: 8)
    monkeypatch.setattr(psutil.Process, "cpu_affinity", lambda _: list(range(8)), raising=False)
    assert machine.physical_cores() == cores


def test_memory_is_counted_in_bytes() -> None:
    used, total = machine.memory()
    assert 10_000_000 < used < total


def test_it_is_described_without_its_owner() -> None:
    found = machine.described()
    assert set(found) == {"processor", "cores", "memory", "system"}
    assert found["memory"].endswith(" GB")
    assert platform.node() not in found.values()
