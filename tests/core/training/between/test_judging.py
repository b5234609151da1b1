"""The verdict comes with each validation loss, the last one with the end; a run on disk gets the same."""

from collections.abc import Callable
from pathlib import Path

from core.config import RunConfig
from core.paths import Home
from core.protocol import Event, Resume, Step, Train, TrainDone, Verdict
from core.runs import find_run, list_runs
from core.runs.trace import read_trace
from core.runs.verdict import Facts, judge

Settings = Callable[..., RunConfig]
CarryOut = Callable[..., list[Event]]


def test_every_measurement_is_judged_and_the_run_on_disk_alike(
    home: Home, settings: Settings, carry_out: CarryOut, story: Path
) -> None:
    config = settings(steps=80, eval_every=8)
    events = carry_out(home, Train(config, (str(story),), "demo", ("The",)))
    verdicts = [event for event in events if isinstance(event, Verdict)]
    measured = [event.step for event in events if isinstance(event, Step) and event.val_loss is not None]
    assert [verdict.step for verdict in verdicts] == measured
    assert verdicts[0].kind == "early"
    assert verdicts[-1].kind != "early"
    done = events[-1]
    assert isinstance(done, TrainDone)
    folder, _ = find_run(home, "demo")
    info = folder.info()
    assert done.verdict == judge(read_trace(folder), Facts(info.references, info.tokens_train, ended=True))
    assert done.verdict is not None
    assert folder.events()[-1]["verdict"] == done.verdict.kind
    assert list_runs(home)[0].verdict == done.verdict.kind


def test_a_resumed_run_is_judged_by_its_whole_course(
    home: Home, settings: Settings, carry_out: CarryOut, story: Path
) -> None:
    command = Train(settings(steps=80, eval_every=8, save_every=72), (str(story),), "demo", ("The",))
    once = carry_out(home, command)[-1]
    carry_out(home, command)
    again = carry_out(home, Resume("demo/serial_2@72"))[-1]
    assert isinstance(once, TrainDone)
    assert isinstance(again, TrainDone)
    assert once.verdict is not None
    assert again.verdict is not None
    assert (again.verdict.kind, again.verdict.reason) == (once.verdict.kind, once.verdict.reason)
