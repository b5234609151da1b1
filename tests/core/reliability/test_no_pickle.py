"""Nothing that could run code is ever read: by what the sources say, and by what happens to a file that would."""

import ast
import inspect
import pickle
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import filelock
import msgspec
import numpy as np
import pytest
import safetensors.torch
import tokenizers

from core.config import SamplingConfig
from core.paths import Home
from core.protocol import Event, Export, Import, Inspect, Resume, Sample
from core.runs import list_runs
from core.runs.folder import Manifest
from core.runs.verify import sealed, sha256

from .conftest import CHECKOUT, run_of

CarryOut = Callable[..., list[Event]]
ROOMS = [CHECKOUT / room for room in ("core", "hellogpt_gui", "resources")]
SOURCES = [CHECKOUT / "main.py", *(path for room in ROOMS for path in room.rglob("*.py"))]

# Modules that turn bytes into objects of any class, or into code.
NEVER_IMPORTED = {
    "pickle", "_pickle", "cPickle", "pickletools", "dill", "cloudpickle", "joblib", "shelve", "marshal", "dbm", "code",
    "codeop", "runpy", "imp", "yaml", "pandas", "h5py", "xmlrpc", "multiprocessing", "sqlite3",
}  # fmt: skip
NEVER_CALLED = {"eval", "exec", "compile", "__import__"}
NEVER_CALLED_OF = {"import_module", "load_module", "exec_module", "find_class", "Unpickler", "run_path", "run_module"}
# Every way in which Python, numpy, torch and friends open a file or decode one, and the few that are used here:
# plain bytes and text, a map of numbers, safetensors, a tokenizer's JSON, JSON, zip and TOML.
READERS = {
    "open", "read_bytes", "read_text", "memmap", "load_file", "safe_open", "from_file", "decode", "ZipFile", "load",
    "loads", "fromfile", "frombuffer", "fromstring", "genfromtxt", "loadtxt", "load_state_dict", "from_pretrained",
    "load_library", "deserialize", "read_csv", "read_pickle", "read_json", "unpack_archive", "GGUFReader", "mmap",
    "from_buffer", "TarFile", "CDLL", "dlopen",
}  # fmt: skip
ALLOWED = {
    "open", "read_bytes", "read_text", "memmap", "fromfile", "frombuffer", "load_file", "from_file", "decode",
    "ZipFile", "mmap",
}  # fmt: skip
# Calls of an allowed or a doubtful name that are something else, by the object they are called on.
KNOWN = {
    ("tomllib", "load"), ("json", "loads"), ("kind", "load"), ("optimizers", "load"), ("", "load"), ("ctypes", "CDLL"),
    ("Embedding", "from_pretrained"), ("etree", "fromstring"),
}  # fmt: skip


def calls(path: Path) -> Iterator[tuple[str, str, ast.Call]]:
    """Every call in a file: on what, of what, and the call."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield ast.unparse(node.func.value).rpartition(".")[2], node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield "", node.func.id, node


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {str(node.module).partition(".")[0], *(alias.name for alias in node.names)}
    return found


def test_no_source_imports_what_could_run_code() -> None:
    assert len(SOURCES) > 100
    for path in SOURCES:
        assert not imported(path) & NEVER_IMPORTED, path


def test_no_source_calls_what_could_run_code() -> None:
    for path in SOURCES:
        for on, name, call in calls(path):
            assert name not in (NEVER_CALLED_OF if on else NEVER_CALLED), f"{path}:{call.lineno}"
            assert "allow_pickle" not in {keyword.arg for keyword in call.keywords}, f"{path}:{call.lineno}"


def test_files_are_read_as_text_json_safetensors_and_plain_numbers_alone() -> None:
    found = {
        (on, name): f"{path.relative_to(CHECKOUT)}:{call.lineno}"
        for path in SOURCES
        for on, name, call in calls(path)
        if name in READERS and name not in ALLOWED
    }
    assert {key: place for key, place in found.items() if key not in KNOWN} == {}
    assert {name for path in SOURCES for _, name, _ in calls(path)} >= {"memmap", "load_file", "from_file", "decode"}


@pytest.mark.parametrize(
    "reader",
    [safetensors.torch.load_file, np.memmap, zipfile, msgspec.json, tokenizers, filelock],
    ids=lambda reader: getattr(reader, "__name__", str(reader)),
)
def test_the_libraries_that_read_for_us_use_no_pickle(reader: object) -> None:
    """The source of each, as far as it is Python; what is compiled knows no Python objects beside numbers and text."""
    try:
        text = inspect.getsource(reader)  # type: ignore[arg-type]
    except (TypeError, OSError):
        assert inspect.getmodule(reader) is not None
        return
    words = {node.id for node in ast.walk(ast.parse(inspect.cleandoc(text))) if isinstance(node, ast.Name)}
    assert not words & {"pickle", "marshal", "shelve", "eval", "exec"}


# ---- a file that would run code -------------------------------------------------------------------------------------


class Bomb:
    """Unpickling it makes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple:
        return Path.touch, (self.mark,)


