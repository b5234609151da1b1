"""Activation patching: what one place of one prompt is worth in the run of another (Heimersheim & Nanda 2024).

The two prompts have as many tokens; of the run that gives, what a layer holds at a place is put into the run that gets.
What is measured is the logit of one next token less that of another, at the place asked about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from core.errors import SettingError
from core.inspection.subject import Subject
from core.inspection.walking import on_from, streams
from core.model.gpt import GPT
from core.model.sampling import likeliest
from core.model.taps import capture, replaced
from core.protocol import PatchMap

TAPS = {"stream": "hook_resid_pre", "attention": "hook_attn_out", "mlp": "hook_mlp_out"}
# Tokens of a batch: enough to keep the processor busy, few enough that something is to be seen soon.
AT_ONCE = 2048
NO_DIFFERENCE = 1e-4
CONSIDERED = 10  # tokens after the likeliest one
MAY_LACK = ("attention", "mlp")  # what is patched, named as the option that leaves it out


def second_ids(subject: Subject) -> list[int]:
    """The second prompt's tokens, as many as the network sees."""
    tokenizer = subject.tokenizer
    ids = [*tokenizer.prefix, *tokenizer.encode(subject.looking.second_prompt)] or [tokenizer.bos_id]
    return ids[-subject.model.config.context_length :]


@torch.inference_mode()
def patch(subject: Subject, token: int) -> tuple[PatchMap | None, str]:
    """The map with nothing in it yet; or none, and a sentence that says why."""
    looking, label, ids = subject.looking, subject.tokenizer.label, second_ids(subject)
    note = _cannot(subject, ids)
    if note:
        return None, note
    clean, corrupted = (_ends(subject, one) for one in (subject.ids, ids))  # V
    rival = _rival(subject, token, clean, corrupted)
    recovered = np.full((subject.model.config.n_layers, subject.at + 1), np.nan)
    recovered[:, : _first_difference(subject.ids, ids)] = 0.0  # no token sees a later one
    made = PatchMap(
        patching=looking.patching,
        patched=looking.patched,
        other=tuple(map(label, ids)),
        other_ids=tuple(ids),
        rival=rival,
        rival_token=label(rival),
        clean=float(clean[token] - clean[rival]),
        corrupted=float(corrupted[token] - corrupted[rival]),
        recovered=recovered,
    )
    if abs(made.clean - made.corrupted) > NO_DIFFERENCE:
        return made, ""
    return None, (
        f"Both prompts want “{label(token).lstrip('·')}” as much more than “{label(rival).lstrip('·')}”: there is "
        "nothing to bring back. Change the second prompt."
    )


def _cannot(subject: Subject, ids: Sequence[int]) -> str:
    """Why this network, or these two prompts, cannot be patched; empty where they can."""
    patched, first, second = subject.looking.patched, len(subject.ids), len(ids)
    if patched in MAY_LACK and getattr(subject.model.config, patched) == "none":
        return f"This network was made without it (--{patched} none): there is nothing to patch."
    if first != second:
        return (
            f"The first prompt has {first} tokens, the second {second}. What stands at a place of one is put at the "
            f"same place of the other: write a second prompt of {first}."
        )
    return ""


def _first_difference(ids: Sequence[int], others: Sequence[int]) -> int:
    return next((place for place, (one, other) in enumerate(zip(ids, others, strict=True)) if one != other), len(ids))


def _ends(subject: Subject, ids: Sequence[int]) -> Tensor:
    """The logits after the place asked about, for a prompt.  V"""
    stream = subject.model.features(torch.tensor([ids])[:, : subject.at + 1])[0, -1]  # D
    return subject.model.head_weight @ stream


def _rival(subject: Subject, token: int, clean: Tensor, corrupted: Tensor) -> int:
    """The token whose logit is taken away: the one that was asked for, else what the second prompt makes likeliest.

    Where both prompts make the same one likeliest, of the next ones that which the second prompt lifts the most.
    """
    rival = subject.looking.rival
    if rival >= len(corrupted):
        last = len(corrupted) - 1
        raise SettingError(f"There is no token {rival} (--rival).", f"This model has the tokens 0 to {last}.")
    if rival >= 0 and rival != token:
        return rival
    best = likeliest(corrupted.float().cpu().numpy(), 1 + CONSIDERED)
    if best[0] != token:
        return best[0]
    return max(best[1:], key=lambda other: float(corrupted[other] - clean[other]))


@torch.inference_mode()
def patched(subject: Subject, token: int, made: PatchMap) -> Iterator[PatchMap]:
    """The map as it is filled, layer by layer, from the left."""
    looking, model = subject.looking, subject.model
    first, second = torch.tensor([subject.ids]), torch.tensor([made.other_ids])
    denoise = looking.patching == "denoise"
    gives, gets = (first, second) if denoise else (second, first)
    start, goal = (made.corrupted, made.clean) if denoise else (made.clean, made.corrupted)
    places = subject.at + 1
    names = [f"blocks.{layer}.{TAPS[looking.patched]}" for layer in range(model.config.n_layers)]
    with capture(model, names) as given:
        model.features(gives[:, :places])
    before = streams(subject, gets)
    rows = max(1, AT_ONCE // places)
    recovered, differs_from = made.recovered.copy(), _first_difference(subject.ids, made.other_ids)
    for layer, name in enumerate(names):
        for begin in range(differs_from, places, rows):
            some = torch.arange(begin, min(begin + rows, places))
            difference = _put(model, layer, name, before[layer], given[name], some, (token, made.rival))
            recovered[layer, begin : begin + len(some)] = ((difference - start) / (goal - start)).cpu().numpy()
            yield replace(made, recovered=recovered.copy())


def _put(
    model: GPT, layer: int, name: str, stream: Tensor, given: Tensor, places: Tensor, tokens: tuple[int, int]
) -> Tensor:
    """Row by row another place put in; the difference of the two tokens' logits then.  n"""
    with replaced(model, {name: partial(_at_places, given=given[0], places=places)}):
        logits = on_from(model, layer, stream.expand(len(places), -1, -1))  # n V
    return logits[:, tokens[0]].double() - logits[:, tokens[1]].double()


def _at_places(value: Tensor, given: Tensor, places: Tensor) -> Tensor:
    """B T D, of whose row i the place ``places[i]`` is as given (T D)."""
    value = value.clone()
    value[torch.arange(len(places)), places] = given[places]
    return value
