"""The queue on disk: what waits outlives the program, keeps its order, and a damaged file loses nothing silently."""

from pathlib import Path

import pytest

from core.config import ExperimentConfig, build_config, experiment_config
from core.errors import HomeError
from core.paths import Home
from core.protocol import (
    AddToQueue,
    ArrangeQueue,
    ContinueExperiment,
    NoteTrouble,
    QueueDone,
    Resume,
    RunExperiment,
    ShowQueue,
    Train,
)
from core.runs.queue import queue

COMMANDS = (
    Train(build_config("tiny"), ("a.txt",), "one"),
    Train(build_config("small"), (), "two", fork="demo/serial_1@8"),
    Resume("demo/serial_1"),
    RunExperiment(ExperimentConfig("size"), experiment_config("tiny"), (), "sizes"),
    ContinueExperiment("sizes"),
)


def filled(home: Home) -> QueueDone:
    for command in COMMANDS:
        done = queue(AddToQueue(command), home)
    return done


def test_everything_that_trains_can_wait_and_comes_back_as_it_was(home: Home) -> None:
    filled(home)
    waiting = queue(ShowQueue(), home).waiting
    assert tuple(one.command for one in waiting) == COMMANDS
    assert [one.number for one in waiting] == [1, 2, 3, 4, 5]
    assert [one.label for one in waiting] == [
        "one · tiny", "two · fork of demo/serial_1@8", "demo/serial_1 · goes on", "sizes · experiment",
        "sizes · experiment, goes on",
    ]  # fmt: skip


def test_an_empty_queue_is_empty(home: Home) -> None:
    assert queue(ShowQueue(), home) == QueueDone(())


def test_order_and_removal(home: Home) -> None:
    filled(home)
    assert [one.number for one in queue(ArrangeQueue((3, 1)), home).waiting] == [3, 1, 2, 4, 5]
    assert [one.number for one in queue(ArrangeQueue(removed=(1, 4)), home).waiting] == [3, 2, 5]
    assert [one.number for one in queue(ArrangeQueue((99, 5)), home).waiting] == [5, 3, 2]
    assert queue(ArrangeQueue(removed=(2, 3, 5)), home).waiting == ()
    assert [one.number for one in queue(AddToQueue(COMMANDS[0]), home).waiting] == [6]


def test_trouble_is_kept_beside_the_one_that_had_it(home: Home) -> None:
    filled(home)
    queue(NoteTrouble(2, "a.txt is gone."), home)
    assert [one.trouble for one in queue(ShowQueue(), home).waiting] == ["", "a.txt is gone.", "", "", ""]
    assert [one.trouble for one in queue(NoteTrouble(2, ""), home).waiting] == [""] * 5


@pytest.mark.parametrize("damage", [b"", b"{", b'{"waiting": 3}', b'{"waiting": [{"number": 1}]}'])
def test_a_damaged_file_is_laid_aside_and_said(home: Home, damage: bytes) -> None:
    filled(home)
    (home.artifacts / "queue.json").write_bytes(damage)
    found = queue(ShowQueue(), home)
    assert found.waiting == ()
    assert "queue.json.damaged" in found.note
    assert (home.artifacts / "queue.json.damaged").read_bytes() == damage
    assert [one.number for one in queue(AddToQueue(COMMANDS[0]), home).waiting] == [1]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "artifacts").write_text("a file")
    with pytest.raises(HomeError, match="artifacts"):
        queue(AddToQueue(COMMANDS[0]), Home(tmp_path))
