"""The one door: every command is answered to its end, whatever it asks for and whatever state the folders are in."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.config import VIEWS, InspectConfig, RunConfig, SamplingConfig, SurgeryConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import (
    Command,
    Done,
    Event,
    Failed,
    Hello,
    Inspect,
    InspectDone,
    LookAtText,
    Notice,
    Ready,
    Resume,
    Sample,
    SampleDone,
    Seen,
    TextDone,
    Token,
    Train,
    TrainDone,
)
from core.runs import RunFolder

Settings = Callable[..., RunConfig]
CarryOut = Callable[..., list[Event]]
SHORT = SamplingConfig(max_new_tokens=5, temperature=0.0)


def run_of(home: Home, name: str = "demo") -> Path:
    return home.checkpoints / name / "serial_1"


def notices(events: list[Event]) -> list[str]:
    return [event.message for event in events if isinstance(event, Notice)]


# ---- what is answered -----------------------------------------------------------------------------------------------


def test_hello_says_what_the_machine_can(home: Home, carry_out: CarryOut) -> None:
    (ready,) = carry_out(home, Hello())
    assert isinstance(ready, Ready)
    assert ready.device in ("cpu", "cuda", "mps")
    assert 0 < ready.memory_used < ready.memory_total


def test_a_text_is_looked_at(home: Home, carry_out: CarryOut, story: Path) -> None:
    *_, looked = carry_out(home, LookAtText((str(story),)))
    assert isinstance(looked, TextDone)
    assert looked.size == story.stat().st_size
    assert looked.words == len(story.read_text(encoding="utf-8").split())


def test_a_sample_streams_and_ends_with_the_whole(trained: Home, carry_out: CarryOut) -> None:
    events = carry_out(trained, Sample("demo", "The fox", SHORT))
    done = events[-1]
    assert isinstance(done, SampleDone)
    assert [type(event) for event in events[:-1]] == [Seen] + [Token] * 5
    assert done.text == "".join(event.text for event in events[:-1] if isinstance(event, Token))
    assert (done.run, done.step) == ("demo/serial_1", 40)


def test_an_answer_begins_with_what_was_chosen_and_eight_cannot(trained: Home, carry_out: CarryOut) -> None:
    events = carry_out(trained, Sample("demo", "The fox", SHORT))
    third = next(event for event in events if isinstance(event, Token)).alternative_ids[2]
    done = carry_out(trained, Sample("demo", "The fox", SHORT, first=(third,)))[-1]
    assert isinstance(done, SampleDone)
    assert done.token_ids[0] == third
    assert len(done.token_ids) == 5
    (failed,) = carry_out(trained, Sample("demo", "The fox", SHORT, count=8, first=(third,)))
    assert isinstance(failed, Failed)
    assert "chosen tokens" in failed.message


@pytest.mark.parametrize(
    ("reference", "step"), [("demo", 40), ("demo/serial_1@2", 2), ("demo@0", 0), ("demo@live", 40)]
)
def test_a_reference_names_its_step(trained: Home, carry_out: CarryOut, reference: str, step: int) -> None:
    assert carry_out(trained, Sample(reference, "The", SHORT))[-1].step == step


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_that_is_declared_can_be_asked_for(trained: Home, carry_out: CarryOut, view: str) -> None:
    *_, done = carry_out(trained, Inspect("demo", view, "The fox sat"))
    assert isinstance(done, InspectDone)
    assert (done.view, done.context_length) == (view, 16)
    assert len(done.tokens) == len(done.token_ids) == done.at + 1
    assert "".join(done.tokens).replace("·", " ") == "The fox sat"
    assert len(done.next_tokens) == 3
    assert done.next_tokens[0][1] >= done.next_tokens[1][1] >= done.next_tokens[2][1] > 0


def test_a_prompt_longer_than_the_context_says_so_and_its_end_is_used(trained: Home, carry_out: CarryOut) -> None:
    long = "The fox sat by the river. " * 6
    tail = carry_out(trained, Inspect("demo", "next-token", long))
    assert len(tail[-1].token_ids) == 16
    (notice,) = notices(tail)
    assert "16" in notice
    sampled = carry_out(trained, Sample("demo", long, SHORT))
    assert notices(sampled) == [notice]
    assert sampled[-1].token_ids[0] == tail[-1].result.candidates[0].id


def test_an_empty_prompt_starts_where_a_text_begins(trained: Home, carry_out: CarryOut) -> None:
    (done,) = carry_out(trained, Inspect("demo", "next-token", ""))
    assert done.tokens == ("⟨begin⟩",)
    sampled = carry_out(trained, Sample("demo", "", SHORT))
    assert sampled[-1].token_ids[0] == done.result.candidates[0].id
    assert notices(sampled) == []


def test_characters_that_a_model_does_not_know_are_counted(
    home: Home, carry_out: CarryOut, settings: Settings, story: Path
) -> None:
    carry_out(home, Train(settings(steps=1, tokenizer="char"), (str(story),), "letters"))
    (notice,) = notices(carry_out(home, Sample("letters", "The 狐 & the owl", SHORT)))
    assert "2 of the prompt's 15 characters" in notice
    assert notices(carry_out(home, Sample("letters", "The owl", SHORT))) == []


def test_nobodys_prompt_is_what_the_run_wrote_last(trained: Home, carry_out: CarryOut) -> None:
    (done,) = [event for event in carry_out(trained, Inspect("demo", prompt=None)) if event.event == "done"]
    written = RunFolder(run_of(trained)).samples()[-1]
    assert done.prompt
    assert " ".join(f"{written['prompt']}{written['text']}".split()).startswith(done.prompt)


def test_the_place_asked_about_stays_inside_the_prompt(trained: Home, carry_out: CarryOut) -> None:
    for asked, at in ((0, 0), (1, 1), (-1, 15), (10_000, 15)):
        done = carry_out(trained, Inspect("demo", "next-token", "The fox " * 12, looking=InspectConfig(at=asked)))[-1]
        assert done.at == at


def test_a_stop_before_the_first_token_still_ends_in_done(trained: Home, carry_out: CarryOut) -> None:
    control = RunControl()
    control.stop()
    *_, done = carry_out(trained, Sample("demo", "The", SHORT), control)
    assert (done.text, done.stopped_by) == ("", "user")


def test_a_model_stays_loaded_and_another_takes_its_place(demo: Home) -> None:
    engine = Engine(demo)
    first = list(engine.run(Sample("demo", "The", SHORT), RunControl()))[-1]
    (run_of(demo) / "step-000040" / "model.safetensors").write_bytes(b"no longer read")
    again = list(engine.run(Sample("demo", "The", SHORT), RunControl()))[-1]
    assert first.text == again.text
    early = list(engine.run(Sample("demo@0", "The", SHORT), RunControl()))[-1]
    assert early.step == 0
    assert early.text != first.text


def test_an_operated_network_writes_the_same_each_time_also_in_another_engine(
    trained: Home, carry_out: CarryOut
) -> None:
    surgery = SurgeryConfig(off=("L0H1", "L1F"), ablation="mean", steer_to="owl", steer_strength=0.5)
    rules = SamplingConfig(max_new_tokens=30, temperature=1.2, seed=3)
    operated, whole = Sample("demo", "The fox", rules, surgery=surgery), Sample("demo", "The fox", rules)
    engine = Engine(trained)
    texts = [list(engine.run(command, RunControl()))[-1].text for command in (operated, whole, operated)]
    assert texts[0] == texts[2] == carry_out(trained, operated)[-1].text
    assert texts[1] != texts[0]
    assert carry_out(trained, whole)[-1].text == texts[1]
    *_, eight = carry_out(trained, Sample("demo", "The fox", rules, 8, surgery=surgery))
    assert eight.text == texts[0]


def test_a_view_looks_at_the_operated_network_and_says_what_became_of_the_likeliest(
    trained: Home, carry_out: CarryOut
) -> None:
    """What the operated network writes first is what the view finds likeliest; the odds before are the whole one's."""
    surgery = SurgeryConfig(off=("L0", "L1H3"))
    (whole,) = carry_out(trained, Inspect("demo", "next-token", "The fox sat"))
    (operated,) = carry_out(trained, Inspect("demo", "next-token", "The fox sat", surgery=surgery))
    assert (whole.shift, whole.surgery.changes, operated.surgery) == (None, False, surgery)
    written = carry_out(trained, Sample("demo", "The fox sat", SHORT, surgery=surgery))[-1]
    assert operated.result.candidates[0].id == written.token_ids[0]
    first, shift = whole.result.candidates[0], operated.shift
    assert shift is not None
    assert (shift.id, shift.token, shift.before) == (first.id, first.token, pytest.approx(first.model_probability))
    after = {one.id: one.model_probability for one in operated.result.candidates}
    assert shift.after == pytest.approx(after.get(shift.id, shift.after))
    assert shift.after != pytest.approx(shift.before)


