"""A trace fed step by step equals one fed from the file, in portions of any size, and after a resume."""

import dataclasses
from pathlib import Path

import msgspec
import pytest

from core.protocol import Health, Step
from core.runs import metrics
from core.runs.metrics import read_logged
from core.runs.trace import Look, Trace


def step(number: int, train: float, val: float | None = None) -> Step:
    return Step(number, number * 100, number * 0.1, train, val, 1e-3, 0.5, 1000.0, None, number / 100)


STEPS = [step(n, 5 - n / 50, 5.1 - n / 60 if n % 7 == 0 else None) for n in range(60)]


def fed(steps: list[Step]) -> Trace:
    trace = Trace()
    for one in steps:
        trace.take(one)
    return trace


def written(path: Path, lines: list[object]) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    return path


def test_each_look_has_the_mean_of_the_losses_since_the_one_before() -> None:
    trace = fed([step(0, 5.0, 5.1), step(1, 4.0), step(2, 3.0), step(3, 2.0, 3.3), step(4, 1.0)])
    assert trace.looks == [Look(0, 0.0, 5.1, 5.0, 1e-3), Look(3, 300.0, 3.3, 3.0, 1e-3)]
    assert (trace.step, trace.progress) == (4, 0.04)


@pytest.mark.parametrize("portion", [200, 5_000, 1 << 18])
def test_the_file_gives_the_same_in_portions_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(metrics, "PORTION", portion)
    path = written(tmp_path / "metrics.jsonl", [dataclasses.asdict(one) for one in STEPS])
    trace = Trace()
    for logged in read_logged(path):
        trace.take_logged(logged)
    assert [look.step for look in trace.looks] == [look.step for look in fed(STEPS).looks]
    for read, live in zip(trace.looks, fed(STEPS).looks, strict=True):
        assert dataclasses.astuple(read) == pytest.approx(dataclasses.astuple(live))


def test_what_a_resume_takes_back_is_forgotten(tmp_path: Path) -> None:
    again = [step(n, 9.0, 9.0 if n == 40 else None) for n in range(30, 41)]
    lines = [*map(dataclasses.asdict, STEPS), {"resumed_from": 29}, *map(dataclasses.asdict, again)]
    trace = Trace()
    for logged in read_logged(written(tmp_path / "metrics.jsonl", lines)):
        trace.take_logged(logged)
    assert [look.step for look in trace.looks] == [0, 7, 14, 21, 28, 40]
    assert trace.looks[-1].val == 9.0


def test_ratios_beyond_a_cut_are_forgotten_too() -> None:
    trace = fed(STEPS)
    for at in (8, 36):
        trace.take_health(Health(at, 0.5, 1000.0, 10**8, 0.01 * at, 1.0, 0.0))
    trace.cut_after(20)
    assert trace.ratios == [(8, 0.08)]
    assert [look.step for look in trace.looks] == [0, 7, 14]
