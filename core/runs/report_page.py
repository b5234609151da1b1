"""A report as one HTML file: no scripts, nothing loaded, curves as inline SVG, light and dark, ready for A4.

Everything that a person, a text or a model wrote is escaped: names, notes and samples may hold any characters.
"""

import datetime
import json
from html import escape

import numpy as np

import resources
from core import __version__
from core.config import IMPORTED, PRESETS
from core.runs.curves import LOSS, STEP
from core.runs.lineage import Branch
from core.runs.report import Report, SampleShown
from core.runs.svg_chart import Chart, Line, plain, to_svg

TOKENS = (
    "surface", "soft", "text", "text-2", "text-3", "line", "edge", "train", "val", "accent-ink", "good", "warn", "bad",
    "unsure",
)  # fmt: skip
STATES = {
    "training": "training", "paused": "paused", "stopped": "stopped before its budget was used",
    "done": "finished", "imported": "brought in", "unread": "",
}  # fmt: skip
REFERENCES = (("chance", "uniform"), ("token frequencies", "unigram"), ("token pairs", "bigram"))


def page(report: Report) -> str:
    """The whole file."""
    name = report.summary.name
    parts = [
        _head(report),
        _figures(report),
        _verdict(report),
        _curve(report),
        _note(report),
        _samples(report),
        _settings(report),
        _text(report),
        _lineage(report),
        _machine(report),
        f"<footer>Written by HelloGPT {escape(__version__)}. Losses are measured on text that was kept back from the "
        "training: nats for each token, unless bits per byte are said.</footer>",
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{words(name)} – HelloGPT</title>\n<style>\n{style()}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main>\n</body>\n</html>\n"
    )


def words(text: object) -> str:
    """Any text as it may stand in the page."""
    return escape(plain(str(text)))


def style() -> str:
    """The style sheet, with the window's own colours; paper is always light."""
    tables = json.loads(resources.read("themes/tokens.json"))
    light, dark = (" ".join(f"--{name}: {tables[scheme][name]};" for name in TOKENS) for scheme in ("light", "dark"))
    return (
        f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
        f"@media print {{ :root {{ {light} color-scheme: light; }} }}\n{resources.read('report/style.css')}"
    )


# ---- its parts -------------------------------------------------------------------------------------------------------


def _head(report: Report) -> str:
    run, info = report.summary, report.info
    preset = PRESETS[run.preset].label if run.preset in PRESETS else run.preset.capitalize()
    about = [f"{preset}, {whole(run.parameters)} parameters", info.text, STATES[run.state], _day(info.created)]
    facts = " · ".join(words(fact) for fact in about if fact)
    return f'<h1>{words(run.model)} <span>/</span> serial_{run.serial}</h1>\n<p class="quiet">{facts}</p>'


def _figures(report: Report) -> str:
    run = report.summary
    best = "" if run.best_val_loss is None else f"best {run.best_val_loss:.3f} at step {whole(run.best_step or 0)}"
    bits = run.val_bits_per_byte
    figures = (
        ("Validation loss", _loss(run.val_loss), "nats per token", best),
        ("Bits per byte", "–" if bits is None else f"{bits:.3f}", "", ""),
        ("Steps", whole(run.steps), "", f"{whole(run.tokens)} tokens" if run.tokens else ""),
        ("Trained for", duration(run.seconds), "", f"{whole(round(run.tokens / run.seconds))} tokens a second"
         if run.seconds else ""),
    )  # fmt: skip
    cells = (
        f"<div><dt>{label}</dt><dd>{figure} <small>{unit}</small></dd><dt>{note}</dt></div>"
        for label, figure, unit, note in figures
    )
    return f'<dl class="figures">{"".join(cells)}</dl>'


def _verdict(report: Report) -> str:
    if report.verdict is None:
        return ""
    found = report.verdict
    return f'<p class="verdict"><b>{words(found.judgement)}</b>{words(found.reason)} {words(found.suggestion)}</p>'


def _curve(report: Report) -> str:
    if not report.curves.train.shape[1] and not report.curves.val.shape[1]:
        return ""
    chart = chart_of(report, {name: f"var(--{name})" for name in TOKENS})
    return f"<h2>Loss</h2>\n{to_svg(chart)}"


def chart_of(report: Report, colors: dict[str, str]) -> Chart:
    """Both curves of the run beside the losses that need no network."""
    train, val = report.curves.train, report.curves.val
    known = report.info.references
    references = [(label, getattr(known, name)) for label, name in REFERENCES] if known else []
    if known and known.xz and known.xz.nats:
        references.append(("xz −9", known.xz.nats))
    best = int(np.argmin(val[LOSS])) if val.shape[1] else None
    return Chart(
        lines=(
            Line("validation", colors["val"], val[STEP], val[LOSS]),
            Line("training, smoothed", colors["train"], train[STEP], train[LOSS]),
        ),
        x_title="Step",
        y_title="Loss in nats per token",
        colors=colors,
        references=references,
        title=f"Loss of {report.summary.name} over its steps",
        best=() if best is None else ((float(val[STEP][best]), float(val[LOSS][best]), colors["val"]),),
        width=812,
    )


