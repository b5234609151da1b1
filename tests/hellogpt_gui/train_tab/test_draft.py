"""The draft: presets, own settings and the budget become the configuration that is trained."""

import pytest

from core.config import PRESETS, automatic_vocab_size, build_config, parameter_count
from core.errors import SettingError
from core.protocol import TextChoice, TextDone
from hellogpt_gui.train_tab.draft import Budget, Draft, settings_named_by

TEXT = TextDone("Tales", "", False, (), 3_000_000, 3_000_000, 500_000)


@pytest.mark.parametrize("preset", PRESETS)
def test_an_untouched_preset_is_trained_as_it_is(preset: str) -> None:
    draft = Draft()
    draft.choose_preset(preset)
    assert draft.config() == build_config(preset)


def test_the_seeds_preset_has_a_budget_in_epochs_until_a_time_is_chosen() -> None:
    draft = Draft()
    draft.choose_preset("hellogpt")
    assert draft.budget == Budget("epochs", 5.0)
    draft.set_budget(Budget("minutes", 15.0))
    assert (draft.config().training.minutes, draft.config().training.epochs) == (15.0, 0)


def test_a_setting_of_ones_own_makes_it_custom_and_back_again_it_is_untouched() -> None:
    draft = Draft()
    draft.set("n_layers", 6)
    assert draft.custom
    assert draft.config().model.n_layers == 6
    draft.set("n_layers", 4)
    assert draft.overrides == {}


def test_ones_own_settings_wait_while_a_preset_is_chosen() -> None:
    draft = Draft()
    draft.set("n_layers", 6)
    draft.choose_preset("small")
    assert draft.config().model.n_layers == 4
    draft.choose_custom()
    assert draft.config().model.n_layers == 6


def test_an_architecture_brings_its_own_settings() -> None:
    draft = Draft()
    draft.set("architecture", "modern")
    assert draft.base()["norm"] == "rmsnorm"
    assert draft.overrides == {"architecture": "modern"}


def test_a_wrong_value_is_kept_to_be_put_right_and_named() -> None:
    draft = Draft()
    draft.set("n_heads", 3)
    assert draft.values()["n_heads"] == 3
    with pytest.raises(SettingError) as error:
        draft.command()
    assert settings_named_by(error.value)[0] == "n_heads"
    draft.reset("n_heads")
    assert draft.command().config == build_config("small")


def test_parameters_are_known_once_the_text_is() -> None:
    draft = Draft()
    config = draft.config()
    assert draft.parameters(config) is None
    draft.looked = TEXT
    assert draft.parameters(config) == parameter_count(config.model, automatic_vocab_size(3_000_000))


def test_nobody_knows_the_alphabet_before_it_is_read() -> None:
    draft = Draft()
    draft.looked = TEXT
    draft.set("tokenizer", "char")
    assert draft.vocab_size(draft.config()) is None


def test_budget_fields_of_the_form_are_the_budget() -> None:
    draft = Draft()
    draft.set("steps", 500)
    assert draft.budget == Budget("steps", 500.0)
    assert not draft.custom
    assert draft.config().training.steps == 500
    assert draft.values()["minutes"] == 0
    draft.reset("steps")
    assert draft.budget == Budget("minutes", 3.0)


def test_what_comes_is_added_to_what_was_chosen_and_replaces_what_nobody_chose() -> None:
    draft = Draft()
    draft.add_texts(("a.txt",))
    draft.choices = (TextChoice("a.txt", encoding="cp1252"),)
    draft.add_texts(("b.txt", "a.txt"))
    assert draft.texts == ("a.txt", "b.txt")
    assert draft.choices == (TextChoice("a.txt", encoding="cp1252"),)
