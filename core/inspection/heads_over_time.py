"""Heads over time: what each head does at every step that was kept, and since when.

First all steps are scored, which is quick, the ends before what lies between; then each head is switched off at each
step. What was measured before is remembered.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from torch import Tensor

from core.config import HEAD_KINDS
from core.errors import RunError
from core.inspection.head_scores import chance_of, losses_without, repeated_tokens, score_heads
from core.inspection.head_stories import leader, stories, whole_sentence
from core.inspection.known_heads import Remembered, V, known_heads
from core.inspection.subject import Subject, Weights
from core.model.gpt import GPT
from core.model.loading import WEIGHTS, load_step
from core.model.taps import watched
from core.protocol import HeadsOverTimeResult


def heads_over_time(subject: Subject) -> Iterator[HeadsOverTimeResult | None]:
    """What is remembered, and then what is known as each step is done.

    Raises:
        SettingError: the network has no attention, or no room for tokens that come twice.
        Interrupted: a stop was asked for; what was measured stays remembered.
    """
    measuring = Measuring(subject)
    yield measuring.result()
    for step in measuring.unknown(measuring.heads.scores):
        yield None
        measuring.measure(step, measuring.heads.scores, score_heads)
        yield measuring.result()
    for step in measuring.unknown(measuring.heads.without):
        yield None
        measuring.measure(step, measuring.heads.without, losses_without)
        yield measuring.result()


class Measuring:
    """The kept steps of a run, and what is known of them: without any surgery."""

    def __init__(self, subject: Subject) -> None:
        assert subject.origin is not None
        self._run, self._control = subject.origin.run, subject.control
        self.heads = known_heads(subject.memory)
        self._ids = repeated_tokens(subject.model, subject.tokenizer)
        self._shape = (subject.model.config.n_layers, subject.model.config.n_heads)
        self._damaged: list[int] = []
        self._weights = {
            step: Weights(str(self._run.path), step, manifest.files[WEIGHTS][0])
            for step, manifest in self._run.manifests().items()
            if WEIGHTS in manifest.files
        }

    def unknown(self, remembered: Remembered[V]) -> list[int]:
        """Steps of which this was not measured, in the order in which it should be."""
        return ends_first([step for step, weights in self._weights.items() if remembered.get(weights) is None])

    def measure(self, step: int, remembered: Remembered[V], measure: Callable[[GPT, Tensor], V]) -> None:
        """Measure one step and remember it; one that cannot be read is left out from now on."""
        self._control.check()
        try:
            loaded = load_step(self._run, step)
        except RunError:
            del self._weights[step]
            if self._run.manifest(step) is not None:  # else a training has just removed it, which is no fault
                self._damaged.append(step)
            return
        with watched(loaded.model.blocks, self._control.check):
            remembered.keep(self._weights[step], measure(loaded.model, self._ids))

    def result(self) -> HeadsOverTimeResult:
        """All that is known by now."""
        steps, kinds = tuple(self._weights), tuple(HEAD_KINDS)
        scores = np.full((len(kinds), len(steps), *self._shape), np.nan)
        losses, without = np.full((len(steps), 2), np.nan), np.full((len(steps), *self._shape, 2), np.nan)
        done = 0
        for number, weights in enumerate(self._weights.values()):
            found, left = self.heads.scores.get(weights), self.heads.without.get(weights)
            if found is not None:
                scores[:, number], losses[number] = found.scores, found.losses
            if left is not None:
                without[number] = left
            done += (found is not None) + (left is not None)
        known = HeadsOverTimeResult(
            steps, kinds, scores, chance_of(self._ids), losses, without, self._ids.numpy(),
            damaged=tuple(self._damaged), progress=done / max(1, 2 * len(steps)),
        )  # fmt: skip
        told = stories(known)
        return replace(known, stories=told, sentence=whole_sentence(known, told), leads=leader(known, told))


def ends_first(steps: list[int]) -> list[int]:
    """The last and the first, then the middle of what lies between, and so on: a picture that grows everywhere."""
    order, gaps = steps[-1:] + steps[:-1][:1], [(0, len(steps) - 1)]
    while gaps:
        left, right = gaps.pop(0)
        middle = (left + right) // 2
        if left < middle:
            order.append(steps[middle])
            gaps += [(left, middle), (middle, right)]
    return order
