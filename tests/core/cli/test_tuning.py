"""The word that teaches to answer."""

from pathlib import Path

import pytest

from core.paths import Home

from .conftest import Spoken


@pytest.fixture
def spoken(demo: Home, capsys: pytest.CaptureFixture[str]) -> Spoken:
    return Spoken(demo, capsys)


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.jsonl"
    line = '{"messages": [{"role": "user", "content": "Who %d?"}, {"role": "model", "content": "The fox."}]}\n'
    path.write_text("".join(line % number for number in range(6)))
    return path


def test_a_model_is_taught_and_then_answers(
    spoken: Spoken, talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ("--steps", "120", "--learning-rate", "0.01", "--muon-learning-rate", "0.03", "--replay", "0.2")
    started, *_, done = spoken.json("tune", "demo", "--dialogues", str(talk), "--name", "taught", *own)
    assert (started["event"], done["event"], done["run"]) == ("started", "done", "taught/serial_1")
    *_, said = spoken.json("sample", "taught", "--prompt", "Who 3?", "--temperature", "0")
    assert said["text"] == "The fox."
    typed = iter(("Who 1?", "Who 2?", ""))
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    assert spoken("chat", "taught", "--temperature", "0") == 0
    assert spoken.out.splitlines() == ["The fox.", "The fox."]
    questions = tmp_path / "mine.jsonl"
    questions.write_text('{"prompt": "Who 1?", "answer": "The fox."}\n{"prompt": "Who 2?", "answer": "The owl."}\n')
    *_, done = spoken.json("exam", "taught", "--questions", str(questions))
    assert [(mark["right"], mark["asked"]) for mark in done["marks"]] == [(1, 2)]


def test_a_setting_that_the_network_fixes_is_none_of_it(spoken: Spoken) -> None:
    assert spoken("tune", "demo", "--d-model", "8") == 2
    assert "No such option" in spoken.err


def test_what_is_wrong_with_a_file_is_one_sentence(spoken: Spoken, tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("User: Who?\nUser: Where?\n")
    assert spoken("tune", "demo", "--dialogues", str(path)) == 2
    assert "Line 2 of talk.txt is a turn of the user's where one of the model's is missing." in spoken.err
