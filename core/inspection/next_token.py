"""Next token: what could come after the prompt, how likely, and what the sampling rules leave of it."""

import numpy as np
import torch

from core.config import SamplingConfig
from core.model.gpt import GPT
from core.model.sampling import Sampler
from core.protocol import Candidate, NextTokenResult
from core.text.tokenizers import Tokenizer

SHOWN = 24


def next_token(model: GPT, tokenizer: Tokenizer, ids: list[int], sampling: SamplingConfig) -> NextTokenResult:
    """The likeliest tokens after ``ids``, best first, before and after temperature and rules."""
    logits = last_logits(model, ids)
    odds = softmax(logits)
    kept_ids, kept_odds = Sampler(sampling).distribution(logits)
    kept = dict(zip(kept_ids.tolist(), kept_odds.tolist(), strict=True))
    best = np.argsort(-odds, kind="stable")[:SHOWN].tolist()
    candidates = tuple(
        Candidate(i, tokenizer.label(i), kept.get(i, 0.0), float(logits[i]), float(odds[i]), i in kept) for i in best
    )
    return NextTokenResult(candidates, len(kept), entropy_bits(odds))


@torch.inference_mode()
def last_logits(model: GPT, ids: list[int]) -> np.ndarray:
    """The logits after the last token.  → V"""
    device = next(model.parameters()).device
    logits: np.ndarray = model(torch.tensor([ids], device=device))[0, -1].float().cpu().numpy()
    return logits


def softmax(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits.astype(np.float64) - logits.max())
    odds /= odds.sum()
    return odds


def entropy_bits(odds: np.ndarray) -> float:
    """How undecided the odds are: 0 for a certain token, log2 V for all alike."""
    seen = odds[odds > 0]
    return float(-(seen * np.log2(seen)).sum())
