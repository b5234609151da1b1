"""One run folder, to be read: settings, metrics, samples, steps. Reading needs no lock and may happen at any moment."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import msgspec

from core.config import RunConfig
from core.errors import HelloGPTError, RunError
from core.protocol import References, TextChoice
from core.runs.names import step_name, step_of

Kind = Literal["checkpoint", "snapshot"]
NOTES = "notes.md"
# What these stood at before they were settings: a run of then goes on as it began.
BEFORE_SETTINGS: dict[str, Any] = {"muon_momentum": 0.95, "decay_share": 0.35}


@dataclass(frozen=True)
class RunInfo:
    """What config.json says beside the settings. ``created``: ISO 8601 with offset; ``parent``: RUN@STEP or empty."""

    parameters: int = 0
    tokens_train: int = 0
    tokens_val: int = 0
    references: References | None = None
    text: str = ""
    text_bytes: int = 0
    bytes_per_val_token: float = 0.0
    prompts: tuple[str, ...] = ()
    created: str = ""
    parent: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    machine: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ConfigFile:
    """config.json as a whole."""

    settings: RunConfig
    info: RunInfo


@dataclass(frozen=True)
class Stop:
    """A step that can be looked at. A checkpoint can be resumed, a snapshot only read."""

    step: int
    kind: Kind
    is_best: bool = False
    is_latest: bool = False


@dataclass(frozen=True)
class Manifest:
    """manifest.json of a step: SHA-256 and size of each file. ``stop``: its weights are kept for looking back;
    ``seal``: SHA-256 of the manifest itself, written without it."""

    files: dict[str, tuple[str, int]]
    stop: bool = False
    seal: str = ""

    @property
    def kind(self) -> Kind:
        return "checkpoint" if "state.json" in self.files else "snapshot"


class RunFolder:
    """``<model_name>/serial_<N>`` on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def tokenizer_folder(self) -> Path:
        return self.path / "tokenizer"

    @property
    def taught(self) -> bool:
        """Whether it was taught to answer: its tokenizer has a template of turns (see ``core.text.template``)."""
        return (self.tokenizer_folder / "template.json").is_file()

    def config(self) -> RunConfig:
        """Every setting as resolved. Raises RunError where the file is missing or damaged."""
        return self._config_file.settings

    def info(self) -> RunInfo:
        """What else was known when the run began. Raises RunError where the file is missing or damaged."""
        return self._config_file.info

    def text_facts(self) -> dict[str, Any]:
        """text.json. Raises RunError where it is missing or damaged."""
        facts: dict[str, Any] = self._json("text.json", dict)
        return facts

    def text_choices(self) -> tuple[TextChoice, ...]:
        """What was chosen of its texts. Raises RunError as ``text_facts`` does."""
        try:
            return msgspec.convert(self.text_facts().get("choices") or (), tuple[TextChoice, ...])
        except msgspec.ValidationError as error:
            raise RunError(f"{self.path / 'text.json'} is damaged ({error}).", "Train a new run.") from error

    @cached_property
    def _config_file(self) -> ConfigFile:
        found: ConfigFile = self._json("config.json", ConfigFile)
        written = self._json("config.json", dict)["settings"].get("training", {})
        former = {name: value for name, value in BEFORE_SETTINGS.items() if name not in written}
        training = replace(found.settings.training, **former)
        return replace(found, settings=replace(found.settings, training=training))

    def _json(self, name: str, kind: type) -> Any:
        path = self.path / name
        try:
            return msgspec.json.decode(path.read_bytes(), type=kind)
        except FileNotFoundError as error:
            raise RunError(f"{self.name} is not a run of HelloGPT: it has no {name}.", "Choose another run.") from error
        except (OSError, ValueError, HelloGPTError) as error:
            raise RunError(f"{path} is damaged ({error}).", "Choose another run.") from error

    # ---- lines ------------------------------------------------------------------------------------------------------

    def metrics(self) -> list[dict[str, Any]]:
        """The lines of metrics.jsonl that count: what a resume took back is left out, as is a torn last line."""
        return read_lines(self.path / "metrics.jsonl")

    def samples(self) -> list[dict[str, Any]]:
        return read_lines(self.path / "samples.jsonl")

    def events(self) -> list[dict[str, Any]]:
        return read_lines(self.path / "events.jsonl")

    def prompts(self) -> tuple[str, ...]:
        """What the samples continue: the prompts from the start, then those that were added meanwhile."""
        added = [line.get("prompt") for line in self.events() if line.get("event") == "prompt_added"]
        return tuple(dict.fromkeys([*self.info().prompts, *(prompt for prompt in added if isinstance(prompt, str))]))

    # ---- steps ------------------------------------------------------------------------------------------------------

    def step_folder(self, step: int) -> Path:
        return self.path / step_name(step)

    def manifest(self, step: int) -> Manifest | None:
        """The manifest of a step, or None where there is no readable one."""
        try:
            return msgspec.json.decode((self.step_folder(step) / "manifest.json").read_bytes(), type=Manifest)
        except (OSError, ValueError):
            return None

    def steps(self) -> tuple[Stop, ...]:
        """Every complete step, in order."""
        found = self.manifests()
        best, latest = self.best, max(found, default=None)
        return tuple(Stop(step, manifest.kind, step == best, step == latest) for step, manifest in found.items())

    def manifests(self) -> dict[int, Manifest]:
        """The manifest of every complete step, in order."""
        found = {}
        for step in sorted(self.step_numbers()):
            manifest = self.manifest(step)
            if manifest is not None:
                found[step] = manifest
        return found

    def step_numbers(self) -> list[int]:
        """Steps that have a folder."""
        try:
            steps = [step_of(entry.name) for entry in self.path.iterdir()]
        except OSError:
            return []
        return [step for step in steps if step is not None]

    @property
    def latest(self) -> int | None:
        """The newest step that can be looked at."""
        return self._newest(lambda manifest: True)

    @property
    def latest_checkpoint(self) -> int | None:
        """The newest step that training can go on from."""
        return self._newest(lambda manifest: manifest.kind == "checkpoint")

    def _newest(self, fits: Callable[[Manifest], bool]) -> int | None:
        for step in sorted(self.step_numbers(), reverse=True):
            manifest = self.manifest(step)
            if manifest is not None and fits(manifest):
                return step
        return None

    @property
    def best(self) -> int | None:
        """The step with the lowest validation loss that is kept."""
        try:
            step = step_of((self.path / "best").read_text(encoding="utf-8").strip())
        except (OSError, UnicodeDecodeError):
            return None
        return step if step is not None and self.manifest(step) is not None else None

    # ---- the person's own -------------------------------------------------------------------------------------------

    @property
    def star(self) -> bool:
        return (self.path / "star").exists()

    def set_star(self, starred: bool) -> None:
        if starred:
            (self.path / "star").touch()
        else:
            (self.path / "star").unlink(missing_ok=True)

    @property
    def note(self) -> str:
        """What the person wrote about it; empty where there is nothing, or nothing that can be read as text."""
        try:
            return (self.path / NOTES).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The JSON lines of a file. ``{"resumed_from": S}`` takes back what came before it beyond step S.

    A torn or damaged line is passed over.
    """
    try:
        data = path.read_bytes()
    except OSError:
        return []
    lines: list[dict[str, Any]] = []
    for raw in data.split(b"\n"):
        try:
            line = msgspec.json.decode(raw, type=dict[str, Any])
        except ValueError:
            continue
        if isinstance(line.get("resumed_from"), int):
            lines = [kept for kept in lines if _step_in(kept) <= line["resumed_from"]]
        elif "resumed_from" not in line:
            lines.append(line)
    return lines


def _step_in(line: dict[str, Any]) -> int:
    step = line.get("step")
    return step if isinstance(step, int) else 0
