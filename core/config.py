"""Every setting, declared once: default, range, unit, label and help.

Form, terminal, config.json and help are made from these declarations. Configurations are frozen and validated when
they are made; a value of 0 or "auto" in a field that says so is replaced when a run starts (``core.training.resolve``).
"""

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, ClassVar, get_type_hints

from core.errors import SettingError

Value = int | float | str | bool


@dataclass(frozen=True)
class Choice:
    """One entry of a registry: its name in files and terminal, its label on the screen, one sentence of help."""

    name: str
    label: str
    help: str


@dataclass(frozen=True)
class View(Choice):
    """A view of Inspect; ``group`` is the heading it stands under."""

    group: str


def _registry(*entries: tuple[str, str, str]) -> dict[str, Choice]:
    return {name: Choice(name, label, help_text) for name, label, help_text in entries}


NORMS = _registry(
    ("layernorm", "LayerNorm", "Centres and scales each token's vector (Ba et al. 2016)."),
    ("rmsnorm", "RMSNorm", "Scales each token's vector by its root mean square (Zhang & Sennrich 2019)."),
)
MLPS = _registry(
    ("gelu", "GELU", "Widen, bend with GELU, narrow again: the feed-forward block of GPT-2."),
    ("relu2", "ReLU²", "Widen, square what is positive, narrow again (So et al. 2021)."),
    ("swiglu", "SwiGLU", "Two widened copies, one gates the other (Shazeer 2020)."),
)
POSITIONS = _registry(
    ("learned", "Learned", "A learned vector for each place, added to the token's vector, as in GPT-2."),
    ("rope", "Rotary", "Turns queries and keys by an angle that grows with the place (Su et al. 2021)."),
)
TOKENIZERS = _registry(
    ("bpe", "Byte-level BPE", "Learns frequent pieces of words from the text; can write any text."),
    ("char", "Characters", "One token for each character that occurs in the text."),
)
OPTIMIZERS = _registry(
    ("adamw", "AdamW", "Adam with decoupled weight decay, on matrices only (Loshchilov & Hutter 2019)."),
    ("muon", "Muon + AdamW", "Orthogonalised momentum for the blocks' matrices, AdamW for the rest (Jordan 2024)."),
)
SCHEDULES = _registry(
    ("constant", "Constant", "Warm-up, then the same learning rate to the end."),
    ("cosine", "Cosine", "Warm-up, then down a half cosine to a tenth of the learning rate."),
    ("wsd", "Stable, then decay", "Warm-up, a stable part, and over the last 35 % straight down to zero."),
)
VAL_SPLITS = _registry(
    ("spread", "Spread", "Whole stretches from several places of the text are kept back."),
    ("end", "End", "The last part of the text is kept back."),
)
DEVICES = _registry(
    ("auto", "Automatic", "CUDA if there is a card, else Apple's MPS, else the CPU."),
    ("cpu", "CPU", "The processor."),
    ("cuda", "CUDA", "An NVIDIA card."),
    ("mps", "MPS", "The graphics part of an Apple chip."),
)
PRECISIONS = _registry(
    ("auto", "Automatic", "bf16 where the hardware has it, else fp32."),
    ("fp32", "fp32", "32-bit floating point."),
    ("bf16", "bf16", "Matrix products in 16-bit brain floating point, weights and sums in 32."),
)
ATTENTION_FORMS = _registry(
    ("auto", "Automatic", "Fused in fp32 and on graphics cards, explicit for bf16 on a CPU."),
    ("fused", "Fused", "torch's scaled_dot_product_attention."),
    ("explicit", "Explicit", "Scores, softmax and the weighted sum, one after the other."),
)
VIEWS = {
    view.name: view
    for view in (
        View("attention", "Attention", "Which earlier tokens each token looks at, in every head.", "Forward"),
        View("next-token", "Next token", "What could come next, and what the sampling rules leave of it.", "Forward"),
    )
}
FORMS = _registry(
    ("hf", "Hugging Face folder", "For transformers and what is built on it: GPT-2 or Llama in safetensors."),
    ("gguf", "GGUF file", "For llama.cpp and what is built on it. Byte-level BPE only."),
    ("zip", "HelloGPT zip", "The whole run with its curve, samples and steps, to be opened by another HelloGPT."),
)
NUMBER_TYPES = _registry(
    ("f32", "f32", "32-bit numbers, as they were trained."),
    ("f16", "f16", "Matrices in 16 bits: half the size, nearly the same answers."),
)
ARCHITECTURES = _registry(
    ("classic", "Classic", "GPT-2's network: LayerNorm, learned positions, GELU, tied head, biases."),
    ("modern", "Modern", "As built today: RMSNorm, rotary positions, SwiGLU, grouped keys and values, untied head."),
)
# What an architecture means, setting by setting; a preset or the person may override each.
ARCHITECTURE_SETTINGS: dict[str, dict[str, Value]] = {
    "classic": {"norm": "layernorm", "mlp": "gelu", "position": "learned", "tied_head": True, "bias": True},
    "modern": {"norm": "rmsnorm", "mlp": "swiglu", "position": "rope", "tied_head": False, "bias": False},
}


