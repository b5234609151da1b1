"""The scrubber's track: what is on disk, now, what is to come."""

from core.paths import Home
from core.runs import list_runs
from hellogpt_gui.engine.training_state import TrainingState
from hellogpt_gui.library.reader import folder_of
from hellogpt_gui.library.stops import track_of

IDLE = TrainingState()


def test_stops_on_disk_come_before_those_planned(two_models: Home) -> None:
    run = next(run for run in list_runs(two_models) if run.name == "fox/serial_2")
    track = track_of(run, folder_of(two_models, run.name).steps(), IDLE)
    assert track.steps == (0, 1, 2, 4, 8, 10, 16, 20, 30, 32, 64, 100)
    coming = [stop.label for stop in track.stops if not stop.there]
    assert coming[:4] == ["110", "120", "128", "130"]
    assert coming[-1] == "320"
    assert [stop.label for stop in track.stops if stop.best] == ["64"]
    assert track.words[track.index_of("best")] == "best"
    assert track.words[track.index_of("latest")] == "checkpoint"
    assert track.numbers[track.index_of(50)] == 32, "a step that is not kept: the nearest before it"
    ends = [stop.label for stop in track.stops if stop.landmark == 1]
    assert ends == ["0", "320"]


def test_a_run_that_trains_here_ends_with_now(two_models: Home) -> None:
    run = next(run for run in list_runs(two_models) if run.name == "fox/serial_2")
    stops = folder_of(two_models, run.name).steps()
    track = track_of(run, stops, TrainingState("training", run.name, step=117, progress=0.36))
    assert track.steps[-1] == "live"
    assert track.numbers[track.index_of("live")] == 117
    assert track.numbers[track.index_of("latest")] == 100
    elsewhere = track_of(run, stops, TrainingState("training", "owl/serial_1", step=117))
    assert "live" not in elsewhere.steps
    assert elsewhere.index_of("live") == len(elsewhere.steps) - 1


def test_what_was_saved_this_moment_has_one_label(two_models: Home) -> None:
    run = next(run for run in list_runs(two_models) if run.name == "fox/serial_2")
    stops = folder_of(two_models, run.name).steps()
    track = track_of(run, stops[:11], TrainingState("training", run.name, step=64, progress=0.2))
    assert [(stop.label, stop.landmark > 0) for stop in track.stops if stop.label == "64"] == [
        ("64", True),
        ("64", False),
    ]


def test_nothing_selected_has_no_stops() -> None:
    track = track_of(None, (), IDLE)
    assert track.stops == ()
    assert track.index_of("latest") == 0
