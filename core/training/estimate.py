"""What a training will need and how long it will take, before it begins.

Memory is worked out from its shape, the times of its parts are measured on this computer (``measuring.py``), the text
is gauged from a sample, and what comes beside the steps is counted as the trainer does it (``cadence.looks``).
"""

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.config import RunConfig, Value, parameter_count
from core.control import RunControl, Shelf
from core.paths import Home
from core.protocol import Estimate, EstimateDone, Event, Progress, TextChoice
from core.runs import find_run
from core.runs.learnt import text_facts
from core.text.corpus import Corpus, default_texts, gather
from core.text.examination import questions_for
from core.text.formats import SUFFIXES
from core.text.gauge import Gauge, gauge
from core.text.tokenizers import load_tokenizer
from core.text.windows import check_length, epoch_length
from core.training.between.sampling import SAMPLE_TOKENS
from core.training.cadence import Looks, looks
from core.training.device import prepare_thread
from core.training.hardware import resolve_hardware
from core.training.measuring import measure_pace
from core.training.memory import block_matrices, free_memory, training_memory, what_fits, with_settings
from core.training.notebook import Notebook
from core.training.others import BUSY
from core.training.pace import Disk, Pace, pace_key
from core.training.rule import choose_size
from core.training.trainer import LOG_SECONDS

# Bytes of a checkpoint for each parameter: weights, and the optimisers' state.
WEIGHTS, MOMENTS = 4, 8
# Reading without learning takes about this share of a pass forward and backward.
FORWARD = 1 / 3


class Estimator:
    """Answers Estimate. Keeps what it has found about texts as long as the program runs."""

    def __init__(self, home: Home, shelf: Shelf) -> None:
        self._home, self._shelf = home, shelf
        self._notebook = Notebook(home)
        self._gauges: dict[object, Gauge] = {}
        self._paces: dict[str, Pace] = {}
        self._read: tuple[object, Corpus] | None = None

    def run(self, command: Estimate, control: RunControl) -> Iterator[Event]:
        """The last event is EstimateDone.

        Raises:
            HelloGPTError: settings or text cannot be used.
            Interrupted: a stop was asked for.
        """
        training = resolve_hardware(command.config.training, self._home)
        config = replace(command.config, training=training)
        prepare_thread(1 if self._shelf.training is not None else training.threads)
        text = yield from self._gauge(command, config, control)
        config = replace(config, model=replace(config.model, vocab_size=text.vocab_size))
        chosen: dict[str, Value] = {}
        if command.by_time and not command.fork:
            chosen = yield from self._choose(config, text, control)
            config = with_settings(config, chosen)
        needed, free = training_memory(config), free_memory(training.device)
        pace, beside = None, False
        if needed <= free:
            pace, beside = yield from self._pace(config, command.again, control)
        yield self._said(config, text, chosen, pace, (needed, free), beside)

    # ---- what it rests on ----

    def _gauge(self, command: Estimate, config: RunConfig, control: RunControl) -> Generator[Event, None, Gauge]:
        yield Progress("Reading the text")
        parent = find_run(self._home, command.fork)[0] if command.fork else None
        facts = text_facts(parent) if parent is not None and not command.texts else None
        texts, choices = command.texts or default_texts(self._home), command.choices
        if facts is not None:
            texts, choices = facts.sources, command.choices or facts.choices
        corpus = yield from self._corpus(texts, choices, facts.suffixes if facts else tuple(SUFFIXES), control)
        wanted = (config.text, config.model.vocab_size, command.fork, self._read[0] if self._read else None)
        if wanted not in self._gauges:
            tokenizer = load_tokenizer(parent.tokenizer_folder) if parent is not None else None
            self._gauges[wanted] = yield from gauge(corpus, config, self._home, control, tokenizer)
        found = self._gauges[wanted]
        check_length(found.tokens_train, config.model.context_length, "training")
        return replace(found, asked=_asked(texts, corpus, found))

    def _corpus(
        self, texts: tuple[str, ...], choices: tuple[TextChoice, ...], suffixes: tuple[str, ...], control: RunControl
    ) -> Generator[Event, None, Corpus]:
        """The texts as they were read last, if they still look as they did then."""
        looks_now = (texts, choices, suffixes, tuple(_state(Path(text).expanduser()) for text in texts))
        if self._read is None or self._read[0] != looks_now:
            self._read = (looks_now, (yield from gather(texts, self._home, control, choices, suffixes)))
        return self._read[1]

    def _choose(self, config: RunConfig, text: Gauge, control: RunControl) -> Generator[Event, None, dict[str, Value]]:
        """Layers, width and heads for the budget's time, from the speed of the network as it is."""
        pace, _ = yield from self._pace(config, False, control)
        seconds = _seconds_of_steps(config, text, pace, self._notebook.disk())
        work = flops_of_token(config) * _tokens_of_step(config) / _seconds_of_step(config, pace)
        return choose_size(config.model, work * seconds, text.tokens_train)

    def _pace(self, config: RunConfig, again: bool, control: RunControl) -> Generator[Event, None, tuple[Pace, bool]]:
        """What is remembered of such a training, else what is measured now, and whether a training ran beside it.

        Beside a training one thread measures, and nothing is kept; on a busy computer only while the program runs.
        """
        key = pace_key(config)
        known = None if again else self._notebook.pace(key) or self._paces.get(key)
        if known is not None:
            return known, False
        yield Progress("Measuring this computer")
        beside = self._shelf.training is not None
        prepare_thread(1 if beside else config.training.threads)
        pace = measure_pace(config, control)
        beside = beside or self._shelf.training is not None
        if not beside:
            self._paces[key] = pace
            if pace.others <= BUSY:
                self._notebook.keep_pace(key, pace)
        return pace, beside

    # ---- what is said ----

    def _said(
        self,
        config: RunConfig,
        text: Gauge,
        chosen: dict[str, Value],
        pace: Pace | None,
        memory: tuple[int, int],
        beside: bool,
    ) -> EstimateDone:
        needed, free = memory
        fits = needed <= free
        course = _course(config, text, pace, self._notebook.disk()) if pace is not None else None
        return EstimateDone(
            parameters=parameter_count(config.model, config.model.vocab_size),
            memory=needed,
            seconds_per_step=course.step if course else None,
            tokens_per_second=_tokens_of_step(config) / course.step if course else None,
            steps=course.steps if course else None,
            seconds=course.seconds + text.seconds if course else None,
            epochs=course.steps * _tokens_of_step(config) / max(1, text.tokens_train - 1) if course else None,
            seconds_preparing=text.seconds,
            tokens_train=text.tokens_train,
            vocab_size=text.vocab_size,
            device=config.training.device,
            precision=config.training.precision,
            memory_free=free,
            fits=fits,
            would_fit=() if fits else what_fits(config, free),
            settings=chosen,
            measured=pace.measured if pace is not None else "",
            beside_training=beside,
            others=pace.others if pace is not None else 0.0,
        )


