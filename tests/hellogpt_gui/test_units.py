"""Figures with their units."""

from datetime import date, datetime

import pytest

from hellogpt_gui import units


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0"), (999, "999"), (27_300, "27 k"), (999_800, "1.0 M"), (1_800_000, "1.8 M"), (12_400_000, "12 M")],
)
def test_a_count_in_two_or_three_figures(number: float, words: str) -> None:
    assert units.count(number) == words


def test_parameters_in_millions() -> None:
    assert units.parameters(600_000) == "0.6 M"
    assert units.parameters(12_000) == "12 k"
    assert units.parameters(5_200_000) == "5.2 M"


def test_thin_spaces_in_thousands() -> None:
    assert units.whole(2400) == "2\u2009400"


def test_done_is_said_only_when_it_is() -> None:
    assert units.percent(0.999) == "99 %"
    assert units.percent(1.0) == "100 %"
    assert units.percent(0.29) == "29 %"


def test_the_shortest_words_for_a_day() -> None:
    today = date(2025, 11, 22)
    assert units.when(datetime(2025, 11, 22, 13, 20), today) == "13:20"
    assert units.when(datetime(2025, 11, 21, 13, 20), today) == f"{datetime(2025, 11, 21):%a}"
    assert units.when(datetime(2025, 11, 14, 9, 0), today) == f"14 {datetime(2025, 11, 14):%b}"
    assert units.when(datetime(2024, 11, 14, 9, 0), today) == f"{datetime(2024, 11, 14):%b} 2024"


def test_memory() -> None:
    assert units.memory(900_000_000, 24_100_000_000) == "0.9 of 24 GB"


def test_values_with_their_sign() -> None:
    assert [units.signed(value) for value in (1.94, -0.084, 0.001, -0.001)] == ["+1.94", "−0.08", "0.00", "0.00"]


def test_small_numbers_by_their_size() -> None:
    assert [units.small(value) for value in (2.1e-6, 0.0, 3.0, 1e-13)] == ["2 × 10⁻⁶", "0", "3 × 10⁰", "1 × 10⁻¹³"]
