"""The settings themselves: of the network, the text, the training, the sampling; and all of a run together."""

from dataclasses import dataclass, field
from typing import ClassVar

from core.config.choices import (
    ARCHITECTURES,
    ATTENTION_FORMS,
    ATTENTIONS,
    DEVICES,
    MLPS,
    NORMS,
    OPTIMIZERS,
    POSITIONS,
    PRECISIONS,
    SCHEDULES,
    TOKENIZERS,
    VAL_SPLITS,
    WEIGHTS,
)
from core.config.declaring import Validated, setting
from core.errors import SettingError


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
    attention: str = setting("causal", "Attention", "How tokens see one another.", choices=ATTENTIONS)
    norm: str = setting("layernorm", "Normalisation", "Keeps the stream in a healthy range.", choices=NORMS)
    mlp: str = setting("gelu", "Feed-forward", "What each token thinks by itself after attention.", choices=MLPS)
    position: str = setting("learned", "Positions", "How the model knows the order of tokens.", choices=POSITIONS)
    residual: bool = setting(
        True, "Residuals", "Each block adds to the stream; without, what it makes takes the stream's place."
    )
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
        if self.attention == "none" and self.mlp == "none":
            raise SettingError(
                "Without attention (--attention none) and feed-forward (--mlp none) the blocks are empty.",
                "Keep one of the two.",
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
    learning_rate: float = setting(1e-2, "Learning rate", "Step size of AdamW.", low=1e-7, high=1.0)
    muon_learning_rate: float = setting(
        0.03, "Muon's learning rate", "Step size of Muon for the blocks' matrices.", low=1e-6, high=1.0
    )
    muon_momentum: float = setting(
        0.9, "Muon's momentum", "How much of the running mean of gradients each step keeps: more remembers longer.",
        low=0.0, high=0.999,
    )  # fmt: skip
    weight_decay: float = setting(0.1, "Weight decay", "Pull of the matrices towards zero.", low=0.0, high=10.0)
    grad_clip: float = setting(
        1.0, "Gradient clip", "Longest gradient allowed.", low=1e-3, high=1000.0, automatic="no clipping"
    )
    optimizer: str = setting("muon", "Optimiser", "Turns gradients into changes of the weights.", choices=OPTIMIZERS)
    schedule: str = setting("wsd", "Schedule", "How the learning rate changes during the run.", choices=SCHEDULES)
    decay_share: float = setting(
        0.7, "Decay", "Share of the budget, at its end, over which \"Stable, then decay\" lowers the rate to zero.",
        low=0.01, high=1.0,
    )  # fmt: skip
    warmup_steps: int = setting(20, "Warm-up", "Steps over which the rate rises.", low=0, high=100_000, unit="steps")
    eval_every: int = setting(
        0, "Validate every", "Steps between two measurements of the validation loss.", low=1, high=1_000_000,
        unit="steps", automatic="about 40 times a run",
    )  # fmt: skip
    save_every: int = setting(
        0, "Save every", "Steps between two checkpoints.", low=1, high=1_000_000, unit="steps",
        automatic="about 16 times a run",
    )  # fmt: skip
    patience: int = setting(
        0, "Patience", "Stop when so many validation losses in a row were no better than the best.", low=1, high=10_000,
        unit="looks", automatic="never stop early",
    )  # fmt: skip
    keep_stops: bool = setting(True, "Keep stops", "Keep the weights of stops along the way, to look back at.")
    seed: int = setting(0, "Seed", "Where chance starts: the same seed gives the same run.", low=0, high=2**31 - 1)
    deterministic: bool = setting(
        False, "Deterministic", "Same bits in every run, also on a graphics card, where it costs speed."
    )
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
        if self.deterministic and self.minutes:
            raise SettingError(
                "A run whose budget the clock measures (--minutes) cannot be deterministic (--deterministic).",
                "Give --steps or --epochs.",
            )


BUDGETS = ("steps", "epochs", "minutes")


@dataclass(frozen=True)
class SamplingConfig(Validated):
    """How the next token is drawn from the model's odds. Rules apply in this order."""

    title: ClassVar[str] = "Sampling"

    repetition_penalty: float = setting(
        1.0, "Repetition penalty", "Above 1, tokens that the model sees already get less likely (Keskar et al. 2019).",
        low=0.1, high=10.0,
    )  # fmt: skip
    ban: tuple[str, ...] = setting(
        (), "Banned words", "The model never writes these letters, not even inside a word; \\n is a new line."
    )
    ban_token: tuple[int, ...] = setting(
        (), "Banned tokens", "Tokens by number that the model never writes.", low=0, high=262_143
    )
    temperature: float = setting(
        0.8, "Temperature", "Below 1 the likely gets likelier; 0 always takes the likeliest.", low=0.0, high=10.0
    )
    top_k: int = setting(
        0, "Top-k", "Only the k likeliest tokens stay.", low=1, high=262_144, unit="tokens", automatic="all stay"
    )
    top_p: float = setting(
        1.0, "Top-p", "Only the likeliest tokens that together reach p stay (Holtzman et al. 2020).", low=0.01, high=1.0
    )
    min_p: float = setting(
        0.05, "Min-p", "Only tokens with at least this share of the likeliest's odds stay (Nguyen et al. 2024).",
        low=0.0, high=1.0,
    )  # fmt: skip
    stop: tuple[str, ...] = setting(
        (), "Stop strings", "The text ends before the first of these that the model writes; \\n is a new line."
    )
    max_new_tokens: int = setting(100, "Length", "How many tokens to write.", low=1, high=100_000, unit="tokens")
    seed: int = setting(0, "Seed", "Where chance starts: the same seed gives the same text.", low=0, high=2**31 - 1)
    keep_first: int = setting(
        0, "Keep the first turns", "How many turns at the beginning stay in sight when a talk outgrows the context.",
        low=1, high=64, unit="turns", automatic="none: the oldest goes first",
    )  # fmt: skip
    weights: str = setting("fp32", "Weights", "How exactly the weights are read while writing.", choices=WEIGHTS)


@dataclass(frozen=True)
class TuningConfig(Validated):
    """What is learnt beside the dialogues while a model is taught to answer."""

    title: ClassVar[str] = "Tuning"

    replay: float = setting(
        0.3, "Replay", "Share of the text it was trained on, learnt again beside the dialogues so that it is not "
        "forgotten.", low=0.0, high=0.95,
    )  # fmt: skip


@dataclass(frozen=True)
class RunConfig:
    """Everything that decides a run. ``preset`` remembers where the settings started from; ``tuning``: of a run that
    is taught to answer."""

    preset: str = "small"
    model: ModelConfig = field(default_factory=ModelConfig)
    text: TextConfig = field(default_factory=TextConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    sampling: SamplingConfig = field(default_factory=SamplingConfig)
    tuning: TuningConfig | None = None
