"""What a report says of one run: gathered here from its folder, laid out in ``report_page``.

It names what somebody needs who shall believe or repeat it, and of the machine no more than its processor, cores,
memory and kind of system. Paths stay out: a text has its name, size and SHA-256.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.config import IMPORTED, TRAIN_CONFIGS, RunConfig, in_words, settings_of
from core.errors import HelloGPTError
from core.paths import Home
from core.protocol import Verdict
from core.runs.compare import Difference, from_preset
from core.runs.curves import Curves, read_curves
from core.runs.folder import RunFolder, RunInfo
from core.runs.former_names import former_models
from core.runs.health_lines import read_health
from core.runs.lineage import Branch, lineage
from core.runs.listing import list_runs
from core.runs.metrics import read_logged
from core.runs.summaries import RunSummary
from core.runs.trace import Trace
from core.runs.verdict import Facts, judge
from core.runs.writing import is_being_trained

SAMPLED_STOPS = 5
MOST_PROMPTS = 4
MOST_CHARACTERS = 700  # of one sample
MOST_NOTE = 20_000
MOST_FILES = 40
MOST_RELATIVES = 12
CURVE_POINTS = 800  # more are not seen on a page


@dataclass(frozen=True)
class SampleShown:
    """``text``: the continuation alone, cut where ``cut``; ``loss``: the validation loss measured last at that step."""

    step: int
    prompt: str
    text: str
    cut: bool
    loss: float | None


@dataclass(frozen=True)
class TextShown:
    name: str
    size: int


@dataclass(frozen=True)
class Report:
    """One run, as a report tells it.

    ``own``: what differs from its preset, (the preset's, the run's); ``settings``: every other, by group; ``texts``:
    what it learnt from, ``left_out`` more of them; ``line``: itself and what it was forked from, the newest first;
    ``forks``: what was forked from it.
    """

    summary: RunSummary
    config: RunConfig
    info: RunInfo
    curves: Curves
    samples: tuple[SampleShown, ...]
    own: tuple[Difference, ...]
    settings: Mapping[str, Sequence[tuple[str, str]]]
    texts: tuple[TextShown, ...]
    left_out: int
    digest: str
    line: tuple[Branch, ...]
    forks: tuple[Branch, ...]
    note: str
    verdict: Verdict | None = None


def gather(home: Home, run: RunFolder) -> Report:
    """Everything a report says.

    Raises:
        RunError: the run is damaged.
    """
    summaries = list_runs(home)
    tree = {branch.run.name: branch for branch in lineage(summaries, former_models(home))}
    config, curves = run.config(), read_curves(run, CURVE_POINTS)
    own = from_preset(config)
    facts = _text_facts(run)
    files = [_shown(file) for file in facts.get("files") or () if isinstance(file, dict)]
    forks = [branch for branch in tree.values() if branch.parent == run.name and not branch.gone]
    return Report(
        summary=tree[run.name].run,
        config=config,
        info=run.info(),
        curves=curves,
        samples=tuple(_samples(run.samples(), curves)),
        own=own,
        settings=_settings(config, {one.name for one in own}),
        texts=tuple(files[:MOST_FILES]),
        left_out=max(0, len(files) - MOST_FILES),
        digest=str(facts.get("sha256") or ""),
        line=tuple(_line(tree, run.name)),
        forks=tuple(forks[:MOST_RELATIVES]),
        note=run.note[:MOST_NOTE].strip(),
        verdict=verdict_on(run),
    )


def verdict_on(run: RunFolder) -> Verdict | None:
    """What to make of a run as it lies there; None where nothing was measured, or where it was not trained here."""
    info, trace, events = run.info(), Trace(), run.events()
    if run.config().preset == IMPORTED:
        return None
    for logged in read_logged(run.path / "metrics.jsonl"):
        trace.take_logged(logged)
    for look in read_health(run):
        trace.take_health(look)
    not_finite = bool(events) and events[-1].get("why") == "not_finite"
    return judge(trace, Facts(info.references, info.tokens_train, not is_being_trained(run), not_finite))


def _text_facts(run: RunFolder) -> dict[str, Any]:
    try:
        return run.text_facts()
    except HelloGPTError:
        return {}  # of a model that was brought in nothing is known


def _shown(file: Mapping[str, Any]) -> TextShown:
    size = file.get("size")
    name = str(file.get("name", "")).replace("\\", "/")
    return TextShown(Path(name).name, size if isinstance(size, int) else 0)


def _settings(config: RunConfig, told: set[str]) -> dict[str, list[tuple[str, str]]]:
    """Every setting that has not been told yet, in words."""
    groups = {}
    for part, kind in zip((config.model, config.text, config.training), TRAIN_CONFIGS, strict=True):
        rest = [one for one in settings_of(kind) if one.name not in told]
        groups[part.title] = [(one.label, in_words(one, getattr(part, one.name))) for one in rest]
    return groups


def _line(tree: Mapping[str, Branch], name: str) -> list[Branch]:
    """A run, what it was forked from, what that was forked from."""
    line: list[Branch] = []
    while len(line) < MOST_RELATIVES and name in tree and tree[name] not in line:
        line.append(tree[name])
        if tree[name].gone:
            break
        name = tree[name].parent
    return line


def _samples(lines: Sequence[Mapping[str, Any]], curves: Curves) -> list[SampleShown]:
    """What the model wrote at a few stops, for each of the first prompts."""
    told = [line for line in lines if _is_sample(line)]
    prompts = list(dict.fromkeys(line["prompt"] for line in told))[:MOST_PROMPTS]
    found = []
    for prompt in prompts:
        of_prompt = sorted((line for line in told if line["prompt"] == prompt), key=lambda line: int(line["step"]))
        for line in few(of_prompt):
            text = line["text"][:MOST_CHARACTERS]
            cut = len(text) < len(line["text"])
            found.append(SampleShown(line["step"], prompt[:MOST_CHARACTERS], text, cut, _loss_at(curves, line["step"])))
    return found


def _is_sample(line: Mapping[str, Any]) -> bool:
    return isinstance(line.get("step"), int) and all(isinstance(line.get(key), str) for key in ("prompt", "text"))


def few(lines: Sequence[Mapping[str, Any]], most: int = SAMPLED_STOPS) -> list[Mapping[str, Any]]:
    """The first, the last, and between them those at 1/64, 1/16 and 1/4 of the steps: most happens early."""
    if len(lines) <= most:
        return list(lines)
    last = int(lines[-1]["step"])
    wanted = [0.0, *(last / 4.0**k for k in range(most - 2, -1, -1))]
    rows = {min(range(len(lines)), key=lambda row: abs(int(lines[row]["step"]) - step)) for step in wanted}
    return [lines[row] for row in sorted(rows)]


def _loss_at(curves: Curves, step: int) -> float | None:
    steps, losses = curves.val[0], curves.val[3]
    row = int(steps.searchsorted(step, side="right")) - 1
    return float(losses[row]) if row >= 0 else None
