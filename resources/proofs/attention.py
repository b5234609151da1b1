"""What every head attends to: weights, weights times values, or scores before the softmax."""

import numpy as np
from beside import bridge, compare, result, tokens

_, cache = bridge.run_with_cache(tokens)


def weights(attn):
    return cache[f"{attn}.hook_pattern"][0]  # H T T


def values(attn):
    """The weight times the length of the value, as the head writes it into the stream."""
    pattern, v = weights(attn), cache[f"{attn}.hook_v"][0]  # H T T, T H' K
    v = v.repeat_interleave(pattern.shape[0] // v.shape[1], dim=1)  # T H K
    layer = int(attn.split(".")[1])
    into_stream = bridge.blocks[layer].attn.W_O  # H K D
    lengths = (v[:, :, None, :] @ into_stream)[:, :, 0].norm(dim=-1)  # T H
    return pattern * lengths.T[:, None, :]


def scores(attn):
    masked = cache[f"{attn}.hook_attn_scores"][0]  # H T T
    return masked.tril()


quantity = {"weights": weights, "values": values, "scores": scores}[result["quantity"]]
theirs = np.stack([quantity(f"blocks.{layer}.attn").numpy() for layer in range(len(result["pattern"]))])  # L H T T
compare(f"attention, {result['quantity']}", result["pattern"], theirs)