def test_means_without_text_are_refused_where_something_is_off_and_done_without_elsewhere(
    demo: Home, carry_out: CarryOut
) -> None:
    text = run_of(demo) / "text.json"
    text.write_text(json.dumps({**json.loads(text.read_text(encoding="utf-8")), "sha256": ""}), encoding="utf-8")
    (run_of(demo) / "samples.jsonl").unlink()
    for off in ((), ("L0H0",)):
        *_, last = carry_out(demo, Inspect("demo", "surgery", "The fox", surgery=SurgeryConfig(off, "mean")))
        assert isinstance(last, Failed) == bool(off), last
    assert "--ablation zero" in last.hint


# ---- what is refused ------------------------------------------------------------------------------------------------

NONSENSE: list[tuple[Command, str]] = [
    (Command(), "Command"),
    (Sample("nobody"), "nobody"),
    (Sample(""), "''"),
    (Sample("../../x"), "../../x"),
    (Sample("demo@999"), "999"),
    (Sample("demo@soon"), "soon"),
    (Sample("demo@live@live"), "live"),
    (Sample("demo/serial_7"), "serial_7"),
    (Sample("demo", "broken \ud800 character"), "surrogate"),
    (Sample("demo", surgery=SurgeryConfig(off=("L7H0",))), "L7H0"),
    (Sample("demo", surgery=SurgeryConfig(steer_to="x", steer_layer=2)), "layer 2"),
    (Inspect("demo", surgery=SurgeryConfig(off=("L2F",))), "L2F"),
    (Inspect("demo", "x-ray"), "x-ray"),
    (Inspect("demo", ""), "''"),
    (Inspect("nobody"), "nobody"),
    (Inspect("demo", "attention", "\udfff"), "surrogate"),
    (Resume("nobody"), "nobody"),
    (Resume("demo@soon"), "soon"),
    (LookAtText(("nowhere.txt",)), "nowhere.txt"),
    (LookAtText(("little-world/x",)), "little-world/x"),
]


