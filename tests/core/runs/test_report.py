"""The report: all of a run on one page, whatever stands in it, and nothing that is private."""

import getpass
import json
import os
import platform
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.paths import Home
from core.runs import RunFolder, RunWriter, find_run
from core.runs.keeping import rename_model, write_note
from core.runs.report import few, gather
from core.runs.report_page import duration, page, words

MakeRun = Callable[..., RunFolder]
VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Reads a page: its text, and that every element that is opened is closed in its place."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(home: Home, reference: str) -> Reader:
    return Reader(page(gather(home, find_run(home, reference)[0])))


def test_a_trained_run_tells_all_of_itself(demo: Home) -> None:
    run, _ = find_run(demo, "demo")
    write_note(run, "Mine & best")
    found = read(demo, "demo")
    facts = run.text_facts()
    assert {"svg", "polyline", "table"} <= found.seen
    assert not found.seen & {"script", "link", "img", "iframe"}
    for part in (
        "demo / serial_1", "Mine & best", "story.txt", facts["sha256"], "The fox", "Validation loss", "token pairs",
        "Differs from the preset Tiny", "Layers", "torch", platform.python_version(), "Seed", "cpu in fp32, 1 threads",
        run.info().machine["processor"],
    ):  # fmt: skip
        assert part in found.text, part


def test_it_is_small_and_names_nobody_and_no_place(demo: Home) -> None:
    run, _ = find_run(demo, "demo")
    html = page(gather(demo, run))
    assert len(html.encode()) < 1_000_000
    private = [str(demo.root), str(Path.home()), os.getcwd(), platform.node(), str(run.path.parent.parent)]
    facts = run.text_facts()
    private += [facts["files"][0]["path"], facts["sources"][0]]
    for place in private:
        assert len(place) < 4 or place not in html, place
    assert f"/{getpass.getuser()}/" not in html


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(st.characters(codec=None), max_size=60), st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_words_of_a_person_a_text_or_a_model_stand_as_they_are(
    run: RunFolder, home: Home, odd: str, text: str
) -> None:
    (run.path / "samples.jsonl").write_text(
        json.dumps({"step": 1, "prompt": odd, "text": text}) + "\n", encoding="utf-8"
    )
    (run.path / "text.json").write_text(
        json.dumps({"sha256": odd, "files": [{"name": odd, "size": 3}]}), encoding="utf-8"
    )
    write_note(run, f"x{text}x")
    found = Reader(page(gather(home, run)))
    assert "script" not in found.seen
    shown = found.text.replace("\r", "\n")
    assert f"x{text}x".strip().replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS) in shown.translate(
        CONTROLS
    )


CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), "�")


@pytest.mark.parametrize(
    "attack",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><script>", "&lt;b&gt;"],
)
def test_what_looks_like_markup_is_text(attack: str, home: Home, run: RunFolder) -> None:
    with RunWriter(run) as writer:
        writer.append_sample({"step": 0, "prompt": attack, "text": attack})
    write_note(run, attack)
    found = read(home, "fox")
    assert found.seen.isdisjoint({"script", "img"})
    assert found.text.count(attack) == 3


def test_what_no_page_can_hold_is_replaced() -> None:
    assert words("a\x00b\ud800c\uffff") == "a\ufffdb\ufffdc\ufffd"


def test_huge_samples_notes_and_lists_of_files_stay_below_a_megabyte(home: Home, run: RunFolder) -> None:
    with RunWriter(run) as writer:
        for step in range(200):
            for prompt in range(9):
                writer.append_sample({"step": step, "prompt": f"{prompt}", "text": "&" * 20_000})
        writer.write_text({"sha256": "", "files": [{"name": "<" * 255, "size": 1}] * 5000})
        for step in range(30_000):
            writer.append_metric(
                {"step": step, "tokens": step, "seconds": 1.0, "train_loss": 2.0 + step % 7, "val_loss": 3.0,
                 "learning_rate": 1.0, "grad_norm": 1.0, "tokens_per_second": 1.0}
            )  # fmt: skip
    write_note(run, "<" * 90_000)
    html = page(gather(home, run))
    assert len(html.encode()) < 1_000_000
    assert "And 4960 more." in html


def test_a_run_without_a_step_a_text_or_a_sample_has_a_page_too(home: Home, run: RunFolder) -> None:
    found = read(home, "fox")
    assert "fox / serial_1" in found.text
    assert "svg" not in found.seen


def test_lineage_names_the_parent_by_its_name_of_today(home: Home, make_run: MakeRun) -> None:
    make_run("fox")
    child = make_run("owl")
    path = child.path / "config.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"parent": ""', '"parent": "fox/serial_1@64"'), encoding="utf-8"
    )
    rename_model(home, "fox", "red fox")
    assert "Forked from red fox/serial_1 at step 64." in read(home, "owl").text
    assert "owl/serial_1 was forked from it at step 64." in read(home, "red fox").text


def test_few_takes_the_ends_and_more_of_the_beginning() -> None:
    lines = [{"step": step} for step in (0, 1, 2, 4, 8, 16, 32, 64, 96, 128, 160, 192, 224, 256)]
    assert [line["step"] for line in few(lines)] == [0, 4, 16, 64, 256]
    assert few(lines[:3]) == lines[:3]


def test_durations() -> None:
    assert [duration(s) for s in (0, 59.4, 60, 200, 7500)] == ["0 s", "59 s", "1 min", "3 min 20 s", "2 h 5 min"]