def _note(report: Report) -> str:
    return f'<h2>Note</h2>\n<p class="note">{words(report.note)}</p>' if report.note else ""


def _samples(report: Report) -> str:
    if not report.samples:
        return ""
    return "<h2>What it wrote</h2>\n" + "\n".join(map(_sample, report.samples))


def _sample(sample: SampleShown) -> str:
    loss = "" if sample.loss is None else f" · loss {sample.loss:.2f}"
    text = f'<span class="prompt">{words(sample.prompt)}</span>{words(sample.text)}{"…" if sample.cut else ""}'
    return f'<div class="sample"><header>Step {whole(sample.step)}{loss}</header><p dir="auto">{text}</p></div>'


def _settings(report: Report) -> str:
    own = "".join(
        f'<tr class="own"><td>{words(one.label)}</td><td>{words(one.words[1])}</td>'
        f'<td class="was">{words(one.words[0])}</td></tr>'
        for one in report.own
    )
    preset = PRESETS[report.config.preset].label if report.config.preset in PRESETS else ""
    table = (
        f"<table><thead><tr><th>Differs from the preset {words(preset)}</th><th>here</th><th>there</th></tr></thead>"
        f"<tbody>{own}</tbody></table>"
        if own
        else f'<p class="quiet">As the preset {words(preset)} has them.</p>' * bool(preset)
    )
    rest = "".join(
        f"<div><span>{words(label)}</span><span>{words(value)}</span></div>"
        for rows in report.settings.values()
        for label, value in rows
    )
    return f'<h2>Settings</h2>\n{table}\n<p></p>\n<div class="columns">{rest}</div>'


def _text(report: Report) -> str:
    info = report.info
    rows = "".join(
        f'<tr><td>{words(text.name)}</td><td class="figure">{size(text.size)}</td></tr>' for text in report.texts
    )
    more = f"<p>And {report.left_out} more.</p>" if report.left_out else ""
    told = [
        f"{size(info.text_bytes)} in all" if info.text_bytes else "",
        f"{whole(info.tokens_train)} tokens to learn from" if info.tokens_train else "",
        f"{whole(info.tokens_val)} kept back" if info.tokens_val else "",
    ]
    facts = ", ".join(fact for fact in told if fact)
    digest = f"<p>SHA-256 of all of it: <code>{words(report.digest)}</code></p>" if report.digest else ""
    if not (rows or facts or digest):
        return ""
    table = f"<table><tbody>{rows}</tbody></table>" if rows else ""
    return (
        f"<h2>Text</h2>\n<p>{words(info.text)}{': ' if facts and info.text else ''}{facts}.</p>\n{table}{more}{digest}"
    )


def _lineage(report: Report) -> str:
    if len(report.line) <= 1 and not report.line[0].parent and not report.forks:
        return ""
    items = [f"<p>Forked from {_origin(branch)}.</p>" for branch in report.line if branch.parent]
    items += [f"<p>{words(fork.run.name)} was forked from it{_at(fork)}.</p>" for fork in report.forks]
    return f"<h2>Lineage</h2>\n{''.join(items)}"


def _origin(branch: Branch) -> str:
    gone = " (which is gone)" if branch.gone else ""
    return f"{words(branch.parent)}{_at(branch)}{gone}"


def _at(branch: Branch) -> str:
    return "" if branch.step is None else f" at step {whole(branch.step)}"


def _machine(report: Report) -> str:
    training, info = report.config.training, report.info
    rows = [(label, info.machine.get(key, "")) for label, key in (
        ("Processor", "processor"), ("Cores", "cores"), ("Memory", "memory"), ("System", "system"),
    )]  # fmt: skip
    if report.config.preset != IMPORTED:
        rows += [
            ("Computed on", f"{training.device} in {training.precision}, {training.threads} threads"),
            ("Seed", str(training.seed)),
        ]
    rows += [("Versions", ", ".join(f"{name} {version}" for name, version in info.versions.items()))]
    cells = "".join(f"<tr><th>{label}</th><td>{words(value)}</td></tr>" for label, value in rows if value)
    return f"<h2>To repeat it</h2>\n<table><tbody>{cells}</tbody></table>"


# ---- figures ---------------------------------------------------------------------------------------------------------


def whole(number: int) -> str:
    """12 345, with thin spaces."""
    return f"{number:,}".replace(",", "\u2009")


def size(n_bytes: int) -> str:
    """Bytes in decimal units."""
    for unit_size, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if n_bytes >= unit_size:
            return f"{n_bytes / unit_size:.1f} {unit}"
    return f"{n_bytes} bytes"


def duration(seconds: float) -> str:
    """5 s, 3 min 20 s, 2 h 5 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def _loss(loss: float | None) -> str:
    return "–" if loss is None else f"{loss:.3f}"


def _day(created: str) -> str:
    try:
        moment = datetime.datetime.fromisoformat(created)
    except ValueError:
        return ""
    return f"{moment.day} {moment:%B %Y, %H:%M}"
