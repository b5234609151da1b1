"""How a training begins: what is resolved and written down, what is refused, and that the same seed is the same run."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from core.config import RunConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Event, Failed, Progress, SampleWritten, Started, Train, TrainDone
from core.runs import RunFolder, find_run

Settings = Callable[..., RunConfig]
CarryOut = Callable[..., list[Event]]
CHECKOUT = Path(__file__).resolve().parents[3]


def runs_in(home: Home) -> list[str]:
    return sorted(str(path.relative_to(home.checkpoints)) for path in home.checkpoints.glob("*/serial_*"))


def weights_in(home: Home, run: str, step: int) -> list[bytes]:
    folder = find_run(home, run)[0].step_folder(step)
    return [(folder / f"{name}.safetensors").read_bytes() for name in ("model", "optimizer")]


def test_what_was_open_is_decided_and_written_down(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings
) -> None:
    open_settings = settings(steps=2, precision="auto", device="auto", attention_form="auto", vocab_size=0)
    started = next(e for e in carry_out(home, Train(open_settings, (str(story),), "demo")) if isinstance(e, Started))
    run = RunFolder(home.checkpoints / "demo" / "serial_1")
    written = run.config()
    assert written.training.device == started.device != "auto"
    assert written.training.precision == started.precision != "auto"
    assert written.training.threads == started.threads == 1
    assert written.training.attention_form in ("fused", "explicit")
    assert written.model.vocab_size == started.vocab_size > 256
    assert run.info().parameters == started.parameters
    assert run.info().tokens_train == started.tokens_train
    assert run.info().references == started.references
    assert run.text_facts()["sources"] == [str(story)]
    assert started.references.uniform > started.references.unigram > started.references.bigram


def test_samples_continue_the_prompts_that_were_given_or_the_first_words_kept_back(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings
) -> None:
    def prompts(*given: str) -> set[str]:
        events = carry_out(home, Train(settings(steps=1, tokenizer="char"), (str(story),), "demo", given))
        return {event.prompt for event in events if isinstance(event, SampleWritten)}

    assert prompts("Once", "The owl") == {"Once", "The owl"}
    (chosen,) = prompts()
    assert len(chosen.split()) == 2
    assert chosen in story.read_text(encoding="utf-8")


def test_a_run_is_named_after_its_text_and_numbers_only_grow(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings
) -> None:
    for _ in range(2):
        carry_out(home, Train(settings(steps=1), (str(story),)))
    assert runs_in(home) == ["story/serial_1", "story/serial_2"]


def test_the_same_seed_gives_the_same_bits_in_another_process(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings
) -> None:
    """And another seed gives others."""
    same = settings(steps=6, dropout=0.2)
    script = (
        "import sys, msgspec; from core.config import RunConfig; from core.control import RunControl;"
        "from core.engine import Engine; from core.paths import find_home; from core.protocol import Train;"
        "config = msgspec.json.decode(sys.argv[1], type=RunConfig);"
        "print(*Engine(find_home()).run(Train(config, (sys.argv[2],), 'there'), RunControl()))"
    )
    command = [sys.executable, "-c", script, msgspec.json.encode(same).decode(), str(story)]
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT), "HELLOGPT_HOME": str(home.root)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "TrainDone" in done.stdout, done.stderr
    carry_out(home, Train(same, (str(story),), "here"))
    carry_out(home, Train(settings(steps=6, dropout=0.2, seed=1), (str(story),), "other"))
    assert weights_in(home, "here", 6) == weights_in(home, "there", 6)
    assert weights_in(home, "other", 6)[0] != weights_in(home, "here", 6)[0]


# ---- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../../x", "a/b", "con", " ", "x" * 65, "."])
def test_a_name_that_cannot_be_is_refused_before_the_text_is_read(
    home: Home, carry_out: CarryOut, settings: Settings, name: str
) -> None:
    events = carry_out(home, Train(settings(), ("nowhere.txt",), name))
    assert isinstance(events[-1], Failed)
    assert repr(name) in events[-1].message
    assert [event.event for event in events] == ["failed"]
    assert runs_in(home) == []


@pytest.mark.parametrize(
    ("own", "text", "named"),
    [
        ({}, "nowhere.txt", "nowhere.txt"),
        ({"vocab_size": 100}, "", "100"),
        ({"context_length": 4096}, "", "4097"),
    ],
)
def test_what_cannot_be_trained_is_said_and_leaves_no_run(
    home: Home, story: Path, carry_out: CarryOut, settings: Settings, own: dict, text: str, named: str
) -> None:
    last = carry_out(home, Train(settings(**own), (text or str(story),), "demo"))[-1]
    assert isinstance(last, Failed)
    assert last.exit_code == 2
    assert named in last.message
    assert last.hint
    assert runs_in(home) == []


def test_a_stop_before_the_first_step_leaves_no_run(home: Home, story: Path, settings: Settings) -> None:
    """Wherever in preparing it comes: at the beginning, and at each thing that is said."""

    def stopped_at(number: int) -> Iterator[Event]:
        control = RunControl()
        if number == 0:
            control.stop()
        for count, event in enumerate(Engine(home).run(Train(settings(), (str(story),), "demo"), control), 1):
            if count == number and isinstance(event, Progress):
                control.stop()
            yield event

    whole = [event for event in stopped_at(-1) if isinstance(event, Progress)]
    prepared = runs_in(home)
    assert len(whole) >= 3
    for number in range(len(whole) + 1):
        for folder in (home.prepared, home.tokenizers, home.references):
            for path in sorted(folder.rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()
        last = list(stopped_at(number))[-1]
        if isinstance(last, TrainDone):  # the last portion was being written: from there on a run begins, and is kept
            assert number == len(whole)
            assert last.stopped_by == "user"
            continue
        assert isinstance(last, Failed)
        assert last.exit_code == 3
        assert runs_in(home) == prepared
