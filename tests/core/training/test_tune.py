"""A run is taught to answer: a run like any other, that begins with another's network and knows three tokens more."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from core.config import RunConfig, Value, tune_config
from core.control import RunControl
from core.model.loading import load_step
from core.model.weights import read_tensors
from core.paths import Home
from core.protocol import Command, Event, Failed, Resume, SampleWritten, Started, Train, TrainDone, Tune
from core.runs import find_run
from core.runs.folder import RunFolder
from core.text.template import load_template

TALK = "".join(
    f"User: Where is the {a}?\nModel: By the {b}.\n\n" for a in ("fox", "owl", "lamp") for b in ("hill", "moon")
)
Carry = Callable[..., list[Event]]
Tuned = Callable[..., tuple[RunFolder, list[Event]]]
OWN: dict[str, Value] = {"steps": 12, "warmup_steps": 2}


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    return path


@pytest.fixture
def tuned(demo: Home, talk: Path, carry_out: Carry) -> Tuned:
    """``tuned(**settings)``: what demo becomes when it is taught, and what was said."""

    def made(run: str = "demo", **own: Value) -> tuple[RunFolder, list[Event]]:
        folder, _ = find_run(demo, run)
        events = carry_out(demo, Tune(run, tune_config(folder.config(), {**OWN, **own}), (str(talk),), "taught"))
        assert isinstance(events[-1], TrainDone), events[-1]
        return find_run(demo, "taught")[0], events

    return made


def test_a_new_run_begins_with_the_others_network_and_three_tokens_more(tuned: Tuned, demo: Home) -> None:
    run, events = tuned()
    parent, step = find_run(demo, "demo")
    assert step is not None
    before = read_tensors(parent.step_folder(step) / "model.safetensors")
    first = read_tensors(run.step_folder(0) / "model.safetensors")
    known = len(before["embed.weight"])
    assert first["embed.weight"].shape == (known + 3, before["embed.weight"].shape[1])
    assert torch.equal(first["embed.weight"][:known], before["embed.weight"])
    assert all(torch.equal(first[name], before[name]) for name in before if name != "embed.weight")
    assert run.info().parent == f"{parent.name}@{step}"
    assert run.config().tuning is not None
    template = load_template(run.tokenizer_folder)
    assert template is not None
    assert (template.user, template.model, template.end) == (known, known + 1, known + 2)
    started = next(event for event in events if isinstance(event, Started))
    assert started.vocab_size == run.config().model.vocab_size == known + 3


def test_what_it_was_taught_with_stands_in_its_folder(tuned: Tuned, talk: Path) -> None:
    run, _ = tuned()
    said = run.text_facts()["dialogues"]
    assert (said["label"], said["sources"], said["dialogues"], said["turns"]) == ("talk", [str(talk)], 6, 12)
    assert run.info().prompts == ("Where is the fox?", "Where is the owl?")
    assert run.text_facts()["sources"]  # of the base text


def test_its_samples_are_answers_and_a_chat_has_turns(
    tuned: Tuned, demo: Home, carry_out: Callable[..., list[Event]]
) -> None:
    run, events = tuned(steps=400, learning_rate=3e-3, muon_learning_rate=0.01, replay=0.0)
    samples = [event for event in events if isinstance(event, SampleWritten) and event.prompt == "Where is the fox?"]
    assert samples[-1].text in ("By the hill.", "By the moon.")
    loaded = load_step(run, run.latest or 0)
    assert loaded.template is not None
    assert loaded.template.end in loaded.tokenizer.ends


def test_a_run_that_was_stopped_goes_on_with_the_same_bits(
    tuned: Tuned, demo: Home, carry_out: Callable[..., list[Event]]
) -> None:
    whole, _ = tuned(save_every=6, eval_every=6)
    last = read_tensors(whole.step_folder(12) / "model.safetensors")
    shutil.rmtree(whole.step_folder(12))
    events = carry_out(demo, Resume("taught@6"))
    assert isinstance(events[-1], TrainDone), events[-1]
    again = read_tensors(whole.step_folder(12) / "model.safetensors")
    assert all(torch.equal(last[name], again[name]) for name in last)


def test_dialogues_that_changed_are_not_gone_on_with(
    tuned: Tuned, demo: Home, talk: Path, carry_out: Callable[..., list[Event]]
) -> None:
    tuned(save_every=6, eval_every=6)
    talk.write_text(TALK.replace("hill", "well"), encoding="utf-8")
    failed = carry_out(demo, Resume("taught@6"))[-1]
    assert isinstance(failed, Failed)
    assert "The dialogues 'talk' have changed" in failed.message


def test_a_taught_run_is_taught_more_without_more_tokens(tuned: Tuned) -> None:
    first, _ = tuned()
    second, _ = tuned("taught")
    assert second.config().model == first.config().model
    assert load_template(second.tokenizer_folder) == load_template(first.tokenizer_folder)


@pytest.mark.parametrize(
    ("dialogues", "said"),
    [
        ((), "there are none that belong to the text"),
        (("nowhere.txt",), "There is no file"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_left(
    demo: Home, dialogues: tuple[str, ...], said: str, carry_out: Callable[..., list[Event]]
) -> None:
    config = tune_config(find_run(demo, "demo")[0].config(), OWN)
    before = sorted(demo.checkpoints.rglob("*"))
    failed = carry_out(demo, Tune("demo", config, dialogues, "taught"))[-1]
    assert isinstance(failed, Failed)
    assert said in failed.message
    assert sorted(demo.checkpoints.rglob("*")) == before


def test_a_base_text_that_is_gone_can_be_done_without(
    demo: Home, talk: Path, tmp_path: Path, carry_out: Carry, settings: Callable[..., RunConfig]
) -> None:
    story = tmp_path / "own.txt"
    story.write_text("The fox sat by the river. " * 200, encoding="utf-8")
    assert carry_out(demo, Train(settings(steps=2), (str(story),), "short"))[-1].event == "done"
    story.unlink()
    parent = find_run(demo, "short")[0].config()
    failed = carry_out(demo, Tune("short", tune_config(parent, OWN), (str(talk),)))[-1]
    assert isinstance(failed, Failed)
    assert "--replay 0" in failed.hint
    done = carry_out(demo, Tune("short", tune_config(parent, {**OWN, "replay": 0.0}), (str(talk),)))[-1]
    assert isinstance(done, TrainDone)


def test_a_stop_before_the_first_step_leaves_nothing(
    demo: Home, talk: Path, carry_out: Callable[..., list[Event]]
) -> None:
    control = RunControl()
    control.stop()
    command: Command = Tune("demo", tune_config(find_run(demo, "demo")[0].config(), OWN), (str(talk),), "taught")
    failed = carry_out(demo, command, control)[-1]
    assert isinstance(failed, Failed)
    assert failed.exit_code == 3
    assert not (demo.checkpoints / "taught").exists()
