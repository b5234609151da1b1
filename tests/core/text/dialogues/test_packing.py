"""Dialogues as rows: nothing is lost, and only what the model says is learnt."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.control import RunControl
from core.text.dialogue import Dialogue, Turn
from core.text.dialogues import pack
from core.text.tokenizers import TurnTokenizer, with_turns
from core.text.tokenizers.char import CharTokenizer

CONTEXT = 16
TOKENIZER = with_turns(CharTokenizer("abc "))
TURNS = st.lists(st.tuples(st.text("abc", min_size=1, max_size=9), st.text("abc", min_size=1, max_size=9)), min_size=1)


def dialogue(*texts: str) -> Dialogue:
    return tuple(Turn("model" if number % 2 else "user", text) for number, text in enumerate(texts))


def laid_out(one: Dialogue, tokenizer: TurnTokenizer = TOKENIZER) -> list[int]:
    template = tokenizer.template
    return [i for turn in one for i in (template.role(turn.speaker), *tokenizer.encode(turn.text), template.end)]


def test_whole_dialogues_lie_side_by_side_and_the_rest_is_filled() -> None:
    short, long = dialogue("a", "b"), dialogue("abc", "cab", "a", "b")
    rows = pack([short, short, long], TOKENIZER, CONTEXT, RunControl())
    both = laid_out(short) * 2
    assert rows.tokens[0].tolist() == both + [0] * (CONTEXT + 1 - len(both))
    assert rows.tokens[1].tolist()[: len(laid_out(long))] == laid_out(long)
    assert rows.stream.tolist() == both + laid_out(long)
    assert rows.cut == 0


def test_only_the_models_turns_and_their_ends_are_targets() -> None:
    rows = pack([dialogue("ab", "ca")], TOKENIZER, CONTEXT, RunControl())
    inputs, targets = rows.batch(np.array([0]))
    template = TOKENIZER.template
    learnt = [(int(i), int(t)) for i, t in zip(inputs[0], targets[0], strict=True) if t >= 0]
    c, a = TOKENIZER.encode("ca")
    assert learnt == [(template.model, c), (c, a), (a, template.end)]
    assert inputs.shape == targets.shape == (1, CONTEXT)


@given(st.lists(TURNS, min_size=1, max_size=8))
def test_no_token_of_any_dialogue_is_lost(found: list[list[tuple[str, str]]]) -> None:
    dialogues = [dialogue(*(text for pair in pairs for text in pair)) for pairs in found]
    rows = pack(dialogues, TOKENIZER, CONTEXT, RunControl())
    # Of a dialogue that had to be cut, a row with words of the user's alone is left out, and a token may stand twice.
    assert rows.stream.tolist() == [i for one in dialogues for i in laid_out(one)] or rows.cut
    _, targets = rows.batch(np.arange(len(rows)))
    answers = [
        i for one in dialogues for turn in one[1::2] for i in (*TOKENIZER.encode(turn.text), TOKENIZER.template.end)
    ]
    assert targets[targets >= 0].tolist() == answers


def test_a_long_dialogue_is_cut_where_the_user_begins() -> None:
    rows = pack([dialogue("abc", "abc", "abc", "abc")], TOKENIZER, 12, RunControl())
    assert [row[: int(n)].tolist() for row, n in zip(rows.tokens, rows.lengths, strict=True)] == [
        laid_out(dialogue("abc", "abc"))
    ] * 2
    assert rows.cut == 1


@pytest.mark.parametrize("length", [1, 40])
def test_a_turn_longer_than_a_row_is_taught_whole(length: int) -> None:
    rows = pack([dialogue("a", "b" * length)], TOKENIZER, CONTEXT, RunControl())
    assert int(rows.taught.sum()) == length + 1
    assert rows.cut == (length > CONTEXT)
