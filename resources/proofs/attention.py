"""Every head's attention pattern."""

import numpy as np
from beside import bridge, compare, result, tokens

_, cache = bridge.run_with_cache(tokens)
layers = len(result["pattern"])
theirs = np.stack([cache[f"blocks.{layer}.attn.hook_pattern"][0].numpy() for layer in range(layers)])  # L H T T
compare("attention patterns", result["pattern"], theirs)
