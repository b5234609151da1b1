"""Numbers as they are written: units, thin spaces, durations both ways."""

import pytest

from hellogpt_gui.train_tab import words


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("45 min", 45), ("1 h 30", 90), ("2:30", 150), ("20", 20), ("1.5h", 90), ("1,5 h", 90), ("90 s", 1.5),
     ("1 hour and 5 minutes", 65), ("2 days", 2880)],
)  # fmt: skip
def test_a_typed_duration_is_understood(typed: str, minutes: float) -> None:
    assert words.read_duration(typed) == pytest.approx(minutes)


@pytest.mark.parametrize("typed", ["", "soon", "0", "3 parsecs", "0:00"])
def test_what_is_no_duration_is_refused(typed: str) -> None:
    assert words.read_duration(typed) is None


@pytest.mark.parametrize("minutes", [0.5, 1, 2.5, 3, 15, 60, 90, 480, 1440])
def test_a_budget_reads_back_as_written(minutes: float) -> None:
    assert words.read_duration(words.budget_words(minutes)) == pytest.approx(minutes)


@pytest.mark.parametrize(
    ("number", "written"), [(0, "0"), (2500, "2\u2009500"), (50_000, "50 k"), (2_500_000, "2.5 M")]
)
def test_counts_at_an_axis_are_as_exact_as_they_are(number: int, written: str) -> None:
    assert words.axis_count(number) == written


def test_a_difference_has_a_real_minus() -> None:
    assert words.signed(-0.05) == "\u22120.05"


def test_time_left_drops_seconds_when_they_do_not_matter() -> None:
    assert words.time_left(117) == "1 min 57 s left"
    assert words.time_left(3725) == "1 h 2 min left"
    assert words.time_left(0.2) == "1 s left"
