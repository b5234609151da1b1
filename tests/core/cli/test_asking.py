"""The words that ask a model."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.config import SamplingConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Part, Sample, SampleDone
from core.runs import find_run
from core.text.template import Template

from .conftest import Spoken


def test_sample_prints_the_text_or_one_object(say: Spoken) -> None:
    words = ("sample", "demo", "--prompt", "The fox", "--max-new-tokens", "12", "--seed", "3")
    (done,) = say.json(*words)
    assert set(done) >= {"event", "run", "step", "text", "token_ids", "seed", "tokens_per_second"}
    assert (done["event"], done["run"], done["seed"], len(done["token_ids"])) == ("done", "demo/serial_1", 3, 12)
    assert say(*words) == 0
    assert say.out == done["text"] + "\n"


def test_several_continuations_come_whole_and_the_first_is_the_single_one(say: Spoken) -> None:
    words = ("sample", "demo", "--prompt", "The fox", "--max-new-tokens", "12", "--seed", "3")
    (single,) = say.json(*words)
    *texts, done = say.json(*words, "--count", "3")
    assert [text["seed"] for text in texts] == [3, 4, 5]
    assert texts[0]["text"] == done["text"] == single["text"]
    assert say(*words, "--count", "3") == 0
    assert all(text["text"] in say.out for text in texts)
    assert say(*words, "--count", "0") == 2
    assert "--count" in say.err


def test_a_prompt_that_is_too_long_is_said_beside_the_text(say: Spoken) -> None:
    (done,) = say.json("sample", "demo", "--prompt", "The fox " * 40, "--max-new-tokens", "3")
    assert done["event"] == "done"
    assert "at once" in say.err


def test_what_is_copied_is_told_after_the_text(say: Spoken) -> None:
    words = ("sample", "demo", "--prompt", "The fox", "--max-new-tokens", "30", "--temperature", "0", "--copied")
    *found, told, done = say.json(*words, "--copied-from", "8")
    assert (told["event"], done["event"]) == ("copied_told", "done")
    assert {one["event"] for one in found} == {"copied"}
    assert 0 < told["copied"] <= told["characters"] == len(done["text"])
    assert say(*words, "--copied-from", "8") == 0
    text, summary, *lines = say.out.splitlines()[-2 - len(found) :]
    assert text in done["text"]
    assert summary.startswith(f"Copied: {told['copied']} of {told['characters']} characters (")
    assert all(line.startswith("  story.txt, line ") for line in lines)
    told = [line for line in say.json(*words, "--count", "2") if line["event"] == "copied_told"]
    assert len(told) == 2
    assert say(*words, "--copied-from", "1") == 2
    assert "--copied-from" in say.err


def test_a_model_is_asked_with_parts_switched_off_and_steered(say: Spoken) -> None:
    words = ("sample", "demo", "--prompt", "The fox", "--max-new-tokens", "12", "--temperature", "0")
    off = ("--off", "L0H1", "--off", "L1F", "--ablation", "mean")
    (whole,), (operated,) = say.json(*words), say.json(*words, *off)
    assert whole["text"] != operated["text"]
    (steered,) = say.json(*words, "--steer-to", "owl", "--steer-from", "fox", "--steer-strength", "-3")
    assert steered["text"] not in (whole["text"], operated["text"])
    assert say(*words, "--off", "L0H9") == 2
    assert "L0H9 (--off)" in say.err
    assert "H0 to H3" in say.err
    assert say(*words, "--off", "head 3") == 2
    assert "L1H2" in say.err


def test_chat_is_with_the_operated_model_too(say: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("demo", "--max-new-tokens", "6", "--temperature", "0", "--off", "L0", "--off", "L1F")
    monkeypatch.setattr("sys.stdin", io.StringIO("The fox\n\n"))
    assert say("chat", *words) == 0
    first = say.out.removeprefix("> ").split("\n> ")[0]
    monkeypatch.undo()
    assert say("sample", *words, "--prompt", "The fox") == 0
    assert say.out.rstrip("\n") == first.rstrip("\n")


@pytest.mark.parametrize("view", ["attention", "next-token"])
def test_inspect_prints_a_view(say: Spoken, view: str) -> None:
    (done,) = say.json("inspect", "demo", "--view", view, "--prompt", "The fox sat")
    assert set(done) >= {"event", "run", "step", "view", "tokens", "result"}
    assert {"attention": "pattern", "next-token": "candidates"}[view] in done["result"]
    assert say("inspect", "demo", "--view", view, "--prompt", "The fox sat") == 0
    assert len(say.out.splitlines()) > 8


def test_chat_goes_on_from_line_to_line(say: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed is continued, and the second answer goes on from the first."""
    monkeypatch.setattr("sys.stdin", io.StringIO("The fox\nOnce\n\nnever read\n"))
    assert say("chat", "demo", "--max-new-tokens", "6", "--temperature", "0") == 0
    first = say.out.removeprefix("> ").split("\n> ")[0]
    second = say.out.removeprefix(f"> {first}\n> ")
    monkeypatch.undo()
    assert say("sample", "demo", "--prompt", "The fox", "--max-new-tokens", "6", "--temperature", "0") == 0
    assert say.out == first + "\n"
    both = f"The fox{first}\nOnce"
    assert say("sample", "demo", "--prompt", both, "--max-new-tokens", "6", "--temperature", "0") == 0
    assert second.startswith(say.out.rstrip("\n"))


