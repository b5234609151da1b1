"""Settings: declared whole, checked when made, resolved as presets say; parameters counted as the network has them."""

import dataclasses

import msgspec
import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core import config as declared
from core.config import (
    ARCHITECTURE_SETTINGS,
    ARCHITECTURES,
    BUDGETS,
    PRESETS,
    ModelConfig,
    RunConfig,
    SamplingConfig,
    Setting,
    TextConfig,
    TrainingConfig,
    TuningConfig,
    automatic_vocab_size,
    build_config,
    check,
    in_words,
    parameter_count,
    parse,
    parse_list,
    settings_of,
    spelt,
    train_settings,
)
from core.errors import SettingError
from core.model.gpt import build_gpt

CONFIGS = (ModelConfig, TextConfig, TrainingConfig, SamplingConfig, TuningConfig)
ALL = [setting for config in CONFIGS for setting in settings_of(config)]
SETTINGS = [setting for setting in ALL if not setting.many]
LISTS = [setting for setting in ALL if setting.many]
NUMBERS = [setting for setting in SETTINGS if setting.kind in (int, float)]
WORDS = [setting for setting in SETTINGS if setting.kind is str]


def named(setting: Setting) -> str:
    return setting.name


@pytest.mark.parametrize("config", CONFIGS)
def test_every_field_is_a_declared_setting(config: type) -> None:
    assert [setting.name for setting in settings_of(config)] == [field.name for field in dataclasses.fields(config)]


@pytest.mark.parametrize("setting", ALL, ids=named)
def test_every_setting_says_what_it_is(setting: Setting) -> None:
    assert setting.label[0].isupper()
    assert setting.help.endswith(".")
    assert setting.kind in (int, float, str, bool)
    if setting.kind is str:
        assert setting.choices or setting.many
    elif setting.kind is not bool:
        assert setting.low is not None
        assert setting.high is not None
        assert setting.low < setting.high


def test_every_choice_says_what_it_is() -> None:
    registries = [setting.choices for setting in WORDS] + [declared.VIEWS]
    for registry in registries:
        for name, choice in (registry or {}).items():
            assert choice.name == name
            assert choice.label
            assert choice.help.endswith(".")


def test_names_of_training_settings_differ() -> None:
    assert len(train_settings()) == sum(len(settings_of(config)) for config in declared.TRAIN_CONFIGS)


@pytest.mark.parametrize("setting", ALL, ids=named)
def test_defaults_are_valid(setting: Setting) -> None:
    check(setting, setting.default)


def refusal(setting: Setting, value: object) -> SettingError:
    with pytest.raises(SettingError) as caught:
        check(setting, value)
    return caught.value


@pytest.mark.parametrize("setting", SETTINGS, ids=named)
def test_a_value_of_the_wrong_kind_is_refused_by_name(setting: Setting) -> None:
    wrong = [None, [1]] + ([3] if setting.kind in (str, bool) else ["many", True])
    if setting.kind is int:
        wrong.append(5.5)
    for value in wrong:
        error = refusal(setting, value)
        assert setting.option in error.message
        assert repr(value) in error.message
        assert error.hint


@pytest.mark.parametrize("setting", NUMBERS, ids=named)
def test_a_number_out_of_range_is_refused_by_name(setting: Setting) -> None:
    assert setting.low is not None
    assert setting.high is not None
    for value in (setting.low - 1, setting.high + 1):
        if setting.automatic and value == 0:
            continue
        value = setting.kind(value)
        error = refusal(setting, value)
        assert setting.option in error.message
        assert str(value) in error.message
        assert f"from {setting.low:g} to {setting.high:g}" in error.hint
    for value in (setting.low, setting.high):
        check(setting, setting.kind(value))


@pytest.mark.parametrize("setting", [s for s in NUMBERS if s.kind is float], ids=named)
def test_what_is_not_a_number_is_refused(setting: Setting) -> None:
    for value in (float("nan"), float("inf"), float("-inf")):
        assert setting.option in refusal(setting, value).message


@pytest.mark.parametrize("setting", NUMBERS, ids=named)
def test_nought_is_valid_where_it_means_something(setting: Setting) -> None:
    if setting.automatic or setting.low == 0:
        check(setting, setting.kind(0))
    else:
        refusal(setting, setting.kind(0))


