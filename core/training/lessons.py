"""What a tuning learns from: rows of dialogues, and windows of the base text beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.text.dialogues import Dialogue, Rows
from core.text.prepare import Prepared
from core.text.template import Template
from core.text.windows import IGNORED, VALIDATION_TOKENS, batch
from core.training.batches import Batches
from core.training.evaluation import Batch

# In an order of windows: what stands in place of a window's first target where the row is one of dialogues, and where
# the base text is a turn that goes on with what the user began.
DIALOGUES, GOING_ON = -1, -2
# Turns of that kind in a row, and the share of the windows replayed that are laid out so.
TURNS_A_ROW, TURN_SHARE = 3, 0.5


@dataclass(frozen=True)
class Lessons:
    """``train``, ``val``: rows of dialogues, with turns as ``template`` says; ``base``: tokens of the base text, None
    where there is none to replay; ``replay``: its share of what is learnt."""

    train: Rows
    val: Rows
    template: Template
    base: np.ndarray | None = None
    replay: float = 0.0

    @property
    def replayed(self) -> int:
        """Windows of the base text in an epoch, which has each row of dialogues once."""
        return 0 if self.base is None else round(len(self.train) * self.replay / (1 - self.replay))


def kept_back(dialogues: Sequence[Dialogue], share: float) -> tuple[list[Dialogue], list[Dialogue]]:
    """Those to learn from, and those kept back, at least one of each: spread evenly."""
    count = min(len(dialogues) - 1, max(1, round(share * len(dialogues))))
    chosen = set((np.arange(count) * len(dialogues) // count).tolist())
    learnt = [dialogue for number, dialogue in enumerate(dialogues) if number not in chosen]
    return learnt, [dialogues[number] for number in sorted(chosen)]


def validation_rows(rows: Rows) -> np.ndarray:
    """A fixed sample of the rows kept back, spread evenly, of about as many tokens as a text is validated on."""
    wanted = min(len(rows), max(1, VALIDATION_TOKENS // (rows.tokens.shape[1] - 1)))
    chosen: np.ndarray = np.arange(wanted) * len(rows) // wanted
    return chosen


class LessonBatches(Batches):
    """Batches in which rows of dialogues and windows of the base text are mixed; validated on dialogues alone."""

    def __init__(self, prepared: Prepared, lessons: Lessons, context_length: int, batch_size: int, seed: int) -> None:
        super().__init__(prepared, context_length, batch_size, seed)
        self._lessons = lessons

    def validation(self) -> Iterator[Batch]:
        rows = validation_rows(self._lessons.val)
        for begin in range(0, len(rows), self._size):
            yield self._lessons.val.batch(rows[begin : begin + self._size])

    def _length(self, epoch: int) -> int:
        return len(self._lessons.train) + self._lessons.replayed

    def _ordered(self, epoch: int) -> np.ndarray:
        """Every row of dialogues once, and windows of the base text from anywhere, in a random order."""
        chance = np.random.default_rng((self._seed, epoch))
        rows = np.arange(len(self._lessons.train))
        order = np.stack((rows, np.full_like(rows, DIALOGUES), np.zeros_like(rows)), axis=1)
        if self._lessons.base is not None:
            count, context = self._lessons.replayed, self._context
            starts = chance.integers(len(self._lessons.base) - context, size=count)
            turns = chance.random(count) < TURN_SHARE
            windows = np.stack((starts, np.where(turns, GOING_ON, 0), np.full_like(starts, context)), axis=1)
            order = np.concatenate((order, windows))
        chance.shuffle(order)
        return order

    def _cut(self, windows: np.ndarray) -> Batch:
        dialogues = windows[:, 1] == DIALOGUES
        inputs = np.zeros((len(windows), self._context), dtype=np.int64)
        targets = np.zeros_like(inputs)
        inputs[dialogues], targets[dialogues] = self._lessons.train.batch(windows[dialogues, 0])
        if self._lessons.base is None:
            return inputs, targets
        turns, plain = windows[:, 1] == GOING_ON, windows[:, 1] >= 0
        inputs[plain], targets[plain] = batch(self._lessons.base, windows[plain], self._context)
        for row in np.flatnonzero(turns):
            tokens, taught = going_on(self._lessons.base, int(windows[row, 0]), self._context, self._lessons.template)
            inputs[row], targets[row] = tokens[:-1], np.where(taught, tokens, IGNORED)[1:]
        return inputs, targets


def going_on(base: np.ndarray, start: int, context: int, template: Template) -> tuple[np.ndarray, np.ndarray]:
    """A row of the base text from ``start`` on in turns: the user begins, the model goes on, a few times.

    So what the text tells of stays within reach of a turn. How much the user says follows from ``start``. Tokens, and
    which of them are targets.  → T+1, T+1
    """
    turns = min(TURNS_A_ROW, max(1, (context + 1) // 8))
    tokens = np.zeros(context + 1, dtype=np.int64)
    taught = np.zeros(context + 1, dtype=bool)
    edges = np.arange(turns + 1) * (context + 1) // turns
    for number, (begin, end) in enumerate(pairwise(edges.tolist())):
        text = base[start : start + end - begin - 3]
        start += len(text)
        said = 1 + (start * (2 * number + 1)) % max(1, len(text) // 2)
        answer = begin + said + 3
        tokens[begin:end] = [template.user, *text[:said], template.end, template.model, *text[said:]]
        taught[answer:end] = True
    return tokens, taught
