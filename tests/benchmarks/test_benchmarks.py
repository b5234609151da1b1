"""Every benchmark measures: in quick form it prints its rows, or says what it lacks. What they say is not tested."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHES

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^.+ +-?[\d.,]+ (×|%|s|ms|1/s|min|nat) .*goal ", re.MULTILINE)
QUICK = (
    "inspect-views",
    "startup",
)


def bench(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", "bench", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in QUICK else (pytest.mark.torture, pytest.mark.timeout(600)))
        for name in BENCHES
    ],
)
def test_each_prints_its_rows_or_what_it_lacks(name: str) -> None:
    done = bench(name, "--quick", "--runs", "1")
    assert done.returncode == 0, done.stderr
    machine, *lines = done.stdout.splitlines()
    assert "cores" in machine
    missing = [
        line for line in lines if line.startswith(f"{name}: ") and ("is not here" in line or "is not installed" in line)
    ]
    assert ROW.search("\n".join(lines)) or missing, done.stdout


def test_a_name_that_is_none_is_refused_with_the_names_there_are() -> None:
    done = bench("nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("There is no benchmark 'nonsense'. Choose from: training-speed, ")
    assert "Traceback" not in done.stderr


def test_the_readme_tells_of_every_benchmark_and_of_no_other() -> None:
    readme = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^- `([a-z-]+)`:", readme, re.MULTILINE) == list(BENCHES)


def test_every_benchmark_has_a_module_of_its_name() -> None:
    for name in BENCHES:
        assert (ROOT / "benchmarks" / f"{name.replace('-', '_')}.py").is_file()
