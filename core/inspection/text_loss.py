"""Text loss: a whole text by how badly the network foretold each token, and where the loss comes from.

The windows are those of the validation loss: they lie end to end, and the context begins anew with each. So over the
windows that the run measured itself on, the mean is the loss that it wrote down (to rounding, where it was measured
with another precision).
"""

import itertools
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from core.errors import HelloGPTError
from core.inspection.places import Places, ReadText
from core.inspection.run_text import file_text, is_at_hand, run_text, text_key, token_counts
from core.inspection.subject import Subject
from core.inspection.token_losses import TokenLosses
from core.protocol import TextLossResult
from core.protocol.inspecting.text_loss import HardToken, LossGroup, ShownText
from core.runs.learnt import text_facts
from core.text.windows import validation_windows

SHOWN = 768  # tokens, in whole windows
HARDEST, BEFORE = 24, 12  # tokens that are listed, tokens that stand before each
MOST_FILES = 40
SAY_EVERY = 0.4  # seconds
RARITIES = (0, 1, 10, 100, 1000, 10_000)  # how often the token that comes occurs in the training text: from … on

Source = Literal["kept-back", "prompt", "file"]


def text_loss(subject: Subject) -> Iterator[TextLossResult]:
    """What is shown first, then the windows that the run measured itself on, then all others.

    Raises:
        RunError: the network computes no numbers.
        Interrupted: a stop was asked for; what was measured by then is kept.
    """
    subject.check_numbers()
    if subject.looking.passage == "kept-back" and not subject.looking.file and not is_at_hand(subject):
        yield _of_prompt(subject, "The text is being read; meanwhile, the prompt.")
    yield from _chosen(subject).results()


def _chosen(subject: Subject) -> "_View":
    """The text that is wanted; the prompt, where that one is not to be had."""
    try:
        if subject.looking.file:
            return _view(subject, "file", file_text(subject, subject.looking.file))
        if subject.looking.passage == "kept-back":
            return _view(subject, "kept-back", run_text(subject).kept_back)
    except HelloGPTError as error:
        return _prompt(subject, error.message)
    return _prompt(subject, "")


def _of_prompt(subject: Subject, note: str) -> TextLossResult:
    *_, last = _prompt(subject, note).results()
    return last


def _prompt(subject: Subject, note: str) -> "_View":
    ids = np.array(subject.ids)
    return _View(
        subject,
        "prompt",
        ReadText(ids, (), (), (), subject.tokenizer),
        TokenLosses(subject.model.config.context_length, ids),
        note,
    )


def _view(subject: Subject, source: Source, text: ReadText) -> "_View":
    what = subject.looking.file or text_key(subject)
    key = ("loss", what, len(text.ids), subject.weights)
    context = subject.model.config.context_length
    measuring = subject.memory.made(key, lambda: TokenLosses(context, text.ids))
    return _View(subject, source, text, measuring)


