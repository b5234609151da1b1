"""The answer to Estimate, by the engine: beside a real training, remembered, and where nothing fits."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.config import RunConfig, parameter_count
from core.control import RunControl, Shelf
from core.engine import Engine
from core.paths import Home
from core.protocol import Estimate, EstimateDone, Failed, Started, Train, TrainDone
from core.runs import list_runs


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.training.measuring.SECONDS", 0.02)
    monkeypatch.setattr("core.training.estimate.BUSY", 1.0)  # tests run beside each other


def answer(engine: Engine, command: Estimate) -> EstimateDone:
    *_, last = engine.run(command, RunControl())
    assert isinstance(last, EstimateDone), last
    return last


def test_what_is_estimated_is_what_a_training_says(home: Home, story: Path, settings: Callable[..., RunConfig]) -> None:
    config, texts = settings(steps=12), (str(story),)
    engine = Engine(home)
    said = answer(engine, Estimate(config, texts))
    events = list(engine.run(Train(config, texts), RunControl()))
    started = next(event for event in events if isinstance(event, Started))
    assert isinstance(events[-1], TrainDone)
    assert (said.parameters, said.vocab_size, said.steps) == (started.parameters, started.vocab_size, 12)
    assert said.tokens_train == pytest.approx(started.tokens_train, rel=0.02)
    assert (said.device, said.precision, said.fits) == (started.device, started.precision, True)
    assert said.seconds > 12 * said.seconds_per_step > 0
    assert said.tokens_per_second == pytest.approx(8 * 16 / said.seconds_per_step)
    assert said.epochs == pytest.approx(12 * 8 * 16 / said.tokens_train, rel=0.01)


def test_epochs_are_steps_and_minutes_are_what_they_hold(
    home: Home, story: Path, settings: Callable[..., RunConfig]
) -> None:
    engine, texts = Engine(home), (str(story),)
    epochs = answer(engine, Estimate(settings(steps=0, epochs=3.0), texts))
    assert epochs.epochs == pytest.approx(3.0, rel=0.1)
    minutes = answer(engine, Estimate(settings(steps=0, minutes=1.0), texts))
    assert minutes.steps * minutes.seconds_per_step < 60 < minutes.seconds < 62 + minutes.seconds_preparing


def test_the_exam_that_belongs_to_a_text_is_counted(
    home: Home, story: Path, settings: Callable[..., RunConfig]
) -> None:
    own = home.data / "story.txt"
    own.write_bytes(story.read_bytes())
    engine, texts = Engine(home), (str(own),)
    without = answer(engine, Estimate(settings(steps=24), texts)).seconds
    lines = ['{"prompt": "The fox lives by the", "answer": "river", "stop": "."}'] * 2000
    (own.parent / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert answer(engine, Estimate(settings(steps=24), texts)).seconds > without


def test_a_measurement_is_remembered_and_made_anew_when_that_is_asked(
    home: Home, story: Path, settings: Callable[..., RunConfig]
) -> None:
    first = answer(Engine(home), Estimate(settings(steps=12), (str(story),)))
    longer = answer(Engine(home), Estimate(settings(steps=24), (str(story),)))
    assert longer.seconds_per_step == first.seconds_per_step
    again = answer(Engine(home), Estimate(settings(steps=24), (str(story),), again=True))
    assert again.seconds_per_step != first.seconds_per_step
    other = answer(Engine(home), Estimate(settings(steps=24, batch_size=4), (str(story),)))
    assert other.seconds_per_step not in (first.seconds_per_step, again.seconds_per_step)


def test_beside_a_training_it_says_so_and_remembers_nothing(
    home: Home, story: Path, settings: Callable[..., RunConfig]
) -> None:
    shelf = Shelf()
    shelf.open("somebody/serial_1")
    assert answer(Engine(home, shelf), Estimate(settings(), (str(story),))).beside_training
    assert not (home.artifacts / "estimates.json").exists() or b'"paces": {}' in (
        home.artifacts / "estimates.json"
    ).read_bytes().replace(b"\n", b"")


def test_what_was_measured_on_a_busy_computer_is_kept_only_as_long_as_the_program_runs(
    home: Home, story: Path, settings: Callable[..., RunConfig], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.training.estimate.BUSY", -1.0)
    engine, command = Engine(home), Estimate(settings(steps=12), (str(story),))
    first = answer(engine, command)
    assert answer(engine, command).seconds_per_step == first.seconds_per_step
    assert answer(Engine(home), command).measured >= first.measured
    assert b'"paces": {}' in (home.artifacts / "estimates.json").read_bytes()


def test_what_cannot_fit_says_what_would_and_is_not_trained(
    home: Home, story: Path, settings: Callable[..., RunConfig]
) -> None:
    config = settings(d_model=4096, n_layers=96, n_heads=64, batch_size=4096, context_length=16)
    said = answer(Engine(home), Estimate(config, (str(story),)))
    assert (said.fits, said.steps, said.seconds, said.seconds_per_step) == (False, None, None, None)
    assert said.memory > said.memory_free
    assert said.would_fit[-1].memory <= said.memory_free
    *_, refused = Engine(home).run(Train(config, (str(story),)), RunControl())
    assert isinstance(refused, Failed)
    assert "GB of memory" in refused.message
    assert list_runs(home) == []


def test_the_time_chooses_the_size(home: Home, story: Path, settings: Callable[..., RunConfig]) -> None:
    said = answer(Engine(home), Estimate(settings(steps=0, minutes=0.1), (str(story),), by_time=True))
    assert {"n_layers", "d_model", "n_heads"} <= said.settings.keys()
    assert said.parameters > parameter_count(settings().model, 300)


def test_a_text_too_short_for_a_window_is_said(home: Home, tmp_path: Path, settings: Callable[..., RunConfig]) -> None:
    short = tmp_path / "short.txt"
    short.write_text("Too short.\n", encoding="utf-8")
    *_, last = Engine(home).run(Estimate(settings(context_length=512), (str(short),)), RunControl())
    assert isinstance(last, Failed)
    assert "too short" in last.message


def test_a_stop_ends_it(home: Home, story: Path, settings: Callable[..., RunConfig]) -> None:
    control = RunControl()
    control.stop()
    *_, last = Engine(home).run(Estimate(settings(), (str(story),)), control)
    assert isinstance(last, Failed)
    assert last.exit_code == 3
