"""What each layer would say: its odds, how undecided they are, how far they are from the last layer's."""

import math

import torch
from beside import answer, bridge, compare, result, tokens

_, cache = bridge.run_with_cache(tokens)
layers = len(result["layers"]) - 1
streams = [cache["blocks.0.hook_resid_pre"], *(cache[f"blocks.{layer}.hook_resid_post"] for layer in range(layers))]
logits = bridge.unembed(bridge.ln_final(torch.cat(streams)))  # M T V
log_odds = logits.log_softmax(-1)
odds = log_odds.exp()
places = torch.arange(len(answer["tokens"]))
top = torch.tensor(result["top"])  # M T
answers = torch.tensor(result["answers"])  # T

compare("odds of the likeliest", result["odds"], odds.gather(-1, top[..., None])[..., 0])
compare("odds of the answer", result["answer_odds"], odds[:, places, answers])
compare("entropy in bits", result["entropy"], -(odds * log_odds).sum(-1) / math.log(2), within=1e-3)
kl = (odds[-1] * (log_odds[-1] - log_odds)).sum(-1) / math.log(2)
compare("KL to the end in bits", result["kl"], kl, within=1e-3)
