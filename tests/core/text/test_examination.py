"""Which questions belong to which text, and how answers are counted."""

from pathlib import Path

from core.control import RunControl
from core.paths import Home
from core.protocol import SkillMark
from core.text.corpus import read_corpus
from core.text.examination import REFUSED, as_turns, questions_for, tally, tally_refused, turn_questions_for
from core.text.little_world import exam
from core.text.little_world.small_talk import UNKNOWN
from core.text.little_world.turn_exam import turn_exam
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


def test_built_in_dialogues_bring_questions_asked_as_turns() -> None:
    assert turn_questions_for(("little-world",), len) == turn_exam(len)
    assert turn_questions_for(("talk.txt", "python-docs"), len) == ()


def test_ones_own_questions_become_turns() -> None:
    (turn,) = as_turns([Question("mine", True, "Who?", " The fox", "\n")])
    assert (turn.prompt, turn.answer, turn.stop) == ("Who?", "The fox", "")


def test_what_is_refused_is_counted_where_some_may_be() -> None:
    asked = [Question("a", True, "?", answer, "") for answer in ("fox", "owl", "moon", UNKNOWN)]
    assert tally_refused(asked, ["fox", UNKNOWN, "fox", UNKNOWN]) == (SkillMark(REFUSED, False, 1, 3),)
    assert tally_refused(asked[:3], [UNKNOWN] * 3) == ()
