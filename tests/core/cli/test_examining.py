"""The word that examines."""

from pathlib import Path

import pytest

from core.paths import Home

from .conftest import Spoken


@pytest.fixture
def spoken(demo: Home, capsys: pytest.CaptureFixture[str]) -> Spoken:
    return Spoken(demo, capsys)


def test_own_questions_are_asked(spoken: Spoken, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"prompt": "Once the fox", "answer": "was gone", "stop": ","}\n{"prompt": "Zoë", "answer": "7"}\n')
    *_, done = spoken.json("exam", "demo", "--questions", str(path))
    assert done["event"] == "done"
    assert (done["run"], done["step"]) == ("demo/serial_1", 40)
    assert [(mark["skill"], mark["seen"], mark["asked"]) for mark in done["marks"]] == [("questions", True, 2)]
    assert done["wrong"][-1]["prompt"] == "Zoë"
    assert spoken("exam", "demo", "--questions", str(path)) == 0
    assert "of 2" in spoken.out


def test_a_text_without_questions_says_so(spoken: Spoken) -> None:
    assert spoken("exam", "demo") == 2
    assert "There are no questions for demo/serial_1" in spoken.err
