"""The network beside the same one by other hands: logits and gradients of Hugging Face's GPT-2 and Llama."""

from collections.abc import Callable, Iterator

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, LlamaModel, PreTrainedModel

from core.config import ARCHITECTURE_SETTINGS, ATTENTION_FORMS
from core.model.embeddings import Rotary
from core.model.gpt import GPT

KV_HEADS = {"classic": 0, "modern": 2}
TOLERANCE = {torch.float32: 1e-5, torch.float64: 1e-10}
FORMS = [form for form in ATTENTION_FORMS if form != "auto"]


def gpt2(model: GPT) -> PreTrainedModel:
    """GPT-2 of the same shape, with random weights of its own."""
    c = model.config
    return GPT2LMHeadModel(
        GPT2Config(
            vocab_size=c.vocab_size, n_positions=c.context_length, n_embd=c.d_model, n_inner=c.ff_width,
            n_layer=c.n_layers, n_head=c.n_heads, layer_norm_epsilon=c.norm_epsilon, resid_pdrop=0.0, embd_pdrop=0.0,
            attn_pdrop=0.0, bos_token_id=0, eos_token_id=0, attn_implementation="eager",
        )
    )  # fmt: skip


def llama(model: GPT) -> PreTrainedModel:
    """Llama of the same shape, with random weights of its own."""
    c = model.config
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=c.vocab_size, max_position_embeddings=c.context_length, hidden_size=c.d_model,
            intermediate_size=c.ff_width, num_hidden_layers=c.n_layers, num_attention_heads=c.n_heads,
            num_key_value_heads=c.kv_heads, rms_norm_eps=c.norm_epsilon, tie_word_embeddings=False,
            rope_parameters={"rope_type": "default", "rope_theta": c.rope_base}, attn_implementation="sdpa",
        )
    )  # fmt: skip


OTHERS = {"classic": gpt2, "modern": llama}


def pairs(ours: GPT, theirs: PreTrainedModel) -> Iterator[tuple[Tensor, Tensor]]:
    """Each tensor of ours beside theirs; GPT-2's matrices stand transposed there."""
    if isinstance(theirs, GPT2LMHeadModel):
        yield from gpt2_pairs(ours, theirs)
    else:
        assert isinstance(theirs, LlamaForCausalLM)
        yield from llama_pairs(ours, theirs)


def gpt2_pairs(ours: GPT, theirs: GPT2LMHeadModel) -> Iterator[tuple[Tensor, Tensor]]:
    body = theirs.transformer
    assert ours.pos_embed is not None
    yield ours.embed.weight, body.wte.weight
    yield ours.pos_embed.weight, body.wpe.weight
    norms = [(ours.ln_final, body.ln_f)]
    for block, other in zip(ours.blocks, body.h, strict=True):
        norms += [(block.ln1, other.ln_1), (block.ln2, other.ln_2)]
        for mine, its in (
            (block.attn.qkv, other.attn.c_attn),
            (block.attn.out, other.attn.c_proj),
            (block.mlp.up, other.mlp.c_fc),
            (block.mlp.down, other.mlp.c_proj),
        ):
            yield mine.weight, its.weight.mT
            yield mine.bias, its.bias
    for norm, its in norms:
        yield norm.weight, its.weight
        yield norm.bias, its.bias


def llama_pairs(ours: GPT, theirs: LlamaForCausalLM) -> Iterator[tuple[Tensor, Tensor]]:
    body = theirs.model
    assert ours.unembed is not None
    yield ours.embed.weight, body.embed_tokens.weight
    yield ours.unembed.weight, theirs.lm_head.weight
    yield ours.ln_final.weight, body.norm.weight
    for block, other in zip(ours.blocks, body.layers, strict=True):
        yield block.ln1.weight, other.input_layernorm.weight
        yield block.ln2.weight, other.post_attention_layernorm.weight
        q, k, v = block.attn.qkv.weight.split(block.attn.widths)
        yield q, other.self_attn.q_proj.weight
        yield k, other.self_attn.k_proj.weight
        yield v, other.self_attn.v_proj.weight
        yield block.attn.out.weight, other.self_attn.o_proj.weight
        yield block.mlp.gate.weight, other.mlp.gate_proj.weight
        yield block.mlp.up.weight, other.mlp.up_proj.weight
        yield block.mlp.down.weight, other.mlp.down_proj.weight


