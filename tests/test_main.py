"""main.py: what it decides, what it says, and a whole set-up with the real venv and pip, from wheels made here."""

import ast
import base64
import hashlib
import http.server
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import tomllib
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import main

ROOT = Path(main.__file__).parent
SOURCE = ROOT.joinpath("main.py").read_text(encoding="utf-8")
PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
CUDA_12_INDEX = "https://download.pytorch.org/whl/cu126"
CUDA_13_INDEX = "https://download.pytorch.org/whl/cu130"
# The lines by which torch on PyPI asks for CUDA: one wheel's metadata serves every system.
CUDA_13_LINES = [
    "filelock",
    'cuda-toolkit[cublas,cudart]==13.0.3; platform_system == "Linux"',
    'nvidia-cudnn-cu13==9.20.0.48; platform_system == "Linux"',
    'triton==3.7.1; platform_system == "Linux" and python_version < "3.15"',
]


# What it is written in


@pytest.mark.smoke
def test_any_python_3_can_parse_it() -> None:
    ast.parse(SOURCE, feature_version=(3, 4))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Await, ast.Match)
    for node in ast.walk(ast.parse(SOURCE)):
        assert not isinstance(node, newer), f"line {node.lineno}: {type(node).__name__}"
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            assert not any(isinstance(element, ast.Starred) for element in node.elts), f"line {node.lineno}: unpacking"
        if isinstance(node, ast.Dict):
            assert None not in node.keys, f"line {node.lineno}: unpacking"


@pytest.mark.smoke
def test_it_imports_the_standard_library_alone() -> None:
    imported = set()
    for node in ast.walk(ast.parse(SOURCE)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).partition(".")[0])
    assert imported - set(sys.stdlib_module_names) == {"hellogpt_gui"}


def test_its_python_versions_are_those_of_the_project() -> None:
    with open(ROOT / "pyproject.toml", "rb") as file:
        declared = tomllib.load(file)["project"]["requires-python"]
    (oldest_major, oldest), (newest_major, newest) = main.OLDEST, main.NEWEST
    assert declared == f">={oldest_major}.{oldest},<{newest_major}.{newest + 1}"


# What it says


@pytest.mark.parametrize(
    ("version", "is_64_bit", "said"),
    [
        ((3, 8), True, "install a newer one from python.org"),
        ((2, 7), True, "install a newer one from python.org"),
        ((3, 15), True, "install one of those beside it"),
        ((3, 12), False, "32-bit Python 3.12"),
    ],
)
def test_a_python_that_does_not_serve_is_refused(version: tuple[int, int], is_64_bit: bool, said: str) -> None:
    with pytest.raises(main.SetUpError, match=re.escape(said)) as caught:
        main.check_python(version, is_64_bit, "/usr/bin/python")
    assert f"Python {version[0]}.{version[1]} (/usr/bin/python)" in str(caught.value)
    assert "3.11 to 3.14" in str(caught.value)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (3, 14)])
def test_a_python_that_serves_is_taken(version: tuple[int, int]) -> None:
    main.check_python(version, True, "/usr/bin/python")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
        ("OSError: [WinError 112] There is not enough space on the disk", "The disk is full"),
        (
            "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NameResolutionError(...)'\n"
            "ERROR: No matching distribution found for msgspec",
            "The network did not answer",
        ),
        ("HTTPSConnectionPool(host='files', port=443): Read timed out.", "The network did not answer"),
        ("[Errno 13] Permission denied: '/opt/hellogpt/.venv'", "cannot be written"),
        ("[Errno 30] Read-only file system: '/opt/hellogpt/.venv'", "cannot be written"),
        ("ERROR: first\nERROR: No matching distribution found for torch", "(No matching distribution found for torch)"),
    ],
)
def test_each_fault_is_one_sentence_that_tells_what_to_do(told: str, said: str) -> None:
    sentence = str(main.fault(told, 50e9))
    assert said in sentence
    assert sentence.endswith(", then run the same command again.")
    assert "\n" not in sentence


def test_a_failure_on_a_full_disk_is_laid_to_the_disk() -> None:
    assert str(main.fault("ERROR: something else", 5e7)).startswith("The disk is full")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """main.py's paths, turned to an empty folder."""
    for name in ("VENV", "STAMP", "MAKING", "LOG", "REPORT"):
        path = Path(getattr(main, name)).relative_to(ROOT)
        monkeypatch.setattr(main, name, str(tmp_path / path))
    return tmp_path


def test_without_the_venv_module_nothing_is_made(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else found(name))
    assert main.main(["runs"]) == 2
    assert f"sudo apt install {PYTHON}-venv" in capsys.readouterr().err
    assert not Path(main.VENV).exists()


