"""docs/reliability.md names tests that are there."""

import re

from .conftest import CHECKOUT


def test_every_test_that_is_named_is_there() -> None:
    text = (CHECKOUT / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w/]+\.py)`", text)) - {"main.py"}
    assert len(named) > 12
    for name in named:
        found = [
            CHECKOUT / "tests" / room / name for room in ("core", ".") if (CHECKOUT / "tests" / room / name).exists()
        ]
        assert found, name


def test_what_stands_in_the_tables_has_a_count() -> None:
    text = (CHECKOUT / "docs" / "reliability.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and ".py`" in line]
    assert len(rows) > 20
    assert all(re.search(r"\d|each|every", line.rstrip(" |").rpartition("|")[2]) for line in rows)
