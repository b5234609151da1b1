"""What each stage of the network makes of the prompt: how long its vectors are, and the chosen one in full."""

import numpy as np
from beside import answer, bridge, compare, result, tokens

at = answer["at"]
logits, cache = bridge.run_with_cache(tokens)


def there(name):
    """What passes the hook, without the batch. There a norm shows itself before its gain, and what leaves it after."""
    return cache[name.replace("hook_normalized", "hook_out")][0].numpy()


stages = [stage for stage in result["stages"] if stage["length"] is not None]
for stage in stages:
    # Heads come behind places there (T H K): the vector of one place is the same.
    compare(stage["name"], stage["length"], np.linalg.norm(there(stage["name"])[at]))

chosen = result["chosen"]
ours = np.array(result["tensor"], dtype=np.float64)  # of the masked future null, which is NaN here
theirs = logits[0, at].numpy() if chosen == "unembed" else there(chosen)
if theirs.ndim == 3 and not chosen.endswith(("scores", "pattern")):
    theirs = theirs.transpose(1, 0, 2)  # H T K
known = np.isfinite(ours)
compare(f"all of {chosen}", ours[known], theirs[known])
