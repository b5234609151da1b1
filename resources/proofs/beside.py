"""What the scripts share: the model as TransformerLens opens it, HelloGPT's numbers, and the comparison.

Needs ``pip install transformer-lens``; nothing is fetched from anywhere else.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from transformer_lens.model_bridge import TransformerBridge

FOLDER = Path(__file__).resolve().parent
answer = json.loads((FOLDER / "numbers.json").read_text(encoding="utf-8"))
result = answer["result"]
tokens = torch.tensor([answer["token_ids"]])  # 1 T
at = answer["at"]

torch.set_grad_enabled(False)
bridge = TransformerBridge.boot_transformers(str(FOLDER / "model"), device="cpu", dtype=torch.float32)


def compare(what, ours, theirs, within=1e-4):
    """Say how far the two sets of numbers are apart; end with 1 where that is too far."""
    ours = np.asarray(ours, dtype=np.float64)
    theirs = np.asarray(theirs, dtype=np.float64)
    if ours.shape != theirs.shape:
        sys.exit(f"{what}: {ours.shape} here, {theirs.shape} there")
    apart = float(np.abs(ours - theirs).max()) if ours.size else 0.0
    print(f"{what}: {ours.size} numbers, at most {apart:.1e} apart")
    if not apart <= within:
        sys.exit(f"{what}: more than {within:g} apart")
