"""Neurons: which passages of the person's text excite each unit of a feed-forward block, and which words it writes.

All units of a layer are measured together, in one walk over evenly spread windows of the text; what was measured is
remembered, so that another neuron, or a word, is answered at once.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from core.errors import HelloGPTError, SettingError
from core.inspection.places import Places, ReadText
from core.inspection.run_text import is_at_hand, run_text, text_key, token_counts
from core.inspection.subject import Subject
from core.model.block import Block
from core.model.normalization import LayerNorm, NoNorm
from core.model.taps import capture
from core.protocol import Neuron, NeuronPassage, NeuronsResult, Written

TOKENS = 65_536
AT_ONCE = 2048  # tokens
KEPT = 20  # passages of a neuron
SAMPLED = 8  # of so many tokens one goes into the histogram
BINS = 48
AROUND = 14  # tokens of a passage before the one that excites it most, and after
WORDS = 10
ACTIVE = 0.01
COLUMNS_AT_ONCE = 128
TELL_EVERY = 0.5  # seconds


@dataclass
class Measured:
    """A layer's F units over the first ``read`` of the ``starts`` windows.

    ``best``: KEPT F greatest activations of different windows, in order; ``windows`` and ``places``: KEPT F, where.
    """

    starts: np.ndarray
    context: int
    read: int
    best: Tensor
    windows: Tensor
    places: Tensor
    total: Tensor
    square: float
    above: Tensor
    sample: list[Tensor]

    @property
    def tokens(self) -> int:
        return self.read * self.context


def neurons(subject: Subject) -> Iterator[NeuronsResult]:
    """The chosen neuron, and its layer, after each portion of the text.

    Raises:
        SettingError: there is no such layer or neuron, or the network has no feed-forward blocks.
        Interrupted: a stop was asked for.
    """
    _check(subject)
    if not is_at_hand(subject):
        yield _on_the_prompt(subject)
    text, note = _text(subject)
    ids = text.ids
    if note:
        measured = _nothing_yet(subject, ids)
    else:
        key = ("neurons", text_key(subject), subject.weights, subject.looking.layer)
        measured = subject.memory.made(key, lambda: _nothing_yet(subject, ids))
    told = 0.0
    while measured.read < len(measured.starts):
        _read_on(subject, ids, measured)
        if time.monotonic() - told > TELL_EVERY:
            yield replace(_result(subject, ids, measured), note=note)
            told = time.monotonic()
    yield _placed(subject, text, replace(_result(subject, ids, measured), note=note), measured)


def _text(subject: Subject) -> tuple[ReadText, str]:
    """What was learnt from; where that is not to be had the prompt, and the reason."""
    try:
        return run_text(subject).learnt, ""
    except HelloGPTError as error:
        note = f"{error.message} The prompt is read in its place."
        return ReadText(np.array(subject.ids), (), (), (), subject.tokenizer), note


def _on_the_prompt(subject: Subject) -> NeuronsResult:
    """Something to see while the text is read."""
    ids = np.array(subject.ids)
    measured = _nothing_yet(subject, ids)
    _read_on(subject, ids, measured)
    return replace(_result(subject, ids, measured), note="While the text is being read, the prompt is shown.")


def _placed(subject: Subject, text: ReadText, result: NeuronsResult, measured: Measured) -> NeuronsResult:
    """The same with file and line of each passage, where they are known."""
    if not text.files:
        return result
    places = subject.memory.made(("learnt places", text_key(subject)), lambda: Places(text, subject.control))
    if not places.known:
        return result
    number = result.chosen.number
    tokens = measured.starts[measured.windows[:, number].numpy()] + measured.places[:, number].numpy()
    found = [(text.files[document], line) for document, line, _ in places.at(tokens.tolist()).tolist()]
    passages = tuple(
        replace(passage, file=file.name, path=file.path, line=line)
        for passage, (file, line) in zip(result.passages, found, strict=True)
    )
    return replace(result, passages=passages)


def _check(subject: Subject) -> None:
    config, looking = subject.model.config, subject.looking
    if config.mlp == "none":
        raise SettingError(
            "This network was made without feed-forward blocks (--mlp none): it has no neurons.",
            "Choose another view, or another run.",
        )
    if looking.layer >= config.n_layers:
        raise SettingError(f"There is no layer {looking.layer}.", f"It has the layers 0 to {config.n_layers - 1}.")
    if looking.neuron >= config.ff_width:
        raise SettingError(
            f"Layer {looking.layer} has no neuron {looking.neuron}.", f"It has the neurons 0 to {config.ff_width - 1}."
        )


def _nothing_yet(subject: Subject, ids: np.ndarray) -> Measured:
    context, width = subject.model.config.context_length, subject.model.config.ff_width
    context = min(context, len(ids))
    many = min(max(1, TOKENS // context), len(ids) // context)
    starts = np.linspace(0, len(ids) - context, many).astype(np.int64)
    order = np.random.default_rng(0).permutation(many)  # so that what is known early is of the whole text
    none = torch.zeros(0, width)
    return Measured(
        starts[order], context, 0, none, none.long(), none.long(), torch.zeros(width), 0.0, torch.zeros(width), []
    )


@torch.inference_mode()
def _units(subject: Subject, windows: np.ndarray) -> Tensor:
    """What the layer's units say.  B T → B T F"""
    tap = f"blocks.{subject.looking.layer}.mlp.hook_post"
    with capture(subject.model, [tap]) as captured:
        subject.model.features(torch.from_numpy(windows.astype(np.int64)))
    return captured[tap].float()


