"""The loss of every token that is shown: minus the logarithm of the odds that it was given."""

import numpy as np
import torch
from beside import bridge, compare, result

shown = result["shown"]
theirs = []
for row, first in zip(shown["inputs"], shown["firsts"], strict=True):
    ids = torch.tensor([row])  # 1 T+1
    odds = bridge(ids[:, :-1])[0].log_softmax(-1)  # T V
    theirs.append(-odds.gather(-1, ids[0, 1:, None])[first:, 0])
compare("losses", np.array(shown["losses"][1:], dtype=float), torch.cat(theirs))
