"""Writes docs/take-a-block-out.md and its pictures from the experiment of that name, which has been carried out.

    python main.py experiment take-a-block-out …      the command stands in the page itself
    python docs/take_a_block_out.py [--home DIR] [--name EXPERIMENT]

Every number, sentence and dot comes from the files of the experiment. No screen is needed.
"""

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtWidgets import QApplication

from core.config import OPTIMIZERS, SCHEDULES, TRAIN_CONFIGS, ExperimentConfig, experiment_config, settings_of
from core.experiments.record import About, Record
from core.paths import find_home
from core.protocol import ExperimentResult, VariantResult
from hellogpt_gui.lab.result_panel import show_in
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.dot_plot import DotPlot

DOCS = Path(__file__).resolve().parent
PAGE = """# Take a block out

What is each part of a GPT for? Take it out, train the rest on equally many tokens, and look what is lost.

![Validation loss of the whole model and of those that lack a part: a dot a seed](pictures/{name}-light.png)

{sentences}

## How it was done

    python main.py experiment {command}

{facts}

Each of the {variants} networks was first trained with {rates} learning rates (the preset's own times {multiples};
Muon's and AdamW's together) on seed {seed}. The rate with the lowest final validation loss was then trained with
{seeds} other seeds, and only those are counted: {trials} trainings in all. Seeds decide the first weights and the
order of the text; the text, its tokens, the number of steps and everything else are the same. Nothing adds up without
residuals, so there the first weights are not made smaller with depth; without attention or feed-forward a network has
fewer parameters, and nothing is added to make up for it.

{note}

That is a t-test of three seeds against three at 5 %, shared among nine comparisons. How
probable the right token is *on average* is the geometric mean over all of them, e to the power of minus the loss.

| network | parameters | learning rate | tried | seeds | mean | standard deviation |
|---|---:|---:|---|---|---:|---:|
{rows}

The losses under *tried* are of the tuning seed, in the order of the multiples. Token frequencies alone come to
{unigram:.2f} nats per token on the same validation text, token pairs to {bigram:.2f}.

What this shows, it shows of a small network, a short training and this text.

This page and its pictures are written by `docs/take_a_block_out.py` from the experiment's own files; the window shows
the same under *Run ▸ Experiments and queue*.
"""


def command_of(about: About) -> str:
    """The words that began it: what differs from the preset's settings for an experiment."""
    shared = about.config
    usual = experiment_config(shared.preset)
    words = [about.experiment.kind, *(f"--text {text}" for text in about.texts), f"--preset {shared.preset}"]
    parts = ((shared.model, usual.model), (shared.text, usual.text), (shared.training, usual.training))
    for kind, (now, before) in zip(TRAIN_CONFIGS, parts, strict=True):
        for one in settings_of(kind):
            value = getattr(now, one.name)
            if value != getattr(before, one.name) and one.name != "eval_every":
                words.append(f"{one.option} {value}")
    default = ExperimentConfig(about.experiment.kind)
    for one in settings_of(ExperimentConfig):
        value = getattr(about.experiment, one.name)
        if value != getattr(default, one.name):
            words.append(f"{one.option} {value}")
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 84:
            lines, line = [*lines, line + " \\"], "     "
        line += f" {word}" if line else word
    return "\n    ".join([*lines, line])


def facts_of(about: About, result: ExperimentResult) -> str:
    model, training = about.config.model, about.config.training
    return (
        f"The whole network: {model.n_layers} blocks, {model.n_heads} heads, {model.d_model} wide, "
        f"{model.context_length} tokens at once, a vocabulary of {model.vocab_size or 'automatic size'}. "
        f"Text: {result.text}. Each training: {result.steps:,} steps of {training.batch_size} windows, "
        f"{result.tokens:,} tokens, with {OPTIMIZERS[training.optimizer].label} "
        f"and the schedule “{SCHEDULES[training.schedule].label}”."
    )


def table_row(one: VariantResult) -> str:
    tried = " · ".join("–" if t.val_loss is None else f"{t.val_loss:.3f}" for t in one.tried)
    losses = " · ".join("–" if loss is None else f"{loss:.3f}" for loss in one.losses)
    mean = "–" if one.mean is None else f"{one.mean:.3f}"
    spread = "–" if one.spread is None else f"{one.spread:.3f}"
    return f"| {one.label} | {one.parameters:,} | × {one.rate:.2g} | {tried} | {losses} | {mean} | {spread} |"


def page_of(about: About, result: ExperimentResult) -> str:
    """The page, whole."""
    said = [*result.sentences, *(one.sentence for one in result.variants if one.sentence)]
    assert result.references is not None
    return PAGE.format(
        name=result.name,
        sentences="\n".join(f"- {sentence}" for sentence in said),
        command=command_of(about),
        facts=facts_of(about, result),
        variants=len(result.variants),
        rates=about.experiment.rates_tried,
        multiples=", ".join(f"{tried.rate:.2g}" for tried in result.variants[0].tried),
        seed=about.config.training.seed,
        seeds=about.experiment.seeds,
        trials=result.trials,
        note=result.note,
        rows="\n".join(table_row(one) for one in result.variants),
        unigram=result.references.unigram,
        bigram=result.references.bigram,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", default="")
    parser.add_argument("--name", default="take-a-block-out")
    given = parser.parse_args()
    record = Record(find_home(given.home or None), given.name)
    result = record.result()
    if not result.complete:
        raise SystemExit(f"{result.done} of {result.trials} trainings are done: let the experiment finish first.")
    application = QApplication(sys.argv[:1])
    theme.install(application, "light")
    for scheme in ("light", "dark"):
        theme.set_scheme(scheme)  # type: ignore[arg-type]
        plot = DotPlot(result.label)
        show_in(plot, result)
        plot.write(DOCS / "pictures" / f"{given.name}-{scheme}.png")
    (DOCS / "take-a-block-out.md").write_text(page_of(record.about(), result), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
