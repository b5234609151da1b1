"""A stop is heard soon in every job: each looks at its control often, and does little once a stop has been asked for.

Nothing here is timed. What is counted are looks at the control, and what a job goes on to say and do.
"""

import dataclasses
import itertools
import math
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.config import FORMS, VIEWS, ExperimentConfig, RunConfig, SamplingConfig, Value, experiment_config
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import (
    AskTwo,
    AskTwoDone,
    Command,
    Estimate,
    Event,
    Exam,
    ExperimentDone,
    Export,
    ExportDone,
    Failed,
    Filmstrip,
    FilmstripDone,
    Get,
    Import,
    ImportDone,
    Inspect,
    InspectSoFar,
    LookAtText,
    LookInside,
    Progress,
    Prove,
    Resume,
    RunExperiment,
    Sample,
    SampleDone,
    SampleWritten,
    Side,
    Step,
    Token,
    Train,
    TrainDone,
)
from core.runs import RunFolder, verify_step
from core.text.decoding import PIECE
from core.training import learning
from tests.loopback import Library

Settings = Callable[..., RunConfig]
BIG = 4 * PIECE  # bytes of a text that is read in several pieces
EVERY_LOOK = 60  # a view that looks more often is stopped at some of them


class Counting(RunControl):
    """Counts the looks at it; stops itself at one of them."""

    def __init__(self, stop_at: float = math.inf) -> None:
        super().__init__()
        self.looks = 0
        self._stop_at = stop_at

    def _look(self) -> None:
        self.looks += 1
        if self.looks == self._stop_at:
            self.stop()

    @property
    def stopping(self) -> bool:
        self._look()
        return super().stopping

    def check(self) -> None:
        self._look()
        super().check()


def looks_of(home: Home, command: Command) -> int:
    """How often a job that nobody stops looks."""
    control = Counting()
    *_, last = Engine(home).run(command, control)
    assert last.event == "done", last
    return control.looks


def stopped_at(home: Home, command: Command, look: float) -> tuple[list[Event], int]:
    """What is said of a job that is stopped at one of its looks, and how many looks follow."""
    control = Counting(look)
    events = list(Engine(home).run(command, control))
    return events, control.looks - int(look)


