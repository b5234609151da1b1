"""What is said of a text that was read."""

import math

from core.protocol import ReadDone, Token
from hellogpt_gui.reading.words import figures_of, read_token, told

DONE = ReadDone("demo/serial_1", 7, 300, 1200, 1.5, math.exp(1.5), 0.54, 0, 128, 97)


def test_figures_and_what_they_mean() -> None:
    perplexity, bits, tokens = figures_of(DONE)
    assert (perplexity.value, perplexity.note) == ("4.48", "as unsure as among 4 tokens")
    assert (bits.value, tokens.value, tokens.note) == ("0.54", "300", "1 kB")
    assert {figure.value for figure in figures_of(None)} == {"–"}


def test_a_model_that_is_lost_has_no_endless_figure() -> None:
    wild = ReadDone("demo/serial_1", 7, 3, 12, 800.0, math.inf, 90.0)
    assert figures_of(wild)[0].value == "inf"
    assert figures_of(wild)[0].note == ""


def test_how_much_was_seen_and_what_does_not_count() -> None:
    assert "at least 97 tokens" in told(DONE, 300)
    assert "shown" not in told(DONE, 300)
    assert "The first 100 tokens are shown" in told(DONE, 100)
    short = ReadDone("demo/serial_1", 7, 3, 12, 1.0, math.e, 1.0, 2, 128, 97, "user")
    assert told(short, 5) == (
        "Each token was foretold from what stands before it. 2 characters that this model cannot write: not counted. "
        "Stopped before the end: the figures are those of what was read."
    )


def test_a_token_says_its_odds() -> None:
    shown = read_token(Token(5, " fox", 0.25, 2, 1.5, (("·owl", 0.5), ("·fox", 0.25)), (4, 5)))
    assert (shown.label, shown.probability) == ("·fox", 0.25)
    assert shown.facts == "rank 2  ·  entropy 1.5 bits"
    assert read_token(Token(9, "  a\n", 0.0, 300, 1.5)).label == "··a⏎"
    never = read_token(Token(1, "\ufffd", 0.0, 0, 1.0))
    assert "does not count" in never.facts
    assert never.probability == 1.0
