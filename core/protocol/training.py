"""Training a run, new or further, and what is said meanwhile."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from core.config import RunConfig
from core.protocol.base import Command, Done, Event, Lane
from core.protocol.choosing import TextChoice
from core.protocol.watching import Verdict

StoppedBy = Literal["budget", "user", "patience", "not_finite"]


@dataclass(frozen=True)
class Train(Command):
    """Train a new run. ``texts``: files, folders and built-in names; empty means data/, else the built-in text;
    ``choices``: what is chosen of them.

    ``name``: model name, empty to name it after the text. ``prompts``: what samples continue, empty to take the
    built-in text's or the first words of the validation text. ``fork``: RUN@STEP to begin with, its network and
    tokenizer; then ``texts`` empty means the texts of that run, and ``config.model`` must be that run's.
    """

    lane: ClassVar[Lane] = "train"

    config: RunConfig
    texts: tuple[str, ...] = ()
    name: str = ""
    prompts: tuple[str, ...] = ()
    fork: str = ""
    choices: tuple[TextChoice, ...] = ()


@dataclass(frozen=True)
class Resume(Command):
    """Go on with a stopped or interrupted run, up to the budget it was planned for.

    ``run`` is RUN, or RUN@STEP to go on from an earlier checkpoint and drop what the run has beyond it.
    """

    lane: ClassVar[Lane] = "train"

    run: str


@dataclass(frozen=True)
class XzReference:
    """What xz −9 needs for the validation text once it has read the training text, and how many bytes of each it had.

    ``nats``: the same for a validation token, beside the model's loss.
    """

    bits_per_byte: float
    train_bytes: int
    val_bytes: int
    nats: float = 0.0


@dataclass(frozen=True)
class References:
    """Losses that need no network, on the validation tokens the model is scored on. ``xz``: None in runs made before
    it was measured."""

    uniform: float
    unigram: float
    bigram: float
    xz: XzReference | None = None


@dataclass(frozen=True)
class Started(Event):
    """A run begins or goes on. ``step``: where; ``parent``: the run it was forked from, or empty."""

    event: ClassVar[str] = "started"

    run: str
    parameters: int
    device: str
    precision: str
    threads: int
    tokens_train: int
    tokens_val: int
    references: References
    step: int = 0
    vocab_size: int = 0
    text: str = ""
    text_bytes: int = 0


@dataclass(frozen=True)
class Step(Event):
    """One logged step. ``val_loss`` stands where it was measured. ``progress`` is the share of the budget used."""

    event: ClassVar[str] = "step"

    step: int
    tokens: int
    seconds: float
    train_loss: float
    val_loss: float | None
    learning_rate: float
    grad_norm: float
    tokens_per_second: float
    val_bits_per_byte: float | None = None
    progress: float = 0.0
    seconds_left: float | None = None
    steps_expected: int | None = None


@dataclass(frozen=True)
class SampleWritten(Event):
    """What the model wrote during training at that step. ``text`` is the continuation alone."""

    event: ClassVar[str] = "sample"

    step: int
    prompt: str
    text: str


@dataclass(frozen=True)
class CheckpointWritten(Event):
    """A step folder stands complete on disk. ``kind``: a checkpoint can be resumed, a snapshot only read."""

    event: ClassVar[str] = "checkpoint"

    step: int
    path: str
    kind: Literal["checkpoint", "snapshot"] = "checkpoint"


@dataclass(frozen=True)
class Paused(Event):
    event: ClassVar[str] = "paused"

    step: int


@dataclass(frozen=True)
class Resumed(Event):
    event: ClassVar[str] = "resumed"

    step: int


@dataclass(frozen=True)
class TrainDone(Done):
    run: str
    step: int
    val_loss: float | None
    best_val_loss: float | None
    best_step: int | None
    val_bits_per_byte: float | None
    seconds: float
    stopped_by: StoppedBy
    verdict: Verdict | None = None
