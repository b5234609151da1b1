"""A conversation as a tree: nothing that was written is ever lost."""

import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.config import SamplingConfig
from core.conversations import Conversation, Form, Removed, Turn
from core.protocol import Part, Token

RUN = "tales/serial_1"
RULES = SamplingConfig(seed=7)


def token(text: str, number: int = 5) -> Token:
    return Token(number, text, 0.5, 2, 1.5, (("·owl", 0.6), ("·fox", 0.5)), (4, number))


def write(turn: Turn, *texts: str) -> Turn:
    for number, text in enumerate(texts):
        turn.append(token(text, 10 + number))
    return turn


@pytest.fixture
def talk() -> Conversation:
    """Two exchanges."""
    made = Conversation()
    made.say("Once")
    write(made.answer(RUN, RULES), " upon", " a")
    made.say("The end")
    write(made.answer(RUN, RULES), " came")
    return made


def test_words_begin_a_line_of_their_own_in_a_running_text(talk: Conversation) -> None:
    assert talk.text == "Once upon a\nThe end came"
    assert talk.parts() == (
        Part("text", "Once"),
        Part("text", " upon a", (10, 11)),
        Part("text", "\nThe end"),
        Part("text", " came", (10,)),
    )


def test_in_a_chat_the_parts_are_turns(talk: Conversation) -> None:
    talk.form = "chat"
    assert [part.role for part in talk.parts()] == ["user", "model", "user", "model"]
    assert talk.parts()[2].text == "The end"


def test_answers_that_follow_one_another_are_one_turn_of_the_models(talk: Conversation) -> None:
    talk.form = "chat"
    write(talk.answer(RUN, RULES), " to", " pass")
    assert talk.parts()[-1] == Part("model", " came to pass", (10, 10, 11))
    talk.edit(talk.path[-1].id, " by hand")
    assert talk.parts()[-1] == Part("model", " came by hand")


def test_a_turn_that_is_still_empty_is_not_read(talk: Conversation) -> None:
    before = talk.parts()
    talk.answer(RUN, RULES)
    assert talk.parts() == before


def test_an_edit_begins_a_branch_and_the_old_one_stays(talk: Conversation) -> None:
    old = [turn.id for turn in talk.path]
    new = talk.edit(old[0], "Twice")
    assert talk.text == "Twice"
    assert talk.siblings(new.id) == [old[0], new.id]
    talk.walk(old[0])
    assert [turn.id for turn in talk.path] == old, "the branch is found again as it was left"


def test_another_answer_stands_beside_the_first(talk: Conversation) -> None:
    last = talk.path[-1]
    new = talk.regenerate(last.id, RUN, SamplingConfig(seed=8))
    assert talk.siblings(last.id) == [last.id, new.id]
    assert talk.parts()[-1].text == "\nThe end"
    assert (new.run, new.sampling) == (RUN, SamplingConfig(seed=8))


def test_a_branch_from_a_token_keeps_what_stands_before_it(talk: Conversation) -> None:
    first = talk.path[1]
    new = talk.branch(first.id, 1, RUN, RULES)
    assert (new.text, new.kept, new.token_ids) == (" upon", 1, (10,))
    assert first.text == " upon a"
    new.append(token(" the"))
    assert talk.text == "Once upon the"
    assert first.text == " upon a"


def test_what_is_taken_out_can_be_put_back_even_after_something_was_added(talk: Conversation) -> None:
    whole = talk.text
    removed = talk.delete(talk.path[2].id)
    assert talk.text == "Once upon a"
    assert len(removed.turns) == 2
    added = talk.say("Or not")
    talk.put_back(removed)
    assert talk.text == whole
    assert added.id in talk.siblings(talk.path[2].id)
    assert talk.turns[added.id].text == "Or not"


def test_a_branch_beside_the_path_is_walked_again_when_it_is_put_back(talk: Conversation) -> None:
    first, second = talk.path[0], talk.path[1]
    talk.edit(first.id, "Twice")
    removed = talk.delete(second.id)
    talk.put_back(removed)
    talk.walk(first.id)
    assert talk.text == "Once upon a\nThe end came"


def test_where_a_branch_was_taken_out_its_neighbour_is_walked(talk: Conversation) -> None:
    first = talk.path[0].id
    second, third = talk.edit(first, "Twice").id, talk.edit(first, "Thrice").id
    talk.delete(second)
    assert talk.text == "Thrice", "what is not walked goes unseen"
    talk.delete(third)
    assert talk.path[0].id == first
    talk.delete(first)
    assert (talk.path, talk.text, talk.end, talk.turns) == ([], "", None, {})


