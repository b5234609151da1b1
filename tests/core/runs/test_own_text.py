"""A little of a run's own text: of what was kept back, else of what it wrote."""

import json
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest

from core.control import Interrupted, RunControl
from core.paths import Home
from core.protocol import Event
from core.runs import RunFolder, find_run
from core.runs.own_text import own_text, windows
from core.text.token_file import VAL, map_tokens
from core.text.tokenizers import Tokenizer, load_tokenizer


def finished(reading: Generator[Event, None, list[list[int]]]) -> list[list[int]]:
    while True:
        try:
            next(reading)
        except StopIteration as end:
            return end.value


@pytest.fixture
def run(demo: Home) -> RunFolder:
    return find_run(demo, "demo")[0]


@pytest.fixture
def tokenizer(run: RunFolder) -> Tokenizer:
    return load_tokenizer(run.tokenizer_folder)


def test_it_is_of_the_validation_tokens(demo: Home, run: RunFolder, tokenizer: Tokenizer) -> None:
    (folder,) = [path for path in demo.prepared.iterdir() if path.is_dir()]
    kept = map_tokens(folder / VAL, tokenizer.vocab_size).tolist()
    found = finished(own_text(demo, run, tokenizer, 64, RunControl()))
    quarter = len(kept) // 16 / 4
    assert found == [kept[16 * int(n * quarter) :][:16] for n in range(4)]


def test_where_the_text_is_gone_it_is_what_the_run_wrote_last(
    demo: Home, run: RunFolder, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    facts = json.loads((run.path / "text.json").read_text(encoding="utf-8"))
    facts["sources"] = [str(tmp_path / "gone.txt")]
    (run.path / "text.json").write_text(json.dumps(facts), encoding="utf-8")
    (window, *_) = found = finished(own_text(demo, run, tokenizer, 10_000, RunControl()))
    newest = run.samples()[-1]
    assert tokenizer.decode(window) == f"{newest['prompt']}{newest['text']}"[: len(tokenizer.decode(window))]
    assert len(found) > 1
    (run.path / "samples.jsonl").unlink()
    assert finished(own_text(demo, run, tokenizer, 64, RunControl())) == []


def test_a_stop_is_heard(demo: Home, run: RunFolder, tokenizer: Tokenizer) -> None:
    control = RunControl()
    control.stop()
    with pytest.raises(Interrupted):
        finished(own_text(demo, run, tokenizer, 64, control))


def test_a_text_shorter_than_a_context_is_one_window() -> None:
    assert windows(np.arange(5), 16, 64) == [[0, 1, 2, 3, 4]]
    assert windows(np.arange(0), 16, 64) == []
    assert windows(np.arange(40), 16, 1) == [list(range(16))]
    assert [window[0] for window in windows(np.arange(640), 16, 64)] == [0, 160, 320, 480]
