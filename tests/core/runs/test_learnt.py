"""Every text that a network has learnt from."""

import json
import shutil
from pathlib import Path

from core.paths import Home
from core.runs import RunFolder, find_run
from core.runs.learnt import learnt_from


def forked(home: Home, name: str, parent: str, **facts: object) -> RunFolder:
    """A copy of demo that says it was forked."""
    folder = home.checkpoints / name / "serial_1"
    shutil.copytree(home.checkpoints / "demo" / "serial_1", folder)
    change(folder / "config.json", lambda config: config["info"].update(parent=parent))
    change(folder / "text.json", lambda text: text.update(facts))
    return RunFolder(folder)


def change(path: Path, how: object) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    how(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def test_a_run_learnt_its_own_text(demo: Home) -> None:
    texts, unknown = learnt_from(demo, find_run(demo, "demo")[0])
    assert [(text.run, text.facts.label) for text in texts] == [("demo/serial_1", "story")]
    assert unknown == []


def test_a_fork_learnt_those_of_its_line_each_once(demo: Home) -> None:
    forked(demo, "child", "demo/serial_1@40", sha256="other")
    grandchild = forked(demo, "grandchild", "child/serial_1@40")
    texts, unknown = learnt_from(demo, grandchild)
    assert [text.run for text in texts] == ["grandchild/serial_1", "child/serial_1"]
    assert unknown == []


def test_what_nobody_knows_is_said(demo: Home) -> None:
    texts, unknown = learnt_from(demo, forked(demo, "child", "gone/serial_7@3", sha256=""))
    assert texts == []
    assert [sentence.split(" ", 1)[0] for sentence in unknown] == ["Nobody", "gone/serial_7,"]


def test_a_line_that_leads_in_a_circle_ends(demo: Home) -> None:
    texts, unknown = learnt_from(demo, forked(demo, "child", "child/serial_1@40"))
    assert len(texts) == 1
    assert unknown == []
