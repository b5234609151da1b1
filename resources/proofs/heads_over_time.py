"""What every head does on random tokens that come twice, and what is lost without it, at the step of the model."""

import sys

import numpy as np
import torch
from beside import answer, bridge, compare, result

if answer["step"] not in result["steps"]:
    sys.exit(f"step {answer['step']} was not kept: choose one that was")
number = result["steps"].index(answer["step"])
ids = torch.tensor(result["ids"])  # B 2n
n = ids.shape[1] // 2
_, cache = bridge.run_with_cache(ids)
layers, heads = len(result["stories"]), len(result["stories"][0])

rows = torch.arange(2 * n)
again = rows[n:]  # each token of the second copy
looks_at = {  # which rows, and the column that each of them looks for
    "induction": (again, again - n + 1),
    "previous-token": (rows[1:], rows[1:] - 1),
    "duplicate-token": (again, again - n),
    "first-token": (rows[2:], 0 * rows[2:]),
}
for kind, ours in zip(result["kinds"], result["scores"], strict=True):
    asking, looked_for = looks_at[kind]
    patterns = [cache[f"blocks.{layer}.attn.hook_pattern"] for layer in range(layers)]  # B H T T
    theirs = [pattern[:, :, asking, looked_for].mean((0, 2)).numpy() for pattern in patterns]
    compare(f"{kind} scores", ours[number], np.stack(theirs))


def losses(logits):
    """The mean loss on each copy, but for its first token.  B 2n V → 2"""
    wrong = -logits[:, :-1].log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]  # B 2n−1
    return [float(wrong[:, : n - 1].mean()), float(wrong[:, n:].mean())]


def without(layer, head):
    """The same with a head switched off."""

    def silence(z, hook):
        z[:, :, head] = 0.0  # B T H K
        return z

    return losses(bridge.run_with_hooks(ids, fwd_hooks=[(f"blocks.{layer}.attn.hook_z", silence)]))


compare("losses on both copies", result["losses"][number], losses(bridge(ids)))
theirs = [[without(layer, head) for head in range(heads)] for layer in range(layers)]
compare("losses without each head", result["without"][number], theirs)
