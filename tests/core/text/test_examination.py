"""Which questions belong to which text, and how answers are counted."""

from pathlib import Path

from core.control import RunControl
from core.paths import Home
from core.protocol import SkillMark
from core.text.corpus import read_corpus
from core.text.examination import questions_for, tally
from core.text.little_world import exam
from core.text.own_questions import QUESTIONS
from core.text.question import Question

LINE = '{"prompt": "Once the fox", "answer": "was gone", "skill": "%s"}\n'


def test_a_built_in_text_brings_its_own() -> None:
    assert questions_for(("little-world",)) == exam()
    assert questions_for(("python-docs",)) == ()


def test_a_file_of_questions_lies_beside_the_text_or_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("A story.")
    (tmp_path / QUESTIONS).write_text(LINE % "beside")
    both = (str(tmp_path), str(tmp_path / "story.txt"))
    assert [question.skill for question in questions_for(both)] == ["beside"]  # once
    assert questions_for((str(tmp_path / "elsewhere" / "story.txt"),)) == ()


def test_questions_are_not_read_as_a_text_of_their_folder(home: Home, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("A story.")
    (tmp_path / QUESTIONS).write_text(LINE % "beside")
    corpus = read_corpus((str(tmp_path),), home, RunControl())
    assert [file.name for file in corpus.files] == ["story.txt"]


def test_answers_are_counted_by_skill_seen_and_unseen_apart() -> None:
    kinds = [("sums", True), ("facts", False), ("sums", False), ("sums", True)]
    questions = [Question(skill, seen, "p", " a", ".") for skill, seen in kinds]
    assert tally(questions, [True, True, False, False]) == (
        SkillMark("sums", True, 1, 2), SkillMark("sums", False, 0, 1), SkillMark("facts", False, 1, 1),
    )  # fmt: skip
