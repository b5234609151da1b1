"""The exam: what is said to be seen stands in the text, what is held out does not, and the answers are right."""

import re
from collections import Counter

import pytest

from core.text.little_world import Question, exam, generate
from core.text.little_world.beings import make_world
from core.text.little_world.drill_words import HELD_OUT_WORDS, OPPOSITES, WORDS
from core.text.little_world.wordings import ASKED, HELD_OUT

SEED = 0
SKILLS = ("facts", "phrasings", "sums", "counting", "opposites", "copying", "brackets")


@pytest.fixture(scope="module")
def text() -> str:
    return "\n\n".join(generate(SEED))


def questions(skill: str) -> list[Question]:
    return [question for question in exam(SEED) if question.skill == skill]


def test_form_and_balance() -> None:
    everything = exam(SEED)
    assert exam(SEED) == everything
    assert len(set(everything)) == len(everything) > 400
    counts = Counter((question.skill, question.seen) for question in everything)
    assert set(counts) == {(skill, seen) for skill in SKILLS for seen in (True, False)}
    assert all(15 <= count <= 64 for count in counts.values())
    for question in everything:
        assert question.prompt == question.prompt.strip()
        assert re.fullmatch(r" \S(.*\S)?", question.answer)
        assert question.stop not in question.answer


@pytest.mark.parametrize("skill", ["facts", "sums", "counting", "opposites", "copying", "brackets"])
def test_seen_items_stand_in_the_text_and_unseen_ones_do_not(text: str, skill: str) -> None:
    lines = "\n" + text
    for question in questions(skill):
        item = question.prompt if skill == "facts" else question.prompt + question.answer + question.stop
        present = f" {item}" in lines or f"\n{item}" in lines
        if skill == "facts" and question.seen:
            continue  # the being is asked about, not necessarily in each phrasing
        assert present == question.seen, question


def test_seen_facts_are_answered_in_the_text(text: str) -> None:
    for question in questions("facts"):
        assert (f"A:{question.answer}." in text) == question.seen, question


def test_held_out_phrasings_stand_nowhere(text: str) -> None:
    assert all(not set(ASKED[relation]) & set(HELD_OUT[relation]) for relation in ASKED)
    for question in questions("phrasings"):
        assert question.prompt not in text
    asked = "\n".join(re.findall(r"[^.\n]*\?", text))
    for phrasings in HELD_OUT.values():
        for phrasing in phrasings:
            # spoken questions may begin in small letters
            pattern = re.escape(phrasing[1:]).replace(r"\{n\}", "[A-Z][a-z]+")
            assert not re.search(rf"\b\w{pattern}", asked), phrasing


def test_held_out_items_stand_in_no_other_form(text: str) -> None:
    sums = set(re.findall(r"\d+ \+ \d+", text))
    for question in questions("sums"):
        if not question.seen:
            a, b = re.findall(r"\d+", question.prompt)
            assert not sums & {f"{a} + {b}", f"{b} + {a}"}
    for question in questions("opposites"):
        if not question.seen:
            word, answer = question.prompt.split()[3], question.answer.strip()
            assert f"opposite of {word} is" not in text
            assert f"opposite of {word}?" not in text
            assert f'says "{word}", and' not in text
            assert f"The opposite of {answer} is {word}." in text
    rows = " ".join(re.findall(r"^(?:Call|Echo): (.*)\.$", text, re.MULTILINE)).split()
    assert not set(rows) & set(HELD_OUT_WORDS)
    assert set(rows) == set(WORDS)
    assert set(HELD_OUT_WORDS) <= set(re.findall(r"\w+", text))


def test_the_text_counts_over_more_distances_than_the_exam_asks_for(text: str) -> None:
    prompts = "\n".join(question.prompt for question in questions("counting"))
    asked = {abs(end - start) for start, end in counts(prompts)}
    assert asked == set(range(3, 8))
    told = Counter(counts(text))
    assert {abs(end - start) for start, end in told} == set(range(2, 10))
    assert len(told) > 270  # too many to be learnt by heart
    assert sum(told.values()) > 2500


def counts(text: str) -> list[tuple[int, int]]:
    """(start, end) of every count in a text."""
    found = re.findall(r"Count (?:down )?from (\d+) to (\d+):", text)
    return [(int(start), int(end)) for start, end in found]


def test_opposites_have_one_answer() -> None:
    words = [word for pair in OPPOSITES for word in pair]
    assert len(words) == len(set(words))


def test_answers_are_right() -> None:
    world = make_world(SEED)
    by_name = {being.name: being for being in world.beings}
    for question in exam(SEED):
        prompt, answer = question.prompt, question.answer.strip()
        if question.skill in ("facts", "phrasings"):
            (name,) = set(re.findall(r"[A-Z][a-z]+", prompt)) & by_name.keys()
            being = by_name[name]
            assert being.asked == question.seen
            truths = {
                f"{name} is {'an' if being.kind[0] in 'aeiou' else 'a'} {being.kind}",
                f"{name} lives {' '.join(being.home)}",
                f"{name}'s best friend is {world.beings[being.friend].name}",
                f"{name} loves {being.food}",
                f"{name} works as {'an' if being.job[0] in 'aeiou' else 'a'} {being.job}",
                f"Every morning {name} {being.habit[1]}",
                f"{name} is afraid of {being.fear}",
                f"{name}'s scarf is {being.colour}",
            }
            assert answer in truths
        elif question.skill == "sums":
            assert eval(prompt.removesuffix("=")) == int(answer)
        elif question.skill == "counting":
            start, end = map(int, re.findall(r"\d+", prompt))
            step = -1 if "down" in prompt else 1
            assert [int(n) for n in answer.split(", ")] == list(range(start, end + step, step))
        elif question.skill == "opposites":
            assert {prompt.split()[3], answer} in [set(pair) for pair in OPPOSITES]
        elif question.skill == "copying":
            assert prompt == f"Call: {answer}.\nEcho:"
        else:
            row = (prompt.removeprefix("Open ").removesuffix("close") + answer).replace(" ", "")
            for _ in row:
                row = row.replace("()", "").replace("[]", "").replace("{}", "")
            assert row == ""
