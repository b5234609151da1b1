"""What a person sees in the terminal: every fact of an event, and a model's words as they are."""

import numpy as np
import pytest

from core import protocol as said
from core.cli import show

REFERENCES = said.References(5.7, 4.2, 2.1)
STARTED = said.Started("demo/serial_1", 1_234_567, "cpu", "bf16", 2, 90_000, 10_000, REFERENCES)
STEP = said.Step(12, 3456, 7.0, 2.5, 2.625, 1e-3, 0.5, 4321.0, 1.9, 0.25, 21.0, 48)
DONE = said.TrainDone("demo/serial_1", 48, 1.75, 1.5, 40, 1.25, 61.0, "budget")


def shown(capsys: pytest.CaptureFixture[str], *events: said.Event) -> str:
    """What stands on stderr, with its lines joined: how wide the terminal is matters to nobody here."""
    with show.TrainingView() as view:
        for event in events:
            view.show(event)
    out, err = capsys.readouterr()
    assert out == ""
    return " ".join(err.split())


def test_a_training_is_told_from_beginning_to_end(capsys: pytest.CaptureFixture[str]) -> None:
    told = shown(capsys, said.Progress("Reading the text"), STARTED, STEP, DONE)
    for fact in ("1,234,567 parameters", "cpu", "bf16", "90,000", "10,000", "5.70", "4.20", "2.10"):
        assert fact in told
    assert "demo/serial_1: done at step 48 after 61 s, validation loss 1.750 nats per token (1.25 bits" in told


@pytest.mark.parametrize(
    ("why", "words"), [("user", "stopped and kept"), ("not_finite", "finite"), ("patience", "no better")]
)
def test_why_a_training_ended_is_said(capsys: pytest.CaptureFixture[str], why: str, words: str) -> None:
    assert words in shown(capsys, said.TrainDone("demo/serial_1", 3, None, None, None, None, 1.0, why))  # type: ignore[arg-type]


def test_what_a_model_writes_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither brackets nor colons mean anything in it."""
    assert "step 8: The [bold]fox[/] :fox: [/x]" in shown(
        capsys, said.SampleWritten(8, "The", " [bold]fox[/] :fox: [/x]")
    )


def test_notices_are_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, said.Notice("It was read as UTF-16.", "Look at it.")) == "It was read as UTF-16. Look at it."


def test_candidates_stand_with_their_odds(capsys: pytest.CaptureFixture[str]) -> None:
    candidates = (said.Candidate(5, "·fox", 0.75, 3.5), said.Candidate(6, "·owl", 0.25, 2.5))
    result = said.NextTokenResult(candidates, 2, 0.8)
    show.show_next_token(said.InspectDone("demo/serial_1", 40, "next-token", ("The",), result))
    first, *rows = capsys.readouterr().out.splitlines()
    assert "'The'" in first
    assert "40" in first
    assert [row.split()[:3] for row in rows] == [["·fox", "75.00%", "3.500"], ["·owl", "25.00%", "2.500"]]
    assert rows[0].count("█") == 3 * rows[1].count("█") - 2


def test_a_head_is_told_by_what_the_last_token_looks_at_most(capsys: pytest.CaptureFixture[str]) -> None:
    pattern = np.zeros((1, 2, 3, 3))
    pattern[0, 0, 2] = (0.1, 0.7, 0.2)
    pattern[0, 1, 2] = (0.9, 0.0, 0.1)
    show.show_attention(
        said.InspectDone("demo/serial_1", 40, "attention", ("a", "b", "c"), said.AttentionResult(pattern), at=2)
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split(": ")[1] == "'b' 0.70, 'c' 0.20, 'a' 0.10"
    assert lines[2].split(": ")[1] == "'a' 0.90, 'c' 0.10, 'b' 0.00"