@dataclass
class _View:
    """One text, and what is known of it."""

    subject: Subject
    source: Source
    text: ReadText
    measuring: TokenLosses
    note: str = ""

    def results(self) -> Iterator[TextLossResult]:
        """Better and better ones."""
        self.subject.control.check()
        shown = self._shown_windows
        passage = self._passage(shown)
        said = time.monotonic()
        for some in self._portions([shown, self._own_windows, np.arange(len(self.measuring.windows))]):
            if time.monotonic() - said > SAY_EVERY:
                yield self._result(passage)
                said = time.monotonic()
            self.subject.control.check()
            self.measuring.measure(self.subject.model, some)
        yield self._result(passage)

    def _portions(self, wanted: Sequence[np.ndarray]) -> Iterator[np.ndarray]:
        """What is still to be measured, in this order."""
        for numbers in wanted:
            missing = self.measuring.missing(numbers)
            for begin in range(0, len(missing), self.measuring.at_once):
                yield missing[begin : begin + self.measuring.at_once]

    @property
    def _context(self) -> int:
        return self.subject.model.config.context_length

    @cached_property
    def _own_windows(self) -> np.ndarray:
        """The windows that the run measures its validation loss on."""
        if self.source != "kept-back" or len(self.text.ids) <= self._context:
            return np.empty(0, dtype=np.int64)
        return validation_windows(len(self.text.ids), self._context)[:, 0] // self._context

    def _result(self, shown: ShownText) -> TextLossResult:
        nats = self.measuring.nats
        known = np.flatnonzero(~np.isnan(nats))
        losses = nats[known].astype(np.float64)
        reported, precision, unreported = self._reported
        own = self._own_windows
        return TextLossResult(
            source=self.source,
            note=self.note,
            files=tuple(self.text.files),
            shown=shown,
            total=max(0, len(self.text.ids) - 1),
            measured=len(known),
            loss=float(losses.mean()) if len(known) else None,
            bits_per_byte=self._bits_per_byte(known, losses),
            reported=reported,
            same=self._mean_of(own) if reported is not None and not len(self.measuring.missing(own)) else None,
            precision=precision,
            unreported=unreported,
            by_position=self._by_position(known, losses),
            by_frequency=self._by_frequency(known, losses),
            by_file=self._by_file(known, losses),
            hardest=self._hardest(known, losses),
        )

    # ---- what is shown ----------------------------------------------------------------------------------------------

    @property
    def _shown_windows(self) -> np.ndarray:
        """Whole windows round the place that is asked for."""
        count = len(self.measuring.windows)
        wide = min(count, max(1, SHOWN // self._context))
        at = self.measuring.window_of(min(self.subject.looking.offset, len(self.text.ids) - 1)) if count else 0
        first = max(0, min(at - wide // 2, count - wide))
        return np.arange(first, first + wide)

    def _passage(self, numbers: np.ndarray) -> ShownText:
        measuring, ids, tokenizer = self.measuring, self.text.ids, self.text.tokenizer
        if not len(numbers):  # a single token: nothing is foretold
            tokens, offset = measuring.alone(tokenizer), 0
        else:
            tokens = measuring.told(self.subject.model, numbers, tokenizer)
            offset = int(measuring.windows[numbers[0], :2].sum())
        here = slice(offset, offset + len(tokens))
        seen = measuring.seen[here].copy()
        seen[0] = 0
        losses = np.where(seen > 0, measuring.nats[here], np.nan)
        places = self._places
        known = places is not None and places.known
        found = places.at(range(here.start, here.stop)) if places is not None and known else np.empty((0, 3), int)
        return ShownText(
            offset=offset,
            tokens=tokens,
            losses=losses,
            seen=seen,
            inputs=measuring.rows(numbers) if len(numbers) else ids[None, :0],
            firsts=tuple(measuring.windows[numbers, 1].tolist()),
            documents=found[:, 0],
            lines=found[:, 1],
        )

    @cached_property
    def _places(self) -> Places | None:
        """Where tokens stand in the files; None of what comes from none."""
        if not self.text.files:
            return None
        key = ("places", self.subject.looking.file or text_key(self.subject), len(self.text.ids))
        return self.subject.memory.made(key, lambda: Places(self.text, self.subject.control))

    # ---- where it comes from ----------------------------------------------------------------------------------------

    @cached_property
    def _reported(self) -> tuple[float | None, str, str]:
        """The validation loss that the run wrote down at this step, and how it worked it out; or why there is none."""
        origin = self.subject.origin
        if self.source != "kept-back" or origin is None:
            return None, "", "another text"
        if text_facts(origin.run).dialogues is not None:
            return None, "", "it was measured on answers"
        lines = [line for line in origin.run.metrics() if line.get("step") == origin.step]
        found = [line["val_loss"] for line in lines if isinstance(line.get("val_loss"), float)]
        if not found:
            return None, "", "nothing at this step"
        return found[-1], origin.run.config().training.precision, ""

    def _mean_of(self, numbers: np.ndarray) -> float | None:
        windows = self.measuring.windows[numbers]
        places = [np.arange(start + first + 1, start + end + 1) for start, first, end in windows]
        return float(self.measuring.nats[np.concatenate(places)].astype(np.float64).mean()) if places else None

    def _bits_per_byte(self, known: np.ndarray, losses: np.ndarray) -> float | None:
        size = int(self._lengths[self.text.ids[known]].sum())
        return float(losses.sum()) / math.log(2) / size if size else None

    @cached_property
    def _lengths(self) -> np.ndarray:
        """UTF-8 bytes of each token of the vocabulary."""
        most = max(self.text.tokenizer.vocab_size, int(self.text.ids.max(initial=0)) + 1)
        return np.array([len(self.text.tokenizer.token_bytes(i)) for i in range(most)])

    def _by_position(self, known: np.ndarray, losses: np.ndarray) -> tuple[LossGroup, ...]:
        """By how many tokens the network saw before: 1, 2, 3–4, 5–8 …"""
        ends = [1 << k for k in range(self._context.bit_length()) if 1 << k < self._context] + [self._context]
        group = np.searchsorted(ends, self.measuring.seen[known])
        begins = [1, *(end + 1 for end in ends)]
        return _groups(group, known, losses, lambda n: _span(begins[n], ends[n]))

    def _by_frequency(self, known: np.ndarray, losses: np.ndarray) -> tuple[LossGroup, ...]:
        """By how often the token that came occurs in the training text."""
        try:
            counts = token_counts(self.subject) if is_at_hand(self.subject) else None
        except HelloGPTError:
            counts = None
        if counts is None:
            return ()
        group = np.searchsorted(RARITIES, counts[self.text.ids[known]], side="right") - 1
        names = ["never", *(_span(low, high - 1) for low, high in itertools.pairwise(RARITIES[1:]))]
        names.append(f"{RARITIES[-1]:,}".replace(",", "\u2009") + " or more")
        return _groups(group, known, losses, names.__getitem__)

    def _by_file(self, known: np.ndarray, losses: np.ndarray) -> tuple[LossGroup, ...]:
        """By the file that it stands in, the worst first."""
        if self._places is None or not self._places.known or len(self.text.files) < 2:
            return ()
        found = _groups(
            self._places.documents[known], known, losses, lambda number: self.text.files[number].name
        )  # fmt: skip
        return tuple(sorted(found, key=lambda group: -group.loss)[:MOST_FILES])

    def _hardest(self, known: np.ndarray, losses: np.ndarray) -> tuple[HardToken, ...]:
        tokenizer, ids = self.text.tokenizer, self.text.ids
        best = np.argsort(-losses, kind="stable")[:HARDEST]
        places = self._places
        found = places.at(known[best].tolist()) if places is not None and places.known else None
        return tuple(
            HardToken(
                at=int(at),
                token=tokenizer.label(int(ids[at])),
                before=tokenizer.decode(ids[max(0, at - BEFORE) : at].tolist()),
                loss=float(loss),
                file=self.text.files[found[number, 0]].name if found is not None else "",
                line=int(found[number, 1]) if found is not None else 0,
            )
            for number, (at, loss) in enumerate(zip(known[best], losses[best], strict=True))
        )


def _groups(
    group: np.ndarray, known: np.ndarray, losses: np.ndarray, name: Callable[[int], str]
) -> tuple[LossGroup, ...]:
    """The mean of each group that has a token."""
    numbers, first, counts = np.unique(group, return_index=True, return_counts=True)
    sums = np.bincount(group, losses, minlength=1)
    return tuple(
        LossGroup(name(int(number)), int(count), float(sums[number] / count), int(known[at]))
        for number, at, count in zip(numbers, first, counts, strict=True)
    )


def _span(low: int, high: int) -> str:
    """Numbers from … to, as a person writes them."""
    words = [f"{number:,}".replace(",", "\u2009") for number in (low, high)]
    return words[0] if low == high else "–".join(words)
