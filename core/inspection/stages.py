"""The stages of a network in the order of the walk: what each computes, in plain notation, and where its code stands.

A stage has the public name of the tap that shows what it makes, but for the head, which is called ``unembed``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from torch import nn

from core.config import ModelConfig
from core.model.attention import CausalSelfAttention
from core.model.block import Block
from core.model.embeddings import LearnedPositions
from core.model.feed_forward import FeedForward, Gelu, SquaredRelu, SwiGlu
from core.model.gpt import GPT
from core.model.normalization import LayerNorm, NoNorm, Norm, RMSNorm

HEAD = "unembed"
Code = type | Callable[..., object]


@dataclass(frozen=True)
class Stage:
    """``kind``: how it is drawn; ``letters``: the shape of what it makes; ``code``: a class or function, and ``mark``
    what its lines that do this contain; ``note``: what else is to be said of the formula."""

    name: str
    kind: str
    label: str
    letters: str
    formula: str
    code: Code
    mark: str
    parameters: int = 0
    layer: int | None = None
    note: str = ""


NORM_FORMULAS: dict[type[Norm], str] = {
    LayerNorm: "y = (x − mean of x) / √(variance of x + ε) · gain{bias}",
    RMSNorm: "y = x / √(mean of x² + ε) · gain",
    NoNorm: "y = x",
}
BENDS: dict[type[FeedForward], tuple[str, str]] = {
    Gelu: ("a = GELU(h)", "GELU(h) = h/2 · (1 + tanh(√(2/π) · (h + 0.044715 h³)))"),
    SquaredRelu: ("a = max(0, h)²", ""),
    SwiGlu: ("a = SiLU(g) · h", "SiLU(g) = g / (1 + e⁻ᵍ)"),
}


def stages_of(model: GPT) -> Iterator[Stage]:
    """From the embedding to the head."""
    config = model.config
    yield Stage(
        "hook_embed", "embedding", "Token embedding", "T D", "x = E[token]", GPT.features,
        "hook_embed", model.embed.weight.numel(), note="The token's row of a table.",
    )  # fmt: skip
    if model.pos_embed is not None:
        yield Stage(
            "hook_pos_embed", "positions", "Positions", "T D", "p = P[place]",
            LearnedPositions, "self.weight[", model.pos_embed.weight.numel(), note="The place's row of a table.",
        )  # fmt: skip
    added = "x = E[token] + P[place]" if model.pos_embed is not None else "x = E[token]"
    yield Stage(
        "blocks.0.hook_resid_pre", "start", "Dropout" if config.dropout else "The stream begins", "T D",
        added, GPT.features, "dropout" if config.dropout else "embed", note=_dropout(config),
    )  # fmt: skip
    for layer, block in enumerate(model.blocks):
        assert isinstance(block, Block)
        yield from _block_stages(config, layer, block)
    yield _norm_stage("ln_final", "Final normalisation", model.ln_final, None)
    yield Stage(
        HEAD, "head", "Head", "T V",
        "logits = E · y" if model.unembed is None else "logits = U · y",
        GPT.forward, "head_weight", 0 if model.unembed is None else model.unembed.weight.numel(),
        note="E is the embedding's own table." if model.unembed is None else "",
    )  # fmt: skip


def _dropout(config: ModelConfig) -> str:
    return f"While training, {config.dropout:.0%} of the numbers are set to 0." if config.dropout else ""


def _norm_stage(place: str, label: str, norm: Norm, layer: int | None) -> Stage:
    bias = " + bias" if getattr(norm, "bias", None) is not None else ""
    formula = NORM_FORMULAS[type(norm)].format(bias=bias)
    mark = "F." if not isinstance(norm, NoNorm) else "return"
    return Stage(f"{place}.hook_normalized", "norm", label, "T D", formula, type(norm), mark, _count(norm), layer)


def _block_stages(config: ModelConfig, layer: int, block: Block) -> Iterator[Stage]:
    if block.attn is not None and block.ln1 is not None:
        yield _norm_stage(f"blocks.{layer}.ln1", "Normalisation", block.ln1, layer)
        yield from _attention_stages(config, layer, block.attn)
        yield _added(config, f"blocks.{layer}.hook_resid_mid", "o", layer)
    if block.mlp is not None and block.ln2 is not None:
        yield _norm_stage(f"blocks.{layer}.ln2", "Normalisation", block.ln2, layer)
        yield from _feed_forward_stages(config, layer, block.mlp)
        yield _added(config, f"blocks.{layer}.hook_resid_post", "m", layer)


def _added(config: ModelConfig, name: str, what: str, layer: int) -> Stage:
    """Where a part's output meets the stream."""
    if config.residual:
        label, formula, note = "Added to the stream", f"x ← x + {what}", "The stream itself is never normalised."
    else:
        label, formula, note = "In the stream's place", f"x ← {what}", "Without residuals nothing is added."
    return Stage(name, "add", label, "T D", formula, Block._part, "return x +", layer=layer, note=note)


