"""Reads a Hugging Face folder of the GPT-2 or Llama type: configuration, safetensors (one file or shards), tokenizer.

What our network cannot do exactly as theirs is refused by name; nothing that could run code is read.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from safetensors import SafetensorError
from safetensors.torch import load_file
from tokenizers import Tokenizer as HuggingFaceTokenizer
from torch import Tensor

from core.config import ModelConfig
from core.control import RunControl
from core.errors import ExchangeError, HelloGPTError
from core.exchange.tables import Family, hugging_face
from core.exchange.tensors import inward
from core.model.gpt import empty_gpt
from core.text.tokenizers import BpeTokenizer, ForeignTokenizer, Tokenizer, with_turns
from core.text.tokenizers.foreign import ForeignFacts
from core.text.tokenizers.specials import SPECIALS
from core.text.tokenizers.turns import NAMES

# A rotary network can be given more, but its cache would fill the memory of an ordinary computer.
LONGEST_CONTEXT = 2048
# Tensors that some files hold beside the weights: masks and tables that can be worked out.
WORKED_OUT = (".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq")
PICKLES = ("pytorch_model.bin", "model.bin", "consolidated.00.pth")


@dataclass(frozen=True)
class Imported:
    """A network ready to become a run. ``tensors``: by our names; ``note``: what is otherwise than there, or empty."""

    config: ModelConfig
    tensors: dict[str, Tensor]
    tokenizer: Tokenizer
    note: str = ""


def from_hugging_face(folder: Path, control: RunControl) -> Imported:
    """Read everything.

    Raises:
        ExchangeError: something is missing, damaged, or has no form here.
        Interrupted: a stop was asked for.
    """
    about = _json(folder / "config.json")
    family = _family(folder, about)
    tensors = _weights(folder, control)
    config, note = (_gpt2(about, tensors), "") if family == "gpt2" else _llama(about, tensors)
    shapes = {name: parameter.shape for name, parameter in empty_gpt(config).named_parameters()}
    pieces = hugging_face(family, config)
    known = {piece.theirs for piece in pieces} | {"lm_head.weight"}
    odd = next((name for name in tensors if name not in known and not name.endswith(WORKED_OUT)), None)
    if odd is not None:
        raise ExchangeError(f"{folder} holds a tensor {odd}, which this network has no place for.", "Take another.")
    ours = inward(tensors, pieces, shapes, control)
    control.check()
    tokenizer = _tokenizer(folder, about)
    if tokenizer.vocab_size > config.vocab_size:
        raise ExchangeError(
            f"The tokenizer of {folder} has {tokenizer.vocab_size:,} tokens, the network {config.vocab_size:,}.",
            "Is the folder whole?",
        )
    return Imported(config, ours, tokenizer, note)


# ---- configuration --------------------------------------------------------------------------------------------------


def _family(folder: Path, about: Mapping[str, Any]) -> Family:
    kind = about.get("model_type")
    if kind in ("gpt2", "llama"):
        return "gpt2" if kind == "gpt2" else "llama"
    raise ExchangeError(f"{folder} holds a model of the type {kind!r}.", "HelloGPT reads gpt2 and llama.")


def _gpt2(about: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> ModelConfig:
    _refuse(about, "activation_function", ("gelu_new", "gelu_pytorch_tanh"), "gelu_new")
    _refuse(about, "scale_attn_weights", (True,), True)
    _refuse(about, "scale_attn_by_inverse_layer_idx", (False,), False)
    _refuse(about, "add_cross_attention", (False,), False)
    return _config(
        architecture="classic",
        vocab_size=about["vocab_size"],
        context_length=about.get("n_positions", 1024),
        d_model=about.get("n_embd", 768),
        d_ff=about.get("n_inner") or 0,
        n_layers=about.get("n_layer", 12),
        n_heads=about.get("n_head", 12),
        dropout=about.get("resid_pdrop", 0.1),
        norm="layernorm",
        mlp="gelu",
        position="learned",
        tied_head=_tied(about, True, tensors),
        bias=True,
        norm_epsilon=about.get("layer_norm_epsilon", 1e-5),
    )


def _llama(about: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> tuple[ModelConfig, str]:
    _refuse(about, "hidden_act", ("silu",), "silu")
    rope = {**(about.get("rope_scaling") or {}), **(about.get("rope_parameters") or {})}
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind != "default":
        raise ExchangeError(f"This model stretches its rotary positions ({kind!r}).", "HelloGPT has plain ones only.")
    width, heads = about["hidden_size"], about["num_attention_heads"]
    if about.get("head_dim") not in (None, width // heads):
        raise ExchangeError(
            f"This model's heads are {about['head_dim']} wide, which is not {width} / {heads}.",
            "HelloGPT divides the width among the heads.",
        )
    whole = about.get("max_position_embeddings", 2048)
    config = _config(
        architecture="modern",
        vocab_size=about["vocab_size"],
        context_length=min(whole, LONGEST_CONTEXT),
        d_model=width,
        d_ff=about["intermediate_size"],
        n_layers=about["num_hidden_layers"],
        n_heads=heads,
        n_kv_heads=about.get("num_key_value_heads") or 0,
        norm="rmsnorm",
        mlp="swiglu",
        position="rope",
        tied_head=_tied(about, False, tensors),
        bias=any(name.endswith("_proj.bias") for name in tensors),
        norm_epsilon=about.get("rms_norm_eps", 1e-6),
        rope_base=rope.get("rope_theta", about.get("rope_theta", 10_000.0)),
    )
    note = f"It was made for {whole:,} tokens; here it sees {LONGEST_CONTEXT:,}." if whole > LONGEST_CONTEXT else ""
    return config, note


def _tied(about: Mapping[str, Any], default: bool, tensors: Mapping[str, Tensor]) -> bool:
    return bool(about.get("tie_word_embeddings", default)) or "lm_head.weight" not in tensors


def _config(**settings: Any) -> ModelConfig:
    try:
        return ModelConfig(**settings)
    except HelloGPTError as error:
        raise ExchangeError(f"This model has no form here: {error.message}", error.hint) from error


def _refuse(about: Mapping[str, Any], name: str, allowed: tuple[object, ...], default: object) -> None:
    value = about.get(name, default)
    if value not in allowed:
        raise ExchangeError(f"This model has {name} {value!r}.", f"HelloGPT can do: {', '.join(map(repr, allowed))}.")


# ---- files ----------------------------------------------------------------------------------------------------------


def _json(path: Path) -> dict[str, Any]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except FileNotFoundError as error:
        raise ExchangeError(
            f"{path.parent} is no Hugging Face folder: it has no {path.name}.", "Name the folder that holds it."
        ) from error
    except (OSError, ValueError) as error:
        raise ExchangeError(f"{path} cannot be read ({error}).", "Is the folder whole?") from error


def _weights(folder: Path, control: RunControl) -> dict[str, Tensor]:
    """Every tensor in single precision, under the names of the network with its head."""
    names = ["model.safetensors"]
    if (folder / "model.safetensors.index.json").is_file():
        index = _json(folder / "model.safetensors.index.json")
        names = sorted(set(map(str, index.get("weight_map", {}).values())))
    elif not (folder / names[0]).is_file():
        pickle = next((name for name in PICKLES if (folder / name).exists()), None)
        reason = f"only {pickle}, a pickle that could run code" if pickle else "no model.safetensors"
        raise ExchangeError(f"{folder} holds {reason}.", "Save the model with safe_serialization=True first.")
    tensors: dict[str, Tensor] = {}
    for name in names:
        if os.path.basename(name) != name:
            raise ExchangeError(f"{folder} names a file outside it: {name!r}.", "It is not read.")
        control.check()
        try:
            tensors |= load_file(folder / name)
        except (OSError, SafetensorError) as error:
            raise ExchangeError(f"{folder / name} cannot be read ({error}).", "Is the folder whole?") from error
    return {_with_head(name, tensors): tensor.float() for name, tensor in tensors.items()}


def _with_head(name: str, tensors: Mapping[str, Tensor]) -> str:
    """GPT-2's own files leave out the prefix of the body, Llama bodies saved alone as well."""
    if name == "lm_head.weight" or name.startswith(("transformer.", "model.")):
        return name
    return ("transformer." if "wte.weight" in tensors else "model.") + name


