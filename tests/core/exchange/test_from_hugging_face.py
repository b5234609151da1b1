"""Networks that transformers made, of the GPT-2 and the Llama type, with tokenizers of their own."""

from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, PreTrainedModel

from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Failed, Import, Inspect, InspectDone, Sample, SampleDone

from .conftest import ask, loaded, take_in

TEXT = ["The fox sat by the river.", "Once the moon was gone, the owl slept. 日本 🙂"] * 8


def gpt2_tokenizer() -> Tokenizer:
    """As GPT-2's: bytes as letters, one special token at the end."""
    inner = Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    inner.train_from_iterator(TEXT, trainers.BpeTrainer(vocab_size=300, initial_alphabet=alphabet, show_progress=False))
    inner.add_special_tokens(["<|endoftext|>"])
    return inner


def llama_tokenizer() -> Tokenizer:
    """As Llama's: a mark for the space, bytes for what has no piece, <s> before every text."""
    vocabulary = {name: i for i, name in enumerate(["<unk>", "<s>", "</s>", *(f"<0x{b:02X}>" for b in range(256))])}
    for letter in sorted(set("".join(TEXT[:1])) | {"\u2581"}):
        vocabulary.setdefault(letter, len(vocabulary))
    inner = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    inner.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    inner.post_processor = processors.TemplateProcessing("<s> $A", None, [("<s>", 1)])
    inner.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()])
    inner.add_special_tokens(["<unk>", "<s>", "</s>"])
    return inner


def gpt2(vocab_size: int) -> PreTrainedModel:
    config = GPT2Config(
        vocab_size=vocab_size, n_positions=24, n_embd=32, n_layer=2, n_head=4, n_inner=None, bos_token_id=300,
        eos_token_id=300,
    )  # fmt: skip
    return GPT2LMHeadModel(config)


def llama(vocab_size: int) -> PreTrainedModel:
    config = LlamaConfig(
        vocab_size=vocab_size, max_position_embeddings=24, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, rms_norm_eps=1e-6, bos_token_id=1, eos_token_id=2,
        rope_parameters={"rope_type": "default", "rope_theta": 50_000.0},
    )  # fmt: skip
    return LlamaForCausalLM(config)


KINDS = {"gpt2": (gpt2, gpt2_tokenizer), "llama": (llama, llama_tokenizer)}


@pytest.fixture(params=[(kind, shards) for kind in KINDS for shards in ("50GB", "20KB")], ids=str)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[PreTrainedModel, Tokenizer, Path]:
    """A network with random weights far from zero, saved whole or in shards."""
    kind, shards = request.param
    torch.manual_seed(0)
    make, make_tokenizer = KINDS[kind]
    tokenizer = make_tokenizer()
    model = make(tokenizer.get_vocab_size()).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.2 * torch.randn(parameter.shape)
    folder = tmp_path / kind
    model.save_pretrained(folder, max_shard_size=shards)
    tokenizer.save(str(folder / "tokenizer.json"))
    assert (len(list(folder.glob("*.safetensors"))) > 1) == (shards == "20KB")
    return model, tokenizer, folder


def test_the_same_logits_as_there(made: tuple, home: Home) -> None:
    theirs, _, folder = made
    take_in(home, folder, "guest")
    ours = loaded(home, "guest").model
    ids = torch.randint(0, ours.config.vocab_size, (2, 24), generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        assert (ours(ids) - theirs(ids).logits).abs().max() < 1e-4


def test_the_same_tokens_as_there(made: tuple, home: Home) -> None:
    _, tokenizer, folder = made
    take_in(home, folder, "guest")
    ours = loaded(home, "guest").tokenizer
    for text in ("The fox", "日本 🙂", "a\nb", ""):
        ids = tokenizer.encode(text).ids
        assert [*ours.prefix, *ours.encode(text)] == ids or text == ""
        assert ours.decode(ids).strip() == tokenizer.decode(ids).strip() == text.strip()


def test_it_can_be_talked_to_and_looked_into(made: tuple, home: Home) -> None:
    _, _, folder = made
    take_in(home, folder, "guest")
    engine = Engine(home)
    *_, sampled = engine.run(Sample("guest", "The fox"), RunControl())
    assert isinstance(sampled, SampleDone), sampled
    *_, seen = engine.run(Inspect("guest", "attention", "The fox sat"), RunControl())
    assert isinstance(seen, InspectDone), seen
    assert "".join(seen.tokens).replace("·", " ").replace("<s>", "").strip() == "The fox sat"


def test_stretched_positions_and_other_heads_are_refused(home: Home, tmp_path: Path) -> None:
    for name, own in {
        "stretched": {"rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 10_000.0}},
        "wide": {"head_dim": 16},
        "gated": {"hidden_act": "gelu"},
    }.items():
        config = LlamaConfig(
            vocab_size=99, hidden_size=32, intermediate_size=48, num_hidden_layers=1, num_attention_heads=4, **own
        )
        LlamaForCausalLM(config).save_pretrained(tmp_path / name)
        llama_tokenizer().save(str(tmp_path / name / "tokenizer.json"))
        refused = ask(home, Import(str(tmp_path / name), "guest"))
        assert isinstance(refused, Failed), name
        assert refused.exit_code == 2