class ExactAngles(nn.Module):
    """Llama's tables of cosines and sines in double precision; transformers works them out in single."""

    def __init__(self, width: int, base: float) -> None:
        super().__init__()
        self.width, self.base = width, base

    def forward(self, x: Tensor, position_ids: Tensor) -> tuple[Tensor, Tensor]:
        speed = 1 / self.base ** (torch.arange(0, self.width, 2, dtype=torch.float64) / self.width)
        angle = position_ids[..., None].double() * speed  # B T K/2
        both = torch.cat((angle, angle), dim=-1)
        return both.cos(), both.sin()


def in_double(body: LlamaModel, head_width: int) -> None:
    """Take out the two places where transformers' Llama goes back to single precision."""
    body.rotary_emb = ExactAngles(head_width, body.config.rope_parameters["rope_theta"])
    for layer in body.layers:
        layer.input_layernorm = nn.RMSNorm(body.config.hidden_size, body.config.rms_norm_eps, dtype=torch.float64)
        layer.post_attention_layernorm = nn.RMSNorm(
            body.config.hidden_size, body.config.rms_norm_eps, dtype=torch.float64
        )
    body.norm = nn.RMSNorm(body.config.hidden_size, body.config.rms_norm_eps, dtype=torch.float64)


def in_precision(ours: GPT, theirs: PreTrainedModel, dtype: torch.dtype) -> None:
    """Both in ``dtype``, and with the weights of ours."""
    ours.to(dtype)
    theirs.to(dtype).train()  # dropout is 0; gradients are wanted
    if dtype == torch.float64:
        for module in ours.modules():
            if isinstance(module, Rotary):
                module.fill()
        if isinstance(theirs, LlamaForCausalLM):
            in_double(theirs.model, ours.config.head_width)
    with torch.no_grad():
        for mine, its in pairs(ours, theirs):
            its.copy_(mine)


def gradient_pairs(ours: GPT, theirs: PreTrainedModel) -> Iterator[tuple[Tensor, Tensor]]:
    """The gradients in the order of ``pairs``: both networks' parameters are put in their gradients' place."""
    for model in (ours, theirs):
        for parameter in model.parameters():
            assert parameter.grad is not None
            parameter.data = parameter.grad
    yield from pairs(ours, theirs)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dtype", TOLERANCE, ids=str)
@pytest.mark.parametrize("architecture", OTHERS)
def test_logits_and_gradients_are_those_of_transformers(
    tiny_gpt: Callable[..., GPT], architecture: str, dtype: torch.dtype, form: str
) -> None:
    settings = {**ARCHITECTURE_SETTINGS[architecture], "n_kv_heads": KV_HEADS[architecture]}
    ours = tiny_gpt(1, architecture=architecture, **settings)
    ours.set_attention_form(form)
    theirs = OTHERS[architecture](ours)
    in_precision(ours, theirs, dtype)
    chance = torch.Generator().manual_seed(2)
    ids = torch.randint(ours.config.vocab_size, (3, ours.config.context_length + 1), generator=chance)
    inputs, targets = ids[:, :-1], ids[:, 1:]

    mine, its = ours(inputs), theirs(inputs).logits
    assert mine.std() > 0.5  # far from uniform: every part of the network matters
    assert (mine - its).abs().max() < TOLERANCE[dtype]
    F.cross_entropy(mine.flatten(0, 1), targets.flatten()).backward()
    F.cross_entropy(its.flatten(0, 1), targets.flatten()).backward()
    counted = 0
    for grad, other in gradient_pairs(ours, theirs):
        assert grad.abs().max() > 1e-4
        assert (grad - other).abs().max() < TOLERANCE[dtype]
        counted += grad.numel()
    assert counted == sum(p.numel() for p in ours.parameters())
