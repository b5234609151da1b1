"""What was measured is found again, the newest of much is kept, and what is damaged counts as empty."""

from core.paths import Home
from core.training.notebook import MOST_REMEMBERED, REMEMBERED, Notebook
from core.training.pace import Pace

PACE = Pace(0.1, 0.01, 0.001, 0.2, 0.003, 0.0005, "2026-11-25T10:00:00+00:00")


def test_a_pace_is_found_again_by_another_program(home: Home) -> None:
    assert Notebook(home).pace("a") is None
    Notebook(home).keep_pace("a", PACE)
    assert Notebook(home).pace("a") == PACE


def test_of_too_many_the_oldest_goes(home: Home) -> None:
    notebook = Notebook(home)
    for number in range(MOST_REMEMBERED + 1):
        notebook.keep_pace(str(number), PACE)
    assert notebook.pace("0") is None
    assert notebook.pace(str(MOST_REMEMBERED)) == PACE


def test_a_damaged_file_counts_as_empty_and_is_written_anew(home: Home) -> None:
    (home.artifacts / REMEMBERED).write_text("{", encoding="utf-8")
    notebook = Notebook(home)
    assert notebook.pace("a") is None
    notebook.keep_pace("a", PACE)
    assert notebook.pace("a") == PACE


def test_the_disk_is_measured_once(home: Home) -> None:
    assert Notebook(home).disk() == Notebook(home).disk()