@pytest.mark.parametrize(("command", "named"), NONSENSE, ids=[str(command) for command, _ in NONSENSE])
def test_nonsense_is_refused_by_name(trained: Home, carry_out: CarryOut, command: Command, named: str) -> None:
    events = carry_out(trained, command)
    assert isinstance(events[-1], Failed)
    assert events[-1].exit_code == 2
    assert named in events[-1].message
    assert not events[-1].details


def test_a_fault_inside_is_said_with_its_traceback_and_the_engine_goes_on(trained: Home) -> None:
    engine = Engine(trained)
    broken = Sample("demo", "The", None)  # type: ignore[arg-type]
    failed = list(engine.run(broken, RunControl()))[-1]
    assert isinstance(failed, Failed)
    assert failed.exit_code == 1
    assert "AttributeError" in failed.message
    assert "Traceback" in failed.details
    assert isinstance(list(engine.run(Sample("demo", "The", SHORT), RunControl()))[-1], SampleDone)


BROKEN = ["config.json", "tokenizer/tokenizer.json", "step-000040/model.safetensors", "step-000040/manifest.json"]
COMMANDS = [Sample("demo", "The", SHORT), Sample("demo@40", "The", SHORT), Inspect("demo", "attention", "The")]


@pytest.mark.parametrize("damage", ["gone", "empty", "garbage", "cut"])
@pytest.mark.parametrize("file", BROKEN)
def test_a_broken_folder_is_named_or_passed_over_for_a_whole_step(
    demo: Home, carry_out: CarryOut, file: str, damage: str
) -> None:
    path = run_of(demo) / file
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "garbage": b'\xff{"model": [1]}', "cut": data[: len(data) // 2]}[damage])
    for command in COMMANDS:
        last = carry_out(demo, command)[-1]
        if isinstance(last, Done):
            assert file.endswith("manifest.json")
            assert last.step < 40
        else:
            assert isinstance(last, Failed)
            assert last.exit_code == 2, last
            assert last.hint


def test_foreign_things_among_the_runs_disturb_nobody(demo: Home, carry_out: CarryOut) -> None:
    run = run_of(demo)
    (demo.checkpoints / "a file").write_text("x")
    (demo.checkpoints / "demo" / "serial_x").mkdir()
    (demo.checkpoints / "demo" / "serial_2").mkdir()
    (run / "step-999999").mkdir()
    (run / "step-abc").mkdir()
    (run / "metrics.jsonl").write_bytes(b'\xff\n{"step": "x"}\n[1]\n{"resumed_from": null}\n')
    assert carry_out(demo, Sample("demo/serial_1", "The", SHORT))[-1].step == 40


def test_a_run_without_a_step_says_so(demo: Home, carry_out: CarryOut) -> None:
    for folder in run_of(demo).glob("step-*"):
        shutil.rmtree(folder)
    for command in (*COMMANDS, Resume("demo")):
        last = carry_out(demo, command)[-1]
        assert isinstance(last, Failed)
        assert last.exit_code == 2


def test_a_home_that_is_a_file_is_refused(tmp_path: Path, carry_out: CarryOut, settings: Settings, story: Path) -> None:
    (tmp_path / "file").write_text("x")
    commands: list[Command] = [Sample("demo"), Inspect("demo"), Resume("demo"), Train(settings(), (str(story),))]
    for command in commands:
        last = carry_out(Home(tmp_path / "file"), command)[-1]
        assert isinstance(last, Failed)
        assert last.exit_code == 2


def test_the_default_text_is_the_persons_own_or_the_built_in_one(
    home: Home, carry_out: CarryOut, settings: Settings, story: Path
) -> None:
    assert carry_out(home, LookAtText())[-1].builtin
    shutil.copy(story, home.data / "mine.txt")
    done = carry_out(home, Train(settings(steps=1)))[-1]
    assert isinstance(done, TrainDone)
    assert RunFolder(home.checkpoints / done.run).info().text_bytes == story.stat().st_size


LOADED = """
import gc, sys
from pathlib import Path
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Hello
before = len(gc.get_objects())
greeting = Engine(Home(Path(sys.argv[1])).make()).run(Hello(), RunControl())
next(greeting)
compiler_at_ready = "torch._dynamo" in sys.modules
list(greeting)
print(before, len(gc.get_objects()), compiler_at_ready, "torch._dynamo" in sys.modules)
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a process says that has loaded the engine and greeted it."""
    command = [sys.executable, "-c", LOADED, str(tmp_path_factory.mktemp("loaded"))]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_garbage_is_not_looked_for_in_what_was_loaded(loaded: list[str]) -> None:
    """Else each search stops every thread, the window's too, for longer than a person overlooks."""
    before, after = map(int, loaded[:2])
    assert before > 100_000
    assert after < before / 10


def test_it_is_ready_before_torchs_compiler_is_loaded(loaded: list[str]) -> None:
    """That takes a second, and only a training needs it: it finds it loaded unless it comes at once."""
    assert loaded[2:] == ["False", "True"]
