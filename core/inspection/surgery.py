"""Surgery: what becomes of the next token when parts are off, steered, or taken over from another prompt."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch

from core.config import SamplingConfig
from core.inspection.knock_outs import odds_without
from core.inspection.next_token import softmax
from core.inspection.patching import patch, patched
from core.inspection.subject import Subject
from core.model.decoder import Decoder
from core.model.generate import generate
from core.model.laid_out import lay_out
from core.model.sampling import likeliest
from core.model.surgery import steering_direction, steering_ids
from core.model.taps import capture
from core.protocol import Shift, SurgeryResult

SHOWN = 10
WRITTEN = 24  # tokens


def surgery(subject: Subject) -> Iterator[SurgeryResult]:
    """The odds before and after at once; then each part alone, how the text goes on, and the map of patches.

    Raises:
        SettingError: the network lacks one of the two tokens.
        RunError: it computes no numbers.
    """
    whole = subject.before()
    whole.check_numbers()
    subject.check_numbers()
    result = _at_once(whole, subject)
    token = result.explained.id
    empty, note = patch(subject, token) if subject.looking.second_prompt else (None, "")
    result = replace(result, patch=empty, note=note)
    yield result
    for alone in odds_without(subject, token):
        result = replace(result, alone=alone)
        yield result
    before = _goes_on(whole)
    result = replace(result, writes=(before, _goes_on(subject) if subject.whole is not None else before))
    yield result
    if result.patch is not None:
        for more in patched(subject, token, result.patch):
            result = replace(result, patch=more)
            yield result


def _at_once(whole: Subject, subject: Subject) -> SurgeryResult:
    """What one pass of each network shows."""
    logits = whole.logits_after(whole.at)  # V
    token = whole.explained_token(logits)
    before, after = softmax(logits), softmax(subject.logits_after(subject.at))
    best = {i: None for odds in (before, after) for i in likeliest(odds, SHOWN)}

    def shift(i: int) -> Shift:
        return Shift(i, subject.tokenizer.label(i), float(before[i]), float(after[i]))

    shifts = sorted(map(shift, best), key=lambda one: -max(one.before, one.after))
    config = subject.model.config
    heads = config.n_heads if config.attention != "none" else 0
    return SurgeryResult(
        explained=shift(token),
        shifts=tuple(shifts[:SHOWN]),
        divergence=divergence_bits(before, after),
        alone=np.full((config.n_layers, heads + 1), np.nan),
        neurons=config.ff_width if config.mlp != "none" else 0,
        pushed=_pushed(whole, subject),
        mean_texts=subject.means.texts if subject.means is not None else (),
        steering_ids=steering_ids(subject.surgery, subject.tokenizer) if subject.surgery.steers else ((), ()),
    )


@torch.inference_mode()
def _pushed(whole: Subject, subject: Subject) -> float | None:
    """How long what is added is, measured by the stream it is added to, on average over the prompt."""
    surgery, model = subject.surgery, whole.model
    if not surgery.steers:
        return None
    layer = surgery.layer_of(model.config)
    direction = steering_direction(model, layer, *steering_ids(surgery, whole.tokenizer))
    tap = f"blocks.{layer}.hook_resid_post"
    with capture(model, (tap,)) as seen:
        model.features(whole.batch)
    return abs(surgery.steer_strength) * float(direction.norm() / seen[tap][0].norm(dim=-1).mean())


def _goes_on(subject: Subject) -> str:
    """The text after the place asked about, by the likeliest token each time, as Chat writes it."""
    decoder, rules = Decoder(lay_out(subject.model)), SamplingConfig(temperature=0.0, max_new_tokens=WRITTEN)
    ids = list(subject.ids[: subject.at + 1])
    written = generate(decoder, subject.tokenizer, ids, rules, subject.control)
    text = "".join(token.text for token in written)
    subject.control.check()  # half of it is nothing
    return text


def divergence_bits(before: np.ndarray, after: np.ndarray) -> float:
    """How many bits a guess costs more on average, made by the odds after where those before hold."""
    there = before > 0
    with np.errstate(divide="ignore"):
        return float((before[there] * (np.log2(before[there]) - np.log2(after[there]))).sum())
