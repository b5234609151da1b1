"""What each of the default settings is worth: the default preset with one thing changed, at equal tokens.

    python -m benchmarks.ablations [--seeds 0 1] [--only NAME…]

Two tasks, neither of them tiny Shakespeare: the characters of Python's own documentation with 64 at once, and Little
World with the preset as it is. Prints a table for each, in Markdown: validation loss in nats per token, by seed.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from pydoc_data.topics import topics
from statistics import mean
from tempfile import TemporaryDirectory

from benchmarks.peers import ROOT

TASKS = {
    "documentation": ("--tokenizer", "char", "--context-length", "64", "--steps", "300"),
    "little-world": ("--steps", "500"),
}
CHANGES: dict[str, str] = {
    "as it is": "",
    "AdamW alone": "--optimizer adamw",
    "Muon's rate 0.02": "--muon-learning-rate 0.02",
    "Muon's rate 0.04": "--muon-learning-rate 0.04",
    "AdamW's rate 0.003": "--learning-rate 0.003",
    "AdamW's rate 0.02": "--learning-rate 0.02",
    "Muon's momentum 0.95": "--muon-momentum 0.95",
    "Muon's momentum 0.8": "--muon-momentum 0.8",
    "decay over the last 35 %": "--decay-share 0.35",
    "decay from the start": "--decay-share 1",
    "warm-up 50 steps": "--warmup-steps 50",
    "warm-up 5 steps": "--warmup-steps 5",
    "cosine": "--schedule cosine",
    "constant rate": "--schedule constant",
    "no weight decay": "--weight-decay 0",
    "RMSNorm": "--norm rmsnorm",
    "SwiGLU": "--mlp swiglu",
    "RoPE": "--position rope",
    "QK norm": "--qk-norm true",
    "no biases": "--bias false",
    "untied head": "--tied-head false",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablations")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("--only", nargs="+", choices=CHANGES, default=list(CHANGES))
    wanted = parser.parse_args()
    with TemporaryDirectory() as folder:
        for task in wanted.tasks:
            print(
                f"\n| {task}: {' '.join(TASKS[task])} | {' | '.join(f'seed {seed}' for seed in wanted.seeds)} | mean |"
            )
            print("|---" * (len(wanted.seeds) + 2) + "|")
            for name in wanted.only:
                losses = [loss(Path(folder), task, CHANGES[name], seed) for seed in wanted.seeds]
                print(f"| {name} | {' | '.join(f'{one:.4f}' for one in losses)} | {mean(losses):.4f} |", flush=True)


def loss(home: Path, task: str, change: str, seed: int) -> float:
    """The last validation loss of such a training."""
    text = "little-world"
    if task == "documentation":
        text = str(home / "documentation.txt")
        Path(text).write_text("\n\n".join(topics.values()), encoding="utf-8")
    words = ["train", "--text", text, *TASKS[task], *change.split(), "--seed", str(seed), "--home", str(home), "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "hellogpt_gui", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(json.loads(done.stdout.splitlines()[-1])["val_loss"])


if __name__ == "__main__":
    main()