def test_with_a_taught_model_one_talks_in_turns(
    demo: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second question is answered after the first and its answer, each in its place in the template."""
    Template(user=0, model=2, end=3).save(find_run(demo, "demo")[0].tokenizer_folder)
    say = Spoken(demo, capsys)
    monkeypatch.setattr("sys.stdin", io.StringIO("The fox\nOnce\n\n"))
    assert say("chat", "demo", "--max-new-tokens", "3", "--temperature", "0", "--keep-first", "1") == 0
    first, second = say.out.removeprefix("> ").split("\n> ")[:2]
    assert "Ask something." in say.err
    rules = SamplingConfig(temperature=0.0, max_new_tokens=3, keep_first=1)
    parts: list[Part] = []
    for words, wanted in (("The fox", first), ("Once", second)):
        parts.append(Part("user", words))
        *_, done = Engine(demo).run(Sample("demo", sampling=rules, parts=tuple(parts)), RunControl())
        assert isinstance(done, SampleDone)
        assert done.text.rstrip("\n") == wanted.rstrip("\n")
        parts.append(Part("model", done.text, done.token_ids))


def test_a_long_talk_is_told_of_once(say: Spoken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("The fox\nThe owl\nThe baker\nThe moon\n\n"))
    assert say("chat", "demo", "--max-new-tokens", "12") == 0
    assert say.err.count("sees 16 at once") == 1


RULES = (
    "--prompt", "The fox", "--max-new-tokens", "30", "--seed", "11", "--temperature", "1.3", "--top-k", "60", "--top-p",
    "0.95", "--min-p", "0.01", "--repetition-penalty", "1.2", "--ban", "q", "--ban-token", "9", "--stop", "zzz",
)  # fmt: skip


def test_the_same_settings_and_seed_write_the_same_in_a_new_process(say: Spoken) -> None:
    (done,) = say.json("sample", "demo", *RULES)
    for weights in ("fp32", "bf16", "int8"):
        words = [sys.executable, "-m", "hellogpt_gui", "sample", "demo", *RULES, "--weights", weights]
        *texts, last = say.json(*words[3:], "--count", "3")
        said = subprocess.run(
            [*words, "--count", "3", "--json", "--home", str(say.home.root)],
            capture_output=True, check=True, cwd=Path(__file__).parents[3],
        ).stdout  # fmt: skip
        anew = [json.loads(line) for line in said.splitlines()]
        assert anew[:-1] == texts
        if weights == "fp32":
            assert anew[-1]["token_ids"] == last["token_ids"] == done["token_ids"]


def test_stop_strings_and_bans_hold_in_the_terminal(say: Spoken) -> None:
    words = ("sample", "demo", "--prompt", "The fox", "--max-new-tokens", "60", "--seed", "3")
    (free,) = say.json(*words)
    stop = free["text"][7:9]
    (done,) = say.json(*words, "--stop", stop.replace("\n", r"\n"))
    assert done["text"] == free["text"].partition(stop)[0]
    assert done["stopped_by"] == "stop"
    assert say(*words, "--stop", stop.replace("\n", r"\n")) == 0
    assert say.out == done["text"] + "\n"
    (done,) = say.json(*words, "--ban", "e", "--ban", "o")
    assert not {"e", "o"} & set(done["text"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--top-p", "0"), "--top-p"), (("--temperature", "100"), "--temperature"), (("--stop", ""), "--stop"),
        (("--ban", "\udcff"), "--ban"), (("--ban-token", "999999"), "--ban-token"),
        (("--ban-token", "300"), "300 tokens"), (("--prompt", "a\udcff"), "lone surrogate"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_are_refused_in_a_sentence(say: Spoken, words: tuple[str, ...], told: str) -> None:
    assert say("sample", "demo", *words) == 2
    assert told in say.err
    assert "Traceback" not in say.err


def test_the_cuts_of_the_next_token_are_told(say: Spoken) -> None:
    words = ("inspect", "demo", "--view", "next-token", "--prompt", "The fox", "--top-k", "7", "--min-p", "0")
    (done,) = say.json(*words)
    assert done["result"]["cuts"] == [{"rule": "top_k", "value": 7.0, "left": 7}]
    assert say(*words) == 0
    assert say.out.endswith("Top-k 7: 7 tokens stay.\n")
