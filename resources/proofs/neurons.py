"""What excites the chosen neuron, and the words that it writes: its column of the output matrix through the head."""

import numpy as np
import torch
from beside import bridge, compare, result

layer, neuron = result["layer"], result["chosen"]["number"]
texts = torch.tensor([passage["inputs"] for passage in result["passages"]])  # N T
_, cache = bridge.run_with_cache(texts)
units = cache[f"blocks.{layer}.mlp.hook_post"][..., neuron]  # N T
theirs = [
    unit[passage["begin"] : passage["begin"] + len(passage["activation"])]
    for unit, passage in zip(units, result["passages"], strict=True)
]
ours = np.concatenate([passage["activation"] for passage in result["passages"]])
compare("activations", ours, torch.cat(theirs))

column = bridge.W_out[layer][neuron]  # D
final = bridge.ln_final
if bridge.cfg.normalization_type == "LN":
    column = column - column.mean()
logits = (column * final.weight) @ bridge.W_U  # V
for what in ("raised", "lowered"):
    ids = [written["id"] for written in result[what]]
    compare(f"tokens {what}", [written["raised"] for written in result[what]], logits[ids])
