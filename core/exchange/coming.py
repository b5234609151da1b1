"""A model comes in from a Hugging Face folder or a zip of a run, and becomes a run like any other."""

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from core import __version__
from core.config import IMPORTED, RunConfig, parameter_count
from core.control import RunControl
from core.errors import ExchangeError
from core.exchange.archive import from_zip, read_about
from core.exchange.from_hugging_face import Imported, from_hugging_face
from core.model.loading import WEIGHTS
from core.model.weights import save_tensors
from core.paths import Home, readable, unwritable
from core.protocol import Import, ImportDone
from core.runs import RunWriter, claim_run
from core.runs.folder import RunFolder, RunInfo
from core.runs.names import check_model_name
from core.text.prepare import TextFacts


def bring_in(command: Import, home: Home, control: RunControl) -> ImportDone:
    """Make a run of what lies at ``command.path``.

    Raises:
        ExchangeError: it is neither, is damaged, or has no form here; nothing is left behind then.
        RunError: the name cannot be a model's.
        Interrupted: a stop was asked for; nothing is left behind then either.
    """
    check_model_name(command.name)
    path = Path(os.path.expanduser(command.path)).absolute()
    if not path.exists():
        raise ExchangeError(f"There is no file or folder {path}.", "Check the path.")
    home.make()
    if path.is_file():
        read_about(path)
        with _claimed(home, command.name) as run:
            from_zip(path, run.path, control)
            return ImportDone(run.name, run.info().parameters)
    imported = from_hugging_face(path, control)
    with _claimed(home, command.name) as run:
        info = _write(run, imported, path, control)
        control.check()
    return ImportDone(run.name, info.parameters, imported.note)


@contextmanager
def _claimed(home: Home, name: str) -> Iterator[RunFolder]:
    """A new run folder; it goes again if the block does not end well."""
    run = claim_run(home, name)
    try:
        yield run
    except OSError as error:
        shutil.rmtree(run.path, ignore_errors=True)
        raise unwritable(run.path, error) from error
    except BaseException:
        shutil.rmtree(run.path, ignore_errors=True)
        raise


def _write(run: RunFolder, imported: Imported, path: Path, control: RunControl) -> RunInfo:
    """Settings, tokenizer and the weights as the snapshot of step 0."""
    config = RunConfig(preset=IMPORTED, model=imported.config)
    info = RunInfo(
        parameters=parameter_count(imported.config, imported.config.vocab_size),
        text=f"imported from {path.name}",
        versions={"hellogpt": __version__, "torch": str(torch.__version__), "python": platform.python_version()},
    )
    with RunWriter(run) as writer:
        writer.write_config(config, info)
        writer.write_text(TextFacts(info.text, (), (), 0, "", config.text.val_fraction, config.text.val_split))
        with writer.new_tokenizer() as place:
            imported.tokenizer.save(place)
        with writer.new_step(0, stop=True) as folder:
            control.check()
            save_tensors(imported.tensors, folder / WEIGHTS)
            control.check()
        writer.append_event("imported", step=0, path=readable(str(path)))
    return info
