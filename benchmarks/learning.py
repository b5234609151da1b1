"""What is learnt in the time that nanoGPT takes, and in a quarter of it.

    python main.py bench learning

nanoGPT runs its own train.py with its CPU config (2000 iterations) on tiny Shakespeare's characters. Ours is the
default preset at the same network, given the training part alone, once with a quarter of nanoGPT's time and once with
all of it: from the start of the process to its end, preparing and evaluating included, for both. One function scores
every final model: all of nanoGPT's validation part, windows of 64 end to end.
"""

import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from benchmarks.measuring import Row
from benchmarks.peers import ROOT, nanogpt_folder, nanogpt_model, shakespeare
from core.model.loading import load_step
from core.paths import Home
from core.runs import find_run

LENGTH = 64
ITERATIONS = 2000
NETWORK = ("--tokenizer", "char", "--context-length", str(LENGTH), "--n-layers", "4", "--n-heads", "4")
WIDTH = ("--d-model", "128")
# Everything before the first step and after the last: the start of the process, torch, the text. Taken off the budget.
AROUND = 6.0  # seconds
TRAIN_SHARE = 0.9


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """Two rows; run number i has seed i in both programs."""
    text = shakespeare().read_text(encoding="utf-8")
    iterations = 20 if quick else ITERATIONS
    differences: dict[str, list[float]] = {"quarter": [], "whole": []}
    said = []
    for seed in range(1 if quick else runs):
        with TemporaryDirectory() as folder:
            theirs, seconds = nanogpt(Path(folder), text, iterations, seed)
            for name, share in (("quarter", 0.25), ("whole", 1.0)):
                ours, took = hellogpt(Path(folder), text, share * seconds, seed)
                differences[name].append(theirs - ours)
                said.append(f"seed {seed}: nanoGPT {theirs:.3f} in {seconds:.0f} s, ours {ours:.3f} in {took:.0f} s")
    quarter, whole = (tuple(differences[name]) for name in ("quarter", "whole"))
    yield Row("lower loss than nanoGPT's, in a quarter of its time", quarter, "≥ 0", "; ".join(said[::2]), "nat")
    yield Row("lower loss than nanoGPT's, in its time", whole, "≥ 0.25", "; ".join(said[1::2]), "nat")


def nanogpt(folder: Path, text: str, iterations: int, seed: int) -> tuple[float, float]:
    """The loss of a model that nanoGPT trained, and the seconds from nothing to it."""
    place = folder / "nanoGPT"
    shutil.copytree(nanogpt_folder(), place, ignore=shutil.ignore_patterns(".git"))
    data = place / "data" / "shakespeare_char"
    (data / "input.txt").write_text(text, encoding="utf-8")
    train = (place / "train.py").read_text(encoding="utf-8")
    (place / "train.py").write_text(train.replace("manual_seed(1337", f"manual_seed({seed}"), encoding="utf-8")
    begin = time.perf_counter()
    _run([sys.executable, str(data / "prepare.py")], data)
    options = {
        "device": "cpu", "compile": False, "dtype": "float32", "eval_iters": 20, "log_interval": 100,
        "block_size": LENGTH, "batch_size": 12, "n_layer": 4, "n_head": 4, "n_embd": 128, "dropout": 0.0,
        "max_iters": iterations, "lr_decay_iters": iterations, "eval_interval": min(250, iterations),
        "out_dir": str(folder / "nano"), "always_save_checkpoint": True,
    }  # fmt: skip
    words = [f"--{name}={value}" for name, value in options.items()]
    _run([sys.executable, "train.py", "config/train_shakespeare_char.py", *words], place)
    seconds = time.perf_counter() - begin
    kept = torch.load(folder / "nano" / "ckpt.pt", map_location="cpu", weights_only=True)
    model = nanogpt_model(**kept["model_args"])
    model.load_state_dict(kept["model"])
    model.eval()
    letters = {letter: number for number, letter in enumerate(sorted(set(text)))}
    # With targets nanoGPT gives the logits of every place.
    return score(lambda ids: model(ids, ids)[0], [letters[letter] for letter in validation_part(text)]), seconds


def hellogpt(folder: Path, text: str, seconds: float, seed: int) -> tuple[float, float]:
    """The loss of our model after so many seconds from nothing, and the seconds it really took."""
    home, own = folder / f"ours-{seconds:.0f}", folder / "training-part.txt"
    own.write_text(text[: int(TRAIN_SHARE * len(text))], encoding="utf-8")
    budget = ("--minutes", str(max(0.05, (seconds - AROUND) / 60)), "--seed", str(seed))
    begin = time.perf_counter()
    words = ["train", "--text", str(own), "--name", "ours", *NETWORK, *WIDTH, *budget, "--home", str(home)]
    _run([sys.executable, "-m", "hellogpt_gui", *words], ROOT)
    took = time.perf_counter() - begin
    run, step = find_run(Home(home), "ours")
    assert step is not None
    loaded = load_step(run, step)
    return score(loaded.model, loaded.tokenizer.encode(validation_part(text))), took


def validation_part(text: str) -> str:
    return text[int(TRAIN_SHARE * len(text)) :]


@torch.no_grad()
def score(logits: Callable[[torch.Tensor], Any], ids: list[int]) -> float:
    """Mean cross-entropy in nats of every token but the first, windows of 64 end to end."""
    tokens = torch.from_numpy(np.asarray(ids, dtype=np.int64))
    total, count = 0.0, 0
    whole = (len(tokens) - 1) // LENGTH * LENGTH
    for begin in range(0, whole, 64 * LENGTH):
        end = min(whole, begin + 64 * LENGTH)
        inputs, targets = tokens[begin:end].view(-1, LENGTH), tokens[begin + 1 : end + 1]
        total += float(F.cross_entropy(logits(inputs).flatten(0, 1).float(), targets, reduction="sum"))
        count += len(targets)
    assert math.isfinite(total)
    return total / count


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=dict(os.environ), check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