@pytest.mark.parametrize("form", ["continue", "chat"])
def test_a_place_among_the_parts_is_found_in_its_turn(talk: Conversation, form: Form) -> None:
    talk.form = form
    write(talk.answer(RUN, RULES), " to", " pass")
    for number, part in enumerate(talk.parts()):
        for character, sign in enumerate(part.text):
            place = talk.place(number, character)
            assert place is not None
            turn, at = place
            assert talk.turns[turn].text[at] == sign or (sign == "\n" and at == 0)
    assert talk.place(99, 0) is None


def test_it_is_written_as_json_and_read_again(talk: Conversation) -> None:
    talk.finish(talk.path[-1].id, 60, RULES, "end_of_text")
    talk.branch(talk.path[1].id, 1, RUN, RULES)
    assert msgspec.json.decode(msgspec.json.encode(talk), type=Conversation) == talk


@pytest.mark.parametrize(
    ("turn", "field", "value"), [("2", "parent", 7), ("2", "parent", 3), ("3", "id", 4), ("2", "walked", 0)]
)
def test_a_file_whose_turns_are_no_tree_is_refused(talk: Conversation, turn: str, field: str, value: int) -> None:
    plain = msgspec.to_builtins(talk, str_keys=True)
    plain["turns"][turn][field] = value
    with pytest.raises(msgspec.ValidationError, match=r"turn \d+"):
        msgspec.json.decode(msgspec.json.encode(plain), type=Conversation)


class Person(RuleBasedStateMachine):
    """Does whatever can be done to a conversation, and remembers every text that was ever written."""

    texts = st.text("ab \n", min_size=1, max_size=4)

    def __init__(self) -> None:
        super().__init__()
        self.talk = Conversation()
        self.written: dict[int, str] = {}
        self.removed: list[Removed] = []

    def _one(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.talk.turns)))

    def _note(self, turn: Turn) -> None:
        assert turn.id not in self.written
        assert self.talk.end is turn
        self.written[turn.id] = turn.text

    @rule(text=texts)
    def say(self, text: str) -> None:
        self._note(self.talk.say(text))

    @rule(texts=st.lists(texts, min_size=1, max_size=3))
    def answer(self, texts: list[str]) -> None:
        self._note(write(self.talk.answer(RUN, RULES), *texts))

    @precondition(lambda self: self.talk.turns)
    @rule(data=st.data(), text=texts)
    def edit(self, data: st.DataObject, text: str) -> None:
        self._note(self.talk.edit(self._one(data), text))

    @precondition(lambda self: self.talk.turns)
    @rule(data=st.data(), text=texts)
    def regenerate(self, data: st.DataObject, text: str) -> None:
        self._note(write(self.talk.regenerate(self._one(data), RUN, RULES), text))

    @precondition(lambda self: self.talk.turns)
    @rule(data=st.data(), text=texts)
    def branch(self, data: st.DataObject, text: str) -> None:
        turn = self._one(data)
        at = data.draw(st.integers(0, len(self.talk.turns[turn].tokens)))
        new = self.talk.branch(turn, at, RUN, RULES)
        assert self.written[turn].startswith(new.text)
        self._note(write(new, text))

    @precondition(lambda self: self.talk.turns)
    @rule(data=st.data())
    def walk(self, data: st.DataObject) -> None:
        turn = self._one(data)
        self.talk.walk(turn)
        assert turn in [one.id for one in self.talk.path]

    @precondition(lambda self: self.talk.turns)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        self.removed.append(self.talk.delete(self._one(data)))

    @precondition(lambda self: self.removed)
    @rule()
    def undo(self) -> None:
        self.talk.put_back(self.removed.pop())

    @invariant()
    def nothing_is_lost(self) -> None:
        there = {turn.id: turn.text for turn in self.talk.turns.values()}
        there |= {turn.id: turn.text for removed in self.removed for turn in removed.turns}
        assert there == self.written

    @invariant()
    def the_path_leads_from_the_root_to_a_leaf(self) -> None:
        path = self.talk.path
        assert (
            [turn.parent for turn in path] == [None, *(turn.id for turn in path)][:-1] if path else not self.talk.turns
        )
        assert not path or path[-1].id not in [turn.parent for turn in self.talk.turns.values()]
        assert "".join(turn.text for turn in path).replace("\n", "") == self.talk.text.replace("\n", "")
        msgspec.json.decode(msgspec.json.encode(self.talk), type=Conversation)


TestPerson = Person.TestCase