def _tokenizer(folder: Path, about: Mapping[str, Any]) -> Tokenizer:
    """The tokenizer of the folder; one that was made here is recognised as ours."""
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ExchangeError(f"{folder} has no tokenizer.json.", "Save it with a fast tokenizer (use_fast=True) first.")
    try:
        inner = HuggingFaceTokenizer.from_file(str(path))
        kept = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except Exception as error:  # the library raises plain Exception
        raise ExchangeError(f"{path} cannot be read ({error}).", "Is the folder whole?") from error
    if tuple(inner.id_to_token(i) for i in range(len(SPECIALS))) == SPECIALS and kept["model"]["type"] == "BPE":
        return _ours(inner, kept)
    special = tuple(token["id"] for token in kept.get("added_tokens") or () if token.get("special"))
    unknown = kept["model"].get("unk_token")
    unk_id = inner.token_to_id(unknown) if isinstance(unknown, str) else None
    eos = _first(about.get("eos_token_id"), default=special[0] if special else 0)
    return ForeignTokenizer(inner, ForeignFacts(_first(about.get("bos_token_id"), eos), eos, special, unk_id))


def _ours(inner: HuggingFaceTokenizer, kept: dict[str, Any]) -> Tokenizer:
    """A tokenizer that was made here, with its turns where it has them."""
    added = kept.get("added_tokens") or []
    if tuple(token["content"] for token in added[-len(NAMES) :]) != NAMES:
        return BpeTokenizer(inner)
    kept["added_tokens"] = added[: -len(NAMES)]
    return with_turns(BpeTokenizer(HuggingFaceTokenizer.from_str(msgspec.json.encode(kept).decode())))


def _first(ids: object, default: int) -> int:
    """A token id; of several the first."""
    value = ids[0] if isinstance(ids, list) and ids else ids
    return value if isinstance(value, int) else default
