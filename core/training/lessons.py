"""What a tuning learns from: rows of dialogues, and windows of the base text beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.text.dialogues import Dialogue, Rows
from core.text.prepare import Prepared
from core.text.windows import VALIDATION_TOKENS, batch
from core.training.batches import Batches
from core.training.evaluation import Batch

# In an order of windows: what stands in place of a window's first target where the row is one of dialogues.
DIALOGUES = -1


@dataclass(frozen=True)
class Lessons:
    """``train``, ``val``: rows of dialogues; ``base``: tokens of the base text, None where there is none to replay;
    ``replay``: its share of what is learnt."""

    train: Rows
    val: Rows
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
            windows = np.stack((starts, np.zeros_like(starts), np.full_like(starts, context)), axis=1)
            order = np.concatenate((order, windows))
        chance.shuffle(order)
        return order

    def _cut(self, windows: np.ndarray) -> Batch:
        dialogues = windows[:, 1] == DIALOGUES
        inputs = np.zeros((len(windows), self._context), dtype=np.int64)
        targets = np.zeros_like(inputs)
        inputs[dialogues], targets[dialogues] = self._lessons.train.batch(windows[dialogues, 0])
        if self._lessons.base is not None and not dialogues.all():
            inputs[~dialogues], targets[~dialogues] = batch(self._lessons.base, windows[~dialogues], self._context)
        return inputs, targets
