"""The parts of a training, gathered the same way whatever it begins with, and the session that trains them."""

import dataclasses
import platform
from collections.abc import Iterator

import torch

from core import __version__, machine
from core.config import RunConfig, parameter_count
from core.control import RunControl, Shelf
from core.model.gpt import build_gpt
from core.paths import Home
from core.protocol import Event, Started
from core.runs.folder import RunInfo
from core.runs.writing import RunWriter
from core.text.prepare import Prepared
from core.text.question import Question
from core.text.tokenizers import TurnTokenizer
from core.training.awake import awake
from core.training.batches import Batches
from core.training.checkpoint import Position
from core.training.deterministic import deterministic
from core.training.device import prepare_thread
from core.training.exam import write_paper
from core.training.fork import Parent
from core.training.hardware import resolve_hardware
from core.training.lessons import LessonBatches, Lessons
from core.training.optimizers import Optimizers
from core.training.state import Parts
from core.training.trainer import Trainer


def resolved(config: RunConfig, home: Home) -> RunConfig:
    """With the hardware decided, and the calling thread set up for it."""
    training = resolve_hardware(config.training, home)
    prepare_thread(training.threads)
    return dataclasses.replace(config, training=training)


def gather_parts(
    config: RunConfig,
    prepared: Prepared,
    writer: RunWriter,
    prompts: tuple[str, ...],
    questions: tuple[Question, ...],
    lessons: Lessons | None = None,
) -> Parts:
    """Network, optimisers and batches, made from the seed alone. ``lessons``: what a tuning learns from."""
    training = config.training
    torch.manual_seed(training.seed)
    model = build_gpt(config.model, torch.Generator().manual_seed(training.seed))
    model.set_attention_form(training.attention_form)
    model.to(training.device)
    optimizers = Optimizers(list(model.named_parameters()), training)
    about = config.model.context_length, training.batch_size, training.seed
    batches = Batches(prepared, *about) if lessons is None else LessonBatches(prepared, lessons, *about)
    tokenizer = prepared.tokenizer
    template = tokenizer.template if lessons is not None and isinstance(tokenizer, TurnTokenizer) else None
    paper = write_paper(questions, tokenizer, config.model.context_length, template)
    return Parts(config, prepared, writer, model, optimizers, batches, prompts, paper, template)


def session(parts: Parts, position: Position, control: RunControl, shelf: Shelf) -> Iterator[Event]:
    """Say that it begins, then train; the shelf is open meanwhile."""
    training, prepared = parts.config.training, parts.prepared
    yield Started(
        run=parts.writer.folder.name,
        parameters=_parameters(parts.config),
        device=training.device,
        precision=training.precision,
        threads=training.threads,
        tokens_train=len(prepared.train),
        tokens_val=len(prepared.val),
        references=prepared.references,
        step=position.step,
        vocab_size=parts.config.model.vocab_size,
        text=prepared.label,
        text_bytes=prepared.size,
    )
    shelf.open(parts.writer.folder.name)
    try:
        with deterministic(training.deterministic), awake():
            yield from Trainer(parts, position, control, shelf).run()
    finally:
        shelf.close()


def run_info(config: RunConfig, prepared: Prepared, prompts: tuple[str, ...], parent: Parent | None) -> RunInfo:
    """What config.json says beside the settings."""
    return RunInfo(
        parameters=_parameters(config),
        tokens_train=len(prepared.train),
        tokens_val=len(prepared.val),
        references=prepared.references,
        text=prepared.label,
        text_bytes=prepared.size,
        bytes_per_val_token=prepared.bytes_per_val_token,
        prompts=prompts,
        parent=parent.name if parent else "",
        machine=machine.described(),
        versions={"hellogpt": __version__, "torch": str(torch.__version__), "python": platform.python_version()},
    )


def _parameters(config: RunConfig) -> int:
    return parameter_count(config.model, config.model.vocab_size)
