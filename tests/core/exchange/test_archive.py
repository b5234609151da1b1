"""A zip of a whole run: what it holds, and what is not unfolded."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.control import RunControl
from core.engine import Engine
from core.exchange import archive
from core.paths import Home
from core.protocol import Failed, Import, Resume, TrainDone
from core.runs import find_run, list_runs, verify_step

from .conftest import ask, run_folder, send_out, take_in

Change = Callable[[dict[str, bytes]], None]


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_run_comes_back_byte_for_byte(trained: Home, home: Home, tmp_path: Path) -> None:
    send_out(trained, "demo", "zip", tmp_path / "demo.zip")
    done = take_in(home, tmp_path / "demo.zip", "copy")
    assert done.run == "copy/serial_1"
    before, after = files_of(run_folder(trained, "demo").path), files_of(run_folder(home, "copy").path)
    assert after.keys() == before.keys() - {"lock", "trainer.json"}
    assert all(before[name] == data for name, data in after.items())
    for stop in run_folder(home, "copy").steps():
        verify_step(run_folder(home, "copy").step_folder(stop.step))


def test_one_step_can_go_alone(trained: Home, home: Home, tmp_path: Path) -> None:
    send_out(trained, "demo@16", "zip", tmp_path / "demo.zip")
    take_in(home, tmp_path / "demo.zip", "copy")
    assert [stop.step for stop in run_folder(home, "copy").steps()] == [16]


def test_a_stopped_run_goes_on_where_it_came_in(demo: Home, home: Home, tmp_path: Path) -> None:
    """A run that was taken along in the middle: it has its whole state with it."""
    folder, _ = find_run(demo, "demo")
    middle = [stop.step for stop in folder.steps() if stop.kind == "checkpoint"][-2]
    send_out(demo, f"demo@{middle}", "zip", tmp_path / "demo.zip")
    take_in(home, tmp_path / "demo.zip", "copy")
    *_, last = Engine(home).run(Resume("copy"), RunControl())
    assert isinstance(last, TrainDone), last
    assert last.step == 40


# Brings a zip in, in one child process for each n; the child dies when it opens its n-th file of the run for writing.
KILLED = """
import itertools, os, sys
from pathlib import Path
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Import

def child(place, number):
    home = Home(place / str(number))
    opened = itertools.count(1)

    def heard(event, facts):
        if event == "open" and "serial_1" in str(facts[0]) and "w" in str(facts[1]) and next(opened) == number:
            os._exit(9)

    sys.addaudithook(heard)
    *_, last = Engine(home).run(Import(sys.argv[2], "copy"), RunControl())
    os._exit(0 if last.event == "done" else 1)

for number in itertools.count(1):
    pid = os.fork()
    if pid == 0:
        child(Path(sys.argv[1]), number)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code != 9:
        sys.exit(code)
"""


@pytest.mark.integration
@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_an_import_that_is_killed_at_any_file_leaves_nothing_that_is_listed(trained: Home, tmp_path: Path) -> None:
    send_out(trained, "demo@40", "zip", tmp_path / "demo.zip")
    place = tmp_path / "homes"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3]), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", KILLED, str(place), str(tmp_path / "demo.zip")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    homes = [Home(folder) for folder in sorted(place.iterdir(), key=lambda folder: int(folder.name))]
    assert len(homes) > 8
    assert all(list_runs(home) == [] for home in homes[:-1])
    assert [run.name for run in list_runs(homes[-1])] == ["copy/serial_1"]


# ---- what is not unfolded -------------------------------------------------------------------------------------------


def rewrite(path: Path, change: Change, fit: bool = True) -> None:
    """The same zip with other files; ``fit``: its list of files says what it holds."""
    with zipfile.ZipFile(path) as source:
        files = {name: source.read(name) for name in source.namelist() if name != archive.ABOUT}
        about = json.loads(source.read(archive.ABOUT))
    known = set(files)
    change(files)
    if fit:
        added = {name: [hashlib.sha256(files[name]).hexdigest(), len(files[name])] for name in set(files) - known}
        about["files"] |= added
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(archive.ABOUT, json.dumps(about))
        for name, data in files.items():
            target.writestr(name, data)


@pytest.fixture
def packed(trained: Home, tmp_path: Path) -> Path:
    send_out(trained, "demo@16", "zip", tmp_path / "demo.zip")
    return tmp_path / "demo.zip"


def flip(files: dict[str, bytes]) -> None:
    data = bytearray(files["step-000016/model.safetensors"])
    data[len(data) // 2] ^= 1
    files["step-000016/model.safetensors"] = bytes(data)


OUTSIDE = (
    "../escaped.txt",
    "/tmp/escaped.txt",
    "a/../../escaped.txt",
    "..\\escaped.txt",
    "C:/escaped.txt",
    "a/b/c.txt",
)


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_leads_outside_is_refused(packed: Path, home: Home, name: str) -> None:
    rewrite(packed, lambda files: files.update({name: b"x"}))
    refused = ask(home, Import(str(packed), "copy"))
    assert isinstance(refused, Failed), refused
    assert "which a run cannot have" in refused.message
    assert list(home.root.rglob("out.txt")) == []
    assert list(home.checkpoints.rglob("serial_*")) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (flip, "step-000016/model.safetensors"),
        (lambda files: files.pop("config.json"), "config.json"),
        (lambda files: files.update({"config.json": b"{}"}), "config.json"),
    ],
)
def test_a_changed_or_missing_file_is_named(packed: Path, home: Home, change: Change, named: str) -> None:
    rewrite(packed, change, fit=False)
    refused = ask(home, Import(str(packed), "copy"))
    assert isinstance(refused, Failed), refused
    assert named in refused.message
    assert list(home.checkpoints.rglob("serial_*")) == []


def test_a_file_that_nobody_announced_is_refused(packed: Path, home: Home) -> None:
    rewrite(packed, lambda files: files.update({"more.txt": b"x"}), fit=False)
    refused = ask(home, Import(str(packed), "copy"))
    assert isinstance(refused, Failed)
    assert "more.txt" in refused.message


def test_a_bomb_is_not_unfolded(packed: Path, home: Home) -> None:
    rewrite(packed, lambda files: files.update({"bomb.txt": b"\0" * 300_000_000}))
    refused = ask(home, Import(str(packed), "copy"))
    assert isinstance(refused, Failed)
    assert "would unfold to" in refused.message
    assert list(home.checkpoints.rglob("serial_*")) == []


def test_what_is_no_zip_of_a_run_is_refused(packed: Path, home: Home, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"not a zip")
    (tmp_path / "b.zip").write_bytes(packed.read_bytes()[:-200])
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as other:
        other.writestr("readme.txt", "hello")
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as other:
        other.writestr(archive.ABOUT, json.dumps({"format": 99, "run": "x", "files": {}}))
    for name in "abcd":
        refused = ask(home, Import(str(tmp_path / f"{name}.zip"), "copy"))
        assert isinstance(refused, Failed), name
        assert f"{name}.zip" in refused.message
        assert refused.exit_code == 2
