"""The only door into everything: ``Engine.run(command, control)`` yields events, the last is done or failed.

Each lane has an engine of its own in its own thread; they share run folders and a shelf. A fault inside becomes a
Failed event: a HelloGPTError with its own sentence, anything else as a fault of ours with its traceback.
"""

import contextlib
import functools
import gc
import logging
import traceback
from collections.abc import Generator, Iterator
from pathlib import Path

from core import protocol as said
from core.chat import Copying, answer, ask_two, continuations, filmstrip, pasted, read, read_prompt, sit_exam
from core.chat.talk import saying_what_is_seen
from core.config import FORMS, NUMBER_TYPES, VIEWS, TrainingConfig
from core.control import Interrupted, RunControl, Shelf
from core.errors import HelloGPTError, RunError, SettingError
from core.exchange import bring_in, export
from core.experiments import carry_out, go_on, list_experiments
from core.inspection import Asked, Memory, Origin, Subject, look, prove
from core.machine import memory, physical_cores
from core.model.loading import LoadedModel, load_live, load_step
from core.model.operating import Operating
from core.model.quickest import Quickest
from core.paths import Home
from core.runs import RunFolder, find_run
from core.runs.learnt import text_facts
from core.runs.queue import queue
from core.text.corpus import gather
from core.text.download import get
from core.text.examination import as_turns, questions_for, turn_questions_for
from core.text.looking import look_at
from core.text.own_questions import read_questions
from core.text.pasted import keep_text
from core.text.statistics import look_inside
from core.text.tokenizers import measure_of
from core.training import begin, device, hardware, tune
from core.training.estimate import Estimator

log = logging.getLogger(__name__)
MOST_TEXTS = 256
KEPT_LOADED = 2  # two are compared
# A prompt to begin with when nobody has written one: long enough to see heads differ, short enough to read.
OPENING_WORDS = 10


