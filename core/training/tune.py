"""How a tuning begins: a run that starts with another's network and is taught to answer.

The network gets three tokens more, for the turns; dialogues are laid out in rows, and the text that the other run
learnt from is replayed beside them. From there on it trains as any run does.
"""

import dataclasses
from collections.abc import Generator, Iterator, Sequence

import numpy as np

from core.config import RunConfig, TuningConfig
from core.control import RunControl, Shelf
from core.errors import SettingError, TextError
from core.model.weights import load_grown
from core.paths import Home
from core.protocol import Event, Notice, Progress, Tune
from core.runs import claim_run
from core.runs.folder import RunFolder
from core.runs.learnt import text_facts
from core.runs.names import check_model_name
from core.runs.writing import RunWriter
from core.text.builtin import BUILTIN
from core.text.corpus import gather
from core.text.dialogue import Dialogue
from core.text.dialogues import Dialogues, gather_again, gather_dialogues, pack
from core.text.examination import turn_questions_for
from core.text.prepare import Prepared, TextFacts, prepare, prepare_again
from core.text.references import references
from core.text.tokenizers import TurnTokenizer, load_tokenizer, measure_of, with_turns, without_turns
from core.training.checkpoint import Position
from core.training.fork import begin_with
from core.training.lessons import Lessons, kept_back, validation_rows
from core.training.memory import check_fits
from core.training.parts import gather_parts, resolved, run_info, session
from core.training.state import Parts

PROMPTS = 2


def tune(command: Tune, home: Home, shelf: Shelf, control: RunControl) -> Iterator[Event]:
    """Teach a model to answer. The last event is TrainDone.

    Raises:
        HelloGPTError: run, settings, dialogues, text or home cannot be used; nothing is left behind then.
    """
    if command.name:
        check_model_name(command.name)
    home.make()
    parent = begin_with(home, command.run, command.config)
    tokenizer = with_turns(load_tokenizer(parent.run.tokenizer_folder))
    vocab_size = max(command.config.model.vocab_size, tokenizer.vocab_size)
    config = dataclasses.replace(
        command.config,
        model=dataclasses.replace(command.config.model, vocab_size=vocab_size),
        tuning=command.config.tuning or TuningConfig(),
    )
    config = resolved(config, home)
    check_fits(config)
    facts = text_facts(parent.run)
    sources = command.dialogues or _usual_dialogues(facts.sources)
    dialogues = yield from gather_dialogues(sources, measure_of(tokenizer), control)
    base = yield from _base_text(parent.run, facts, config, home, control)
    lessons, prepared = _prepared(dialogues, base, facts, tokenizer, config, control)
    yield from _told(dialogues, lessons)
    prompts = command.prompts or dialogues.prompts or _first_questions(dialogues.dialogues)
    questions = turn_questions_for(dialogues.facts.sources, measure_of(tokenizer))
    folder = claim_run(home, command.name or parent.run.path.parent.name)
    with RunWriter(folder) as writer:
        writer.write_config(config, run_info(config, prepared, prompts, parent))
        writer.write_text(prepared.facts)
        with writer.new_tokenizer() as place:
            tokenizer.save(place)
        writer.append_event("started", step=0)
        parts = gather_parts(config, prepared, writer, prompts, questions, lessons)
        load_grown(parts.model, parent.weights)
        yield from session(parts, Position(), control, shelf)


def lessons_again(
    folder: RunFolder, config: RunConfig, writer: RunWriter, home: Home, control: RunControl
) -> Generator[Event, None, Parts]:
    """The parts of a tuning that goes on, its dialogues and its base text as they were.

    Raises:
        TextChangedError: they have changed or are gone since.
    """
    facts = text_facts(folder)
    tokenizer = with_turns(load_tokenizer(folder.tokenizer_folder))
    if facts.dialogues is None:
        raise TextError(f"{folder.path / 'text.json'} does not say which dialogues it was taught with.", "Tune anew.")
    dialogues = yield from gather_again(facts.dialogues, measure_of(tokenizer), control)
    base = None
    if _replays(facts, config):
        base = yield from prepare_again(facts, tokenizer.plain, config, home, control)
    lessons, prepared = _prepared(dialogues, base, facts, tokenizer, config, control)
    questions = turn_questions_for(dialogues.facts.sources, measure_of(tokenizer))
    return gather_parts(config, prepared, writer, folder.prompts(), questions, lessons)