@dataclass(frozen=True)
class _Course:
    """How a run will go. ``step``: seconds of one; ``seconds``: of all, with what is looked at and kept."""

    steps: int
    step: float
    seconds: float


def _course(config: RunConfig, text: Gauge, pace: Pace, disk: Disk) -> _Course:
    training, step = config.training, _seconds_of_step(config, pace)
    if training.minutes:
        budget = 60 * training.minutes
        beside = _beside(config, text, pace, disk, max(1, int(budget / step)), budget)
        steps = max(1, math.ceil((budget - beside) / step))
        return _Course(steps, step, max(budget, step) + _last_look(config, text, pace, disk))
    steps = _planned_steps(config, text)
    return _Course(steps, step, steps * step + _beside(config, text, pace, disk, steps, steps * step))


def _planned_steps(config: RunConfig, text: Gauge) -> int:
    training, model = config.training, config.model
    if training.steps:
        return training.steps
    windows = training.epochs * epoch_length(text.tokens_train, model.context_length, training.seed, 0)
    return max(1, math.ceil(windows / (training.batch_size * training.grad_accumulation)))


def _seconds_of_steps(config: RunConfig, text: Gauge, pace: Pace, disk: Disk) -> float:
    """What the budget leaves for steps."""
    course = _course(config, text, pace, disk)
    return course.steps * course.step


def _seconds_of_step(config: RunConfig, pace: Pace) -> float:
    """A step with its share of what is logged; where steps are quick not each is."""
    step = config.training.grad_accumulation * pace.pass_ + pace.step
    return step + pace.log * min(1.0, step / LOG_SECONDS)


def _tokens_of_step(config: RunConfig) -> int:
    training = config.training
    return training.batch_size * training.grad_accumulation * config.model.context_length


def _beside(config: RunConfig, text: Gauge, pace: Pace, disk: Disk, steps: int, seconds: float) -> float:
    """Seconds of everything but the steps: looking, writing samples, keeping."""
    counted: Looks = looks(config.training, steps, seconds)
    weights, checkpoint = _sizes(config)
    sample = pace.layout + pace.token * min(SAMPLE_TOKENS, config.sampling.max_new_tokens)
    return (
        counted.evaluations * pace.evaluation
        + counted.samples * sample
        + counted.exams * _seconds_of_exam(config, text, pace)
        + counted.snapshots * (disk.folder + weights * disk.byte)
        + counted.checkpoints * (disk.folder + checkpoint * disk.byte)
    )


def _last_look(config: RunConfig, text: Gauge, pace: Pace, disk: Disk) -> float:
    """What comes after the clock has run out."""
    sample = pace.layout + pace.token * SAMPLE_TOKENS
    kept = disk.folder + _sizes(config)[1] * disk.byte
    return pace.evaluation + sample + _seconds_of_exam(config, text, pace) + kept


def _seconds_of_exam(config: RunConfig, text: Gauge, pace: Pace) -> float:
    """All questions read once."""
    read = text.asked / (config.training.batch_size * config.model.context_length)
    return FORWARD * pace.pass_ * read


def _asked(texts: tuple[str, ...], corpus: Corpus, text: Gauge) -> int:
    """About how many tokens the questions that belong to a text have."""
    letters = sum(len(question.prompt) + len(question.answer) for question in questions_for(texts))
    return round(letters * (text.tokens_train + text.tokens_val) / max(1, corpus.characters))


def _sizes(config: RunConfig) -> tuple[int, int]:
    """Bytes of a snapshot and of a checkpoint."""
    parameters = parameter_count(config.model, config.model.vocab_size)
    muon = block_matrices(config.model) if config.training.optimizer == "muon" else 0
    return WEIGHTS * parameters, (WEIGHTS + MOMENTS) * parameters - MOMENTS // 2 * muon


def flops_of_token(config: RunConfig) -> float:
    """Floating-point operations of a training step for each token (Kaplan et al. 2020)."""
    model = config.model
    return 6 * products(config) + 12 * model.n_layers * model.d_model * model.context_length


def products(config: RunConfig) -> int:
    """Numbers that each token meets in products: block matrices and head."""
    return block_matrices(config.model) + config.model.vocab_size * config.model.d_model


def _state(path: Path) -> object:
    """What tells that a file, or every file of a folder, is the same as a moment ago."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path] if path.is_file() else []
    return tuple((str(file), (about := file.stat()).st_mtime_ns, about.st_size) for file in files)