def _attention_stages(config: ModelConfig, layer: int, attention: CausalSelfAttention) -> Iterator[Stage]:
    place, code = f"blocks.{layer}.attn", CausalSelfAttention.forward
    rotary = config.position == "rope"
    width, bias = config.d_model, attention.qkv.bias is not None
    for letter, label, norm, rows in (
        ("q", "Queries", attention.q_norm, attention.widths[0]),
        ("k", "Keys", attention.k_norm, attention.widths[1]),
        ("v", "Values", nn.Identity(), attention.widths[2]),
    ):
        turned = rotary and letter != "v"
        formula = f"{letter} = W{letter} · y{' + b' if bias else ''}"
        if not isinstance(norm, nn.Identity):
            formula += ", normalised in each head"
        if turned:
            formula += ", then turned by its place"
        yield Stage(
            f"{place}.hook_{'rot_' if turned else ''}{letter}", letter, label, "H T K" if letter == "q" else "G T K",
            formula, code, f"hook_{'rot_' if turned else ''}{letter}(", rows * (width + bias) + _count(norm), layer,
        )  # fmt: skip
    explicit = CausalSelfAttention._explicit
    yield Stage(
        f"{place}.hook_attn_scores", "scores", "Scores, the future masked", "H T T",
        "s = q · kᵀ / √K,  and −∞ where k stands later than q", explicit, "scores =", layer=layer,
    )  # fmt: skip
    yield Stage(
        f"{place}.hook_pattern", "pattern", "Attention pattern", "H T T", "A = softmax(s)",
        explicit, "hook_pattern(", layer=layer, note="Each row sums to 1.",
    )  # fmt: skip
    yield Stage(f"{place}.hook_z", "gathered", "Weighted values", "H T K", "z = A · v", explicit, "@ v", layer=layer)
    out = f"o = Wo · z{' + b' if attention.out.bias is not None else ''}"
    yield Stage(
        f"blocks.{layer}.hook_attn_out", "project", "Output projection", "T D", out, code,
        "self.out(", _count(attention.out), layer, note=f"All heads side by side. {_dropout(config)}".strip(),
    )  # fmt: skip


def _feed_forward_stages(config: ModelConfig, layer: int, mlp: FeedForward) -> Iterator[Stage]:
    place, code = f"blocks.{layer}.mlp", SwiGlu if isinstance(mlp, SwiGlu) else Gelu
    bias = " + b" if mlp.up.bias is not None else ""
    if isinstance(mlp, SwiGlu):
        yield Stage(
            f"{place}.hook_pre", "gate", "Gate", "T F", f"g = W_gate · y{bias}", code, "hook_pre(", _count(mlp.gate),
            layer,
        )  # fmt: skip
    up = f"{place}.hook_pre_linear" if isinstance(mlp, SwiGlu) else f"{place}.hook_pre"
    mark = "hook_pre_linear(" if isinstance(mlp, SwiGlu) else "hook_pre("
    yield Stage(up, "up", "Up-projection", "T F", f"h = W_up · y{bias}", code, mark, _count(mlp.up), layer)
    formula, note = BENDS[type(mlp)]
    yield Stage(
        f"{place}.hook_post", "bend", "Activation", "T F", formula, type(mlp),
        "F.silu" if isinstance(mlp, SwiGlu) else "return F.", layer=layer, note=note,
    )  # fmt: skip
    down = f"m = W_down · a{' + b' if mlp.down.bias is not None else ''}"
    yield Stage(
        f"blocks.{layer}.hook_mlp_out", "down", "Down-projection", "T D", down, code, "self.down(",
        _count(mlp.down), layer, note=_dropout(config),
    )  # fmt: skip


def _count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
