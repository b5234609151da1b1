"""Other programs to measure beside: nanoGPT from a folder, transformers and llama.cpp as libraries."""

import importlib
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.measuring import Missing

ROOT = Path(__file__).resolve().parents[1]
PLACES = (ROOT / "peers", ROOT.parent / "peers", ROOT.parent / "shared" / "peers")
TEXTS = (ROOT / "data", ROOT.parent / "shared" / "data")
CPU_SHAKESPEARE = {"n_layer": 4, "n_head": 4, "n_embd": 128, "block_size": 64, "dropout": 0.0, "bias": False}


def nanogpt_folder() -> Path:
    """Where nanoGPT lies: $NANOGPT, or peers/nanoGPT in or beside the checkout.

    Raises:
        Missing: it is nowhere.
    """
    named = os.environ.get("NANOGPT")
    for place in [Path(named)] if named else [folder / "nanoGPT" for folder in PLACES]:
        if (place / "model.py").is_file():
            return place
    raise Missing("nanoGPT is not here: clone github.com/karpathy/nanoGPT into peers/, or name its folder in NANOGPT.")


def nanogpt_model(**settings: Any) -> Any:
    """A network of nanoGPT with these settings of its ``GPTConfig``."""
    spec = importlib.util.spec_from_file_location("nanogpt_model", nanogpt_folder() / "model.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.get(spec.name) or importlib.util.module_from_spec(spec)
    if spec.name not in sys.modules:
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    return module.GPT(module.GPTConfig(**settings))


def library(name: str) -> ModuleType:
    """A library that only benchmarks and tests need.

    Raises:
        Missing: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Missing(f"{name} is not installed: pip install {name}.") from error


def shakespeare() -> Path:
    """Tiny Shakespeare.

    Raises:
        Missing: it is nowhere.
    """
    for folder in TEXTS:
        if (folder / "tinyshakespeare.txt").is_file():
            return folder / "tinyshakespeare.txt"
    raise Missing("tinyshakespeare.txt is not here: put it into data/.")


def python_docs(folder: Path) -> Path:
    """A text that every Python brings along, as a file in ``folder``: what `help()` says about the language."""
    topics = importlib.import_module("pydoc_data.topics").topics
    path = folder / "python-docs.txt"
    path.write_text("\n\n".join(topics.values()), encoding="utf-8")
    return path