def test_without_room_on_the_disk_nothing_is_made(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "free_bytes", lambda: 1e9)
    assert main.main(["runs"]) == 2
    assert "2.5 GB are needed" in capsys.readouterr().err
    assert not Path(main.VENV).exists()


def test_only_a_venv_made_to_its_end_by_this_python_is_used(elsewhere: Path) -> None:
    assert not main.venv_is_usable()
    settings = Path(main.VENV, "pyvenv.cfg")
    python = Path(main.venv_python())
    python.parent.mkdir(parents=True)
    python.touch()
    settings.write_text(f"home = /usr/bin\nversion = {PYTHON.removeprefix('python')}.7\n", encoding="utf-8")
    assert main.venv_is_usable()
    Path(main.MAKING).touch()
    assert not main.venv_is_usable()
    Path(main.MAKING).unlink()
    settings.write_text("home = /usr/bin\nversion = 3.9.7\n", encoding="utf-8")
    assert not main.venv_is_usable()


# The stamp


def test_the_stamp_changes_with_the_project_and_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "PROJECT", str(tmp_path / "pyproject.toml"))
    stamps = set()
    for text in ("a = 1", "a = 2"):
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
        stamps |= {main.wanted_stamp(False), main.wanted_stamp(True)}
    assert len(stamps) == 4
    assert all(PYTHON in stamp for stamp in stamps)


def test_the_test_extra_covers_the_program_too() -> None:
    run, test = main.wanted_stamp(False), main.wanted_stamp(True)
    assert main.stamp_covers(run, run)
    assert main.stamp_covers(test, run)
    assert not main.stamp_covers(run, test)
    assert not main.stamp_covers("", run)
    assert not main.stamp_covers(("1" if test[0] == "0" else "0") + test[1:], run)


# Which build of torch


def report(version: str, lines: list[str], system: str) -> dict[str, Any]:
    """pip's report on torch, as far as main.py reads it."""
    metadata = {"name": "torch", "version": version, "requires_dist": lines}
    environment = {"platform_system": system, "platform_machine": "x86_64"}
    return {"install": [{"metadata": metadata}], "environment": environment}


@pytest.mark.parametrize(
    ("version", "lines", "system", "build"),
    [
        ("2.13.0", CUDA_13_LINES, "Linux", "cu13"),
        ("2.13.0", CUDA_13_LINES, "Windows", "cpu"),
        ("2.13.0", CUDA_13_LINES, "Darwin", "cpu"),
        ("2.7.0", ['nvidia-cublas-cu12==12.6.4.1; platform_system == "Linux"'], "Linux", "cu12"),
        ("2.13.0+cpu", [], "Linux", "cpu"),
        ("2.13.0+cu126", [], "Windows", "cu12"),
        ("2.13.0+rocm7.2", [], "Linux", "rocm7.2"),
    ],
)
def test_the_build_is_read_from_the_report(version: str, lines: list[str], system: str, build: str) -> None:
    assert main.torch_build(report(version, lines, system)) == build


def test_an_installed_torch_that_satisfies_is_kept() -> None:
    assert main.torch_build({"install": [], "environment": {}}) == ""
    assert main.torch_index("", None, "linux") == main.torch_index("", 580, "linux") == ""


@pytest.mark.parametrize(
    ("build", "driver", "platform", "index"),
    [
        ("cu13", None, "linux", CPU_INDEX),
        ("cu13", 580, "linux", ""),
        ("cu13", 0, "linux", ""),
        ("cu13", 550, "linux", CUDA_12_INDEX),
        ("cu12", 550, "linux", ""),
        ("cpu", None, "linux", ""),
        ("cpu", None, "win32", ""),
        ("cpu", 581, "win32", CUDA_13_INDEX),
        ("cpu", 560, "win32", CUDA_12_INDEX),
        ("cpu", 0, "win32", CUDA_12_INDEX),
        ("rocm7.2", None, "linux", ""),
        ("cpu", 580, "darwin", ""),
    ],
)
def test_another_index_is_used_only_where_the_build_does_not_fit(
    build: str, driver: int | None, platform: str, index: str
) -> None:
    assert main.torch_index(build, driver, platform) == index


@pytest.mark.parametrize("answers", [True, False])
@pytest.mark.parametrize("driver", [None, 580])
def test_the_commands_that_fetch_torch(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, answers: bool, driver: int | None
) -> None:
    """pip is asked first; its CUDA build is replaced where there is no driver and the other index answers."""
    asked: list[list[str]] = []

    def pip(words: list[str]) -> None:
        asked.append(words)
        if "--report" in words:
            Path(main.REPORT).write_text(json.dumps(report("2.13.0", CUDA_13_LINES, "Linux")), encoding="utf-8")

    Path(main.VENV).mkdir()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(main, "pip", pip)
    monkeypatch.setattr(main, "nvidia_driver", lambda: driver)
    monkeypatch.setattr(main, "answers", lambda index: answers)
    main.install_fitting_torch("torch~=2.13.0")
    dry_run = ["install", "--dry-run", "--no-deps", "--report", main.REPORT, "torch~=2.13.0"]
    from_index = ["install", "--index-url", CPU_INDEX, "torch~=2.13.0"]
    assert asked == ([dry_run, from_index] if answers and driver is None else [dry_run])
    assert not Path(main.REPORT).exists()


