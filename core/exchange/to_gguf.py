"""A GGUF file for llama.cpp and the programs built on it (format: github.com/ggml-org/ggml, ``docs/gguf.md``).

``classic`` leaves with the architecture gpt2, ``modern`` with llama. Matrices are f32, f16 or q8_0, all else f32.
"""

from pathlib import Path

import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType, TokenType
from gguf.quants import quantize

from core.config import ModelConfig
from core.control import RunControl
from core.errors import ExchangeError
from core.exchange.chat_template import CHAT_TEMPLATE
from core.exchange.tables import Family, family_of, gguf
from core.exchange.tensors import outward
from core.model.loading import LoadedModel
from core.text.template import Template
from core.text.tokenizers import BpeTokenizer, Tokenizer, TurnTokenizer
from core.text.tokenizers.specials import SPECIALS
from core.text.tokenizers.turns import NAMES

FORM = "A GGUF file"
FILE_TYPES = {"f32": LlamaFileType.ALL_F32, "f16": LlamaFileType.MOSTLY_F16, "q8_0": LlamaFileType.MOSTLY_Q8_0}
TYPES = {"f32": GGMLQuantizationType.F32, "f16": GGMLQuantizationType.F16, "q8_0": GGMLQuantizationType.Q8_0}
Q8_BLOCK = 32  # numbers that share a scale


def to_gguf(loaded: LoadedModel, path: Path, control: RunControl, kind: str = "f32") -> None:
    """Write the file. ``kind``: one of ``config.NUMBER_TYPES``.

    Raises:
        ExchangeError: the network or its tokenizer has no form there.
        Interrupted: a stop was asked for.
    """
    config = loaded.model.config
    family = family_of(config, FORM)
    tokenizer = _byte_level(loaded.tokenizer)
    writer = GGUFWriter(path, family)
    try:
        _about(writer, family, config, f"{loaded.run} step {loaded.step}")
        writer.add_file_type(FILE_TYPES[kind])
        _vocabulary(writer, tokenizer, loaded.template)
        ours = {name: parameter.detach() for name, parameter in loaded.model.named_parameters()}
        theirs = outward(ours, gguf(family, config), zeros=family == "gpt2")
        numbers = {name: _numbers(name, tensor, kind) for name, tensor in theirs.items()}
        for name, (array, form) in numbers.items():
            writer.add_tensor_info(name, array.shape, array.dtype, array.nbytes, form)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for array, _ in numbers.values():
            control.check()
            writer.write_tensor_data(array)
    finally:
        writer.close()


def _byte_level(tokenizer: Tokenizer) -> BpeTokenizer:
    if isinstance(tokenizer, TurnTokenizer):
        tokenizer = tokenizer.plain
    if not isinstance(tokenizer, BpeTokenizer):
        raise ExchangeError(
            f"{FORM} has no form for this model's tokenizer: it holds byte-level BPE made here (--tokenizer bpe).",
            "Use the form hf or zip.",
        )
    return tokenizer


def _about(writer: GGUFWriter, family: Family, config: ModelConfig, name: str) -> None:
    writer.add_name(name)
    writer.add_context_length(config.context_length)
    writer.add_embedding_length(config.d_model)
    writer.add_block_count(config.n_layers)
    writer.add_feed_forward_length(config.ff_width)
    writer.add_head_count(config.n_heads)
    if family == "gpt2":
        writer.add_layer_norm_eps(config.norm_epsilon)
        return
    writer.add_head_count_kv(config.kv_heads)
    writer.add_layer_norm_rms_eps(config.norm_epsilon)
    writer.add_rope_dimension_count(config.head_width)
    writer.add_rope_freq_base(config.rope_base)
    writer.add_vocab_size(config.vocab_size)


def _vocabulary(writer: GGUFWriter, tokenizer: BpeTokenizer, template: Template | None) -> None:
    """GPT-2's byte-level pieces with their merges, the tokens of turns behind them; nothing is put before a text."""
    kinds = [TokenType.CONTROL if i < len(SPECIALS) else TokenType.NORMAL for i in range(tokenizer.vocab_size)]
    pieces = tokenizer.pieces
    if template is not None:
        pieces, kinds = [*pieces, *NAMES], [*kinds, *[TokenType.CONTROL] * len(NAMES)]
        writer.add_chat_template(CHAT_TEMPLATE)
        writer.add_eot_token_id(template.end)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(pieces)
    writer.add_token_types(kinds)
    writer.add_token_merges([f"{left} {right}" for left, right in tokenizer.merges])
    writer.add_bos_token_id(tokenizer.bos_id)
    writer.add_eos_token_id(tokenizer.eos_id)
    writer.add_unk_token_id(SPECIALS.index("<unk>"))
    writer.add_pad_token_id(SPECIALS.index("<pad>"))
    writer.add_add_bos_token(False)
    writer.add_add_space_prefix(False)


def _numbers(name: str, tensor: torch.Tensor, kind: str) -> tuple[np.ndarray, GGMLQuantizationType]:
    """A tensor in the form it leaves in: vectors, and what does not fit into blocks of 8-bit numbers, as they are."""
    whole = kind == "q8_0" and (tensor.shape[-1] % Q8_BLOCK or name.startswith("position"))
    form = TYPES["f32"] if tensor.dim() < 2 or whole else TYPES[kind]
    return quantize(tensor.float().contiguous().numpy(), form), form