@pytest.mark.parametrize("setting", WORDS, ids=named)
def test_an_unknown_choice_is_refused_with_what_there_is(setting: Setting) -> None:
    error = refusal(setting, "nonsense")
    assert setting.option in error.message
    assert "'nonsense'" in error.message
    for name in setting.choices or {}:
        assert name in error.hint


@pytest.mark.parametrize("setting", SETTINGS, ids=named)
def test_the_words_of_a_default_are_parsed_back(setting: Setting) -> None:
    value = parse(setting, str(setting.default))
    assert value == setting.default
    assert type(value) is setting.kind


@pytest.mark.parametrize("setting", LISTS, ids=named)
def test_a_list_is_a_list_of_the_right_things(setting: Setting) -> None:
    right: tuple[object, ...] = ("fox", "\n", "\0", "ש\u05b8") if setting.kind is str else (0, 7)
    check(setting, right)
    check(setting, ())
    wrong = [None, "fox", list(right), (None,), (1.5,), (True,), ("",), ("a\ud800",), (-1,), right * 1001]
    for value in wrong:
        error = refusal(setting, value)
        assert setting.option in error.message
        assert error.hint
        error.message.encode()


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), max_size=5).map(tuple))
def test_entries_of_a_list_are_spelt_and_read_back(entries: tuple[str, ...]) -> None:
    stop = next(setting for setting in LISTS if setting.name == "stop")
    assert parse_list(stop, map(spelt, entries)) == entries


def test_a_list_is_told_in_words() -> None:
    ban, tokens = (next(setting for setting in LISTS if setting.name == name) for name in ("ban", "ban_token"))
    assert in_words(ban, ("fox", "\n")) == "“fox”, “\\n”"
    assert in_words(tokens, (3, 5)) == "3, 5"
    assert in_words(ban, ()) == "none"
    assert parse_list(tokens, ["3", "5"]) == (3, 5)
    with pytest.raises(SettingError, match="--ban-token"):
        parse_list(tokens, ["fox"])


@hypothesis_settings(deadline=None)
@given(data=st.data())
def test_words_of_any_value_in_range_are_parsed_back(data: st.DataObject) -> None:
    setting = data.draw(st.sampled_from(NUMBERS))
    if setting.kind is int:
        value: float = data.draw(st.integers(int(setting.low or 0), int(setting.high or 0)))
    else:
        value = data.draw(st.floats(setting.low, setting.high))
    assert parse(setting, str(value)) == value


@pytest.mark.parametrize(("words", "value"), [("true", True), ("Yes", True), ("on", True), ("1", True), ("NO", False)])
def test_yes_and_no_are_spelled_in_many_ways(words: str, value: bool) -> None:
    assert parse(train_settings()["bias"], words) is value


@pytest.mark.parametrize(("name", "words"), [("bias", "maybe"), ("d_model", "1.5"), ("d_model", ""), ("norm", "batch")])
def test_words_that_spell_no_value_are_refused(name: str, words: str) -> None:
    with pytest.raises(SettingError, match=train_settings()[name].option) as caught:
        parse(train_settings()[name], words)
    assert repr(words) in caught.value.message


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_are_valid_and_name_known_settings(preset: str) -> None:
    assert set(PRESETS[preset].settings) <= set(train_settings())
    built = build_config(preset)
    assert built.preset == preset
    for name, value in PRESETS[preset].settings.items():
        assert value in [getattr(part, name, None) for part in (built.model, built.text, built.training)]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_configuration_survives_its_file(preset: str) -> None:
    built = build_config(preset)
    assert msgspec.json.decode(msgspec.json.encode(built), type=RunConfig) == built


def test_unknown_presets_and_settings_are_refused_with_what_there_is() -> None:
    with pytest.raises(SettingError, match="'huge'") as caught:
        build_config("huge")
    assert all(name in caught.value.hint for name in PRESETS)
    with pytest.raises(SettingError, match="'layers'") as caught:
        build_config(overrides={"layers": 3})
    assert "n_layers" in caught.value.hint


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_an_architecture_decides_what_nobody_set(architecture: str) -> None:
    model = build_config(overrides={"architecture": architecture, "norm": "layernorm"}).model
    expected = {**ARCHITECTURE_SETTINGS[architecture], "norm": "layernorm"}
    assert {name: getattr(model, name) for name in expected} == expected