def _usual_dialogues(sources: Sequence[str]) -> tuple[str, ...]:
    """Those that belong to the built-in texts a run was trained on."""
    usual = tuple(name for name in sources if name in BUILTIN and BUILTIN[name].dialogues is not None)
    if not usual:
        raise SettingError(
            "No dialogues were given, and there are none that belong to the text of this run.",
            "Name a file: --dialogues FILE (.txt with User: and Model:, .jsonl or .csv).",
        )
    return usual


def _replays(facts: TextFacts, config: RunConfig) -> bool:
    return bool(facts.sources) and config.tuning is not None and config.tuning.replay > 0


def _base_text(
    run: RunFolder, facts: TextFacts, config: RunConfig, home: Home, control: RunControl
) -> Generator[Event, None, Prepared | None]:
    """The text of the run as tokens, to be replayed; None where there is none, or none is wanted."""
    if not _replays(facts, config):
        if config.tuning is not None and config.tuning.replay > 0:
            yield Notice(f"{run.name} came without its text, so nothing of it is replayed.")
        return None
    yield Progress("Reading the text")
    try:
        corpus = yield from gather(facts.sources, home, control, facts.choices, facts.suffixes)
    except TextError as error:
        hint = "Bring the text back, or do without it: --replay 0."
        raise TextError(f"The text of {run.name} cannot be replayed: {error.message}", hint) from error
    tokenizer = load_tokenizer(run.tokenizer_folder)
    prepared = yield from prepare(corpus, config, home, control, without_turns(tokenizer))
    return prepared


def _prepared(
    dialogues: Dialogues,
    base: Prepared | None,
    facts: TextFacts,
    tokenizer: TurnTokenizer,
    config: RunConfig,
    control: RunControl,
) -> tuple[Lessons, Prepared]:
    """What is learnt from, and what is known of it."""
    context = config.model.context_length
    assert config.tuning is not None
    learnt, kept = kept_back(dialogues.dialogues, config.text.val_fraction)
    train, val = (pack(part, tokenizer, context, control) for part in (learnt, kept))
    lessons = Lessons(train, val, None if base is None else base.train, config.tuning.replay)
    inputs, targets = val.batch(validation_rows(val))
    counts = targets >= 0
    scored = targets[counts]
    sizes = np.array([len(tokenizer.token_bytes(i)) for i in range(tokenizer.vocab_size)])
    about = facts if base is None else base.facts
    return lessons, Prepared(
        label=f"{dialogues.facts.label}, dialogues",
        size=dialogues.size,
        tokenizer=tokenizer,
        train=train.stream,
        val=val.stream,
        bytes_per_val_token=max(float(sizes[scored].mean()), 1e-9),
        references=references(train.stream, inputs[counts], scored, config.model.vocab_size),
        prompts=dialogues.prompts,
        facts=dataclasses.replace(about, dialogues=dialogues.facts),
    )


def _told(dialogues: Dialogues, lessons: Lessons) -> Iterator[Notice]:
    """What was assumed of the files, and how many dialogues are too long for the network."""
    yield from (Notice(file.note) for file in dialogues.facts.files if file.note)
    cut = lessons.train.cut + lessons.val.cut
    if cut:
        yield Notice(f"{cut} of {dialogues.facts.dialogues} dialogues are longer than the model sees, and are cut.")


def _first_questions(dialogues: Sequence[Dialogue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(dialogue[0].text for dialogue in dialogues))[:PROMPTS]
