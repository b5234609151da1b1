"""What the default preset can do after three minutes on Little World, by its own exam.

    python main.py bench exam

One training for each seed, in the terminal; then the exam as anybody asks it: every answer written greedily. Of each
skill the share answered exactly, the worst seed counts. Bits per byte beside xz -9's on the same text, and how many
steps the minutes held.
"""

import json
import lzma
import subprocess
import sys
from collections.abc import Iterator
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measuring import Row
from benchmarks.peers import ROOT
from core.text.little_world import generate

MINUTES = 3
# What the worst seed should reach, in per cent; the others are reported.
GOALS = {
    ("facts", True): "≥ 98", ("facts", False): "≥ 60", ("counting", False): "≥ 85", ("sums", True): "≥ 95",
    ("copying", True): "≥ 50", ("copying", False): "≥ 50", ("brackets", True): "≥ 85", ("brackets", False): "≥ 85",
}  # fmt: skip


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """A row for each kind of question, and one for the bits."""
    budget = ["--steps", "4"] if quick else ["--minutes", str(MINUTES)]
    shares: dict[tuple[str, bool], list[float]] = {}
    bits, steps = [], []
    for seed in range(1 if quick else runs):
        with TemporaryDirectory() as home:
            *_, done = said(home, "train", "--name", "exam", "--seed", str(seed), *budget)
            bits.append(float(done["val_bits_per_byte"]))
            steps.append(done["step"])
            *_, marked = said(home, "exam", "exam")
        for mark in marked["marks"]:
            kind = (mark["skill"], mark["seen"])
            shares.setdefault(kind, []).append(100 * mark["right"] / mark["asked"])
    for (skill, seen), values in shares.items():
        name = f"{skill}, {'seen' if seen else 'unseen'}"
        yield Row(name, tuple(values), GOALS.get((skill, seen), "reported"), f"worst {min(values):.0f} %", "%")
    text = "\n\n".join(generate()).encode()
    packed = 8 * len(lzma.compress(text, preset=9)) / len(text)
    figures = f"xz -9: {packed:.3f}; in {', '.join(map(str, steps))} steps"
    yield Row("bits per byte beside xz -9", tuple(one / packed for one in bits), "≤ 0.5", figures)


def said(home: str, *words: str) -> list[dict[str, Any]]:
    """The JSON lines of a command."""
    command = [sys.executable, "-m", "hellogpt_gui", *words, "--home", home, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]
