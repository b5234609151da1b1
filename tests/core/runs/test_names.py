"""Names: what may be one on every system, what RUN@STEP means, and names made from labels."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RunError
from core.runs.names import (
    LONGEST,
    RunRef,
    check_model_name,
    is_model_name,
    model_name_for,
    parse_ref,
    serial_of,
    step_name,
    step_of,
)

GOOD = ("demo", "Demo 2", "a", "little-world", "v1.2", "größe", "日本語", "a_b+c", "console", "x" * 64, "2024", "_x")
BAD = (
    "", " ", ".", "..", "../../x", "a/b", "a\\b", "/etc", "C:x", "con", "CON", "nul.txt", "com1", "LPT9.x", "com¹",
    "con .txt", "name.", "name ", " name", ".hidden", "-x", "🙂", "a🙂", "x" * 65, "a\n", "a\0", "a\tb", "a*", "a?",
    "a:b", "\ud800", "\U00010348" * 64,
)  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_good_names_may_be_used_and_are_folders(name: str, tmp_path: Path) -> None:
    check_model_name(name)
    (tmp_path / name).mkdir()
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", BAD)
def test_bad_names_are_refused_with_what_is_allowed(name: str) -> None:
    with pytest.raises(RunError, match="cannot be the name of a model") as caught:
        check_model_name(name)
    assert repr(name) in caught.value.message
    assert str(LONGEST) in caught.value.hint


@settings(deadline=None)
@given(name=st.text(max_size=70))
def test_a_name_that_may_be_used_stays_inside_its_folder(name: str) -> None:
    if is_model_name(name):
        here = Path("/somewhere/checkpoints")
        assert (here / name).parent == here
        assert len(name.encode()) <= 255
        assert name.isprintable()


@pytest.mark.parametrize(
    ("words", "ref"),
    [
        ("demo", RunRef("demo", None, "latest")),
        ("demo@best", RunRef("demo", None, "best")),
        ("demo@latest", RunRef("demo", None, "latest")),
        ("demo@500", RunRef("demo", None, 500)),
        ("demo/serial_2", RunRef("demo", 2, "latest")),
        ("demo/serial_12@0", RunRef("demo", 12, 0)),
        ("Demo 2.1/serial_3@best", RunRef("Demo 2.1", 3, "best")),
        ("serial_3", RunRef("serial_3", None, "latest")),
    ],
)
def test_runs_and_steps_are_taken_apart(words: str, ref: RunRef) -> None:
    assert parse_ref(words) == ref


@pytest.mark.parametrize(
    "words",
    [
        "", "@best", "demo@", "demo@first", "demo@-1", "demo@1.5", "demo@٣", "demo@best@5", "demo/", "demo/2",
        "demo/serial_", "demo/serial_x", "demo/serial_-1", "demo/serial_1/x", "demo/serial_٣", "demo/../x", "../../x",
        "/serial_1",
        "con", "demo@" + "9" * 5000, "demo/serial_" + "9" * 5000,
    ],
)  # fmt: skip
def test_what_names_no_run_is_refused(words: str) -> None:
    with pytest.raises(RunError) as caught:
        parse_ref(words)
    assert caught.value.hint


@settings(deadline=None)
@given(words=st.one_of(st.text(), st.text(st.sampled_from("ab12/@._- serial_best"))))
def test_any_words_name_a_run_or_are_refused(words: str) -> None:
    try:
        ref = parse_ref(words)
    except RunError:
        return
    assert is_model_name(ref.model)


@settings(deadline=None)
@given(label=st.text())
def test_a_name_made_from_any_label_may_be_used(label: str) -> None:
    name = model_name_for(label)
    assert is_model_name(name)
    assert parse_ref(name) == RunRef(name, None, "latest")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Little World", "little-world"),
        ("Der Schäfer & 2 more.txt", "der-schäfer-2-more-txt"),
        ("日本 の 猫", "日本-の-猫"),
        ("CON", "con-model"),
        ("COM¹", "com1-model"),
        ("...", "model"),
        ("🙂", "model"),
        ("x" * 100, "x" * 64),
        ("\U00010348" * 100, "\U00010348" * 63),
    ],
)
def test_labels_become_names(label: str, name: str) -> None:
    assert model_name_for(label) == name


@given(number=st.integers(0, 10**12))
def test_numbers_of_steps_and_runs_come_back_from_their_folders(number: int) -> None:
    assert step_of(step_name(number)) == number
    assert serial_of(f"serial_{number}") == number


def test_steps_are_written_with_six_digits() -> None:
    assert step_name(500) == "step-000500"
    assert step_name(1_234_567) == "step-1234567"


@pytest.mark.parametrize(
    "name", ["500", "step-", "step-5", "step-0005000", "step-00x500", "step-000500.old", "serial_1"]
)
def test_foreign_folders_are_no_steps(name: str) -> None:
    assert step_of(name) is None


@pytest.mark.parametrize("name", ["1", "serial_", "serial_01", "serial_1.old", "Serial_1", "serial_+1", "step-000001"])
def test_foreign_folders_are_no_runs(name: str) -> None:
    assert serial_of(name) is None
