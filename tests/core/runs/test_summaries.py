"""The index of runs: it saves reading, and is believed only while nothing has changed."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.paths import Home
from core.runs import RunFolder, RunWriter, list_runs, listing
from core.runs.summaries import INDEX, load_known

MakeRun = Callable[..., RunFolder]


@pytest.fixture(autouse=True)
def later_start() -> Iterator[Callable[[], None]]:
    """Forget what this process knows, as the next one does."""

    def forget() -> None:
        listing._known.clear()
        listing._opened.clear()

    forget()
    yield forget
    forget()


def log(run: RunFolder, step: int, loss: float) -> None:
    with RunWriter(run) as writer:
        writer.append_metric({"step": step, "val_loss": loss})


def test_a_later_start_lists_the_same_and_reads_no_run(
    home: Home, run: RunFolder, later_start: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    log(run, 5, 2.0)
    before = list_runs(home)
    later_start()
    read = []
    monkeypatch.setattr(listing, "_read", lambda folder: read.append(folder.name))
    assert list_runs(home) == before
    assert read == []


def test_what_has_changed_meanwhile_is_read_again(home: Home, run: RunFolder, later_start: Callable[[], None]) -> None:
    log(run, 5, 2.0)
    list_runs(home)
    later_start()
    log(run, 6, 1.5)
    assert [(found.steps, found.val_loss) for found in list_runs(home)] == [(6, 1.5)]
    later_start()
    shutil.rmtree(run.path)
    assert list_runs(home) == []


def test_a_run_that_trains_is_written_down_when_it_has_ended(home: Home, run: RunFolder) -> None:
    with RunWriter(run) as writer:
        writer.append_metric({"step": 1, "val_loss": 3.0})
        assert list_runs(home)[0].state == "training"
        assert load_known(home) == {}
    assert list_runs(home)[0].state == "stopped"
    assert [summary.steps for _, summary in load_known(home).values()] == [1]


@pytest.mark.parametrize("place", [0, 70, 200, -1])
def test_a_damaged_index_is_not_believed(
    place: int, home: Home, run: RunFolder, later_start: Callable[[], None]
) -> None:
    log(run, 5, 2.0)
    before = list_runs(home)
    later_start()
    index = home.artifacts / INDEX
    data = bytearray(index.read_bytes())
    data[place] ^= 1
    index.write_bytes(data)
    assert load_known(home) == {}
    assert list_runs(home) == before


def test_where_no_index_can_be_written_the_list_stands_all_the_same(home: Home, run: RunFolder, tmp_path: Path) -> None:
    log(run, 5, 2.0)
    (home.artifacts / INDEX).mkdir()
    assert [found.steps for found in list_runs(home)] == [5]
    assert not list(home.artifacts.glob(".tmp-*"))
