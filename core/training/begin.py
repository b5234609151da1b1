"""How a training begins: a new run from settings and text, or a stopped one from one of its checkpoints.

Both gather the same parts and hand them to the trainer. From here on nothing is chosen any more: what was open in the
settings is resolved, and stands in the run's config.json.
"""

import dataclasses
from collections.abc import Generator, Iterator

from core.config import RunConfig
from core.control import RunControl, Shelf
from core.errors import RunError
from core.model.weights import load_weights
from core.paths import Home
from core.protocol import Event, Notice, Progress, Resume, Train
from core.runs import claim_run, find_run, parse_ref, verify_step
from core.runs.learnt import text_facts
from core.runs.names import check_model_name, model_name_for
from core.runs.writing import RunWriter
from core.text.corpus import default_texts, gather
from core.text.examination import questions_for
from core.text.prepare import Prepared, prepare, prepare_again
from core.text.tokenizers import load_tokenizer
from core.training.checkpoint import Position, load_checkpoint
from core.training.fork import Parent, find_parent
from core.training.memory import check_fits
from core.training.parts import gather_parts, resolved, run_info, session
from core.training.state import State
from core.training.tune import lessons_again

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
    config = resolved(command.config, home)
    prepared = yield from _prepare_text(command, config, home, control, parent)
    if parent is None:
        model = dataclasses.replace(config.model, vocab_size=prepared.tokenizer.vocab_size)
        config = dataclasses.replace(config, model=model)
    check_fits(config)
    questions = questions_for(prepared.facts.sources)
    prompts = command.prompts or prepared.prompts or (_first_words(prepared),)
    folder = claim_run(home, command.name or model_name_for(prepared.label))
    with RunWriter(folder) as writer:
        writer.write_config(config, run_info(config, prepared, prompts, parent))
        writer.write_text(prepared.facts)
        with writer.new_tokenizer() as place:
            prepared.tokenizer.save(place)
        writer.append_event("started", step=0)
        parts = gather_parts(config, prepared, writer, prompts, questions)
        if parent is not None:
            load_weights(parts.model, parent.weights)
        yield from session(parts, Position(), control, shelf)


def resume(command: Resume, home: Home, shelf: Shelf, control: RunControl) -> Iterator[Event]:
    """Go on with a stopped run, from its newest checkpoint or the one that is named, up to its planned budget.

    What the run has beyond that checkpoint is dropped.

    Raises:
        RunError: the run is missing, damaged, in use, finished, or its text has changed.
    """
    folder, _ = find_run(home, command.run)
    with RunWriter(folder) as writer:  # from here on nobody else moves the run on
        step = _checkpoint(home, command.run)
        config = resolved(folder.config(), home)
        if config.tuning is None:
            tokenizer = load_tokenizer(folder.tokenizer_folder)
            prepared = yield from prepare_again(text_facts(folder), tokenizer, config, home, control)
            parts = gather_parts(config, prepared, writer, folder.prompts(), questions_for(prepared.facts.sources))
        else:
            parts = yield from lessons_again(folder, config, writer, home, control)
        position = load_checkpoint(folder.step_folder(step), parts.model, parts.optimizers)
        if State(parts, position, control).used >= 1.0:
            raise RunError(f"{folder.name} has used its whole budget.", "Train a new run to learn longer.")
        if position.waited >= config.training.patience:
            position.waited = 0  # it was out of patience, and is given some more
        writer.resumed_from(position.step, position.best_step)
        yield from session(parts, position, control, shelf)


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


def _first_words(prepared: Prepared) -> str:
    """The first words of the validation text: what samples continue where nobody chose a prompt."""
    text = prepared.tokenizer.decode(prepared.val[:200].tolist())
    return " ".join(text.split()[:PROMPT_WORDS])
