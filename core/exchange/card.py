"""A model card: what a run was trained on and how far it came, in Markdown, from the run's own files."""

from typing import Any

from core.config import PRESETS
from core.runs.folder import RunFolder


def model_card(run: RunFolder, step: int) -> str:
    """The facts of a run at one step."""
    config, info = run.config(), run.info()
    training = config.training
    line = _line_at(run, step)
    preset = PRESETS[config.preset].label if config.preset in PRESETS else config.preset
    files = run.text_facts().get("files") or []
    facts = {
        "Text": f"{info.text} ({info.text_bytes:,} bytes, {info.tokens_train:,} training tokens)",
        "Files": "; ".join(f"{file['name']} ({file['size']:,} bytes)" for file in files[:20]) or "none kept",
        "SHA-256 of the text": f"`{run.text_facts().get('sha256', '')}`",
        "Preset": preset,
        "Parameters": f"{info.parameters:,}",
        "Step": f"{step:,} ({line.get('tokens', 0):,} tokens, {line.get('seconds', 0.0):,.0f} s of training)",
        "Validation loss": _loss(line),
        "Optimiser": f"{training.optimizer}, learning rate {training.learning_rate:g}, schedule {training.schedule}",
        "Seed": str(training.seed),
        "Made with": ", ".join(f"{name} {version}" for name, version in info.versions.items()),
    }
    dialogues = run.text_facts().get("dialogues")
    if dialogues:
        facts["Taught to answer with"] = f"{dialogues['label']} ({dialogues['dialogues']:,} dialogues)"
    rows = "\n".join(f"| {name} | {value} |" for name, value in facts.items())
    return (
        "---\nlibrary_name: transformers\npipeline_tag: text-generation\n---\n\n"
        f"# {run.name}\n\n"
        "A small language model trained on one computer with HelloGPT. It continues text in the manner of what it was "
        "trained on; it knows nothing else, and what it writes is invented.\n\n"
        f"| | |\n|---|---|\n{rows}\n"
    )


def _line_at(run: RunFolder, step: int) -> dict[str, Any]:
    """The last logged line up to a step, with the last validation loss that was measured up to it."""
    lines = [line for line in run.metrics() if line["step"] <= step]
    found = dict(lines[-1]) if lines else {}
    for line in reversed(lines):
        if line.get("val_loss") is not None:
            found |= {key: line.get(key) for key in ("val_loss", "val_bits_per_byte")}
            break
    return found


def _loss(line: dict[str, Any]) -> str:
    loss, bits = line.get("val_loss"), line.get("val_bits_per_byte")
    if loss is None:
        return "not measured"
    return f"{loss:.4f} nats per token" + (f" ({bits:.3f} bits per byte)" if bits is not None else "")
