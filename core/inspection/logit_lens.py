"""The logit lens: what each layer would say, if the network ended behind it (nostalgebraist 2020).

The final normalisation and the head read the stream as it is behind each layer. The logits of all layers and places
would not fit in memory with a large vocabulary: only those of a few places and one layer are there at a time.
"""

import math
import time
from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core.inspection.subject import Subject
from core.model.taps import capture
from core.protocol import Candidate, LogitLensResult

AT_ONCE = 1 << 18  # logits: few enough to stay in the processor's cache from one pass over them to the next
SHOWN = 6
BETWEEN = 0.25  # seconds from one showing of what is known to the next


def logit_lens(subject: Subject) -> Iterator[LogitLensResult | None]:
    """The place that is asked about and those about it first; what is known is given again and again.

    Raises:
        SettingError: the network lacks the token that is to be explained.
    """
    lens = _Lens(subject)
    parts = lens.parts()
    shown = -math.inf
    for number, places in enumerate(parts, start=1):
        lens.read(places)
        if number < len(parts) and time.monotonic() - shown > BETWEEN:
            shown = time.monotonic()
            yield lens.known()
            yield None
    yield lens.known()


class _Lens:
    def __init__(self, subject: Subject) -> None:
        self._subject, self._model = subject, subject.model
        names = ["blocks.0.hook_resid_pre"]
        names += [f"blocks.{layer}.hook_resid_post" for layer in range(len(self._model.blocks))]
        with torch.inference_mode(), capture(self._model, names) as seen:
            self._model.features(subject.batch)
        self._streams = [seen[name][0] for name in names]  # M × T D
        self._token = subject.explained_token(subject.logits_after(subject.at))
        shape = (len(names), len(subject.ids))
        self._top, self._rank = np.full(shape, -1), np.full(shape, -1)
        self._odds, self._entropy, self._kl, self._answer_odds = (np.full(shape, np.nan) for _ in range(4))
        self._answers = np.full(shape[1], -1)
        self._readings: list[tuple[Candidate, ...]] = [() for _ in names]
        self._labels: dict[int, str] = {}

    def parts(self) -> list[slice]:
        """The places in stretches whose logits are few enough; first the one with the place that is asked about."""
        length, many = len(self._subject.ids), max(1, AT_ONCE // self._model.config.vocab_size)
        starts = sorted(range(0, length, many), key=lambda start: not start <= self._subject.at < start + many)
        return [slice(start, min(start + many, length)) for start in starts]

    @torch.inference_mode()
    def read(self, places: slice) -> None:
        """Every layer at some places: n V at a time.

        Raises:
            Interrupted: a stop was asked for.
        """
        end = self._logits(-1, places)
        answers = end.argmax(dim=-1)  # n
        at = self._subject.at - places.start
        if 0 <= at < len(answers):
            answers[at] = self._token
        self._answers[places] = answers.numpy()
        p_end = end.softmax(dim=-1)
        end_entropy = -torch.special.xlogy(p_end, p_end).sum(dim=-1)  # n
        for row in range(len(self._streams)):
            self._subject.control.check()
            logits = self._logits(row, places)
            if 0 <= at < len(answers):
                self._readings[row] = self._likeliest(logits[at])
            self._read_row((row, places), logits, answers, p_end, end_entropy)

    def _logits(self, row: int, places: slice) -> Tensor:
        """n V"""
        return F.linear(self._model.ln_final(self._streams[row][places]), self._model.head_weight)

    def _read_row(
        self, where: tuple[int, slice], logits: Tensor, answers: Tensor, p_end: Tensor, end_entropy: Tensor
    ) -> None:
        """``logits`` (n V) are used up: what all tokens have in common changes no odds, and is taken away."""
        self._top[where] = logits.numpy().argmax(axis=-1)
        logits -= logits.amax(dim=-1, keepdim=True)
        answer = logits.gather(-1, answers[:, None])  # n 1
        self._rank[where] = np.count_nonzero(logits.numpy() > answer.numpy(), axis=-1) + 1
        exponents = logits.exp()
        total = exponents.sum(dim=-1)  # n
        log_total = total.log()
        entropy = log_total - (exponents * logits).sum(dim=-1) / total
        kl = log_total - (p_end * logits).sum(dim=-1) - end_entropy
        self._odds[where] = (1 / total).numpy()
        self._answer_odds[where] = (answer[:, 0].exp() / total).numpy()
        self._entropy[where] = (entropy / math.log(2)).clamp(min=0).numpy()
        self._kl[where] = (kl / math.log(2)).clamp(min=0).numpy()

    def _likeliest(self, logits: Tensor) -> tuple[Candidate, ...]:
        odds = logits.softmax(dim=-1)
        best = odds.topk(min(SHOWN, len(odds))).indices.tolist()
        label = self._subject.tokenizer.label
        return tuple(Candidate(i, label(i), float(odds[i]), float(logits[i]), float(odds[i])) for i in best)

    def known(self) -> LogitLensResult:
        """What has been read by now."""
        for token in {*self._top.flat, *self._answers} - {-1, *self._labels}:
            self._labels[int(token)] = self._subject.tokenizer.label(int(token))
        layers = ("embedding", *(f"layer {layer}" for layer in range(len(self._model.blocks))))
        return LogitLensResult(
            layers=layers,
            top=self._top.copy(),
            odds=self._odds.copy(),
            entropy=self._entropy.copy(),
            kl=self._kl.copy(),
            rank=self._rank.copy(),
            answer_odds=self._answer_odds.copy(),
            answers=self._answers.copy(),
            labels=dict(self._labels),
            readings=tuple(self._readings),
        )
