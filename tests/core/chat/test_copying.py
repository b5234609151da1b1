"""What a run copies: beside its tokens, afterwards, through a fork, and never from a text that is not the one."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.config import CopyingConfig, RunConfig, SamplingConfig, fork_config
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import (
    CopiedStretch,
    CopiedTold,
    Event,
    Failed,
    FindCopied,
    FindCopiedDone,
    Sample,
    SampleDone,
    TextChoice,
    Token,
    Train,
)
from core.runs import find_run
from core.runs.learnt import text_facts
from core.text.copied import open_index
from core.text.prepare import read_again

CarryOut = Callable[..., list[Event]]
Settings = Callable[..., RunConfig]
GREEDY = SamplingConfig(temperature=0.0, max_new_tokens=40)
COPYING = CopyingConfig(copied_from=8)
HERE = "The fox sat by the river. Once"


def own_story(folder: Path, story: Path, name: str = "mine.txt") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(story.read_bytes())
    return path


@pytest.fixture
def mine(home: Home, tmp_path: Path, story: Path, settings: Settings, carry_out: CarryOut) -> tuple[Home, Path]:
    """A run on a text that may be changed."""
    text = own_story(tmp_path / "texts", story)
    assert carry_out(home, Train(settings(steps=4), (str(text),), "mine"))[-1].event == "done"
    return home, text


def learnt_text(home: Home, run: str) -> list[str]:
    """What a run learnt, stretch by stretch."""
    folder, _ = find_run(home, run)
    reading = read_again(text_facts(folder), home, RunControl())
    while True:
        try:
            next(reading)
        except StopIteration as end:
            text = end.value
            break
    wholes = ["".join(document.pieces()) for document in text.corpus.documents]
    return [wholes[stretch.document][stretch.start : stretch.end] for stretch in text.parts.train]


def stretches(events: list[Event]) -> list[CopiedStretch]:
    """The last word on each, without how much was copied when it was said."""
    found = {event.begin: event for event in events if isinstance(event, CopiedStretch)}
    return [replace(event, copied=0) for event in found.values()]


def test_what_is_asked_for_is_found_with_its_place(demo: Home, story: Path, carry_out: CarryOut) -> None:
    words = f"No. {HERE} upon a lamp"
    *events, done = carry_out(demo, FindCopied("demo", words))
    assert isinstance(done, FindCopiedDone)
    (found,) = stretches(events)
    assert words[found.begin : found.end].strip() == HERE.strip()
    assert (done.copied, done.characters) == (found.end - found.begin, len(words))
    text = story.read_text(encoding="utf-8")
    assert text.startswith(words[found.begin : found.end], found.character)
    assert found.line == text[: found.character].count("\n") + 1
    assert (found.file, found.path) == ("story.txt", str(story))
    assert found.times >= 1
    assert f"{found.before}{words[found.begin : found.end]}{found.after}" in text


def test_an_answer_is_not_held_up_and_the_next_one_tells_as_it_writes(demo: Home, carry_out: CarryOut) -> None:
    shutil.rmtree(demo.artifacts / "copied", ignore_errors=True)  # another test may have had the index made
    engine = Engine(demo)
    command = Sample("demo", "The fox", GREEDY, find_copied=COPYING)
    *first, told, done = engine.run(command, RunControl())
    assert (told.copied, told.characters, told.pending) == (0, len(done.text), True)
    assert isinstance(done, SampleDone)
    assert not stretches(first)
    *looked, found = engine.run(FindCopied("demo", done.text, COPYING), RunControl())
    assert isinstance(found, FindCopiedDone)
    *second, told, done = engine.run(command, RunControl())
    assert stretches(second) == stretches(looked)
    assert told == CopiedTold(found.copied, found.characters, searched=True)
    assert 0 < told.copied <= told.characters == len(done.text)
    at = next(n for n, event in enumerate(second) if isinstance(event, CopiedStretch))
    written = "".join(event.text for event in second[:at] if isinstance(event, Token))
    assert second[at].end == len(written)
    # A new sitting finds the index, and is as quick.
    *third, told, _ = carry_out(demo, command)
    assert (stretches(third), told.pending) == (stretches(looked), False)


def test_an_answer_that_goes_on_is_looked_at_from_its_beginning(demo: Home, carry_out: CarryOut) -> None:
    carry_out(demo, FindCopied("demo", ""))
    events = carry_out(demo, Sample("demo", HERE, GREEDY, find_copied=COPYING, written=HERE))
    assert stretches(events)[0].begin == 0
    assert events[-2].characters == len(HERE + events[-1].text)


def test_what_was_kept_back_for_validation_is_not_searched(demo: Home, story: Path, carry_out: CarryOut) -> None:
    text, learnt = story.read_text(encoding="utf-8"), learnt_text(demo, "demo")
    assert sum(map(len, learnt)) < len(text)
    *events, done = carry_out(demo, FindCopied("demo", text))
    for one in stretches(events):
        assert any(text[one.begin : one.end] in part for part in learnt)
    assert done.copied < len(text)


def test_what_a_fork_learnt_before_is_searched_too(demo: Home, tmp_path: Path, carry_out: CarryOut) -> None:
    other = tmp_path / "other.txt"
    other.write_text("A boat with a lamp crossed the lake at night.\n" * 60, encoding="utf-8")
    config = fork_config(find_run(demo, "demo")[0].config(), {"steps": 2})
    carry_out(demo, Train(config, (str(other),), "child", fork="demo"))
    words = f"{HERE} a boat with a lamp crossed the lake"
    *events, done = carry_out(demo, FindCopied("child", words))
    assert [one.file for one in stretches(events)] == ["story.txt", "other.txt"]
    assert done.sentence == ""
    other.unlink()
    *events, done = carry_out(demo, FindCopied("child", words))
    assert [one.file for one in stretches(events)] == ["story.txt"]
    assert done.sentence == "other.txt is no longer where it was when child/serial_1 learnt from it."


@pytest.mark.parametrize("change", ["gone", "longer", "same size"])
def test_of_a_text_that_is_no_longer_the_one_nothing_is_claimed(
    mine: tuple[Home, Path], carry_out: CarryOut, change: str
) -> None:
    home, text = mine
    assert stretches(carry_out(home, FindCopied("mine", HERE)))
    if change == "gone":
        text.unlink()
    else:
        content = text.read_bytes()
        text.write_bytes(content + b"more" if change == "longer" else content.replace(b"fox", b"ape"))
        os.utime(text, ns=(1, 1))
    *events, last = carry_out(home, FindCopied("mine", HERE))
    assert not stretches(events)
    assert isinstance(last, Failed)
    assert "mine.txt" in last.message or "'mine'" in last.message
    *events, told, done = carry_out(home, Sample("mine", "The fox", GREEDY, find_copied=COPYING))
    assert isinstance(done, SampleDone)
    assert not stretches(events)
    assert not told.searched
    assert (told.pending, bool(told.sentence)) == ((True, False) if change == "same size" else (False, True))


def test_a_text_that_was_only_touched_is_compared_and_searched(mine: tuple[Home, Path], carry_out: CarryOut) -> None:
    home, text = mine
    engine = Engine(home)
    assert stretches(list(engine.run(FindCopied("mine", HERE), RunControl())))
    os.utime(text, ns=(1, 1))
    command = Sample("mine", "The fox", GREEDY, find_copied=COPYING)
    assert list(engine.run(command, RunControl()))[-2].pending
    assert stretches(list(engine.run(FindCopied("mine", HERE), RunControl())))
    assert not list(engine.run(command, RunControl()))[-2].pending


def test_a_text_from_which_something_was_removed_is_told_with_the_lines_of_its_file(
    home: Home, tmp_path: Path, story: Path, settings: Settings, carry_out: CarryOut
) -> None:
    text = tmp_path / "book.txt"
    licence = "*** START OF THE PROJECT GUTENBERG EBOOK ***\n"
    text.write_text(f"One licence.\n\n{licence}{story.read_text(encoding='utf-8')}", encoding="utf-8")
    choice = TextChoice(remove=("boilerplate",))
    last = carry_out(home, Train(settings(steps=2), (str(text),), "book", choices=(choice,)))[-1]
    assert last.event == "done"
    *events, _ = carry_out(home, FindCopied("book", HERE))
    (found,) = stretches(events)
    assert text.read_text(encoding="utf-8").startswith(HERE[found.begin : found.end], found.character)
    assert found.line >= 4
    assert not stretches(carry_out(home, FindCopied("book", "One licence.\n\n*** START OF THE PROJECT")))


def test_a_damaged_index_is_made_again(demo: Home, carry_out: CarryOut) -> None:
    carry_out(demo, FindCopied("demo", HERE))
    (folder,) = demo.copied.iterdir()
    places = folder / "piece-0000" / "sorted"
    places.write_bytes(b"\0" * places.stat().st_size)
    assert stretches(carry_out(demo, FindCopied("demo", HERE)))
    assert open_index(folder, RunControl()) is not None


def test_odd_words_are_looked_at_like_any_others(demo: Home, carry_out: CarryOut) -> None:
    words = "\x00\ud800\udc00 אב\u0301 😀" + HERE + "\ud83d"
    *events, done = carry_out(demo, FindCopied("demo", words))
    assert isinstance(done, FindCopiedDone)
    assert done.characters == len(words)
    assert words[stretches(events)[0].begin :].startswith(HERE[:8])


def test_a_stop_is_heard(demo: Home, carry_out: CarryOut) -> None:
    control = RunControl()
    control.stop()
    last = carry_out(demo, FindCopied("demo", HERE), control)[-1]
    assert (last.event, last.exit_code) == ("failed", 3)