def setting(
    default: Value,
    label: str,
    help_text: str,
    *,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    choices: dict[str, Choice] | None = None,
    automatic: str = "",
) -> Any:
    """Declare one setting as a dataclass field. ``automatic`` says what 0 (or "auto") means, if it means something."""
    about = {"label": label, "help": help_text, "low": low, "high": high, "unit": unit}
    return field(default=default, metadata={**about, "choices": choices, "automatic": automatic})


@dataclass(frozen=True)
class Setting:
    """A declared setting, as form and terminal need it."""

    name: str
    kind: type
    default: Value
    label: str
    help: str
    low: float | None
    high: float | None
    unit: str
    choices: dict[str, Choice] | None
    automatic: str

    @property
    def option(self) -> str:
        """Its word in the terminal."""
        return "--" + self.name.replace("_", "-")


def settings_of(config: type) -> tuple[Setting, ...]:
    """The settings that a configuration class declares, in order."""
    hints = get_type_hints(config)
    declared = [f for f in fields(config) if "label" in f.metadata]
    return tuple(Setting(f.name, hints[f.name], _default_of(f), **_about(f.metadata)) for f in declared)


def _default_of(declared: Any) -> Value:
    assert declared.default is not MISSING
    return typing.cast(Value, declared.default)


def _about(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {key: metadata[key] for key in ("label", "help", "low", "high", "unit", "choices", "automatic")}


class Validated:
    """Checks every declared field against its declaration when the object is made."""

    __slots__ = ()
    title: ClassVar[str] = "settings"

    def __post_init__(self) -> None:
        for declared in settings_of(type(self)):
            check(declared, getattr(self, declared.name))


def check(declared: Setting, value: object) -> None:
    """Check one value against its declaration.

    Raises:
        SettingError: wrong kind, not among the choices, or out of range.
    """
    kinds = (int, float) if declared.kind is float else (declared.kind,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and declared.kind is not bool):
        raise SettingError(f"{declared.label} ({declared.option}) is {value!r}.", f"Give {_kind_words(declared)}.")
    if declared.choices is not None and value not in declared.choices:
        raise SettingError(
            f"{declared.label} ({declared.option}) is {value!r}, which does not exist.",
            f"Choose one of: {', '.join(declared.choices)}.",
        )
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return
    if declared.automatic and value == 0:
        return
    low, high = declared.low, declared.high
    if value != value or (low is not None and value < low) or (high is not None and value > high):
        raise SettingError(f"{declared.label} ({declared.option}) is {value}.", f"Give {_kind_words(declared)}.")


def _kind_words(declared: Setting) -> str:
    words = {int: "a whole number", float: "a number", bool: "true or false", str: "a word"}[declared.kind]
    if declared.low is not None and declared.high is not None:
        words += f" from {declared.low:g} to {declared.high:g}"
    elif declared.low is not None:
        words += f" of at least {declared.low:g}"
    if declared.unit:
        words += f" ({declared.unit})"
    return words


def parse(declared: Setting, words: str) -> Value:
    """The value that ``words`` spell for this setting.

    Raises:
        SettingError: they do not spell one.
    """
    wrong = SettingError(f"{declared.label} ({declared.option}) is {words!r}.", f"Give {_kind_words(declared)}.")
    try:
        if declared.kind is bool:
            value: Value = {"true": True, "yes": True, "on": True, "1": True}.get(words.lower(), False)
            if not value and words.lower() not in ("false", "no", "off", "0"):
                raise wrong
        else:
            value = declared.kind(words)
    except ValueError as error:
        raise wrong from error
    check(declared, value)
    return value


@dataclass(frozen=True)
class ModelConfig(Validated):
    """The shape of the network. Letters in shapes: D d_model, L n_layers, H n_heads, T context_length, V vocab_size."""

    title: ClassVar[str] = "Model"

    architecture: str = setting("classic", "Architecture", "The family of the network.", choices=ARCHITECTURES)
    vocab_size: int = setting(
        0, "Vocabulary", "How many different tokens there are.", low=5, high=262_144, unit="tokens",
        automatic="chosen by the size of the text",
    )  # fmt: skip
    context_length: int = setting(
        128, "Context length", "How many tokens the model sees at once.", low=2, high=8192, unit="tokens"
    )
    d_model: int = setting(
        128, "Width", "How many numbers stand for a token on its way through the network.", low=4, high=4096
    )
    d_ff: int = setting(
        0, "Feed-forward width", "How wide the feed-forward block is inside.", low=4, high=16384,
        automatic="4 × width; 8/3 × width for SwiGLU",
    )  # fmt: skip
    n_layers: int = setting(4, "Layers", "How many blocks stand one after another.", low=1, high=96)
    n_heads: int = setting(4, "Heads", "How many attention heads work side by side in a block.", low=1, high=64)
    n_kv_heads: int = setting(
        0, "Key and value heads", "Heads that share keys and values in groups need less memory.", low=1, high=64,
        automatic="as many as heads",
    )  # fmt: skip
    dropout: float = setting(0.0, "Dropout", "Share of values set to zero while training.", low=0.0, high=0.9)
    norm: str = setting("layernorm", "Normalisation", "Keeps the stream in a healthy range.", choices=NORMS)
    mlp: str = setting("gelu", "Feed-forward", "What each token thinks by itself after attention.", choices=MLPS)
    position: str = setting("learned", "Positions", "How the model knows the order of tokens.", choices=POSITIONS)
    tied_head: bool = setting(True, "Tied head", "Use the token embedding to read out the next token as well.")
    bias: bool = setting(True, "Biases", "Add a learned offset in linear layers and LayerNorm.")
    qk_norm: bool = setting(False, "QK norm", "Normalise queries and keys in each head (Henry et al. 2020).")
    norm_epsilon: float = setting(
        1e-5,
        "Norm's epsilon",
        "Added before the root, so that a vector of zeros can be normalised.",
        low=1e-12,
        high=0.1,
    )
    rope_base: float = setting(
        10_000.0, "Rotary base", "How slowly the slowest rotary pair turns: more for longer contexts.", low=2, high=1e9
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.d_model % self.n_heads:
            near = [h for h in range(1, 65) if self.d_model % h == 0]
            raise SettingError(
                f"{self.n_heads} heads (--n-heads) do not divide the width {self.d_model} (--d-model).",
                f"Use a number of heads that does: {', '.join(map(str, near))}.",
            )
        if self.n_heads % self.kv_heads:
            raise SettingError(
                f"{self.n_kv_heads} key and value heads (--n-kv-heads) do not divide {self.n_heads} heads (--n-heads).",
                "Use a divisor of the number of heads.",
            )
        if self.position == "rope" and self.head_width % 2:
            raise SettingError(
                f"Rotary positions need an even head width, but {self.d_model} / {self.n_heads} is {self.head_width}.",
                "Change --d-model or --n-heads, or use --position learned.",
            )

    @property
    def head_width(self) -> int:
        """K: numbers for each head."""
        return self.d_model // self.n_heads

    @property
    def kv_heads(self) -> int:
        """Key and value heads as resolved."""
        return self.n_kv_heads or self.n_heads

    @property
    def ff_width(self) -> int:
        """Inner width of the feed-forward block as resolved."""
        if self.d_ff:
            return self.d_ff
        return -(-8 * self.d_model // 3 // 16) * 16 if self.mlp == "swiglu" else 4 * self.d_model


@dataclass(frozen=True)
class TextConfig(Validated):
    """How text becomes tokens, and what is kept back for validation."""

    title: ClassVar[str] = "Text"

    tokenizer: str = setting("bpe", "Tokenizer", "How the text is cut into tokens.", choices=TOKENIZERS)
    val_fraction: float = setting(
        0.1, "Validation share", "Share of the text kept back to measure what was not memorised.", low=0.001, high=0.5
    )
    val_split: str = setting("spread", "Validation place", "Where the kept-back text is taken.", choices=VAL_SPLITS)


@dataclass(frozen=True)
class TrainingConfig(Validated):
    """How the network is taught. Exactly one of steps, epochs and minutes is the budget."""

    title: ClassVar[str] = "Training"

    batch_size: int = setting(32, "Batch", "Windows of text in a micro-batch.", low=1, high=4096, unit="windows")
    grad_accumulation: int = setting(1, "Accumulation", "Micro-batches added up for one step.", low=1, high=1024)
    steps: int = setting(0, "Steps", "Budget in steps.", low=1, high=100_000_000, automatic="not the budget")
    epochs: float = setting(
        0.0, "Epochs", "Budget in passes over the training text.", low=0.001, high=100_000, automatic="not the budget"
    )
    minutes: float = setting(
        3.0, "Minutes", "Budget in minutes of training.", low=0.01, high=100_000, automatic="not the budget"
    )
    learning_rate: float = setting(3e-3, "Learning rate", "Step size of AdamW.", low=1e-7, high=1.0)
    muon_learning_rate: float = setting(
        0.02, "Muon's learning rate", "Step size of Muon for the blocks' matrices.", low=1e-6, high=1.0
    )
    weight_decay: float = setting(0.1, "Weight decay", "Pull of the matrices towards zero.", low=0.0, high=10.0)
    grad_clip: float = setting(
        1.0, "Gradient clip", "Longest gradient allowed.", low=1e-3, high=1000.0, automatic="no clipping"
    )
    optimizer: str = setting("muon", "Optimiser", "Turns gradients into changes of the weights.", choices=OPTIMIZERS)
    schedule: str = setting("wsd", "Schedule", "How the learning rate changes during the run.", choices=SCHEDULES)
    warmup_steps: int = setting(50, "Warm-up", "Steps over which the rate rises.", low=0, high=100_000, unit="steps")
    eval_every: int = setting(
        0, "Validate every", "Steps between two measurements of the validation loss.", low=1, high=1_000_000,
        unit="steps", automatic="about 40 times a run",
    )  # fmt: skip
    save_every: int = setting(
        0, "Save every", "Steps between two checkpoints.", low=1, high=1_000_000, unit="steps",
        automatic="about 16 times a run",
    )  # fmt: skip
    seed: int = setting(0, "Seed", "Where chance starts: the same seed gives the same run.", low=0, high=2**31 - 1)
    device: str = setting("auto", "Device", "Where the network is trained.", choices=DEVICES)
    precision: str = setting("auto", "Precision", "How numbers are kept in matrix products.", choices=PRECISIONS)
    threads: int = setting(0, "Threads", "Processor threads.", low=1, high=1024, automatic="one for each physical core")
    attention_form: str = setting("auto", "Attention form", "How attention is worked out.", choices=ATTENTION_FORMS)

    def __post_init__(self) -> None:
        super().__post_init__()
        budgets = [name for name in BUDGETS if getattr(self, name)]
        if len(budgets) != 1:
            given = " and ".join(f"--{name}" for name in budgets) or "no budget"
            raise SettingError(f"A run has one budget, but {given} was given.", "Give --steps, --epochs or --minutes.")


BUDGETS = ("steps", "epochs", "minutes")


@dataclass(frozen=True)
class SamplingConfig(Validated):
    """How the next token is drawn from the model's odds. Rules apply in this order."""

    title: ClassVar[str] = "Sampling"

    temperature: float = setting(
        0.8, "Temperature", "Below 1 the likely gets likelier; 0 always takes the likeliest.", low=0.0, high=10.0
    )
    top_k: int = setting(
        0, "Top-k", "Only the k likeliest tokens stay.", low=1, high=262_144, unit="tokens", automatic="all stay"
    )
    top_p: float = setting(
        1.0, "Top-p", "Only the likeliest tokens that together reach p stay (Holtzman et al. 2020).", low=0.01, high=1.0
    )
    min_p: float = setting(0.0, "Min-p", "Only tokens with at least this share of the likeliest stay.", low=0, high=1.0)
    max_new_tokens: int = setting(100, "Length", "How many tokens to write.", low=1, high=100_000, unit="tokens")
    seed: int = setting(0, "Seed", "Where chance starts: the same seed gives the same text.", low=0, high=2**31 - 1)


@dataclass(frozen=True)
class RunConfig:
    """Everything that decides a run. ``preset`` remembers where the settings started from."""

    preset: str = "small"
    model: ModelConfig = field(default_factory=ModelConfig)
    text: TextConfig = field(default_factory=TextConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    sampling: SamplingConfig = field(default_factory=SamplingConfig)


@dataclass(frozen=True)
class Preset:
    """A named starting point: one sentence, and the settings in which it differs from the defaults."""

    name: str
    label: str
    help: str
    settings: Mapping[str, Value] = field(default_factory=lambda: types.MappingProxyType({}))


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "tiny", "Tiny", "The quickest look: words in half a minute.",
            {"n_layers": 2, "d_model": 64, "context_length": 64, "minutes": 1.0},
        ),
        Preset("small", "Small", "Four blocks. The best start on a laptop."),
        Preset(
            "hellogpt", "HelloGPT", "The original design, twice as wide.",
            {
                "vocab_size": 8000, "context_length": 128, "d_model": 256, "d_ff": 1024, "n_layers": 4, "n_heads": 4,
                "dropout": 0.1, "optimizer": "adamw", "learning_rate": 1e-4, "schedule": "constant", "warmup_steps": 0,
                "batch_size": 32, "epochs": 5.0, "grad_clip": 1.0, "val_fraction": 0.1,
            },
        ),
        Preset(
            "modern", "Modern", "Small, built as today: RoPE, SwiGLU, RMSNorm.",
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

    The architecture in force decides the defaults of norm, mlp, position, tied_head and bias. A budget in
    ``overrides`` replaces the preset's.

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
    architecture = str(values.get("architecture", "classic"))
    values = {**ARCHITECTURE_SETTINGS.get(architecture, {}), **values}
    values.update(_one_budget(PRESETS[preset].settings, own))
    model, text, training = (_pick(values, config) for config in TRAIN_CONFIGS)
    return RunConfig(preset, ModelConfig(**model), TextConfig(**text), TrainingConfig(**training))


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


def automatic_vocab_size(text_bytes: int) -> int:
    """Vocabulary for a text of that many bytes: about 1500 for 3 MB, growing with the square root, up to 8000.

    A larger vocabulary shortens the text, but each token must still occur often enough to be learnt.
    """
    wanted = 1500 * (text_bytes / 3_000_000) ** 0.5
    return int(min(8000, max(300, round(wanted / 50) * 50)))


def parameter_count(config: ModelConfig, vocab_size: int) -> int:
    """Parameters of the network that ``core.model.gpt.GPT`` builds from ``config``, worked out without building it."""
    d, k = config.d_model, config.head_width
    kv, ff = config.kv_heads * k, config.ff_width
    bias = 1 if config.bias else 0
    norm = d * (2 if config.norm == "layernorm" and config.bias else 1)
    attention = (d + bias) * (d + 2 * kv) + (d + bias) * d + (2 * k if config.qk_norm else 0)
    gates = 2 if config.mlp == "swiglu" else 1
    feed_forward = gates * (d + bias) * ff + (ff + bias) * d
    positions = config.context_length * d if config.position == "learned" else 0
    heads = 1 if config.tied_head else 2
    return heads * vocab_size * d + positions + config.n_layers * (attention + feed_forward + 2 * norm) + norm
