"""What a model reads of a talk."""

import dataclasses
from pathlib import Path

import pytest

from core.chat import read_prompt
from core.errors import RunError, SettingError, TextError
from core.model.loading import LoadedModel
from core.protocol import Part
from core.text.template import Template, load_template
from core.text.tokenizers.char import CharTokenizer

TEMPLATE = Template(user=0, model=2, end=3)


@pytest.fixture
def taught(loaded: LoadedModel) -> LoadedModel:
    return dataclasses.replace(loaded, template=TEMPLATE)


def test_a_text_is_read_as_it_stands(loaded: LoadedModel) -> None:
    prompt = read_prompt(loaded, "the owl", (Part("text", "the fox "),))
    encode = loaded.tokenizer.encode
    assert prompt.ids == encode("the fox ") + encode("the owl")
    assert (prompt.seen.tokens, prompt.seen.part, prompt.seen.character) == (len(prompt.ids), 0, 0)
    assert prompt.notices == ()


def test_nothing_said_begins_with_the_token_for_the_beginning(loaded: LoadedModel) -> None:
    assert read_prompt(loaded, "").ids == [loaded.tokenizer.bos_id]


def test_a_taught_model_gets_turns_and_the_beginning_of_its_own(taught: LoadedModel) -> None:
    encode = taught.tokenizer.encode
    parts = (Part("user", "fox"), Part("model", "owl"))
    assert read_prompt(taught, "and", parts).ids == [
        0, *encode("fox"), 3, 2, *encode("owl"), 3, 0, *encode("and"), 3, 2,
    ]  # fmt: skip


def test_a_turn_of_the_models_goes_on(taught: LoadedModel) -> None:
    encode = taught.tokenizer.encode
    parts = (Part("user", "the fox"), Part("model", "the"))
    assert read_prompt(taught, "", parts).ids == [0, *encode("the fox"), 3, 2, *encode("the")]


def test_tokens_are_kept_as_they_were_written_while_they_make_up_the_text(loaded: LoadedModel) -> None:
    letters = tuple(loaded.tokenizer.encode(letter)[0] for letter in "fox")
    assert read_prompt(loaded, "", (Part("text", "fox", letters),)).ids == list(letters)
    assert read_prompt(loaded, "", (Part("text", "owl", letters),)).ids == loaded.tokenizer.encode("owl")


def test_tokens_that_end_inside_a_character_are_kept(loaded: LoadedModel) -> None:
    ids = tuple(loaded.tokenizer.encode("a🦊"))
    assert len(ids) == 5
    assert read_prompt(loaded, "", (Part("text", "a", ids[:3]),)).ids == list(ids[:3])
    assert read_prompt(loaded, "", (Part("text", "a\ufffd", ids[:3]),)).ids == list(ids[:3])


def test_ids_of_another_models_tokenizer_are_not_read(loaded: LoadedModel) -> None:
    assert read_prompt(loaded, "", (Part("text", "fox", (9_999, 3)),)).ids == loaded.tokenizer.encode("fox")


def test_signs_that_the_model_does_not_know_are_told_of_what_was_said_last(loaded: LoadedModel) -> None:
    spelled = dataclasses.replace(loaded, tokenizer=CharTokenizer("the fox"))
    for prompt in (read_prompt(spelled, "the owl"), read_prompt(spelled, "", (Part("text", "the owl"),))):
        assert [notice.message for notice in prompt.notices] == [
            "This model does not know 2 of the prompt's 7 characters."
        ]
    assert read_prompt(spelled, "", (Part("text", "owl"), Part("text", "x", (10,)))).notices == ()


def test_of_a_long_prompt_the_end_is_read_to_the_brim(loaded: LoadedModel) -> None:
    limit = loaded.model.config.context_length
    text = "fox" * limit
    prompt = read_prompt(loaded, text, keep_first=1)
    assert len(prompt.ids) == prompt.seen.tokens == prompt.seen.limit == limit
    assert (prompt.seen.part, prompt.seen.first) == (0, 0)
    assert text[prompt.seen.character :] == loaded.tokenizer.decode(prompt.ids)
    assert f"The prompt has {len(loaded.tokenizer.encode(text))} tokens" in prompt.notices[0].message


def test_turns_are_refused_by_a_model_that_only_continues(loaded: LoadedModel) -> None:
    with pytest.raises(SettingError, match="not taught to answer"):
        read_prompt(loaded, "", (Part("user", "the fox"),))


def test_a_template_is_read_back_and_a_damaged_one_named(tmp_path: Path) -> None:
    assert load_template(tmp_path) is None
    TEMPLATE.save(tmp_path)
    assert load_template(tmp_path) == TEMPLATE
    (tmp_path / "template.json").write_text('{"user": 1')
    with pytest.raises(RunError, match=r"template\.json is damaged"):
        load_template(tmp_path)


@pytest.mark.parametrize("writing", ["שָׁלוֹם עֲלֵיכֶם", "e\u0301 a\u0308\u0323", "مرحبا\u202eabc", "👩\u200d👧", "\0 \x07"])
def test_any_writing_comes_back_unharmed(loaded: LoadedModel, writing: str) -> None:
    limit = loaded.model.config.context_length
    ids = loaded.tokenizer.encode(writing)
    assert read_prompt(loaded, writing).ids == ids[-limit:]
    assert loaded.tokenizer.decode(ids) == writing


@pytest.mark.parametrize("tokenizer", ["bpe", "char"])
def test_half_of_a_surrogate_pair_is_refused_with_its_place(loaded: LoadedModel, tokenizer: str) -> None:
    if tokenizer == "char":
        loaded = dataclasses.replace(loaded, tokenizer=CharTokenizer("the fox"))
    with pytest.raises(TextError, match=r"lone surrogate\) at place 4"):
        read_prompt(loaded, "fox\udc80")
    with pytest.raises(TextError, match="lone surrogate"):
        read_prompt(loaded, "fox", (Part("text", "\ud800"),))


def test_of_a_megabyte_the_end_is_read_and_that_is_said(loaded: LoadedModel) -> None:
    limit = loaded.model.config.context_length
    words = "the fox and the owl, " * 50_000
    prompt = read_prompt(loaded, words + "the fox")
    assert prompt.ids == loaded.tokenizer.encode("the owl, " * 20 + "the fox and the owl, the fox")[-limit:]
    (notice,) = prompt.notices
    assert notice.message.startswith("The prompt has more than ")
    assert notice.message.endswith(f" tokens, but this model sees {limit} at once.")
    assert notice.hint == "Only its end is used."
    seen = (words + "the fox")[prompt.seen.character :]
    assert seen == loaded.tokenizer.decode(prompt.ids)
    assert read_prompt(loaded, "fox" * 350_000).ids == loaded.tokenizer.encode("fox" * 1000)[-limit:]


def test_unknown_characters_of_a_long_prompt_are_those_of_its_end(loaded: LoadedModel) -> None:
    loaded = dataclasses.replace(loaded, tokenizer=CharTokenizer("the fox"))
    message = read_prompt(loaded, "the fox " * 1000 + "z").notices[0].message
    assert message.startswith("This model does not know 1 of the prompt's last ")
    assert read_prompt(loaded, "fox z").notices[0].message.endswith("1 of the prompt's 5 characters.")
