"""How a training begins: a new run from settings and text, or a stopped one from one of its checkpoints.

Both gather the same parts and hand them to the trainer. From here on nothing is chosen any more: what was open in the
settings is resolved, and stands in the run's config.json.
"""

import dataclasses
import platform
from collections.abc import Generator, Iterator

import torch

from core import __version__, machine
from core.config import RunConfig, parameter_count
from core.control import RunControl, Shelf
from core.errors import RunError
from core.model.gpt import build_gpt
from core.model.weights import load_weights
from core.paths import Home
from core.protocol import Event, Notice, Progress, Resume, Started, Train
from core.runs import claim_run, find_run, parse_ref, verify_step
from core.runs.folder import RunInfo
from core.runs.learnt import text_facts
from core.runs.names import check_model_name, model_name_for
from core.runs.writing import RunWriter
from core.text.corpus import default_texts, gather
from core.text.examination import questions_for
from core.text.prepare import Prepared, prepare, prepare_again
from core.text.question import Question
from core.text.tokenizers import load_tokenizer
from core.training.awake import awake
from core.training.batches import Batches
from core.training.checkpoint import Position, load_checkpoint
from core.training.deterministic import deterministic
from core.training.device import prepare_thread
from core.training.exam import write_paper
from core.training.fork import Parent, find_parent
from core.training.hardware import resolve_hardware
from core.training.memory import check_fits
from core.training.optimizers import Optimizers
from core.training.state import Parts, State
from core.training.trainer import Trainer

PROMPT_WORDS = 2


def train(command: Train, home: Home, shelf: Shelf, control: RunControl) -> Iterator[Event]:
    """Train a new run. The last event is TrainDone.

    Raises:
        HelloGPTError: settings, text or home cannot be used; nothing is left behind then.
    """
    if command.name:
        check_model_name(command.name)
    home.make()
    parent = find_parent(home, command) if command.fork else None
    config = _resolved(command.config, home)
    prepared = yield from _prepare_text(command, config, home, control, parent)
    if parent is None:
        model = dataclasses.replace(config.model, vocab_size=prepared.tokenizer.vocab_size)
        config = dataclasses.replace(config, model=model)
    check_fits(config)
    questions = questions_for(prepared.facts.sources)
    prompts = command.prompts or prepared.prompts or (_first_words(prepared),)
    folder = claim_run(home, command.name or model_name_for(prepared.label))
    with RunWriter(folder) as writer:
        writer.write_config(config, _info(config, prepared, prompts, parent))
        writer.write_text(prepared.facts)
        with writer.new_tokenizer() as place:
            prepared.tokenizer.save(place)
        writer.append_event("started", step=0)
        parts = _gather(config, prepared, writer, prompts, questions)
        if parent is not None:
            load_weights(parts.model, parent.weights)
        yield from _session(parts, Position(), control, shelf)


def resume(command: Resume, home: Home, shelf: Shelf, control: RunControl) -> Iterator[Event]:
    """Go on with a stopped run, from its newest checkpoint or the one that is named, up to its planned budget.

    What the run has beyond that checkpoint is dropped.

    Raises:
        RunError: the run is missing, damaged, in use, finished, or its text has changed.
    """
    folder, _ = find_run(home, command.run)
    with RunWriter(folder) as writer:  # from here on nobody else moves the run on
        step = _checkpoint(home, command.run)
        config = _resolved(folder.config(), home)
        prepared = yield from prepare_again(text_facts(folder), folder.tokenizer_folder, config, home, control)
        parts = _gather(config, prepared, writer, folder.prompts(), questions_for(prepared.facts.sources))
        position = load_checkpoint(folder.step_folder(step), parts.model, parts.optimizers)
        if State(parts, position, control).used >= 1.0:
            raise RunError(f"{folder.name} has used its whole budget.", "Train a new run to learn longer.")
        if position.waited >= config.training.patience:
            position.waited = 0  # it was out of patience, and is given some more
        writer.resumed_from(position.step, position.best_step)
        yield from _session(parts, position, control, shelf)


def _checkpoint(home: Home, reference: str) -> int:
    """The checkpoint that RUN or RUN@STEP names, every file of it as it was written."""
    folder, step = find_run(home, reference)
    whole = [stop.step for stop in folder.steps() if stop.kind == "checkpoint"]
    if parse_ref(reference).step == "latest":
        # Also one whose manifest is damaged: passed over, it would be dropped without a word.
        there = [n for n in folder.step_numbers() if n in whole or (folder.step_folder(n) / "state.json").exists()]
        step = max(there, default=None)
    if step is None:
        raise RunError(f"{folder.name} has no checkpoint to go on from.", "Train a new run.")
    before = [number for number in whole if number < step]
    try:
        verify_step(folder.step_folder(step))
    except RunError as error:
        if not before:
            raise RunError(error.message, "Train a new run: there is no checkpoint before it.") from error
        hint = f"Resume from the checkpoint before it: --resume {folder.name}@{before[-1]}."
        raise RunError(error.message, hint) from error
    if step not in whole:
        raise RunError(
            f"Step {step} of {folder.name} is a snapshot, which cannot be resumed.",
            f"Checkpoints stand at: {', '.join(map(str, whole))}." if whole else "Train a new run.",
        )
    return step


def _resolved(config: RunConfig, home: Home) -> RunConfig:
    """With the hardware decided, and the calling thread set up for it."""
    training = resolve_hardware(config.training, home)
    prepare_thread(training.threads)
    return dataclasses.replace(config, training=training)


def _prepare_text(
    command: Train, config: RunConfig, home: Home, control: RunControl, parent: Parent | None
) -> Generator[Event, None, Prepared]:
    yield Progress("Reading the text")
    tokenizer = load_tokenizer(parent.run.tokenizer_folder) if parent is not None else None
    facts = text_facts(parent.run) if parent is not None and not command.texts else None
    if facts is not None:
        choices = command.choices or facts.choices
        corpus = yield from gather(facts.sources, home, control, choices, facts.suffixes)
    else:
        corpus = yield from gather(command.texts or default_texts(home), home, control, command.choices)
    for file in corpus.files:
        if file.note:
            yield Notice(file.note)
    for sentence in corpus.left_out:
        yield Notice(sentence, "It is left out.")
    prepared = yield from prepare(corpus, config, home, control, tokenizer)
    return prepared


def _gather(
    config: RunConfig,
    prepared: Prepared,
    writer: RunWriter,
    prompts: tuple[str, ...],
    questions: tuple[Question, ...],
) -> Parts:
    """Network, optimisers and batches, made from the seed alone."""
    training = config.training
    torch.manual_seed(training.seed)
    model = build_gpt(config.model, torch.Generator().manual_seed(training.seed))
    model.set_attention_form(training.attention_form)
    model.to(training.device)
    optimizers = Optimizers(list(model.named_parameters()), training)
    batches = Batches(prepared, config.model.context_length, training.batch_size, training.seed)
    paper = write_paper(questions, prepared.tokenizer, config.model.context_length)
    return Parts(config, prepared, writer, model, optimizers, batches, prompts, paper)


def _session(parts: Parts, position: Position, control: RunControl, shelf: Shelf) -> Iterator[Event]:
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


def _info(config: RunConfig, prepared: Prepared, prompts: tuple[str, ...], parent: Parent | None) -> RunInfo:
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


def _first_words(prepared: Prepared) -> str:
    """The first words of the validation text: what samples continue where nobody chose a prompt."""
    text = prepared.tokenizer.decode(prepared.val[:200].tolist())
    return " ".join(text.split()[:PROMPT_WORDS])
