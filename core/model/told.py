"""Tokens of a text that is there, each with what a network thought of it before it came."""

import math
from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from core.model.writer import SHOWN
from core.protocol import Token
from core.text.tokenizers import StreamDecoder, Tokenizer


def told(tokenizer: Tokenizer, stream: StreamDecoder, ids: np.ndarray, log_odds: Tensor) -> Iterator[Token]:
    """Of the first ``len(log_odds)`` of the ``ids`` a token each. Rank 0: one that no text has taught.  n, m V"""
    if not len(log_odds):
        return
    odds = log_odds.exp()
    own = log_odds[torch.arange(len(log_odds)), torch.from_numpy(ids[: len(log_odds)])]
    ranks = (log_odds > own[:, None]).sum(dim=-1) + 1
    entropies = torch.special.entr(odds).sum(dim=-1) / math.log(2)
    best, best_ids = odds.topk(min(SHOWN, odds.size(1)), dim=-1)
    columns = (column.tolist() for column in (own.exp(), ranks, entropies, best, best_ids))
    for token_id, probability, rank, entropy, likely, likely_ids in zip(ids.tolist(), *columns, strict=False):
        yield Token(
            token_id=token_id,
            text=stream.push(token_id),
            probability=probability,
            rank=0 if token_id == tokenizer.unk_id else rank,
            entropy=entropy,
            alternatives=tuple((tokenizer.label(i), p) for i, p in zip(likely_ids, likely, strict=True)),
            alternative_ids=tuple(likely_ids),
        )
