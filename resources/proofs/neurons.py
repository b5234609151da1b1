"""The words that the chosen neuron writes: its column of the output matrix through the head."""

from beside import bridge, compare, result

layer, neuron = result["layer"], result["chosen"]["number"]
column = bridge.W_out[layer][neuron]  # D
final = bridge.ln_final
if bridge.cfg.normalization_type == "LN":
    column = column - column.mean()
logits = (column * final.weight) @ bridge.W_U  # V
for what in ("raised", "lowered"):
    ids = [written["id"] for written in result[what]]
    compare(f"tokens {what}", [written["raised"] for written in result[what]], logits[ids])
