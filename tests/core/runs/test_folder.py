"""Reading one run: what stands there counts, what is torn, foreign or taken back does not."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.config import build_config
from core.errors import RunError
from core.paths import Home
from core.protocol import References
from core.runs import RunFolder, RunWriter, Stop, claim_run
from core.runs.folder import RunInfo, read_lines


def test_settings_and_facts_come_back_as_they_were_written(home: Home) -> None:
    config = build_config("modern", {"steps": 7, "dropout": 0.25})
    info = RunInfo(
        1234, 100, 10, References(3.0, 2.0, 1.5), "Foxes", 999, 2.5, ("Hi",), "", "owl/serial_1@5", {"a": "1"}
    )
    folder = claim_run(home, "fox")
    with RunWriter(folder) as writer:
        writer.write_config(config, info)
        writer.write_text({"label": "Foxes", "files": [1, 2]})
    assert folder.name == "fox/serial_1"
    assert folder.config() == config
    found = folder.info()
    assert found.created
    assert found == RunInfo(**{**vars(info), "created": found.created})
    assert folder.text_facts() == {"label": "Foxes", "files": [1, 2]}


@pytest.mark.parametrize("name", ["config.json", "text.json"])
def test_a_folder_without_its_files_is_no_run(name: str, home: Home) -> None:
    folder = claim_run(home, "fox")
    with pytest.raises(RunError, match=f"fox/serial_1 is not a run of HelloGPT: it has no {name}"):
        folder.config() if name == "config.json" else folder.text_facts()


def set_width(width: object) -> Callable[[bytes], bytes]:
    def harm(data: bytes) -> bytes:
        inside = json.loads(data)
        inside["settings"]["model"]["d_model"] = width
        return json.dumps(inside).encode()

    return harm


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data[:40], lambda data: b"", lambda data: b"[]", lambda data: data.replace(b"tiny", b"tin\xff"),
        set_width("wide"), set_width(3), set_width(10**30),
    ],
    ids=["cut", "empty", "another kind", "no Unicode", "a word", "a width no head fits", "a huge number"],
)  # fmt: skip
def test_a_damaged_configuration_is_named(harm: Callable[[bytes], bytes], run: RunFolder) -> None:
    path = run.path / "config.json"
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(RunError, match="is damaged") as caught:
        run.config()
    assert str(path) in caught.value.message


def test_a_run_of_before_momentum_and_decay_were_settings_keeps_what_it_had(run: RunFolder) -> None:
    path = run.path / "config.json"
    file = json.loads(path.read_bytes())
    now = RunFolder(run.path).config().training
    del file["settings"]["training"]["muon_momentum"]
    path.write_text(json.dumps(file), encoding="utf-8")
    then = RunFolder(run.path).config().training
    assert (then.muon_momentum, then.decay_share) == (0.95, now.decay_share)
    del file["settings"]["training"]["decay_share"]
    path.write_text(json.dumps(file), encoding="utf-8")
    assert RunFolder(run.path).config().training.decay_share == 0.35


def lines_of(tmp_path: Path, data: bytes) -> list[dict[str, Any]]:
    (tmp_path / "metrics.jsonl").write_bytes(data)
    return read_lines(tmp_path / "metrics.jsonl")


def test_lines_without_a_file_are_none(tmp_path: Path) -> None:
    assert read_lines(tmp_path / "metrics.jsonl") == []
    assert lines_of(tmp_path, b"") == []


def test_a_torn_last_line_is_ignored(tmp_path: Path) -> None:
    last = b'{"step":2,"text":"\xc3\xbc\xf0\x9f\x99\x82"}'
    for length in range(len(last)):
        assert lines_of(tmp_path, b'{"step":1}\n' + last[:length]) == [{"step": 1}]
    assert lines_of(tmp_path, b'{"step":1}\n' + last) == [{"step": 1}, {"step": 2, "text": "ü🙂"}]


def test_damaged_lines_are_passed_over(tmp_path: Path) -> None:
    data = b'{"step":1}\n{"st\xffep":2}\n[3]\n\n{"step":4,\n"word"\nnull\n{"step":5}\n'
    assert lines_of(tmp_path, data) == [{"step": 1}, {"step": 5}]


def test_a_resume_takes_back_what_came_before_it_beyond_its_step(tmp_path: Path) -> None:
    steps = [0, 10, 20, 30]
    data = "".join(f'{{"step":{step},"try":1}}\n' for step in steps)
    data += '{"resumed_from":10}\n{"step":20,"try":2}\n{"step":30,"try":2}\n{"resumed_from":20}\n{"step":30,"try":3}\n'
    found = [(line["step"], line["try"]) for line in lines_of(tmp_path, data.encode())]
    assert found == [(0, 1), (10, 1), (20, 2), (30, 3)]


def test_lines_without_a_step_survive_a_resume(tmp_path: Path) -> None:
    data = b'{"event":"started"}\n{"step":null}\n{"step":5}\n{"resumed_from":"x"}\n{"resumed_from":3}\n'
    assert lines_of(tmp_path, data) == [{"event": "started"}, {"step": None}]


def test_metrics_samples_and_events_have_files_of_their_own(run: RunFolder) -> None:
    with RunWriter(run) as writer:
        writer.append_metric({"step": 1, "train_loss": 2.0})
        writer.append_sample({"step": 1, "text": "größer"})
        writer.append_event("stopped", why="user")
    assert run.metrics() == [{"step": 1, "train_loss": 2.0}]
    assert run.samples() == [{"step": 1, "text": "größer"}]
    (event,) = run.events()
    assert (event["event"], event["why"]) == ("stopped", "user")


AddStep = Callable[..., None]


def test_steps_say_what_they_are(run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 0, snapshot=True)
        add_step(writer, 1000)
        add_step(writer, 20)
        add_step(writer, 1010, snapshot=True)
        writer.mark_best(20)
    assert run.steps() == (
        Stop(0, "snapshot"),
        Stop(20, "checkpoint", is_best=True),
        Stop(1000, "checkpoint"),
        Stop(1010, "snapshot", is_latest=True),
    )
    assert (run.latest, run.latest_checkpoint, run.best) == (1010, 1000, 20)


def test_a_run_without_steps_has_none(run: RunFolder) -> None:
    assert run.steps() == ()
    assert (run.latest, run.latest_checkpoint, run.best) == (None, None, None)


@pytest.mark.parametrize("manifest", [None, b"", b"{", b"{}", b"\xff", b'{"files":{"a":1}}'])
def test_half_a_step_is_not_seen(manifest: bytes | None, run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 10)
        add_step(writer, 20)
        writer.mark_best(20)
    path = run.step_folder(20) / "manifest.json"
    path.unlink() if manifest is None else path.write_bytes(manifest)
    assert [stop.step for stop in run.steps()] == [10]
    assert (run.latest, run.latest_checkpoint, run.best) == (10, 10, None)


def test_foreign_things_are_no_steps(run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 10)
    for name in ("step-20", "step-final", ".tmp-step-000030", "notes"):
        (run.path / name).mkdir()
    (run.path / "step-000040").touch()
    assert [stop.step for stop in run.steps()] == [10]
    assert run.latest == 10


@pytest.mark.parametrize("words", [b"", b"best", b"step-000099\n", b"\xff"])
def test_a_best_that_names_no_step_is_none(words: bytes, run: RunFolder, add_step: AddStep) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 10)
    (run.path / "best").write_bytes(words)
    assert run.best is None
    assert not any(stop.is_best for stop in run.steps())


def test_a_folder_that_is_gone_reads_as_empty(tmp_path: Path) -> None:
    gone = RunFolder(tmp_path / "fox" / "serial_1")
    assert (gone.steps(), gone.metrics(), gone.latest, gone.best, gone.star) == ((), [], None, None, False)


def test_a_star_is_set_and_taken_away(run: RunFolder) -> None:
    for starred in (True, True, False, False):
        run.set_star(starred)
        assert run.star is starred
        assert RunFolder(run.path).star is starred
