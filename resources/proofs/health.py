"""Norm and greatest weight of every matrix that both sides keep whole: embeddings, and what writes into the stream."""

from beside import bridge, compare, result

ours = {tensor["name"]: tensor for tensor in result["tensors"]}
theirs = {"embed.weight": bridge.W_E}
for layer in range(bridge.cfg.n_layers):
    theirs[f"blocks.{layer}.attn.out.weight"] = bridge.W_O[layer]
    theirs[f"blocks.{layer}.mlp.down.weight"] = bridge.W_out[layer]
names = [name for name in theirs if name in ours]
compare("norms", [ours[name]["norm"] for name in names], [theirs[name].norm() for name in names], within=1e-3)
largest = [theirs[name].abs().max() for name in names]
compare("greatest weights", [ours[name]["largest"] for name in names], largest)