def test_an_architecture_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingError, match="'gothic'"):
        build_config(overrides={"architecture": "gothic"})


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize(("budget", "value"), [("steps", 7), ("epochs", 2.0), ("minutes", 0.5)])
def test_ones_own_budget_replaces_that_of_the_preset(preset: str, budget: str, value: float) -> None:
    training = build_config(preset, {budget: value}).training
    assert {name: getattr(training, name) for name in BUDGETS if getattr(training, name)} == {budget: value}


def test_there_is_one_budget_only() -> None:
    with pytest.raises(SettingError, match="--steps and --minutes"):
        build_config(overrides={"steps": 5, "minutes": 1.0})
    with pytest.raises(SettingError, match="no budget"):
        TrainingConfig(minutes=0)


def test_heads_divide_the_width() -> None:
    with pytest.raises(SettingError, match=r"5 heads \(--n-heads\) do not divide the width 12 \(--d-model\)") as caught:
        ModelConfig(d_model=12, n_heads=5)
    assert "1, 2, 3, 4, 6, 12" in caught.value.hint
    with pytest.raises(SettingError, match="--n-kv-heads"):
        ModelConfig(d_model=12, n_heads=4, n_kv_heads=3)
    with pytest.raises(SettingError, match="--n-kv-heads"):
        ModelConfig(d_model=12, n_heads=2, n_kv_heads=4)


def test_a_block_without_any_part_is_refused() -> None:
    with pytest.raises(SettingError, match=r"--attention none.*--mlp none"):
        ModelConfig(attention="none", mlp="none")


def test_a_config_of_before_there_were_such_parts_opens_whole() -> None:
    """config.json of an older version names neither attention nor residual."""
    older = msgspec.to_builtins(ModelConfig(d_model=32))
    del older["attention"], older["residual"]
    assert msgspec.json.decode(msgspec.json.encode(older), type=ModelConfig) == ModelConfig(d_model=32)


def test_rotary_positions_need_an_even_head_width() -> None:
    with pytest.raises(SettingError, match="12 / 4 is 3"):
        ModelConfig(d_model=12, n_heads=4, position="rope")
    assert ModelConfig(d_model=12, n_heads=4, position="learned").head_width == 3


@hypothesis_settings(deadline=None)
@given(size=st.integers(0, 10**12), more=st.integers(0, 10**9))
def test_the_automatic_vocabulary_is_valid_and_grows_with_the_text(size: int, more: int) -> None:
    chosen = automatic_vocab_size(size)
    check(train_settings()["vocab_size"], chosen)
    assert 300 <= chosen <= 8000
    assert automatic_vocab_size(size + more) >= chosen


def test_the_automatic_vocabulary_is_about_1500_for_3_mb() -> None:
    assert automatic_vocab_size(3_000_000) == 1500


SHAPES = {
    "classic": {},
    "modern": {**ARCHITECTURE_SETTINGS["modern"], "n_kv_heads": 2},
    "qk norm": {"qk_norm": True},
    "no bias": {"bias": False},
    "rmsnorm with bias": {"norm": "rmsnorm"},
    "swiglu with bias": {"mlp": "swiglu"},
    "one kv head": {"n_kv_heads": 1, "qk_norm": True, "position": "rope"},
    "untied": {"tied_head": False},
    "no positions": {"position": "none"},
    "no norm": {"norm": "none", "qk_norm": True},
    "no attention": {"attention": "none"},
    "no feed-forward": {"mlp": "none"},
    "no residuals, one head": {"residual": False, "n_heads": 1},
    "narrow feed-forward": {"d_ff": 20, "mlp": "relu2"},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_parameters_are_counted_as_the_network_has_them(shape: str) -> None:
    config = ModelConfig(vocab_size=37, context_length=11, d_model=24, n_layers=3, **{"n_heads": 4, **SHAPES[shape]})  # type: ignore[arg-type]
    network = build_gpt(config, torch.Generator())
    assert parameter_count(config, 37) == sum(parameter.numel() for parameter in network.parameters())
