"""What is imported by what, seen from a fresh interpreter."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WITHOUT_TORCH = (
    "core.errors", "core.paths", "core.config", "core.protocol", "core.protocol_json", "core.control", "core.runs",
    "core.conversations", "core.text.corpus", "core.text.prepare",
)  # fmt: skip


def loaded_by(program: str) -> set[str]:
    """The top-level packages that a fresh interpreter has loaded after ``program``."""
    program += "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.smoke
def test_settings_protocol_runs_and_text_do_without_torch() -> None:
    loaded = loaded_by(f"import {', '.join(WITHOUT_TORCH)}")
    assert "core" in loaded
    assert not loaded & {"torch", "safetensors", "transformers"}


def test_runs_do_without_the_libraries_of_text() -> None:
    assert not loaded_by("import core.runs") & {"torch", "tokenizers", "charset_normalizer", "rich", "typer"}


@pytest.mark.smoke
def test_core_knows_no_window() -> None:
    program = """
import importlib, pkgutil, core
for module in pkgutil.walk_packages(core.__path__, "core."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
"""
    loaded = loaded_by(program)
    assert {"core", "torch", "typer"} <= loaded
    assert not loaded & {"PySide6", "shiboken6", "pyqtgraph", "hellogpt_gui"}
