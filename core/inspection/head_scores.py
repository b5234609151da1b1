"""What each head does, measured: how much it attends to the previous token, to the same token earlier, to what came
after it there, or to the first token; and what the network loses without it.

Measured on random tokens that come twice, where nothing but the repetition can be known (Olsson et al. 2022,
"In-context learning and induction heads"; the patterns are those of TransformerLens' head detector). Beside each score
stands chance: that of a head which attends evenly to all that it may see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core.config import HEAD_KINDS
from core.errors import SettingError
from core.model.gpt import GPT
from core.model.sampling import writable
from core.model.taps import capture, replaced
from core.text.tokenizers import Tokenizer

SEED = 20_220_308
# Of fewer than three different tokens in a row, what came next is the previous token as well; more than 128 tell
# nothing new.
FEWEST, MOST = 3, 128
SEQUENCES = 8
# Multiplications of one pass: a large network is measured on fewer sequences, so that it takes about a second.
ROOM = 1e11


@dataclass(frozen=True)
class HeadScores:
    """``scores``: 0 … 1 of each kind in the order of HEAD_KINDS, K L H; ``losses``: mean loss in nats on the tokens of
    the first copy, and on the same tokens of the second."""

    scores: np.ndarray
    losses: tuple[float, float]


# ---- what a head of each kind would look at: from ids to a matrix of 0 and 1, rows asking.  T → T T


def previous_token(ids: Tensor) -> Tensor:
    return torch.diag(torch.ones(len(ids) - 1), -1)


def duplicate_token(ids: Tensor) -> Tensor:
    """The earlier places of the same token."""
    return (ids[:, None] == ids[None, :]).float().tril(-1)


def induction(ids: Tensor) -> Tensor:
    """What came after the earlier places of the same token."""
    after = torch.zeros(len(ids), len(ids))
    after[:, 1:] = duplicate_token(ids)[:, :-1]
    return after


def first_token(ids: Tensor) -> Tensor:
    """Asked from the third token on: for the second, the first is the previous one."""
    first = torch.zeros(len(ids), len(ids))
    first[2:, 0] = 1.0
    return first


KINDS: dict[str, Callable[[Tensor], Tensor]] = {
    "induction": induction,
    "previous-token": previous_token,
    "duplicate-token": duplicate_token,
    "first-token": first_token,
}


def score(pattern: Tensor, looked_for: Tensor) -> Tensor:
    """The share of attention that goes where it is looked for, over the rows that have such a place.  … T T, T T → …"""
    rows = looked_for.any(dim=-1).sum(dim=-1)
    return (pattern * looked_for).sum(dim=(-2, -1)) / rows


def even(length: int) -> Tensor:
    """The pattern of a head that attends evenly to itself and all before it.  T → T T"""
    return torch.ones(length, length).tril() / torch.arange(1, length + 1)[:, None]


# ---- the measuring


def check_attends(model: GPT) -> None:
    """Make sure that a network has attention.

    Raises:
        SettingError: it has none.
    """
    if model.config.attention == "none":
        raise SettingError(
            "This network was made without attention (--attention none): no token looks at another.",
            "Choose another view, or another run.",
        )


def repeated_tokens(model: GPT, tokenizer: Tokenizer) -> Tensor:
    """Sequences of n different random tokens, twice; n is half the context, or what the vocabulary has.  → B 2n

    Only tokens that stand for text, drawn from a generator of its own: the same ones for every step of a run.

    Raises:
        SettingError: the network has no attention, or no room for tokens that come twice.
    """
    config = model.config
    check_attends(model)
    ids = torch.from_numpy(writable(tokenizer, config.vocab_size))
    n = min(config.context_length // 2, len(ids), MOST)
    if n < FEWEST:
        raise SettingError(
            f"Heads are scored on {FEWEST} or more different tokens that come twice; this network has room for {n}.",
            f"Choose a run with a context of at least {2 * FEWEST} tokens, and {FEWEST} in its vocabulary.",
        )
    sequences = max(1, min(SEQUENCES, int(ROOM / cost_of(model, torch.empty(1, 2 * n)))))
    generator = torch.Generator().manual_seed(SEED)
    once = torch.stack([ids[torch.randperm(len(ids), generator=generator)[:n]] for _ in range(sequences)])  # B n
    return torch.cat((once, once), dim=1)


def cost_of(model: GPT, ids: Tensor) -> float:
    """About how many multiplications it takes to read so many tokens.  B T"""
    return float(ids.numel() * sum(parameter.numel() for parameter in model.parameters()))


def wanted_in(ids: Tensor) -> Tensor:
    """What each kind looks for: the same in all sequences, since their tokens differ.  B T → K T T"""
    return torch.stack([KINDS[kind](ids[0]) for kind in HEAD_KINDS])


def chance_of(ids: Tensor) -> tuple[float, ...]:
    """The scores of a head that attends evenly.  B T → K"""
    return tuple(score(even(ids.size(1)), wanted_in(ids)).tolist())


@torch.inference_mode()
def score_heads(model: GPT, ids: Tensor) -> HeadScores:
    """Every head of a network, on tokens that come twice.  B 2n → scores"""
    looked_for = wanted_in(ids)
    sums = torch.zeros(len(HEAD_KINDS), model.config.n_layers, model.config.n_heads)
    features = []
    names = [f"blocks.{layer}.attn.hook_pattern" for layer in range(model.config.n_layers)]
    with capture(model, names) as captured:
        for one in ids.split(1):  # patterns are large: no more than one sequence's are held at once
            features.append(model.features(one))
            patterns = torch.cat([captured[name].float() for name in names])  # L H T T
            for kind, wanted in enumerate(looked_for):
                sums[kind] += score(patterns, wanted)
    return HeadScores((sums / len(ids)).numpy(), losses_on_copies(model, ids, torch.cat(features)))


@torch.inference_mode()
def losses_without(model: GPT, ids: Tensor) -> np.ndarray:
    """The losses on both copies with each head in turn switched off: what it has gathered is replaced by zeros.
    B 2n → L H 2"""
    config = model.config
    entering = [f"blocks.{layer}.hook_resid_pre" for layer in range(config.n_layers)]
    with capture(model, entering) as captured:
        model.features(ids)
    losses = np.zeros((config.n_layers, config.n_heads, 2))
    for layer, name in enumerate(entering):
        for head in range(config.n_heads):
            x = captured[name]  # what comes before the head stays as it was
            with replaced(model, {f"blocks.{layer}.attn.hook_z": partial(silenced, head)}):
                for block in model.blocks[layer:]:
                    x = block(x)
            losses[layer, head] = losses_on_copies(model, ids, model.ln_final(x))
    return losses


def silenced(head: int, z: Tensor) -> Tensor:
    """What the heads have gathered, with zeros for one of them.  B H T K → B H T K"""
    z = z.clone()
    z[:, head] = 0.0
    return z


def losses_on_copies(model: GPT, ids: Tensor, features: Tensor) -> tuple[float, float]:
    """The mean loss on the second … last token of each copy: the same tokens twice; the first of a copy cannot be
    foretold.  B 2n, B 2n D → 2"""
    n = ids.size(1) // 2
    loss = []
    for start in (0, n):
        rows = features[:, start : start + n - 1].flatten(0, 1)  # B(n−1) D
        targets = ids[:, start + 1 : start + n].flatten()
        loss.append(float(F.cross_entropy(F.linear(rows, model.head_weight).float(), targets)))
    return loss[0], loss[1]