class Engine:
    """Carries out commands, one after another, in the thread that calls ``run``."""

    def __init__(self, home: Home, shelf: Shelf | None = None) -> None:
        self._home = home
        self._shelf = shelf or Shelf()
        self._loaded: list[LoadedModel] = []
        self._estimator = Estimator(home, self._shelf)
        self._copying = Copying(home)
        self._operating = Operating(home)
        self._quickest = Quickest(home.artifacts)
        self._memory = Memory()

    def run(self, command: said.Command, control: RunControl) -> Iterator[said.Event]:
        """Carry out one command. Never raises; never abandons: a stop goes through ``control``."""
        try:
            yield from self._answer(command, control)
        except HelloGPTError as error:
            yield said.Failed(error.message, error.hint, error.exit_code, offers=error.offers)
        except Interrupted:
            yield said.Failed("Stopped before anything was made.", "", 3)
        except Exception as error:
            log.exception("%s failed", type(command).__name__)
            yield said.Failed(
                f"Something went wrong inside HelloGPT: {type(error).__name__}: {error}",
                "Your runs are safe. The details help whoever mends it.",
                1,
                traceback.format_exc(),
            )
        finally:
            device.let_helpers_go()

    def _answer(self, command: said.Command, control: RunControl) -> Iterator[said.Event]:
        match command:
            case said.Hello():
                return self._hello()
            case said.LookAtText(texts, choices):
                return look_at(texts, self._home, control, choices)
            case said.KeepText():
                return iter((keep_text(command, self._home),))
            case said.Get():
                return get(command, self._home, control)
            case said.LookInside():
                return look_inside(command, self._home, control)
            case said.Train():
                return begin.train(command, self._home, self._shelf, control)
            case said.Resume():
                return begin.resume(command, self._home, self._shelf, control)
            case said.Tune():
                return tune.tune(command, self._home, self._shelf, control)
            case said.Estimate():
                return self._estimator.run(command, control)
            case said.RunExperiment():
                return carry_out(command, self._home, self._shelf, control)
            case said.ContinueExperiment():
                return go_on(command, self._home, self._shelf, control)
            case said.ListExperiments():
                experiments, left_out = list_experiments(self._home)
                return iter((said.ExperimentsListed(tuple(experiments), tuple(left_out)),))
            case said.ShowQueue() | said.AddToQueue() | said.ArrangeQueue() | said.NoteTrouble():
                return iter((queue(command, self._home),))
            case said.Sample():
                return self._sample(command, control)
            case said.FindCopied():
                return self._copying.find(command, control)
            case said.AskTwo():
                return self._ask_two(command, control)
            case said.Filmstrip():
                return self._filmstrip(command, control)
            case said.Inspect():
                return self._inspect(command, control)
            case said.Prove():
                return self._prove(command, control)
            case said.Read():
                return self._read(command, control)
            case said.Exam():
                return self._exam(command, control)
            case said.Export():
                return self._export(command, control)
            case said.Import():
                return iter((bring_in(command, self._home, control),))
        raise SettingError(f"The engine does not know {type(command).__name__}.")

    def _hello(self) -> Iterator[said.Event]:
        found = hardware.resolve_hardware(TrainingConfig(), self._home)
        yield said.Ready(found.device, found.precision, found.threads, *memory())
        # The first optimiser asks for this, which takes a second; now hardly anybody waits.
        import torch._dynamo  # noqa: F401

        _settle()

    def _sample(self, command: said.Sample, control: RunControl) -> Iterator[said.Event]:
        if not 1 <= command.count <= MOST_TEXTS:
            raise SettingError(
                f"{command.count} continuations (--count) cannot be written at once.", f"Ask for 1 to {MOST_TEXTS}."
            )
        if command.first and command.count > 1:
            raise SettingError("Several continuations cannot begin with chosen tokens.", "Ask for a single one.")
        loaded = yield from self._operating.operated(self._load(command.run, control), command.surgery, control)
        prompt = read_prompt(loaded, command.prompt, command.parts, command.sampling.keep_first)
        yield from prompt.notices
        yield prompt.seen
        if command.count == 1:
            writing = answer(loaded, prompt.ids, command.sampling, control, command.first, prompt.turns)
            writing = saying_what_is_seen(writing, loaded.decoder(command.sampling.weights), prompt.talk)
            if command.find_copied is not None:
                folder, _ = find_run(self._home, loaded.run)
                writing = self._copying.beside(folder, writing, command.find_copied, command.written, control)
            yield from writing
        else:
            how = (command.sampling, command.count, control, prompt.turns, command.growing)
            yield from continuations(loaded, prompt.ids, *how)

    def _ask_two(self, command: said.AskTwo, control: RunControl) -> Iterator[said.Event]:
        first, second = (self._load(side.run, control) for side in (command.first, command.second))
        yield from ask_two(first, second, command, control)

    def _filmstrip(self, command: said.Filmstrip, control: RunControl) -> Iterator[said.Event]:
        self._make_room()
        folder, last = find_run(self._home, command.run)
        if last is None:
            raise _no_step(folder)
        stops = [stop for stop in folder.steps() if stop.step <= last]
        yield from filmstrip(folder, stops, command, self._quickest, control)

    def _inspect(self, command: said.Inspect, control: RunControl) -> Iterator[said.Event]:
        asked, _, _ = yield from self._asked(command, control)
        yield from asked.notices
        yield from look(asked)

    def _prove(self, command: said.Prove, control: RunControl) -> Iterator[said.Event]:
        asked, whole, operated = yield from self._asked(command.inspect, control)
        yield from asked.notices
        yield prove(asked, whole, operated, command.path)

    def _asked(
        self, command: said.Inspect, control: RunControl
    ) -> Generator[said.Event, None, tuple[Asked, LoadedModel, LoadedModel]]:
        """The question, with the network as it was trained and as it is looked at."""
        if command.view not in VIEWS:
            raise SettingError(f"There is no view {command.view!r}.", f"Choose one of: {', '.join(VIEWS)}.")
        whole = self._load(command.run, control)
        control.check()
        loaded = yield from self._operating.operated(whole, command.surgery, control)
        run, _ = find_run(self._home, loaded.run)
        words = last_written(run) if command.prompt is None else command.prompt
        prompt = read_prompt(loaded, words, command.parts, command.sampling.keep_first, as_turn=False)
        origin = Origin(self._home, run, loaded.step)
        last = len(prompt.ids) - 1
        at = last if command.looking.at < 0 else min(command.looking.at, last)
        rules = (command.sampling, command.looking)
        means = None
        if command.surgery.ablation == "mean":
            with contextlib.suppress(SettingError):  # without text for them; who has switched something off heard so
                means = yield from self._operating.means(whole, control)
        surgery = (command.surgery, None if loaded is whole else whole.model, means)
        about = (*rules, origin, control, self._memory, *surgery)
        subject = Subject(loaded.model, loaded.tokenizer, tuple(prompt.ids), at, *about)
        return Asked(command.view, words, subject, prompt.notices), whole, loaded

    def _read(self, command: said.Read, control: RunControl) -> Iterator[said.Event]:
        if command.file:
            documents = (yield from gather((command.file,), self._home, control)).documents
        else:
            document, notices = pasted(command.text)
            documents = (document,)
            yield from notices
        yield from read(self._load(command.run, control), documents, command.shown, control)

    def _exam(self, command: said.Exam, control: RunControl) -> Iterator[said.Event]:
        folder, _ = find_run(self._home, command.run.removesuffix("@live"))
        facts, loaded = text_facts(folder), self._load(command.run, control)
        if command.questions:
            questions = read_questions(Path(command.questions).expanduser())
            questions = questions if loaded.template is None else as_turns(questions)
        else:
            dialogues = facts.dialogues.sources if facts.dialogues is not None else ()
            questions = turn_questions_for(dialogues, measure_of(loaded.tokenizer)) or questions_for(facts.sources)
        yield from sit_exam(loaded, questions, control)

    def _export(self, command: said.Export, control: RunControl) -> Iterator[said.Event]:
        for value, known in ((command.to, FORMS), (command.number_type, NUMBER_TYPES)):
            if value not in known:
                raise SettingError(f"There is no form {value!r}.", f"Choose one of: {', '.join(known)}.")
        folder, step = find_run(self._home, command.run)
        yield export(command, folder, step, lambda: self._load(command.run, control), control)

    def _load(self, reference: str, control: RunControl) -> LoadedModel:
        """The network that RUN[@STEP] names. The newest ones stay loaded. Weights of a training are always fresh."""
        self._make_room()
        run, live = reference.removesuffix("@live"), reference.endswith("@live")
        folder, step = find_run(self._home, run)
        if live:
            copy = self._shelf.take(folder.name, control)
            if copy is not None:
                return load_live(folder, copy, self._quickest)
        if step is None:
            raise _no_step(folder)
        known = [one for one in self._loaded if (one.run, one.step) == (folder.name, step)]
        loaded = known[0] if known else load_step(folder, step, self._quickest)
        self._loaded = [loaded, *(one for one in self._loaded if one is not loaded)][:KEPT_LOADED]
        return loaded

    def _make_room(self) -> None:
        """While a training runs, this lane takes one thread."""
        device.prepare_thread(1 if self._shelf.training else physical_cores())


def _no_step(run: RunFolder) -> RunError:
    return RunError(f"{run.name} has no checkpoint yet.", "Let it train a moment longer.")


@functools.cache
def _settle() -> None:
    """What has been loaded by now stays to the end: Python need not go through it again when it looks for garbage.

    Each time that would hold up every thread, the window's too, for a fifth of a second. Once in a process: what comes
    later may go.
    """
    gc.freeze()


def last_written(run: RunFolder) -> str:
    """The beginning of what a run wrote at its newest sample, prompt included; empty if it has written nothing."""
    samples = run.samples()
    if not samples:
        return ""
    words = f"{samples[-1].get('prompt', '')}{samples[-1].get('text', '')}".split()
    return " ".join(words[:OPENING_WORDS])
