"""The wheel: it holds the three packages whole, and its command works in any folder, also in one with a `core/`."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("core", "resources", "hellogpt_gui")


def run(*command: str, **variables: str) -> None:
    """Run a command to its end; one that fails shows what it said."""
    finished = subprocess.run(
        command, env={**os.environ, **variables}, capture_output=True, text=True, encoding="utf-8", errors="replace"
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout without the network."""
    pytest.importorskip("hatchling", reason="hatchling, which builds the wheel, is not installed")
    pytest.importorskip("pip", reason="pip, which asks for the wheel, is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", str(folder))
    run(sys.executable, "-m", "pip", "wheel", *options, str(ROOT))
    (built,) = folder.glob("hellogpt-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    options = ("--no-deps", "--no-index", "--target", str(folder))
    run(sys.executable, "-m", "pip", "install", *options, str(wheel))
    return folder


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A folder with packages of the same names, none of which may be imported."""
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('a stranger was imported')", encoding="utf-8")
    return tmp_path


def test_the_wheel_holds_the_packages_whole_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    files = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == files


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_comes_from_the_wheel(installed: Path, stranger: Path, package: str) -> None:
    told = subprocess.run(
        [sys.executable, "-P", "-c", f"import {package}; print({package}.__file__)"],
        cwd=stranger,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert Path(told.stdout.strip()) == installed / package / "__init__.py", told.stderr


@pytest.mark.integration
def test_the_command_works_in_a_folder_with_its_own_core(installed: Path, stranger: Path) -> None:
    script = installed / "bin" / ("hellogpt.exe" if os.name == "nt" else "hellogpt")
    finished = subprocess.run(
        [script, "runs", "--json"] if os.name == "nt" else [sys.executable, script, "runs", "--json"],
        cwd=stranger,
        env={**os.environ, "PYTHONPATH": str(installed), "HELLOGPT_HOME": str(stranger / "home")},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (finished.returncode, finished.stdout) == (0, ""), finished.stderr
