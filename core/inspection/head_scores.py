"""What each head does, measured: how much it attends to the previous token, the same token earlier, what came after
it there, or the first token; and what the network loses without it.

Measured on random tokens that come twice, where nothing but the repetition can be known (Olsson et al. 2022,
"In-context learning and induction heads"; the patterns are those of TransformerLens' head detector). Beside each score
stands chance: that of a head which attends evenly to all that it may see.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core.errors import SettingError
from core.inspection.attention import NO_ATTENTION
from core.model.gpt import GPT
from core.model.sampling import writable
from core.model.taps import capture
from core.text.tokenizers import Tokenizer

SEED = 20_220_308
SEQUENCES = 8
# Of fewer than three different tokens in a row, what came next is the previous token as well; more than 128 tell
# nothing new.
FEWEST, MOST = 3, 128
# Numbers of attention patterns that are held at once.
PATTERN_ROOM = 16_000_000


@dataclass(frozen=True)
class HeadScores:
    """``scores``: of each of KINDS, L H, 0 … 1; ``chance``: the same for a head that attends evenly.

    ``first`` and ``second``: mean loss in nats on the tokens of the first copy, and on the same tokens of the second;
    ``without``: both with one head switched off, L H 2.
    """

    scores: dict[str, np.ndarray]
    chance: dict[str, float]
    first: float
    second: float
    without: np.ndarray

    @property
    def gain(self) -> float:
        """How many nats a token costs less the second time."""
        return self.first - self.second

    @property
    def gain_without(self) -> np.ndarray:
        """The gain that is left without a head.  L H"""
        return self.without[..., 0] - self.without[..., 1]


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
    "previous token": previous_token,
    "duplicate token": duplicate_token,
    "first token": first_token,
}


def score(pattern: Tensor, looked_for: Tensor) -> Tensor:
    """The share of attention that goes where it is looked for, over the rows that have such a place.  … T T, T T → …"""
    rows = looked_for.any(dim=-1).sum()
    return (pattern * looked_for).sum(dim=(-2, -1)) / rows


def even(length: int) -> Tensor:
    """The pattern of a head that attends evenly to itself and all before it.  T → T T"""
    return torch.ones(length, length).tril() / torch.arange(1, length + 1)[:, None]


# ---- the measuring


def repeated_tokens(model: GPT, tokenizer: Tokenizer, sequences: int = SEQUENCES) -> Tensor:
    """Sequences of n different random tokens, twice; n is half the context, or what the vocabulary has.  → B 2n

    Only tokens that stand for text, drawn from a generator of its own: the same ones for every step of a run.

    Raises:
        SettingError: the context or the vocabulary is too small for such a sequence.
    """
    ids = torch.from_numpy(writable(tokenizer, model.config.vocab_size))
    n = min(model.config.context_length // 2, len(ids), MOST)
    if n < FEWEST:
        raise SettingError(
            f"Heads are scored on {FEWEST} or more different tokens that come twice; this network has room for {n}.",
            f"Choose a run with a context of at least {2 * FEWEST} tokens, and {FEWEST} in its vocabulary.",
        )
    generator = torch.Generator().manual_seed(SEED)
    once = torch.stack([ids[torch.randperm(len(ids), generator=generator)[:n]] for _ in range(sequences)])  # B n
    return torch.cat((once, once), dim=1)


def head_scores(model: GPT, tokenizer: Tokenizer, look: Callable[[], None] = lambda: None) -> HeadScores:
    """Every head of the network, measured. ``look`` is called between passes; what it raises ends the measuring.

    Raises:
        SettingError: the network has no attention, or no room for tokens that come twice.
    """
    if model.config.attention == "none":
        raise SettingError(*NO_ATTENTION)
    ids = repeated_tokens(model, tokenizer)
    looked_for = {kind: pattern_of(ids[0]) for kind, pattern_of in KINDS.items()}  # the same for all: tokens differ
    scores = mean_scores(model, ids, looked_for, look)
    chance = {kind: float(score(even(ids.size(1)), wanted)) for kind, wanted in looked_for.items()}
    (first, second), without = knocked_out(model, ids, look)
    return HeadScores(scores, chance, first, second, without)


@torch.inference_mode()
def mean_scores(
    model: GPT, ids: Tensor, looked_for: dict[str, Tensor], look: Callable[[], None] = lambda: None
) -> dict[str, np.ndarray]:
    """The mean over sequences of each head's scores.  B T, T T each → L H each"""
    config = model.config
    names = [f"blocks.{layer}.attn.hook_pattern" for layer in range(config.n_layers)]
    portion = max(1, PATTERN_ROOM // (config.n_layers * config.n_heads * ids.size(1) ** 2))
    sums = {kind: torch.zeros(config.n_layers, config.n_heads) for kind in looked_for}
    for some in ids.split(portion):
        look()
        with capture(model, names) as captured:
            model.features(some)
        for kind, wanted in looked_for.items():
            for layer, name in enumerate(names):
                sums[kind][layer] += score(captured[name].float(), wanted).sum(dim=0)  # B H → H
    return {kind: (total / len(ids)).numpy() for kind, total in sums.items()}


@torch.inference_mode()
def knocked_out(model: GPT, ids: Tensor, look: Callable[[], None]) -> tuple[tuple[float, float], np.ndarray]:
    """The losses on both copies, whole and without each head in turn.  B 2n → 2, L H 2"""
    config = model.config
    entering = [f"blocks.{layer}.hook_resid_pre" for layer in range(config.n_layers)]
    with capture(model, entering) as captured:
        whole = losses_on_copies(model, ids, model.features(ids))
    without = np.zeros((config.n_layers, config.n_heads, 2))
    for layer, name in enumerate(entering):
        for head in range(config.n_heads):
            look()
            x = captured[name]  # what comes before the head stays as it was
            with switched_off(model, layer, head):
                for block in model.blocks[layer:]:
                    x = block(x)
            without[layer, head] = losses_on_copies(model, ids, model.ln_final(x))
    return whole, without


@contextlib.contextmanager
def switched_off(model: GPT, layer: int, head: int) -> Iterator[None]:
    """While inside, what one head has gathered is replaced by zeros."""

    def silence(_module: object, _inputs: object, z: Tensor) -> Tensor:
        kept = torch.ones(z.size(1), 1, 1)
        kept[head] = 0.0
        return z * kept  # B H T K

    handle = model.blocks[layer].attn.hook_z.register_forward_hook(silence)
    try:
        yield
    finally:
        handle.remove()


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
