"""What passes through the engine's door: commands in, events out.

Frozen dataclasses of plain values and numpy arrays. Every command is answered by a stream of events, and the last of
them is always named ``done`` or ``failed``. Losses are in nats per token, times in seconds of training over all
sessions without pauses, sizes in bytes.
"""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np

from core.config import RunConfig, SamplingConfig

Lane = Literal["train", "ask"]
StoppedBy = Literal["budget", "user", "patience", "not_finite"]


# ---- commands -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Command:
    """A request to the engine. ``lane`` says which of the two engine threads it belongs to."""

    lane: ClassVar[Lane] = "ask"


@dataclass(frozen=True)
class Hello(Command):
    """What can this machine do? Answered by Ready."""


@dataclass(frozen=True)
class LookAtText(Command):
    """Read the texts and say what is in them, without tokenizing. Answered by TextDone."""

    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Train(Command):
    """Train a new run. ``texts``: files, folders and built-in names; empty means data/, else the built-in text.

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


@dataclass(frozen=True)
class Resume(Command):
    """Go on with a stopped or interrupted run, up to the budget it was planned for.

    ``run`` is RUN, or RUN@STEP to go on from an earlier checkpoint and drop what the run has beyond it.
    """

    lane: ClassVar[Lane] = "train"

    run: str


@dataclass(frozen=True)
class Sample(Command):
    """Continue a prompt. ``run`` is RUN[@STEP] as in the terminal; the step may also be ``live``.

    ``count``: how many continuations are written side by side, with one seed each from ``sampling.seed`` on. A single
    one comes token by token, several come whole.
    """

    run: str
    prompt: str = ""
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    count: int = 1


@dataclass(frozen=True)
class Inspect(Command):
    """Show one view of the model at work on a prompt.

    ``prompt`` None: what the run itself wrote last. ``at``: the token that is asked about, counted from 0 in those
    the model sees; None is the last. ``sampling`` matters to views that show odds.
    """

    run: str
    view: str = "attention"
    prompt: str | None = ""
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    at: int | None = None


@dataclass(frozen=True)
class Export(Command):
    """Let a model leave. ``run``: RUN[@STEP]; ``to``: one of ``config.FORMS``; ``number_type``: one of
    ``config.NUMBER_TYPES``, of a GGUF's matrices."""

    run: str
    to: str
    path: str
    number_type: str = "f32"


@dataclass(frozen=True)
class Import(Command):
    """Make a run of a Hugging Face folder or of a zip of a run. ``name``: what to call the model."""

    path: str
    name: str


# ---- events ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """Something the engine says. ``event`` is its name in the terminal's JSON."""

    event: ClassVar[str] = "event"


@dataclass(frozen=True)
class Progress(Event):
    """Long work before the first step. ``fraction``: 0…1 of the stage; both it and ``seconds_left`` may be unknown."""

    event: ClassVar[str] = "progress"

    stage: str
    fraction: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True)
class Notice(Event):
    """Something the person should know, that does not stop the work."""

    event: ClassVar[str] = "notice"

    message: str
    hint: str = ""


@dataclass(frozen=True)
class References:
    """Losses that need no network, on the validation tokens the model is scored on."""

    uniform: float
    unigram: float
    bigram: float


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
class Token(Event):
    """One token of an answer as it is written.

    ``text``: the characters that became complete with it (may be empty inside a multi-byte character).
    ``probability``: under the model's own odds, before any sampling rule; ``rank``: 1 is the likeliest;
    ``entropy``: of those odds, in bits; ``alternatives``: the likeliest tokens as (text, probability).
    """

    event: ClassVar[str] = "token"

    token_id: int
    text: str
    probability: float
    rank: int
    entropy: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Failed(Event):
    """The request could not be carried out. ``exit_code``: 2 the request is wrong, 1 a fault of ours, 3 stopped.

    ``offers``: "fork" where that is the way out.
    """

    event: ClassVar[str] = "failed"

    message: str
    hint: str = ""
    exit_code: int = 2
    details: str = ""
    offers: str = ""


@dataclass(frozen=True)
class Done(Event):
    """The last event of a command that was carried out."""

    event: ClassVar[str] = "done"


@dataclass(frozen=True)
class Ready(Done):
    """The engine has loaded. ``memory_used`` and ``memory_total`` in bytes."""

    device: str
    precision: str
    threads: int
    memory_used: int
    memory_total: int


@dataclass(frozen=True)
class TextFile:
    """One source as it was read. ``note``: what was assumed about it, or empty."""

    name: str
    path: str
    size: int
    encoding: str
    note: str = ""


@dataclass(frozen=True)
class TextDone(Done):
    """What the texts hold. ``label``: what to call them; ``builtin``: whether it is a built-in text; ``left_out``:
    a sentence for each file of a folder that is no text."""

    label: str
    summary: str
    builtin: bool
    files: tuple[TextFile, ...]
    size: int
    characters: int
    words: int
    left_out: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class Continuation(Event):
    """One of several continuations of a prompt."""

    event: ClassVar[str] = "continuation"

    number: int
    text: str
    token_ids: tuple[int, ...]
    seed: int
    stopped_by: Literal["length", "user", "end_of_text"] = "length"


@dataclass(frozen=True)
class SampleDone(Done):
    """``text`` and ``token_ids`` are the continuation alone, of several the first; the speed is that of all."""

    run: str
    step: int
    text: str
    token_ids: tuple[int, ...]
    seed: int
    tokens_per_second: float
    stopped_by: Literal["length", "user", "end_of_text"] = "length"


@dataclass(frozen=True)
class AttentionResult:
    """``pattern``: L H T T, weights from the asking token (row) to the tokens it sees (column); the future is 0.

    ``habits``: what each head does most on this prompt, by layer and head.
    """

    pattern: np.ndarray
    habits: tuple[tuple["HeadHabit", ...], ...] = ()


@dataclass(frozen=True)
class HeadHabit:
    """Where a head looks: ``mean`` is the weight that goes there, averaged over the tokens for which it exists."""

    target: Literal["itself", "the token before it", "the first token"]
    mean: float


@dataclass(frozen=True)
class Candidate:
    """A token that could come next.

    ``probability``: after temperature and rules (0 where a rule cut it); ``model_probability``: softmax of the logits.
    """

    id: int
    token: str
    probability: float
    logit: float
    model_probability: float = 0.0
    kept: bool = True


@dataclass(frozen=True)
class NextTokenResult:
    """``candidates``: the likeliest, best first; ``kept``: how many of the whole vocabulary the rules leave;
    ``entropy``: of the model's own odds, in bits; ``came``: the token that really follows in the prompt, if one does.
    """

    candidates: tuple[Candidate, ...]
    kept: int
    entropy: float
    came: Candidate | None = None


@dataclass(frozen=True)
class InspectDone(Done):
    """``tokens``: the prompt's tokens as text (those the model sees); ``token_ids``: their ids; ``at``: the token
    asked about; ``next_tokens``: the likeliest after the last one, with their odds under the model alone."""

    run: str
    step: int
    view: str
    tokens: tuple[str, ...]
    result: AttentionResult | NextTokenResult
    token_ids: tuple[int, ...] = ()
    prompt: str = ""
    at: int = 0
    context_length: int = 0
    next_tokens: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class ExportDone(Done):
    """``path``: what was written, ``size`` bytes; ``opens_with``: a command that opens it there."""

    run: str
    step: int
    path: str
    size: int
    opens_with: str


@dataclass(frozen=True)
class ImportDone(Done):
    """``note``: what is otherwise than it was there, or empty."""

    run: str
    parameters: int
    note: str = ""
