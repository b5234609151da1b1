"""Which tensor of ours is which tensor of theirs, for each foreign form: one table serves both directions.

Forms: GPT-2 and Llama as Hugging Face keeps them (github.com/huggingface/transformers, ``modeling_gpt2.py`` and
``modeling_llama.py``) and as llama.cpp does (github.com/ggml-org/ggml, ``docs/gguf.md``).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from core.config import ModelConfig
from core.errors import ExchangeError

Family = Literal["gpt2", "llama"]


@dataclass(frozen=True)
class Piece:
    """``theirs`` is the rows ``rows`` of ``ours`` (None: all of it), perhaps transposed.

    ``turned``: rows of queries and keys in the order of llama.cpp's rotary positions, for this many heads.
    """

    theirs: str
    ours: str
    rows: tuple[int, int] | None = None
    transposed: bool = False
    turned: int = 0


# What each family is, setting by setting, and how a person calls it.
FAMILIES: dict[Family, dict[str, str]] = {
    "gpt2": {"position": "learned", "norm": "layernorm", "mlp": "gelu"},
    "llama": {"position": "rope", "norm": "rmsnorm", "mlp": "swiglu"},
}
LABELS: dict[Family, str] = {"gpt2": "GPT-2", "llama": "Llama"}


def family_of(config: ModelConfig, form: str) -> Family:
    """The family that a network belongs to. ``form``: what it shall become, for the sentence.

    Raises:
        ExchangeError: an option has no form in either; it is named.
    """
    family: Family = "llama" if config.position == "rope" else "gpt2"
    wanted = FAMILIES[family]
    odd = [f"--{name} {getattr(config, name)}" for name in wanted if getattr(config, name) != wanted[name]]
    odd += ["--qk-norm"] if config.qk_norm else []
    odd += [f"--attention {config.attention}"] if config.attention != "causal" else []
    odd += [] if config.residual else ["--residual off"]
    if family == "gpt2" and config.kv_heads != config.n_heads:
        odd.append(f"--n-kv-heads {config.n_kv_heads}")
    if odd:
        raise ExchangeError(
            f"{form} has no form for a network with {' and '.join(odd)}.",
            f"The nearest it can hold is {LABELS[family]}. The form zip keeps everything.",
        )
    return family


def hugging_face(family: Family, config: ModelConfig) -> list[Piece]:
    """Every tensor of a Hugging Face checkpoint of that family."""
    table = _hf_gpt2 if family == "gpt2" else _hf_llama
    return list(table(config))


def gguf(family: Family, config: ModelConfig) -> list[Piece]:
    """Every tensor of a GGUF file of that family."""
    table = _gguf_gpt2 if family == "gpt2" else _gguf_llama
    return list(table(config))


def _both(theirs: str, ours: str, transposed: bool = False) -> Iterator[Piece]:
    """Weight and bias of one module."""
    yield Piece(f"{theirs}.weight", f"{ours}.weight", transposed=transposed)
    yield Piece(f"{theirs}.bias", f"{ours}.bias")


def _hf_gpt2(config: ModelConfig) -> Iterator[Piece]:
    """Its Conv1D keeps weights transposed."""
    yield Piece("transformer.wte.weight", "embed.weight")
    yield Piece("transformer.wpe.weight", "pos_embed.weight")
    for layer in range(config.n_layers):
        theirs, ours = f"transformer.h.{layer}", f"blocks.{layer}"
        yield from _both(f"{theirs}.ln_1", f"{ours}.ln1")
        yield from _both(f"{theirs}.attn.c_attn", f"{ours}.attn.qkv", transposed=True)
        yield from _both(f"{theirs}.attn.c_proj", f"{ours}.attn.out", transposed=True)
        yield from _both(f"{theirs}.ln_2", f"{ours}.ln2")
        yield from _both(f"{theirs}.mlp.c_fc", f"{ours}.mlp.up", transposed=True)
        yield from _both(f"{theirs}.mlp.c_proj", f"{ours}.mlp.down", transposed=True)
    yield from _both("transformer.ln_f", "ln_final")
    if not config.tied_head:
        yield Piece("lm_head.weight", "unembed.weight")


def _hf_llama(config: ModelConfig) -> Iterator[Piece]:
    yield Piece("model.embed_tokens.weight", "embed.weight")
    for layer in range(config.n_layers):
        theirs, ours = f"model.layers.{layer}", f"blocks.{layer}"
        yield Piece(f"{theirs}.input_layernorm.weight", f"{ours}.ln1.weight")
        yield from _projections(config, f"{theirs}.self_attn.{{}}_proj".format, ours, turned=False)
        yield from _both(f"{theirs}.self_attn.o_proj", f"{ours}.attn.out")
        yield Piece(f"{theirs}.post_attention_layernorm.weight", f"{ours}.ln2.weight")
        for part in ("gate", "up", "down"):
            yield from _both(f"{theirs}.mlp.{part}_proj", f"{ours}.mlp.{part}")
    yield Piece("model.norm.weight", "ln_final.weight")
    if not config.tied_head:
        yield Piece("lm_head.weight", "unembed.weight")


def _gguf_gpt2(config: ModelConfig) -> Iterator[Piece]:
    yield Piece("token_embd.weight", "embed.weight")
    yield Piece("position_embd.weight", "pos_embed.weight")
    for layer in range(config.n_layers):
        theirs, ours = f"blk.{layer}", f"blocks.{layer}"
        yield from _both(f"{theirs}.attn_norm", f"{ours}.ln1")
        yield from _both(f"{theirs}.attn_qkv", f"{ours}.attn.qkv")
        yield from _both(f"{theirs}.attn_output", f"{ours}.attn.out")
        yield from _both(f"{theirs}.ffn_norm", f"{ours}.ln2")
        yield from _both(f"{theirs}.ffn_up", f"{ours}.mlp.up")
        yield from _both(f"{theirs}.ffn_down", f"{ours}.mlp.down")
    yield from _both("output_norm", "ln_final")
    if not config.tied_head:
        yield Piece("output.weight", "unembed.weight")


def _gguf_llama(config: ModelConfig) -> Iterator[Piece]:
    yield Piece("token_embd.weight", "embed.weight")
    for layer in range(config.n_layers):
        theirs, ours = f"blk.{layer}", f"blocks.{layer}"
        yield Piece(f"{theirs}.attn_norm.weight", f"{ours}.ln1.weight")
        yield from _projections(config, f"{theirs}.attn_{{}}".format, ours, turned=True)
        yield from _both(f"{theirs}.attn_output", f"{ours}.attn.out")
        yield Piece(f"{theirs}.ffn_norm.weight", f"{ours}.ln2.weight")
        for part in ("gate", "up", "down"):
            yield from _both(f"{theirs}.ffn_{part}", f"{ours}.mlp.{part}")
    yield Piece("output_norm.weight", "ln_final.weight")
    if not config.tied_head:
        yield Piece("output.weight", "unembed.weight")


def _projections(config: ModelConfig, name: Callable[[str], str], ours: str, turned: bool) -> Iterator[Piece]:
    """Queries, keys and values: rows of our one product."""
    d, kv = config.d_model, config.kv_heads * config.head_width
    parts = (("q", 0, d, config.n_heads), ("k", d, d + kv, config.kv_heads), ("v", d + kv, d + 2 * kv, 0))
    for letter, first, last, heads in parts:
        for kind in ("weight", "bias"):
            yield Piece(
                f"{name(letter)}.{kind}", f"{ours}.attn.qkv.{kind}", (first, last), turned=heads if turned else 0
            )
