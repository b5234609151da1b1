"""Events as JSON lines, read back by the standard library."""

import json
import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.protocol import (
    AttentionResult,
    CheckpointWritten,
    Event,
    Failed,
    InspectDone,
    Progress,
    SampleDone,
    SampleWritten,
    Step,
    Token,
)
from core.protocol_json import to_json


def read(event: Event | dict[str, Any]) -> dict[str, Any]:
    line = to_json(event)
    assert b"\n" not in line
    found: dict[str, Any] = json.loads(line, parse_constant=pytest.fail)
    return found


def test_a_line_begins_with_the_events_name() -> None:
    assert to_json(CheckpointWritten(5, "a/b")).startswith(b'{"event":"checkpoint","step":5,"path":"a/b"')


def test_every_field_is_there() -> None:
    event = Step(3, 96, 1.5, 2.25, None, 1e-3, 0.5, 64.0)
    assert read(event) == {
        "event": "step", "step": 3, "tokens": 96, "seconds": 1.5, "train_loss": 2.25, "val_loss": None,
        "learning_rate": 1e-3, "grad_norm": 0.5, "tokens_per_second": 64.0, "val_bits_per_byte": None,
        "progress": 0.0, "seconds_left": None, "steps_expected": None,
    }  # fmt: skip


def test_what_is_no_number_becomes_null() -> None:
    event = Step(3, 96, math.inf, math.nan, -math.inf, np.float64("nan"), 0.5, 64.0)
    line = read(event)
    assert [line[name] for name in ("seconds", "train_loss", "val_loss", "learning_rate")] == [None] * 4


def test_arrays_become_nested_lists_in_their_order() -> None:
    pattern = np.arange(24, dtype=np.float32).reshape(1, 2, 3, 4)
    pattern[0, 0, 0, 1] = np.nan
    found = read(InspectDone("demo/serial_1", 2, "attention", ("a",), AttentionResult(pattern)))["result"]["pattern"]
    assert found[0][0][0] == [0.0, None, 2.0, 3.0]
    assert found[0][1] == pattern[0, 1].tolist()


@dataclass(frozen=True)
class Numbers(Event):
    event: ClassVar[str] = "numbers"

    values: tuple[Any, ...]


def test_numbers_of_numpy_are_numbers() -> None:
    values = (np.int64(3), np.uint16(4), np.float32(0.5), np.float64(0.25), np.bool_(True))
    assert read(Numbers(values))["values"] == [3, 4, 0.5, 0.25, True]
    assert read({"event": "run", "size": np.int64(3), "loss": math.nan}) == {"event": "run", "size": 3, "loss": None}


def test_tuples_become_lists() -> None:
    assert read(SampleDone("demo/serial_1", 2, "hi", (1, 2), 0, 9.0))["token_ids"] == [1, 2]
    token = Token(5, "x", 0.5, 1, 1.0, (("x", 0.5), ("y", 0.25)))
    assert read(token)["alternatives"] == [["x", 0.5], ["y", 0.25]]


def test_a_failure_leaves_out_exit_code_and_details() -> None:
    failed = Failed("It broke.", "Mend it.", 1, "Traceback")
    assert read(failed) == {"event": "failed", "message": "It broke.", "hint": "Mend it."}


def test_a_failure_can_name_a_file_whose_name_is_not_unicode() -> None:
    assert read(Failed("There is no \udcff.txt."))["message"] == "There is no ?.txt."


@settings(deadline=None)
@given(text=st.text())
def test_text_is_utf_8_and_comes_back_as_it_was(text: str) -> None:
    event = SampleWritten(1, "", text)
    assert read(event)["text"] == text
    assert json.loads(to_json(event).decode("utf-8"))["text"] == text


def test_letters_are_not_escaped() -> None:
    assert "größe 日本 🙂".encode() in to_json(SampleWritten(1, "", "größe 日本 🙂"))


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="object"):
        to_json(Progress("x", object()))  # type: ignore[arg-type]