def _read_on(subject: Subject, ids: np.ndarray, measured: Measured) -> None:
    """Measure the next portion of windows."""
    many = max(1, AT_ONCE // measured.context)
    starts = measured.starts[measured.read : measured.read + many]
    units = _units(subject, np.stack([ids[start : start + measured.context] for start in starts]))  # B T F
    greatest, places = units.max(dim=1)  # B F
    windows = torch.arange(measured.read, measured.read + len(starts))[:, None].expand_as(places)
    best = torch.cat((measured.best, greatest))
    order = best.argsort(dim=0, descending=True)[:KEPT]
    measured.best = best.gather(0, order)
    measured.windows = torch.cat((measured.windows, windows)).gather(0, order)
    measured.places = torch.cat((measured.places, places)).gather(0, order)
    flat = units.flatten(0, 1)  # B·T F
    measured.total += flat.sum(dim=0)
    measured.square += float(flat.square().mean(dim=1).sum())
    scale = (measured.square / (measured.tokens + len(flat))) ** 0.5
    measured.above += (flat > ACTIVE * scale).sum(dim=0)
    measured.sample.append(flat[::SAMPLED].half())
    measured.read += len(starts)


def _result(subject: Subject, ids: np.ndarray, measured: Measured) -> NeuronsResult:
    looking, label = subject.looking, subject.tokenizer.label
    chosen = looking.neuron if looking.neuron >= 0 else int(measured.best[0].argmax())
    first = [
        ids[measured.starts[window] + place]
        for window, place in zip(measured.windows[0], measured.places[0], strict=True)
    ]
    all_units = [
        Neuron(number, largest, mean, active, label(int(token)))
        for number, (largest, mean, active, token) in enumerate(
            zip(
                measured.best[0].tolist(),
                (measured.total / measured.tokens).tolist(),
                (measured.above / measured.tokens).tolist(),
                first,
                strict=True,
            )
        )
    ]
    activations = torch.cat([part[:, chosen] for part in measured.sample]).float()
    low, high = float(activations.min()), max(float(activations.max()), float(activations.min()) + 1e-6)
    raised, lowered = _written(subject, chosen)
    return NeuronsResult(
        layer=looking.layer,
        layers=subject.model.config.n_layers,
        chosen=all_units[chosen],
        neurons=tuple(sorted(_fitting(subject, ids, measured, all_units), key=lambda one: -one.largest)),
        passages=_passages(subject, ids, measured, chosen),
        raised=raised,
        lowered=lowered,
        histogram=torch.histc(activations, BINS, low, high).numpy(),
        low=low,
        high=high,
        tokens_read=measured.tokens,
        tokens_to_read=len(measured.starts) * measured.context,
    )


def _passages(subject: Subject, ids: np.ndarray, measured: Measured, neuron: int) -> tuple[NeuronPassage, ...]:
    """The windows that excite a neuron most, each round its greatest activation."""
    windows, places = measured.windows[:, neuron].tolist(), measured.places[:, neuron].tolist()
    starts = [int(measured.starts[window]) for window in windows]
    texts = np.stack([ids[start : start + measured.context] for start in starts])
    units = _units(subject, texts)[:, :, neuron]
    found = []
    for text, unit, place in zip(texts, units.tolist(), places, strict=True):
        begin, end = max(0, place - AROUND), place + AROUND + 1
        words = tuple(subject.tokenizer.label(int(i)) for i in text[begin:end])
        inputs = tuple(int(i) for i in text)
        found.append(NeuronPassage(words, tuple(unit[begin:end]), place - begin, inputs, begin))
    return tuple(found)


@torch.inference_mode()
def directions(subject: Subject, first: int, last: int) -> Tensor:
    """What each neuron adds to the logits where the stream's root mean square is 1.  n V"""
    model = subject.model
    block = model.blocks[subject.looking.layer]
    assert isinstance(block, Block)
    assert block.mlp is not None
    column = block.mlp.down.weight[:, first:last].T.float()  # n D
    norm = model.ln_final
    if isinstance(norm, LayerNorm):
        column = column - column.mean(dim=1, keepdim=True)
    if not isinstance(norm, NoNorm):
        column = column * norm.weight
    return column @ model.head_weight.float().T


def _written(subject: Subject, neuron: int) -> tuple[tuple[Written, ...], tuple[Written, ...]]:
    """The tokens whose logits a neuron raises most, and those it lowers most, of those that stand in the text: the
    others were only ever pushed away."""
    (logits,) = directions(subject, neuron, neuron + 1)
    occurs = _occurring(subject)

    def told(values: Tensor, ids: Tensor) -> tuple[Written, ...]:
        pairs = zip(ids.tolist(), values.tolist(), strict=True)
        return tuple(Written(i, subject.tokenizer.label(i), value) for i, value in pairs)

    many, none = min(WORDS, int(occurs.sum())), float("inf")
    most, least = logits.masked_fill(~occurs, -none), logits.masked_fill(~occurs, none)
    return told(*most.topk(many)), told(*least.topk(many, largest=False))


def _occurring(subject: Subject) -> Tensor:
    """Which tokens stand in the training text; all, where nobody knows it.  V"""
    try:
        if is_at_hand(subject):
            return torch.from_numpy(token_counts(subject) > 0)
    except HelloGPTError:
        pass  # the view says so
    return torch.ones(subject.model.config.vocab_size, dtype=torch.bool)


def _fitting(subject: Subject, ids: np.ndarray, measured: Measured, units: list[Neuron]) -> list[Neuron]:
    """The neurons that are excited by the word that is looked for, or write it; without a word all."""
    word = subject.looking.word.strip().lower()
    if not word:
        return units
    label = subject.tokenizer.label
    fits = np.array([word in label(i).lower() for i in range(subject.model.config.vocab_size)])
    at = measured.starts[measured.windows.numpy()] + measured.places.numpy()  # KEPT F
    excited = fits[ids[at]].any(axis=0)
    writes = np.zeros(len(units), dtype=bool)
    if fits.any():
        for first in range(0, len(units), COLUMNS_AT_ONCE):
            subject.control.check()
            logits = directions(subject, first, first + COLUMNS_AT_ONCE)  # n V
            best = logits.topk(min(WORDS, logits.size(1))).indices.numpy()
            writes[first : first + len(best)] = fits[best].any(axis=1)
    return [unit for unit in units if excited[unit.number] or writes[unit.number]]
