"""A fork begins with the network and the tokenizer of another run, and is a run of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from core.config import IMPORTED, RunConfig, build_config, fork_config
from core.errors import SettingError
from core.model.loading import load_step
from core.paths import Home
from core.protocol import Failed, Resume, Started, Step, Train, TrainDone
from core.runs import find_run

Carry = Callable[..., list]


def forked(home: Home, **own: object) -> RunConfig:
    return fork_config(find_run(home, "demo")[0].config(), own)


def test_it_begins_where_its_parent_stood(demo: Home, carry_out: Carry) -> None:
    before = find_run(demo, "demo")[0].metrics()
    events = carry_out(demo, Train(forked(demo, steps=6, precision="fp32"), name="child", fork="demo"))
    assert isinstance(events[-1], TrainDone), events[-1]
    child, _ = find_run(demo, "child")
    parent, newest = find_run(demo, "demo")
    started = next(event for event in events if isinstance(event, Started))
    assert started.vocab_size == parent.config().model.vocab_size
    ours, theirs = load_step(child, 0), load_step(parent, newest)
    for name, tensor in theirs.model.state_dict().items():
        assert torch.equal(ours.model.state_dict()[name], tensor)
    assert ours.tokenizer.encode("The fox") == theirs.tokenizer.encode("The fox")
    first = next(event for event in events if isinstance(event, Step))
    assert first.val_loss == pytest.approx(before[-1]["val_loss"], abs=1e-6)
    assert child.info().parent == f"demo/serial_1@{newest}"
    assert find_run(demo, "demo")[0].metrics() == before


def test_it_may_learn_another_text_with_the_tokenizer_of_its_parent(
    demo: Home, tmp_path: Path, carry_out: Carry
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("A boat with a lamp crossed the lake at night.\n" * 60, encoding="utf-8")
    events = carry_out(demo, Train(forked(demo, steps=60), (str(other),), "child", fork="demo@16"))
    steps = [event for event in events if isinstance(event, Step) and event.val_loss is not None]
    assert steps[-1].val_loss < steps[0].val_loss - 0.5
    child, _ = find_run(demo, "child")
    assert child.text_facts()["label"] == "other"
    assert (child.tokenizer_folder / "vocab.json").read_bytes() == (
        find_run(demo, "demo")[0].tokenizer_folder / "vocab.json"
    ).read_bytes()


def test_it_is_the_way_on_for_a_run_whose_text_has_changed(
    home: Home, story: Path, tmp_path: Path, settings: Callable[..., RunConfig], carry_out: Carry
) -> None:
    """Going on is refused and a fork offered; with it, the network learns the text of today."""
    text = tmp_path / "mine.txt"
    text.write_bytes(story.read_bytes())
    carry_out(home, Train(settings(steps=8, save_every=4), (str(text),), "mine"))
    text.write_bytes(story.read_bytes().replace(b"fox", b"lynx"))
    before_last = [stop.step for stop in find_run(home, "mine")[0].steps() if stop.kind == "checkpoint"][-2]
    refused = carry_out(home, Resume(f"mine@{before_last}"))[-1]
    assert isinstance(refused, Failed)
    assert (refused.exit_code, refused.offers) == (2, "fork")
    assert "train --fork" in refused.hint
    parent = find_run(home, "mine")[0].config()
    done = carry_out(home, Train(fork_config(parent, {"steps": 4}), name="mine", fork="mine"))[-1]
    assert isinstance(done, TrainDone), done
    child, _ = find_run(home, "mine")
    assert (child.name, child.info().parent) == ("mine/serial_2", "mine/serial_1@8")


def test_without_a_text_it_learns_that_of_its_parent(demo: Home, carry_out: Carry) -> None:
    carry_out(demo, Train(forked(demo, steps=2), name="child", fork="demo"))
    assert find_run(demo, "child")[0].text_facts()["sha256"] == find_run(demo, "demo")[0].text_facts()["sha256"]


def test_what_belongs_to_the_network_cannot_be_changed(demo: Home, carry_out: Carry) -> None:
    for name, value in (("d_model", 64), ("vocab_size", 400), ("norm", "rmsnorm"), ("tokenizer", "char")):
        with pytest.raises(SettingError, match="--" + name.replace("_", "-")):
            forked(demo, **{name: value})
    assert forked(demo, dropout=0.25).model.dropout == 0.25
    refused = carry_out(demo, Train(build_config("small", {"steps": 2}), name="child", fork="demo"))[-1]
    assert isinstance(refused, Failed)
    assert "demo/serial_1" in refused.message


def test_settings_come_from_the_parent_and_hardware_is_chosen_anew(demo: Home) -> None:
    parent = find_run(demo, "demo")[0].config()
    fork = forked(demo, learning_rate=0.5, minutes=2.0)
    assert fork.training.batch_size == parent.training.batch_size
    assert (fork.training.learning_rate, fork.training.minutes, fork.training.steps) == (0.5, 2.0, 0)
    assert fork.training.precision == fork.training.device == "auto"


def test_a_network_from_elsewhere_is_trained_gently() -> None:
    parent = RunConfig(preset=IMPORTED)
    assert fork_config(parent).training.optimizer == "adamw"
    assert fork_config(parent).training.learning_rate < 1e-3
    assert fork_config(parent, {"learning_rate": 0.01}).training.learning_rate == 0.01


@pytest.mark.parametrize("fork", ["nobody", "demo@7777", "../../x"])
def test_a_parent_that_is_not_there_is_named(demo: Home, carry_out: Carry, fork: str) -> None:
    refused = carry_out(demo, Train(forked(demo, steps=2), name="child", fork=fork))[-1]
    assert isinstance(refused, Failed)
    assert refused.exit_code == 2
    assert fork.split("@")[-1] in refused.message


def test_a_damaged_parent_is_named(demo: Home, carry_out: Carry) -> None:
    parent, newest = find_run(demo, "demo")
    weights = parent.step_folder(newest) / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x00\x01")
    refused = carry_out(demo, Train(forked(demo, steps=2), name="child", fork="demo"))[-1]
    assert isinstance(refused, Failed)
    assert "model.safetensors" in refused.message
    assert not (demo.checkpoints / "child").exists()
