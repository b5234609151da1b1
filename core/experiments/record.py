"""An experiment on disk: what it is (experiment.json) and which of its trainings are finished (trials.jsonl).

``artifacts/experiments/<name>/``. The first is written once, whole; the second only grows, a line when a training has
its run folder and one when it is finished.
"""

import contextlib
import datetime
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import filelock
import msgspec

from core import __version__
from core.config import ExperimentConfig, RunConfig
from core.errors import HelloGPTError, RunError
from core.experiments.plan import Outcome, Plan
from core.experiments.result import result_of
from core.paths import Home, unwritable
from core.protocol import ExperimentResult, References, TextChoice, Trial
from core.runs.folder import read_lines
from core.runs.names import is_model_name

LONGEST_NAME = 40  # the names of its runs are longer by that of their variant


@dataclass(frozen=True)
class About:
    """experiment.json. ``created``: ISO 8601 with offset."""

    experiment: ExperimentConfig
    config: RunConfig
    texts: tuple[str, ...] = ()
    created: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    choices: tuple[TextChoice, ...] = ()


class Record:
    """The folder of one experiment."""

    def __init__(self, home: Home, name: str) -> None:
        if not is_model_name(name) or len(name) > LONGEST_NAME:
            raise RunError(
                f"{name!r} cannot be the name of an experiment.",
                f"Use letters, digits, '-', '_', '+' or '.', at most {LONGEST_NAME}.",
            )
        self.name, self.path = name, home.experiments / name

    @property
    def exists(self) -> bool:
        return (self.path / "experiment.json").is_file()

    def about(self) -> About:
        """What it is. Raises RunError where it is not there or damaged."""
        path = self.path / "experiment.json"
        try:
            return msgspec.json.decode(path.read_bytes(), type=About)
        except FileNotFoundError as error:
            raise RunError(f"There is no experiment {self.name}.", "Begin one: experiment take-a-block-out") from error
        except (OSError, ValueError, HelloGPTError) as error:
            raise RunError(f"{path} is damaged ({error}).", "Begin another experiment; its runs are safe.") from error

    def begin(
        self,
        experiment: ExperimentConfig,
        config: RunConfig,
        texts: tuple[str, ...],
        choices: tuple[TextChoice, ...] = (),
    ) -> About:
        """Write down what it is.

        Raises:
            HomeError: the place cannot be written.
        """
        now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        about = About(experiment, config, texts, now, {"hellogpt": __version__}, choices)
        data = msgspec.json.format(msgspec.json.encode(about), indent=1)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            beside = self.path / ".tmp-experiment.json"
            beside.write_bytes(data)
            os.replace(beside, self.path / "experiment.json")
        except OSError as error:
            raise unwritable(self.path, error) from error
        return about

    def lock(self) -> contextlib.AbstractContextManager[Any]:
        """Held by the one program that carries it out.

        Raises:
            RunError: another one does.
        """
        return _held(self.path / "lock", self.name)

    # ---- trials -----------------------------------------------------------------------------------------------------

    def note_run(self, trial: Trial, run: str, parameters: int, **facts: Any) -> None:
        """A training has its run folder."""
        self._append({"trial": trial.key, "run": run, "parameters": parameters, **facts})

    def note_done(self, trial: Trial, outcome: Outcome) -> None:
        """A training is finished."""
        self._append({"trial": trial.key, **msgspec.to_builtins(outcome), "finished": True})

    def _append(self, line: dict[str, Any]) -> None:
        path = self.path / "trials.jsonl"
        try:
            torn = path.exists() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
            with path.open("ab") as file:
                file.write((b"\n" if torn else b"") + msgspec.json.encode(line) + b"\n")
        except OSError as error:
            raise unwritable(self.path, error) from error

    def lines(self) -> list[dict[str, Any]]:
        return [line for line in read_lines(self.path / "trials.jsonl") if isinstance(line.get("trial"), str)]

    def outcomes(self) -> dict[str, Outcome]:
        """The finished trainings, by key."""
        found = {}
        for line in self.lines():
            if line.get("finished"):
                with contextlib.suppress(msgspec.ValidationError):
                    found[line["trial"]] = msgspec.convert(line, Outcome)
        return found

    def run_of(self, trial: Trial) -> str:
        """The run folder that a training has begun; empty if it has none."""
        return next((str(line["run"]) for line in reversed(self.lines()) if line["trial"] == trial.key), "")

    def result(self) -> ExperimentResult:
        """What has come of it so far. Raises RunError where it is not there or damaged."""
        about = self.about()
        facts: dict[str, Any] = {}
        for line in self.lines():
            facts |= {key: line[key] for key in ("text", "tokens", "steps", "references") if line.get(key) is not None}
        references = msgspec.convert(facts["references"], References) if "references" in facts else None
        return result_of(
            name=self.name,
            created=about.created,
            plan=Plan(about.experiment, about.config),
            outcomes=self.outcomes(),
            text=str(facts.get("text", "")),
            steps=int(facts.get("steps", about.config.training.steps)),
            tokens=int(facts.get("tokens", 0)),
            references=references,
        )


@contextlib.contextmanager
def _held(path: Path, name: str) -> Any:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(path, thread_local=False)
        lock.acquire(blocking=False)
    except filelock.Timeout as error:
        raise RunError(f"The experiment {name} runs in another program.", "Wait for it, or stop it there.") from error
    except OSError as error:
        raise unwritable(path.parent, error) from error
    try:
        yield
    finally:
        lock.release()


def list_experiments(home: Home) -> tuple[list[ExperimentResult], list[str]]:
    """What has come of every experiment, newest first, and a sentence for each that cannot be read."""
    found, trouble = [], []
    with contextlib.suppress(OSError):
        for path in sorted(home.experiments.iterdir()):
            if not (path / "experiment.json").is_file() or not is_model_name(path.name):
                continue
            try:
                found.append(Record(home, path.name).result())
            except (HelloGPTError, ValueError) as error:
                trouble.append(str(error))
    return sorted(found, key=lambda one: one.created, reverse=True), trouble