def check_given_up(events: list[Event]) -> None:
    """It says that nothing was made, and nothing else after it was stopped."""
    assert isinstance(events[-1], Failed), events[-1]
    assert events[-1].exit_code == 3
    assert not events[-1].details


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# ---- texts ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text of 4 MB in one file."""
    path = tmp_path_factory.mktemp("text") / "book.txt"
    line = "The owl that lived by the mill counted its mice, one after the other.\n"
    path.write_bytes(line.encode() * (BIG // len(line)))
    return path


def test_reading_a_text_looks_at_every_piece(home: Home, book: Path) -> None:
    command = LookAtText((str(book),))
    looks = looks_of(home, command)
    assert looks >= 2 * BIG / PIECE  # to tell what it is, and to count its words
    for look in range(1, looks + 1):
        events, more = stopped_at(home, command, look)
        check_given_up(events)
        assert more == 0


def test_a_folder_looks_at_every_folder_in_it(home: Home, tmp_path: Path) -> None:
    """One without a text, too: a person may drop a whole disk."""
    for number in range(30):
        (tmp_path / f"{number}" / "deeper").mkdir(parents=True)
    (tmp_path / "0" / "a.txt").write_text("A story.")
    command = LookAtText((str(tmp_path),))
    assert looks_of(home, command) > 60
    events, more = stopped_at(home, command, 40)
    check_given_up(events)
    assert more == 0


def test_the_built_in_text_looks_at_every_passage(home: Home) -> None:
    command = LookAtText()
    looks = looks_of(home, command)
    assert looks > 3000
    for look in (1, 1000, looks):
        events, more = stopped_at(home, command, look)
        check_given_up(events)
        assert more <= 1


@pytest.mark.parametrize("tokenizer", ["bpe", "char"])
def test_preparing_a_text_looks_at_every_piece_in_every_stage_and_makes_no_run(
    home: Home, settings: Settings, book: Path, tokenizer: str
) -> None:
    config = settings(tokenizer=tokenizer, vocab_size=300 if tokenizer == "bpe" else 0, steps=1)
    control, stages = Counting(), {}
    for event in Engine(home).run(Train(config, (str(book),), "owl"), control):
        if isinstance(event, Progress):
            stages.setdefault(event.stage, control.looks)
        if isinstance(event, Step):
            break
    begins = list(stages.values())
    assert len(begins) >= 3
    for begin, end in itertools.pairwise([*begins, control.looks]):
        assert end - begin >= BIG / PIECE, stages

    for begin in begins:
        made = Home(home.root / f"{begin}").make()
        events, more = stopped_at(made, Train(config, (str(book),), "owl"), begin + 3)
        check_given_up(events)
        assert more <= 1
        assert left_in(made.checkpoints) == []
        assert left_in(made.prepared) == []
        assert not [name for name in left_in(made.tokenizers) if name.startswith(".")]


def test_an_estimate_looks_while_it_reads_and_while_it_measures(
    home: Home, settings: Settings, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.training.measuring.SECONDS", 0.0)
    command = Estimate(settings(tokenizer="char", vocab_size=0), (str(book),), again=True)
    control, stages = Counting(), {}
    for event in Engine(home).run(command, control):
        if isinstance(event, Progress):
            stages.setdefault(event.stage, control.looks)
    begins = list(stages.values())
    assert begins[1] - begins[0] >= BIG / PIECE, stages
    assert control.looks - begins[-1] > 20, stages  # before each block and each token
    for begin in begins:
        events, more = stopped_at(home, command, begin + 3)
        check_given_up(events)
        assert more <= 1
    assert set(left_in(home.artifacts)) <= {"checkpoints", "estimates.json", "machine.json"}


def test_looking_inside_looks_at_every_piece(home: Home, settings: Settings, book: Path) -> None:
    command = LookInside(settings(vocab_size=300), (str(book),))
    looks_of(home, command)  # makes the tokenizer, as a training would
    looks = looks_of(home, command)
    assert looks >= 4 * BIG / PIECE  # to tell what it is, for its SHA-256, for its parts, and to count
    for look in (1, looks // 2, looks - 1, looks):
        events, more = stopped_at(home, command, look)
        check_given_up(events)
        assert more <= 1


def test_a_download_looks_at_every_piece_and_every_tenth_of_a_second(library: Library, home: Home, book: Path) -> None:
    """While the server says nothing, too; how often it looks in all depends on how the pieces come."""
    address = library.put("/book.txt", book.read_bytes())
    assert looks_of(Home(home.root / "whole").make(), Get(address)) >= BIG / PIECE
    for look in (1, 2, 3, 6):
        events, more = stopped_at(home, Get(address), look)
        check_given_up(events)
        assert more == 0
        assert not (home.data / "book.txt").exists()
    library.put("/silent.txt", b"A story.", waits_at=0)
    events, more = stopped_at(home, Get(f"{library.place}/silent.txt"), 5)
    check_given_up(events)
    assert more == 0


# ---- training -------------------------------------------------------------------------------------------------------


class StopsAfter(RunControl):
    """Stopped by the test; tells what is said afterwards."""

    def run(self, engine: Engine, command: Command, when: Callable[[Event], bool]) -> Iterator[Event]:
        """What is said from the event on at which it is stopped."""
        for event in engine.run(command, self):
            if self._stop or when(event):
                self.stop()
                yield event


@pytest.mark.parametrize(
    "moment",
    [
        lambda event: isinstance(event, Step) and event.step >= 5,
        lambda event: isinstance(event, Step) and event.val_loss is not None and event.step > 0,
        lambda event: isinstance(event, SampleWritten) and event.step > 0,
        lambda event: event.event == "checkpoint" and event.step > 0,
    ],
    ids=["a step", "an evaluation", "a sample", "a checkpoint"],
)
def test_a_training_does_not_take_another_step(
    home: Home, settings: Settings, story: Path, moment: Callable[[Event], bool]
) -> None:
    """At most the step that is under way is finished; then it is saved, and that is all."""
    config = settings(steps=1000, eval_every=7, save_every=11)
    command = Train(config, (str(story),), "demo", ("The fox", "The owl", "The moon"))
    at, *after = StopsAfter().run(Engine(home), command, moment)
    steps = [event.step for event in after if isinstance(event, Step)]
    assert len(steps) <= 1
    assert not [event for event in after if isinstance(event, SampleWritten)]
    assert isinstance(after[-1], TrainDone)
    assert after[-1].stopped_by == "user"
    assert after[-1].step - getattr(at, "step", 0) <= 1
    run = RunFolder(home.checkpoints / "demo" / "serial_1")
    assert run.latest_checkpoint == after[-1].step
    verify_step(run.step_folder(after[-1].step))


def test_a_training_looks_at_every_step_and_every_token_it_writes(home: Home, settings: Settings, story: Path) -> None:
    config = settings(steps=30)
    control = Counting()
    events = list(Engine(home).run(Train(config, (str(story),), "demo", ("The fox",)), control))
    written = [event for event in events if isinstance(event, SampleWritten)]
    assert len(written) > 2
    assert control.looks >= 30 + len(written) * 20


class StopsInside(RunControl):
    """Stops at the n-th look from inside a pass through the network."""

    def __init__(self, look: int) -> None:
        super().__init__()
        self._left = look

    def check(self) -> None:
        self._left -= any(frame.name == "gradients" for frame in traceback.extract_stack())
        if self._left == 0:
            self.stop()
        super().check()


@pytest.mark.parametrize("look", [1, 20, 21, 22, 23, 24], ids=lambda look: f"look {look}")
def test_a_long_step_is_broken_off_and_is_as_if_it_had_not_begun(
    home: Home, settings: Settings, story: Path, monkeypatch: pytest.MonkeyPatch, look: int
) -> None:
    """Two blocks are looked at forwards and backwards: four looks a step. Afterwards the run has the same bits."""
    monkeypatch.setattr(learning, "LONG_STEP", 0.0)
    config = settings(steps=10, dropout=0.2)
    command = Train(config, (str(story),), "demo")
    list(Engine(home).run(command, RunControl()))
    *_, stopped = Engine(home).run(command, StopsInside(look))
    assert isinstance(stopped, TrainDone)
    assert (stopped.step, stopped.stopped_by) == ((look - 1) // 4, "user")
    *_, done = Engine(home).run(Resume(stopped.run), RunControl())
    assert isinstance(done, TrainDone), done
    whole, broken = (RunFolder(home.checkpoints / "demo" / f"serial_{n}") for n in (1, 2))
    for name in ("model.safetensors", "optimizer.safetensors"):
        assert (whole.step_folder(10) / name).read_bytes() == (broken.step_folder(10) / name).read_bytes()
    assert [line["step"] for line in broken.metrics()] == sorted({line["step"] for line in broken.metrics()})


def test_a_quick_step_is_not_watched(home: Home, settings: Settings, story: Path) -> None:
    """Its end is near, and looking would cost it time: only the first, of which nobody knows how long it takes."""
    control = StopsInside(-1)
    list(Engine(home).run(Train(settings(steps=10), (str(story),), "demo"), control))
    assert control._left == -1 - 4


# ---- asking ---------------------------------------------------------------------------------------------------------


def test_an_answer_looks_at_every_token(trained: Home) -> None:
    command = Sample("demo", "The fox", SamplingConfig(max_new_tokens=60))
    looks = looks_of(trained, command)
    assert looks >= 60
    for look in (1, 2, 30, 60):
        events, more = stopped_at(trained, command, look)
        assert isinstance(events[-1], SampleDone)
        assert events[-1].stopped_by == "user"
        assert sum(isinstance(event, Token) for event in events) == look - 1
        assert more == 0


def test_two_answers_look_at_every_token_of_either(trained: Home) -> None:
    command = AskTwo(Side("demo"), Side("demo@2"), "The fox", SamplingConfig(max_new_tokens=20))
    looks = looks_of(trained, command)
    assert looks > 50  # as they write, and as each reads the other's
    for look in (1, 2, 25, 50):
        events, more = stopped_at(trained, command, look)
        assert isinstance(events[-1], AskTwoDone)
        assert more <= 6


def test_a_filmstrip_looks_at_every_step_and_token_and_makes_no_more_of_it(trained: Home) -> None:
    command = Filmstrip("demo", "The fox", SamplingConfig(max_new_tokens=10))
    looks = looks_of(trained, command)
    assert looks >= 11 * 8
    for look in (1, 2, 30, 60):
        events, more = stopped_at(trained, command, look)
        assert isinstance(events[-1], FilmstripDone)
        assert not events[-1].whole
        assert more <= 3


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_looks_before_every_block(trained: Home, view: str) -> None:
    command = Inspect("demo", view, "The fox sat")
    looks = looks_of(trained, command)
    assert looks >= 3  # of two blocks, and before them
    some = range(1, looks + 1) if looks <= EVERY_LOOK else {*range(1, 7), *(looks * part // 6 for part in range(1, 7))}
    for look in sorted(some):
        events, more = stopped_at(trained, command, look)
        check_given_up(events)
        assert all(isinstance(event, InspectSoFar) for event in events[:-1])
        assert more <= (view == "surgery")  # it also writes, and a text that is stopped is looked at once more


def test_a_proof_that_is_stopped_leaves_nothing_behind(trained: Home, tmp_path: Path) -> None:
    looks = looks_of(trained, Prove(Inspect("demo", "attention", "The fox sat"), str(tmp_path / "whole")))
    assert looks >= 4  # as the view, and at the end
    (tmp_path / "place").mkdir()
    for look in range(1, looks + 1):
        proof = Prove(Inspect("demo", "attention", "The fox sat"), str(tmp_path / "place" / "proof"))
        events, more = stopped_at(trained, proof, look)
        check_given_up(events)
        assert more == 0
        assert not list((tmp_path / "place").iterdir())


# ---- leaving and coming in ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_an_export_looks_at_every_tensor_or_file_and_leaves_nothing_behind(
    trained: Home, tmp_path: Path, form: str
) -> None:
    looks = looks_of(trained, Export("demo", form, str(tmp_path / "whole")))
    assert isinstance(looks, int)
    least = {"hf": 1, "gguf": 20, "zip": 30}
    assert looks >= least[form]
    (tmp_path / "place").mkdir()
    for look in {1, looks // 2 or 1, looks}:
        events, more = stopped_at(trained, Export("demo", form, str(tmp_path / "place" / "out")), look)
        check_given_up(events)
        assert more == 0
        assert left_in(tmp_path / "place") == []


@pytest.mark.parametrize("form", ["hf", "zip"])
def test_an_import_looks_at_every_file_and_leaves_nothing_behind(
    trained: Home, home: Home, tmp_path: Path, form: str
) -> None:
    *_, done = Engine(trained).run(Export("demo", form, str(tmp_path / "out")), RunControl())
    assert isinstance(done, ExportDone)
    command = Import(str(tmp_path / "out"), "copy")
    looks = looks_of(home, command)
    assert looks >= {"hf": 4, "zip": 30}[form]
    for look in {1, looks // 2, looks}:
        again = dataclasses.replace(command, name=f"at{look}")
        events, more = stopped_at(home, again, look)
        check_given_up(events)
        assert more == 0
        assert not list((home.checkpoints / again.name).glob("serial_*"))
    *_, last = Engine(home).run(command, RunControl())
    assert isinstance(last, ImportDone)


# ---- experiments ----------------------------------------------------------------------------------------------------


def test_an_experiment_stops_with_the_training_it_is_at(home: Home, story: Path) -> None:
    """It begins no other one, and says what it has come to."""
    own: dict[str, Value] = {"steps": 6, "d_model": 16, "n_heads": 2, "vocab_size": 300, "batch_size": 2, "threads": 1}
    asked, config = ExperimentConfig("learning-rate", seeds=1, rates=3), experiment_config("tiny", own)
    command = RunExperiment(asked, config, (str(story),))
    looks = looks_of(Home(home.root / "whole"), command)
    assert looks > 3 * 6
    for look in {1, looks // 4, looks // 2}:
        events, more = stopped_at(Home(home.root / f"at{look}"), command, look)
        assert isinstance(events[-1], ExperimentDone), events[-1]
        assert events[-1].stopped_by == "user"
        assert events[-1].result.done < 3
        assert more < 12


def test_an_exam_looks_at_every_question(demo: Home, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"prompt": "Once the fox", "answer": "was gone", "stop": ","}\n' * 20, encoding="utf-8")
    command = Exam("demo", str(path))
    looks = looks_of(demo, command)
    assert looks > 40
    for look in range(1, looks + 1, 7):
        events, more = stopped_at(demo, command, look)
        check_given_up(events)
        assert more <= 1


def test_what_is_counted_here_is_what_there_is() -> None:
    """Every command is stopped in one of these tests, or in those of its room."""
    tested = {
        AskTwo,
        Filmstrip,
        Exam,
        LookAtText,
        LookInside,
        Get,
        Estimate,
        Train,
        Sample,
        Inspect,
        Prove,
        Export,
        Import,
        RunExperiment,
    }
    assert {command.__name__ for command in Command.__subclasses__()} - {one.__name__ for one in tested} == {
        "Hello",  # answered in no time
        "Resume",  # a Train that begins later
        "ContinueExperiment",  # a RunExperiment that begins later
        *("Read", "FindCopied", "Tune"),  # stopped in the tests of their rooms
        *("ListExperiments", "ShowQueue", "AddToQueue", "ArrangeQueue", "NoteTrouble", "KeepText"),  # small files
    }
