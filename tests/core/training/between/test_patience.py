"""Early stopping: a run ends when so many validation losses in a row were no better than the best."""

from collections.abc import Callable
from pathlib import Path

from core.config import RunConfig
from core.paths import Home
from core.protocol import Event, Resume, Step, Train, TrainDone
from core.runs import find_run

Settings = Callable[..., RunConfig]
CarryOut = Callable[..., list[Event]]


def test_it_stops_when_nothing_gets_better(home: Home, settings: Settings, carry_out: CarryOut, story: Path) -> None:
    config = settings(steps=4000, eval_every=2, patience=3, learning_rate=0.03, schedule="constant")
    events = carry_out(home, Train(config, (str(story),), "demo", ("The",)))
    last = events[-1]
    assert isinstance(last, TrainDone)
    assert last.stopped_by == "patience"
    measured = [
        (event.step, event.val_loss) for event in events if isinstance(event, Step) and event.val_loss is not None
    ]
    best = min(loss for _, loss in measured)
    assert [loss > best for _, loss in measured[-3:]] == [True] * 3
    assert measured[-4][1] == best == last.best_val_loss
    folder, _ = find_run(home, "demo")
    assert folder.best == last.best_step  # the best is kept
    assert folder.latest_checkpoint == last.step
    assert folder.events()[-1]["why"] == "patience"


def test_a_resume_gives_it_as_much_patience_again(
    home: Home, settings: Settings, carry_out: CarryOut, story: Path
) -> None:
    config = settings(steps=4000, eval_every=2, patience=2, learning_rate=0.03, schedule="constant")
    *_, first = carry_out(home, Train(config, (str(story),), "demo", ("The",)))
    *_, second = carry_out(home, Resume("demo"))
    assert isinstance(first, TrainDone)
    assert isinstance(second, TrainDone)
    assert second.stopped_by == "patience"
    assert second.step >= first.step + 4


def test_without_patience_it_goes_on(home: Home, settings: Settings, carry_out: CarryOut, story: Path) -> None:
    config = settings(steps=60, eval_every=2, learning_rate=0.5, optimizer="adamw")
    *_, last = carry_out(home, Train(config, (str(story),), "demo", ("The",)))
    assert isinstance(last, TrainDone)
    assert last.stopped_by in ("budget", "not_finite")
