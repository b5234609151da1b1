"""A Hugging Face folder: weights, configuration, fast tokenizer, generation settings and a model card.

``classic`` leaves as GPT2LMHeadModel, ``modern`` as LlamaForCausalLM; ``AutoModelForCausalLM.from_pretrained(FOLDER)``
opens both.
"""

import dataclasses
from pathlib import Path
from typing import Any

import msgspec

from core.config import ModelConfig, SamplingConfig
from core.exchange.card import model_card
from core.exchange.chat_template import CHAT_TEMPLATE
from core.exchange.tables import family_of, hugging_face
from core.exchange.tensors import outward
from core.model.gpt import INIT_STD
from core.model.loading import LoadedModel
from core.model.weights import save_tensors
from core.runs.folder import RunFolder
from core.text.tokenizers import ForeignTokenizer, Tokenizer, TurnTokenizer
from core.text.tokenizers.specials import SPECIALS
from core.text.tokenizers.turns import NAMES

FORM = "A Hugging Face folder"


def to_hugging_face(run: RunFolder, loaded: LoadedModel, folder: Path) -> None:
    """Write everything into an empty ``folder``.

    Raises:
        ExchangeError: the network has no form there.
    """
    config = loaded.model.config
    family = family_of(config, FORM)
    ours = {name: parameter.detach() for name, parameter in loaded.model.named_parameters()}
    # One that was made without biases may have got some by surgery.
    biased = any(name.endswith(".bias") for name in ours)
    config = dataclasses.replace(config, bias=biased)
    theirs = outward(ours, hugging_face(family, config), zeros=family == "gpt2" or biased)
    save_tensors(theirs, folder / "model.safetensors", {"format": "pt"})
    ids = {"bos_token_id": loaded.tokenizer.bos_id, "eos_token_id": loaded.tokenizer.eos_id}
    _write(folder / "config.json", {**CONFIGS[family](config), **ids, "dtype": "float32"})
    _write(folder / "generation_config.json", {**_generation(run.config().sampling), **ids, **_ends(loaded)})
    loaded.tokenizer.hugging_face().save(str(folder / "tokenizer.json"))
    names = _special_names(loaded.tokenizer)
    _write(folder / "tokenizer_config.json", {**names, **_tokenizer(config), **_turns(loaded)})
    _write(folder / "special_tokens_map.json", names)
    (folder / "README.md").write_text(model_card(run, loaded.step), encoding="utf-8", newline="\n")


def _gpt2(config: ModelConfig) -> dict[str, Any]:
    return {
        "architectures": ["GPT2LMHeadModel"],
        "model_type": "gpt2",
        "vocab_size": config.vocab_size,
        "n_positions": config.context_length,
        "n_ctx": config.context_length,
        "n_embd": config.d_model,
        "n_layer": config.n_layers,
        "n_head": config.n_heads,
        "n_inner": config.ff_width,
        "activation_function": "gelu_new",
        "layer_norm_epsilon": config.norm_epsilon,
        "initializer_range": INIT_STD,
        "resid_pdrop": config.dropout,
        "embd_pdrop": config.dropout,
        "attn_pdrop": config.dropout,
        "tie_word_embeddings": config.tied_head,
    }


def _llama(config: ModelConfig) -> dict[str, Any]:
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": config.vocab_size,
        "max_position_embeddings": config.context_length,
        "hidden_size": config.d_model,
        "intermediate_size": config.ff_width,
        "num_hidden_layers": config.n_layers,
        "num_attention_heads": config.n_heads,
        "num_key_value_heads": config.kv_heads,
        "head_dim": config.head_width,
        "hidden_act": "silu",
        "rms_norm_eps": config.norm_epsilon,
        "rope_theta": config.rope_base,
        "initializer_range": INIT_STD,
        "attention_bias": config.bias,
        "mlp_bias": config.bias,
        "attention_dropout": 0.0,
        "tie_word_embeddings": config.tied_head,
    }


CONFIGS = {"gpt2": _gpt2, "llama": _llama}


def _generation(sampling: SamplingConfig) -> dict[str, Any]:
    """The run's own sampling rules."""
    settings: dict[str, Any] = {"do_sample": sampling.temperature > 0, "max_new_tokens": sampling.max_new_tokens}
    if sampling.temperature > 0:
        settings |= {"temperature": sampling.temperature, "top_k": sampling.top_k, "top_p": sampling.top_p}
    return settings


def _ends(loaded: LoadedModel) -> dict[str, Any]:
    """What ends an answer of a model that was taught to answer, beside the end of a text."""
    return {"eos_token_id": list(loaded.tokenizer.ends[1:])} if loaded.template is not None else {}


def _turns(loaded: LoadedModel) -> dict[str, Any]:
    if loaded.template is None:
        return {}
    return {"chat_template": CHAT_TEMPLATE, "additional_special_tokens": list(NAMES)}


def _special_names(tokenizer: Tokenizer) -> dict[str, str]:
    if isinstance(tokenizer, TurnTokenizer):
        tokenizer = tokenizer.plain
    if isinstance(tokenizer, ForeignTokenizer):
        return {"bos_token": tokenizer.label(tokenizer.bos_id), "eos_token": tokenizer.label(tokenizer.eos_id)}
    return {f"{name.strip('<>')}_token": name for name in SPECIALS}


def _tokenizer(config: ModelConfig) -> dict[str, Any]:
    """Nothing is added to a text, and nothing is tidied in what is written."""
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": config.context_length,
        "clean_up_tokenization_spaces": False,
        "add_prefix_space": False,
    }


def _write(path: Path, values: dict[str, Any]) -> None:
    path.write_bytes(msgspec.json.format(msgspec.json.encode(values), indent=2) + b"\n")
