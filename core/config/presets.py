"""Presets, and how a whole configuration is built from one, or from the run that a fork begins with."""

import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from core.config.choices import ARCHITECTURE_SETTINGS, OPTIMIZER_SETTINGS, Value
from core.config.declaring import Setting, settings_of
from core.config.settings import BUDGETS, ModelConfig, RunConfig, SamplingConfig, TextConfig, TrainingConfig
from core.errors import SettingError

NOTHING_ELSE: Mapping[str, Value] = types.MappingProxyType({})


@dataclass(frozen=True)
class Preset:
    """A named starting point: one sentence, and the settings in which it differs from the defaults.

    ``shows``: what can be learnt from it, in one sentence. ``sampling``: how its samples are drawn while it trains,
    where that differs.
    """

    name: str
    label: str
    help: str
    shows: str
    settings: Mapping[str, Value] = field(default_factory=lambda: NOTHING_ELSE)
    sampling: SamplingConfig = field(default_factory=SamplingConfig)


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "tiny", "Tiny", "The quickest look: words in half a minute.",
            "Shows in which order a model learns: letters and frequent words first, then what follows what.",
            {"n_layers": 2, "d_model": 64, "context_length": 64, "minutes": 1.0},
        ),
        Preset(
            "small", "Small", "Four blocks. The best start on a laptop.",
            "Shows a whole GPT at work: sentences that hold together, and heads that each look at something else.",
        ),
        Preset(
            "hellogpt", "HelloGPT", "The original design, twice as wide.",
            "Shows what a large vocabulary and plain AdamW at one small rate cost: it learns, but slowly.",
            {
                "vocab_size": 8000, "context_length": 128, "d_model": 256, "d_ff": 1024, "n_layers": 4, "n_heads": 4,
                "dropout": 0.1, "optimizer": "adamw", "learning_rate": 1e-4, "schedule": "constant", "warmup_steps": 0,
                "batch_size": 32, "epochs": 5.0, "grad_clip": 1.0, "val_fraction": 0.1,
            },
            SamplingConfig(min_p=0.0),
        ),
        Preset(
            "modern", "Modern", "Small, built as today: RoPE, SwiGLU, RMSNorm.",
            "Shows which parts of GPT-2 have been replaced since, at the same depth and width as Small.",
            {"architecture": "modern", "n_kv_heads": 2},
        ),
    )
}  # fmt: skip
DEFAULT_PRESET = "small"
# What stands in place of a preset's name where a model was not made here.
IMPORTED = "imported"
TRAIN_CONFIGS = (ModelConfig, TextConfig, TrainingConfig)


def train_settings() -> dict[str, Setting]:
    """Every setting of a training run by name."""
    return {declared.name: declared for config in TRAIN_CONFIGS for declared in settings_of(config)}


def build_config(preset: str = DEFAULT_PRESET, overrides: Mapping[str, Value] | None = None) -> RunConfig:
    """The configuration of a preset with the person's own settings on top.

    The architecture in force decides the defaults of norm, mlp, position, tied_head and bias, the optimiser those of
    learning_rate and warmup_steps. A budget in ``overrides`` replaces the preset's.

    Raises:
        SettingError: unknown preset or setting, or a value that does not fit.
    """
    if preset not in PRESETS:
        raise SettingError(f"There is no preset {preset!r}.", f"Choose one of: {', '.join(PRESETS)}.")
    own = dict(overrides or {})
    known = train_settings()
    for name in own:
        if name not in known:
            raise SettingError(f"There is no setting {name!r}.", f"Settings are: {', '.join(known)}.")
    values = {**PRESETS[preset].settings, **own}
    architecture, optimizer = str(values.get("architecture", "classic")), str(values.get("optimizer", "muon"))
    implied = {**ARCHITECTURE_SETTINGS.get(architecture, {}), **OPTIMIZER_SETTINGS.get(optimizer, {})}
    values = {**implied, **values}
    values.update(_one_budget(PRESETS[preset].settings, own))
    model, text, training = (_pick(values, config) for config in TRAIN_CONFIGS)
    sampling = PRESETS[preset].sampling
    return RunConfig(preset, ModelConfig(**model), TextConfig(**text), TrainingConfig(**training), sampling)


# What a fork may not change: the network is that of its parent. Dropout alone is no part of its shape.
FIXED_IN_A_FORK = frozenset(declared.name for declared in settings_of(ModelConfig)) - {"dropout"} | {"tokenizer"}
# How a network that came in from elsewhere is trained further, unless somebody says otherwise.
GENTLE: dict[str, Value] = {"optimizer": "adamw", "learning_rate": 1e-4, "schedule": "cosine", "batch_size": 8}


def fork_config(parent: RunConfig, overrides: Mapping[str, Value] | None = None) -> RunConfig:
    """The configuration of a run that begins with the network of ``parent``, with the person's own settings on top.

    Where and how exactly it computes is chosen anew.

    Raises:
        SettingError: an unknown setting, one that a fork cannot change, or a value that does not fit.
    """
    own = dict(overrides or {})
    fixed = next((name for name in own if name in FIXED_IN_A_FORK), None)
    if fixed is not None:
        option = train_settings()[fixed].option
        raise SettingError(f"A fork keeps the network and the tokenizer of its parent, so {option} cannot be changed.")
    fresh = build_config(DEFAULT_PRESET, own)
    kept = {name: getattr(parent.training, name) for name in (f.name for f in fields(TrainingConfig))}
    kept |= {name: getattr(fresh.training, name) for name in ("device", "precision", "threads", "attention_form")}
    kept |= GENTLE if parent.preset == IMPORTED else {}
    training = {**kept, **_one_budget({}, own), **_pick(own, TrainingConfig)}
    dropout = {"dropout": own["dropout"]} if "dropout" in own else {}
    return replace(
        parent,
        model=replace(parent.model, **dropout),  # type: ignore[arg-type]
        text=replace(parent.text, **_pick(own, TextConfig)),
        training=TrainingConfig(**training),
        tuning=None,
    )


def _one_budget(preset: Mapping[str, Value], own: Mapping[str, Value]) -> dict[str, Value]:
    """Whoever speaks last about the budget is heard alone."""
    for source in (own, preset):
        spoken = {name: source[name] for name in BUDGETS if source.get(name)}
        if spoken:
            return {**dict.fromkeys(BUDGETS, 0), **spoken}
    return {}


def _pick(values: Mapping[str, Value], config: type) -> dict[str, Any]:
    return {declared.name: values[declared.name] for declared in settings_of(config) if declared.name in values}
