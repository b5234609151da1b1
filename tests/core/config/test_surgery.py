"""How parts of a network are spelt, and what a network has not got."""

import pytest

from core.config import ABLATIONS, Component, ModelConfig, SurgeryConfig, parse_component, settings_of
from core.errors import SettingError

SPELT = {
    "L0": (Component(0, "layer"), "Layer 0"),
    "L12A": (Component(12, "attention"), "Attention 12"),
    "L1F": (Component(1, "mlp"), "Feed-forward 1"),
    "L1H2": (Component(1, "head", 2), "Layer 1 · head 2"),
    "L3N1024": (Component(3, "neuron", 1024), "Layer 3 · neuron 1024"),
}


@pytest.mark.parametrize("words", SPELT)
def test_each_part_has_one_spelling(words: str) -> None:
    part, label = SPELT[words]
    assert (parse_component(words), part.spelt, part.label) == (part, words, label)


@pytest.mark.parametrize("words", ["", "1", "l1", "L", "L1H", "L1X2", "L1A2", "L1H2 ", "L1H2H3", "L-1", "L1H²", "L٣"])
def test_what_spells_no_part_is_named_with_how_to_spell_it(words: str) -> None:
    with pytest.raises(SettingError, match="--off") as refused:
        SurgeryConfig(off=("L0", words))
    assert not words or repr(words) in refused.value.message
    if words:
        assert all(form in refused.value.hint for form in ("L1 ", "L1A", "L1H2", "L1F", "L1N37"))


def test_by_default_nothing_is_changed() -> None:
    assert not SurgeryConfig().changes
    assert not SurgeryConfig(ablation="mean", steer_to="x", steer_strength=0.0).changes
    assert not SurgeryConfig(steer_from="x", steer_to="x").changes
    assert SurgeryConfig(off=("L0",)).changes
    assert SurgeryConfig(steer_to="x").steers
    assert [setting.name for setting in settings_of(SurgeryConfig)][:2] == ["off", "ablation"]
    assert list(ABLATIONS) == ["zero", "mean"]


def test_a_part_is_switched_off_once_and_on_again() -> None:
    head = Component(1, "head", 2)
    once = SurgeryConfig(off=("L0F",), ablation="mean").switched(head, True)
    assert once.switched(head, True).off == ("L0F", "L1H2")
    assert once.switched(head, False) == SurgeryConfig(off=("L0F",), ablation="mean")
    assert SurgeryConfig(off=("L0", "L0")).components == (Component(0, "layer"),)


@pytest.mark.parametrize(
    ("off", "settings", "says"),
    [
        ("L4", {}, "L0 to L3"),
        ("L9N0", {"n_layers": 1}, "L0."),
        ("L0H4", {}, "H0 to H3"),
        ("L0N512", {}, "N0 to N511"),
        ("L0A", {"attention": "none"}, "--attention none"),
        ("L0H0", {"attention": "none"}, "--attention none"),
        ("L3F", {"mlp": "none"}, "--mlp none"),
        ("L3N0", {"mlp": "none"}, "--mlp none"),
    ],
)
def test_what_a_network_has_not_got_is_refused_with_what_it_has(off: str, settings: dict, says: str) -> None:
    with pytest.raises(SettingError) as refused:
        SurgeryConfig(off=(off,)).check_fits(ModelConfig(**settings))
    assert off in refused.value.message
    assert says in refused.value.hint


def test_it_steers_behind_the_middle_layer_unless_another_is_named() -> None:
    assert SurgeryConfig(steer_to="x").layer_of(ModelConfig(n_layers=4)) == 1
    assert SurgeryConfig(steer_to="x").layer_of(ModelConfig(n_layers=1)) == 0
    beyond = SurgeryConfig(steer_to="x", steer_layer=4)
    with pytest.raises(SettingError, match="behind layer 4"):
        beyond.check_fits(ModelConfig(n_layers=4))
    beyond.check_fits(ModelConfig(n_layers=5))


def test_a_part_may_be_off_with_what_it_lies_in() -> None:
    surgery = SurgeryConfig(off=("L1", "L0A", "L2F", "L2H1"))
    through = {"L1": "L1", "L1H3": "L1", "L1N7": "L1", "L0H2": "L0A", "L2N5": "L2F", "L2H1": "L2H1"}
    for words, larger in through.items():
        assert surgery.off_through(parse_component(words)) == parse_component(larger)
    for words in ("L0", "L0F", "L0N1", "L2", "L2A", "L2H0", "L3"):
        assert surgery.off_through(parse_component(words)) is None


def test_it_is_said_in_few_words() -> None:
    assert SurgeryConfig().in_short == ""
    assert SurgeryConfig(off=("L1H2", "L0F"), ablation="mean").in_short == "without L1H2, L0F (mean)"
    many = SurgeryConfig(off=tuple(f"L0N{n}" for n in range(9)), steer_to="owl", steer_strength=-1.5)
    assert many.in_short == "without L0N0, L0N1, L0N2 and 6 more; steered nothing → “owl” × -1.5"


def test_half_a_character_is_refused() -> None:
    with pytest.raises(SettingError, match="--steer-to"):
        SurgeryConfig(steer_to="\ud800")