def seal(step: Path) -> None:
    """Make the manifest of a step fit its files again: whoever wants to harm does so too."""
    names = [path.name for path in step.iterdir() if path.name != "manifest.json"]
    files = {name: (sha256(step / name), (step / name).stat().st_size) for name in names}
    (step / "manifest.json").write_bytes(sealed(Manifest(files, False)))


def files_of(home: Home) -> list[Path]:
    run = run_of(home)
    newest = run.step_folder(run.latest_checkpoint or 0)
    kept = [path for path in run.path.iterdir() if path.is_file()]
    prepared = [path for place in (home.prepared, home.tokenizers) for path in place.rglob("*") if path.is_file()]
    return [*newest.iterdir(), *kept, *run.tokenizer_folder.iterdir(), *prepared]


def test_a_pickle_in_place_of_any_file_is_never_opened(demo: Home, tmp_path: Path, carry_out: CarryOut) -> None:
    mark = tmp_path / "it ran"
    bomb = pickle.dumps(Bomb(mark))
    pickle.loads(bomb)
    assert mark.exists()
    mark.unlink()
    run = run_of(demo)
    newest = run.step_folder(run.latest_checkpoint or 0)
    weights = (run.step_folder(2) / "model.safetensors").read_bytes()
    assert weights
    paths = files_of(demo)
    assert len(paths) > 12
    for path in paths:
        before = path.read_bytes()
        manifest = (newest / "manifest.json").read_bytes()
        path.write_bytes(bomb)
        if path.parent == newest and path.name != "manifest.json":
            seal(newest)
        list_runs(demo)
        for command in (
            Sample("demo", "The", SamplingConfig(max_new_tokens=2)),
            Inspect("demo", "attention", "The fox"),
            Resume("demo"),
            Export("demo", "zip", str(tmp_path / f"{path.name}.zip")),
        ):
            last = carry_out(demo, command)[-1]
            assert last.event in ("done", "failed"), last
            assert getattr(last, "exit_code", 2) == 2, (path, last)
        assert not mark.exists(), path
        path.write_bytes(before)
        (newest / "manifest.json").write_bytes(manifest)


def test_a_pickle_in_a_foreign_folder_is_never_opened(demo: Home, tmp_path: Path, carry_out: CarryOut) -> None:
    mark = tmp_path / "it ran"
    folder = tmp_path / "hf"
    assert carry_out(demo, Export("demo", "hf", str(folder)))[-1].event == "done"
    for path in list(folder.iterdir()):
        before = path.read_bytes()
        path.write_bytes(pickle.dumps(Bomb(mark)))
        last = carry_out(demo, Import(str(folder), "odd"))[-1]
        assert getattr(last, "exit_code", 2) == 2, (path, last)
        assert not mark.exists(), path
        path.write_bytes(before)