def test_an_index_that_refuses_leaves_the_choice_to_pip(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def pip(words: list[str]) -> None:
        asked.append(words[1])
        if "--index-url" in words:
            raise main.PipError("no such torch there")
        Path(main.REPORT).write_text(json.dumps(report("2.13.0", CUDA_13_LINES, "Linux")), encoding="utf-8")

    Path(main.VENV).mkdir()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(main, "pip", pip)
    monkeypatch.setattr(main, "nvidia_driver", lambda: None)
    monkeypatch.setattr(main, "answers", lambda index: True)
    main.install_fitting_torch("torch~=2.13.0")
    assert asked == ["--dry-run", "--index-url"]


def test_a_command_for_pip_asks_nobody_and_keeps_a_log() -> None:
    command = main.pip_command("/x/python", ["install", "torch~=2.13.0"])
    assert command[:3] == ["/x/python", "-m", "pip"]
    assert "--no-input" in command
    assert command[command.index("--log") + 1] == main.LOG
    assert command[-2:] == ["install", "torch~=2.13.0"]


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for nvidia-smi")
def test_the_driver_is_asked_for_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 535.183.01\n", encoding="utf-8", newline="\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main.nvidia_driver() == 535
    program.write_text("#!/bin/sh\nexit 9\n", encoding="utf-8", newline="\n")
    monkeypatch.setattr(main, "read", lambda path: "")
    monkeypatch.setattr(os.path, "exists", lambda path: False)
    assert main.nvidia_driver() is None


def test_an_index_answers_or_does_not() -> None:
    class Index(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200 if self.path == "/cpu/torch/" else 404)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Keep the test's output clean."""

    with http.server.HTTPServer(("127.0.0.1", 0), Index) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        try:
            assert main.answers(address + "/cpu", seconds=60)
            assert not main.answers(address + "/nothing", seconds=60)
        finally:
            server.shutdown()
            thread.join()


def test_an_index_that_keeps_silent_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not main.answers(f"http://127.0.0.1:{silent.getsockname()[1]}", seconds=0.05)


# Running a command


@pytest.mark.skipif(os.name == "nt", reason="the signal that Ctrl+C sends cannot be sent to one group on Windows")
def test_ctrl_c_lets_the_child_end_in_its_own_way() -> None:
    child = "try:\n    print('ready', flush=True)\n    input()\nexcept KeyboardInterrupt:\n    raise SystemExit(5)"
    parent = (
        "import sys; sys.path.insert(0, sys.argv[1]); import main\n"
        "try:\n    main.run([sys.executable, '-c', sys.argv[2]])\n"
        "except KeyboardInterrupt as interrupted:\n    print('child ended with', interrupted.args[0])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", parent, str(ROOT), child],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.read() == "child ended with 5\n"


@pytest.mark.skipif(os.name == "nt", reason="processes are waited for in another way on Windows")
def test_ctrl_c_at_the_moment_of_the_childs_end_does_not_lose_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    wait = os.waitpid

    def wait_and_be_interrupted(pid: int, options: int) -> tuple[int, int]:
        ended = wait(pid, options)
        signal.raise_signal(signal.SIGINT)
        return ended

    monkeypatch.setattr(os, "waitpid", wait_and_be_interrupted)
    with pytest.raises(KeyboardInterrupt) as interrupted:
        main.run([sys.executable, "-c", "raise SystemExit(5)"])
    assert interrupted.value.args == (5,)


# The whole of it, on a folder with a tiny program

PROJECT = """
[project]
name = "tiny"
dependencies = ["torch~=2.13.0", "tinydep"]
[project.optional-dependencies]
test = ["tinytools"]
"""
PROGRAM = """
import sys
from pathlib import Path

import core, tinydep, torch


def main():
    print(sys.argv[1:], Path.cwd().name, Path(core.__file__).parent.parent.name, tinydep.WORDS)
    return 7
"""
# Each check, as a module of its name that tells its arguments and fails where it is told to.
TOOL = """
import os, sys


def lint_imports_command(words):
    return run("importlinter", words)


def run(name, words):
    print("ran", name, *words)
    return int(name in os.environ.get("FAILING", "").split())


if __name__ == "__main__":
    sys.exit(run(__spec__.name.partition(".")[0], sys.argv[1:]))
"""


def make_wheel(folder: Path, name: str, version: str, files: dict[str, str]) -> None:
    """A pure wheel, as the binary distribution format (PEP 427) has it."""
    information = f"{name}-{version}.dist-info"
    files = {
        **files,
        f"{information}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{information}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record += f"{path},sha256={digest},{len(text.encode())}\n"
            wheel.writestr(path, text)
        wheel.writestr(f"{information}/RECORD", record + f"{information}/RECORD,,\n")


@pytest.fixture
def checkout(tmp_path: Path) -> SimpleNamespace:
    """A folder with main.py and a program of a few lines, and wheels that pip finds without a network."""
    home, wheels, stranger = (tmp_path / name for name in ("home", "wheels", "stranger"))
    for package in ("core", "hellogpt_gui"):
        (home / package).mkdir(parents=True)
        (home / package / "__init__.py").write_text("", encoding="utf-8")
    (home / "hellogpt_gui" / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    (home / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    shutil.copy(ROOT / "main.py", home)
    (stranger / "core").mkdir(parents=True)
    (stranger / "core" / "__init__.py").write_text("raise SystemExit('a stranger was imported')", encoding="utf-8")
    wheels.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_CONFIG_FILE": os.devnull}
    environment |= {"PYTHONUTF8": "1"}

    def start(*words: str, failing: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(home / "main.py"), *words]
        variables = {**environment, "FAILING": failing}
        return subprocess.run(command, cwd=stranger, env=variables, capture_output=True, text=True, encoding="utf-8")

    return SimpleNamespace(home=home, wheels=wheels, venv=home / ".venv", start=start)


@pytest.mark.integration
def test_a_set_up_from_nothing_fails_is_repaired_and_is_quick_afterwards(checkout: SimpleNamespace) -> None:
    refused = checkout.start("runs", "--json")
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "The libraries could not be installed (No matching distribution found for torch" in refused.stderr
    assert not (checkout.venv / "hellogpt.stamp").exists()

    make_wheel(checkout.wheels, "torch", "2.13.0+cpu", {"torch.py": ""})
    make_wheel(checkout.wheels, "tinydep", "1.0", {"tinydep.py": "WORDS = 'whole'\n"})
    first = checkout.start("runs", "--json")
    assert first.returncode == 7, first.stderr
    assert first.stdout == "['runs', '--json'] stranger home whole\n"
    assert "HelloGPT is set up." in first.stderr

    second = checkout.start("chat", "demo")
    assert (second.returncode, second.stdout) == (7, "['chat', 'demo'] stranger home whole\n")
    assert second.stderr == ""

    # An installation that was cut off: no stamp, a package with its name but without its record and its module.
    (checkout.venv / "hellogpt.stamp").unlink()
    (module,) = checkout.venv.rglob("tinydep.py")
    module.unlink()
    (record,) = checkout.venv.rglob("tinydep-1.0.dist-info/RECORD")
    record.unlink()
    repaired = checkout.start("runs")
    assert (repaired.returncode, repaired.stdout) == (7, "['runs'] stranger home whole\n"), repaired.stderr


@pytest.mark.integration
def test_the_checks_run_all_pytest_last_and_any_failure_counts(checkout: SimpleNamespace) -> None:
    make_wheel(checkout.wheels, "torch", "2.13.0+cpu", {"torch.py": ""})
    make_wheel(checkout.wheels, "tinydep", "1.0", {"tinydep.py": "WORDS = 'whole'\n"})
    tools = {f"{name}/__main__.py": TOOL for name in ("ruff", "mypy", "pytest")}
    make_wheel(checkout.wheels, "tinytools", "1.0", {**tools, "importlinter/cli.py": TOOL})
    names = ["ruff", "ruff", "mypy", "importlinter", "pytest"]

    def ran(finished: subprocess.CompletedProcess[str]) -> list[str]:
        return [line.split()[1] for line in finished.stdout.splitlines() if line.startswith("ran ")]

    fine = checkout.start("test")
    assert fine.returncode == 0, fine.stderr
    assert ran(fine) == names
    assert "All checks before pytest passed." in fine.stdout
    for failing in ("ruff", "mypy", "importlinter", "pytest"):
        finished = checkout.start("test", failing=failing)
        assert finished.returncode == 1
        assert ran(finished) == names
        assert finished.stdout.splitlines()[-1] == "ran pytest -n 2 --dist loadfile"
    assert "Failed before pytest: mypy, import rules" in checkout.start("test", failing="importlinter mypy").stdout
    alone = checkout.start("test", "-m", "smoke", failing="mypy")
    assert (alone.returncode, alone.stdout) == (0, "ran pytest -m smoke\n")
    assert checkout.start("runs").stderr == ""  # the set-up with the test tools serves the program too
