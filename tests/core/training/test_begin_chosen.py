"""What was chosen of the texts stands in the run, and holds when it goes on or is forked."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.config import RunConfig, fork_config
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Event, Failed, Resume, Started, Step, TextChoice, Train, TrainDone
from core.runs import find_run

Settings = Callable[..., RunConfig]
LICENCE = "Licence.\n*** START OF THE PROJECT GUTENBERG EBOOK FOX ***\n"


@pytest.fixture
def texts(tmp_path: Path, story: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text(LICENCE + story.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "b.txt").write_text("unwanted " * 2000, encoding="utf-8")
    return folder


def choices(texts: Path) -> tuple[TextChoice, ...]:
    return TextChoice(remove=("boilerplate",)), TextChoice(str(texts / "b.txt"), on=False)


def carry_out(home: Home, command: Train | Resume, stop_at: int = 10**9) -> list[Event]:
    control, events = RunControl(), []
    for event in Engine(home).run(command, control):
        events.append(event)
        if isinstance(event, Step) and event.step >= stop_at:
            control.stop()
    return events


def started(events: list[Event]) -> Started:
    return next(event for event in events if isinstance(event, Started))


def test_a_resumed_run_prepares_the_same_tokens(home: Home, texts: Path, story: Path, settings: Settings) -> None:
    config = settings(steps=30)
    chosen = carry_out(home, Train(config, (str(texts),), "chosen", ("The",), choices=choices(texts)), stop_at=8)
    plain = started(carry_out(home, Train(config, (str(story),), "plain", ("The",)), stop_at=8))
    assert (started(chosen).tokens_train, started(chosen).text_bytes) == (plain.tokens_train, plain.text_bytes)
    run, _ = find_run(home, "chosen")
    assert run.text_facts()["sha256"] == find_run(home, "plain")[0].text_facts()["sha256"]
    assert run.text_facts()["choices"][1] == {
        "path": str(texts / "b.txt"), "on": False, "encoding": "", "column": "", "remove": [],
    }  # fmt: skip
    again = carry_out(home, Resume("chosen"))
    assert isinstance(again[-1], TrainDone)
    assert started(again).tokens_train == plain.tokens_train
    (texts / "c.txt").write_text("More.", encoding="utf-8")
    carry_out(home, Train(settings(steps=8), (str(texts),), "more", ("The",), choices=choices(texts)), stop_at=4)
    (texts / "b.txt").unlink()
    assert isinstance(carry_out(home, Resume("more"))[-1], Failed)


def test_a_fork_learns_the_texts_of_its_parent_as_they_were_chosen(home: Home, texts: Path, settings: Settings) -> None:
    parent = carry_out(home, Train(settings(steps=8), (str(texts),), "old", ("The",), choices=choices(texts)))
    config = find_run(home, "old")[0].config()
    child = carry_out(home, Train(fork_config(config, {"steps": 4}), name="new", fork="old"))
    assert started(child).tokens_train == started(parent).tokens_train
    assert find_run(home, "new")[0].text_facts()["choices"] == find_run(home, "old")[0].text_facts()["choices"]


def test_a_run_of_before_other_formats_is_resumed_on_its_txt_files(
    home: Home, tmp_path: Path, story: Path, settings: Settings
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_bytes(story.read_bytes())
    carry_out(home, Train(settings(steps=30), (str(folder),), "old", ("The",)), stop_at=8)
    facts = find_run(home, "old")[0].path / "text.json"
    then = json.loads(facts.read_bytes())
    del then["choices"], then["suffixes"]
    facts.write_text(json.dumps(then), encoding="utf-8")
    (folder / "notes.md").write_text("# Notes beside", encoding="utf-8")
    assert isinstance(carry_out(home, Resume("old"))[-1], TrainDone)
