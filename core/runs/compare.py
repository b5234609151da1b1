"""Runs beside one another: what differs in their settings, whether their losses can be compared, all of it as CSV."""

import contextlib
import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.config import PRESETS, TRAIN_CONFIGS, RunConfig, Setting, Value, build_config, in_words, settings_of
from core.errors import HelloGPTError, HomeError
from core.paths import Home
from core.runs.curves import Curves, read_curves
from core.runs.folder import RunFolder
from core.runs.listing import find_run, list_runs
from core.runs.summaries import RunSummary

# What only says where a run was computed comes last.
ABOUT_THE_MACHINE = ("device", "precision", "threads", "attention_form")
CURVE_COLUMNS = ("run", "curve", "step", "tokens", "seconds", "nats_per_token", "bits_per_byte")
RUN_COLUMNS = (
    "run", "state", "preset", "parameters", "text", "steps", "tokens", "seconds", "val_loss", "best_val_loss",
    "best_step", "val_bits_per_byte", "verdict", "created", "size", "star", "parent", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One thing in which runs differ. ``words``: what each of them has, in the order of the runs."""

    name: str
    label: str
    help: str
    words: tuple[str, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Compared:
    """One of the runs beside one another. ``note``: all of it; ``own``: what differs from its preset."""

    summary: RunSummary
    config: RunConfig
    curves: Curves
    note: str = ""
    own: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """``same_tokens``: losses in nats per token mean the same in all of them, for they cut text in the same way;
    ``same_text``: all were trained on one text, so that their losses can be compared at all."""

    runs: tuple[Compared, ...]
    differences: tuple[Difference, ...]
    same_tokens: bool = True
    same_text: bool = True


def compare(home: Home, references: Sequence[str]) -> Comparison:
    """The runs of these names beside one another.

    Raises:
        RunError: one of them is missing or damaged.
    """
    folders = [find_run(home, reference)[0] for reference in dict.fromkeys(references)]
    folders = list({folder.path: folder for folder in folders}.values())
    summaries = {summary.name: summary for summary in list_runs(home)}
    return beside(folders, [summaries[folder.name] for folder in folders])


def beside(folders: Sequence[RunFolder], summaries: Sequence[RunSummary]) -> Comparison:
    """These runs beside one another.

    Raises:
        RunError: one of them is missing or damaged.
    """
    configs = [folder.config() for folder in folders]
    texts = [_text(folder) for folder in folders]
    runs = [
        Compared(summary, config, read_curves(folder), folder.note, from_preset(config))
        for summary, config, folder in zip(summaries, configs, folders, strict=True)
    ]
    tokens = {_tokenizer(folder) for folder in folders}
    different = [*_facts(folders, summaries, texts), *differences(configs)]
    return Comparison(tuple(runs), tuple(different), len(tokens) <= 1, len(set(texts)) <= 1)


def differences(configs: Sequence[RunConfig]) -> tuple[Difference, ...]:
    """The settings in which configurations differ, as they were resolved; what is about the machine comes last."""
    found = []
    for declared, values in _values(configs):
        if len(set(values)) > 1:
            words = tuple(in_words(declared, value) for value in values)
            found.append(Difference(declared.name, declared.label, declared.help, words, values))
    return tuple(sorted(found, key=lambda one: one.name in ABOUT_THE_MACHINE))


def from_preset(config: RunConfig) -> tuple[Difference, ...]:
    """What differs from the preset that a run started from: (the preset's, the run's). What the preset left to be
    decided when a run starts is no difference; without a known preset there is none."""
    if config.preset not in PRESETS:
        return ()
    found = differences((build_config(config.preset), config))
    return tuple(one for one in found if not _was_open(one))


def _was_open(one: Difference) -> bool:
    declared = next(known for kind in TRAIN_CONFIGS for known in settings_of(kind) if known.name == one.name)
    return (bool(declared.automatic) and one.values[0] == 0 and one.name not in ("steps", "epochs", "minutes")) or (
        one.values[0] == "auto"
    )


def _values(configs: Sequence[RunConfig]) -> list[tuple[Setting, tuple[Value, ...]]]:
    found = []
    for part, kind in zip(("model", "text", "training"), TRAIN_CONFIGS, strict=True):
        for declared in settings_of(kind):
            found.append((declared, tuple(getattr(getattr(config, part), declared.name) for config in configs)))
    return found


def _text(folder: RunFolder) -> tuple[str, str]:
    """What a run's text is called, and its SHA-256."""
    try:
        digest = str(folder.text_facts().get("sha256", ""))
    except HelloGPTError:
        digest = ""  # of a run that was brought in nothing may be known
    return folder.info().text, digest


def _tokenizer(folder: RunFolder) -> str:
    """Equal for runs that cut text in the same way."""
    digest = hashlib.sha256()
    with contextlib.suppress(OSError):
        for path in sorted(folder.tokenizer_folder.iterdir()):
            digest.update(path.name.encode() + b"\n" + path.read_bytes())
    return digest.hexdigest()


def _facts(
    folders: Sequence[RunFolder], summaries: Sequence[RunSummary], texts: Sequence[tuple[str, str]]
) -> list[Difference]:
    """What is no setting, and differs."""
    names = [name for name, _ in texts]
    plain = len(set(names)) == len(set(texts))
    told = tuple(name if plain else f"{name} ({digest[:8]})" for name, digest in texts)
    presets = tuple(PRESETS[run.preset].label if run.preset in PRESETS else run.preset for run in summaries)
    parents = tuple(run.parent or "fresh weights" for run in summaries)
    sizes = tuple(run.parameters for run in summaries)
    rows = (
        ("text", "Text", "What was learnt from.", told, told),
        ("preset", "Preset", "Where the settings started from.", presets, presets),
        ("parent", "Begins with", "The run and the step it was forked from.", parents, parents),
        ("parameters", "Parameters", "Numbers that were learnt.", tuple(f"{size:,}" for size in sizes), sizes),
    )
    return [Difference(*row) for row in rows if len(set(row[4])) > 1]


# ---- as CSV ----------------------------------------------------------------------------------------------------------


def runs_as_csv(runs: Sequence[RunSummary]) -> str:
    """A line for each run."""
    return _csv(RUN_COLUMNS, ([line[name] for name in RUN_COLUMNS] for line in map(run_line, runs)))


def curves_as_csv(comparison: Comparison) -> str:
    """A line for each point of each curve: ``curve`` is train (smoothed) or val."""
    lines: list[list[Any]] = []
    for run in comparison.runs:
        bits = run.curves.bits_per_byte
        for name, rows in (("train", run.curves.train), ("val", run.curves.val)):
            for step, tokens, seconds, loss in rows.T.tolist():
                told = "" if bits is None else round(loss * bits, 6)
                lines.append([run.summary.name, name, int(step), int(tokens), round(seconds, 3), round(loss, 6), told])
    return _csv(CURVE_COLUMNS, lines)


def _csv(head: Sequence[str], lines: Any) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in line] for line in lines)
    return written.getvalue()


def _cell(value: object) -> object:
    """What begins like a formula would be worked out by a spreadsheet: a person's own words are no formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value


def run_line(run: RunSummary) -> dict[str, Any]:
    """A run as the terminal's JSON and the CSV say it."""
    return {"run": run.name} | {name: getattr(run, name) for name in RUN_COLUMNS[1:]}


def write_file(path: Path, data: bytes) -> None:
    """Write what a person asked for, over what stands there.

    Raises:
        HomeError: the place cannot be written.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HomeError(f"{path} cannot be written ({reason}).", "Choose another place.") from error
