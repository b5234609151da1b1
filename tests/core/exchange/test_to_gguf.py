"""A GGUF file, opened by llama.cpp."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from gguf import GGUFReader

from core.config import SamplingConfig
from core.control import RunControl
from core.model.generate import generate
from core.paths import Home
from core.protocol import Export, Failed

from .conftest import CONTEXT, KINDS, ask, loaded, send_out

xllamacpp = pytest.importorskip("xllamacpp", reason="xllamacpp, which is llama.cpp, is not installed")

NEAR = 2e-2  # llama.cpp's GELU is a table in half precision
GREEDY = 50
PROMPTS = (
    "The fox", "The river", "The baker sat", "The moon sat by", "The tower sat by the lamp", "Once", "Once the garden",
    "the owl slept", "Once the kettle was", "boat", "hill by the", "The drum sat by the fox.", "slept.\nThe", "gone,",
    "The lamp sat by the hill. Once", "x", "The The The", "by the river.\n", "garden, garden", "Q: The owl",
)  # fmt: skip


class Llama:
    """llama.cpp with one file."""

    def __init__(self, path: Path) -> None:
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_ctx, params.n_parallel, params.warmup, params.n_gpu_layers = CONTEXT, 1, False, 0
        params.cpuparams.n_threads = 1
        self._server = xllamacpp.Server(params)

    def ask(self, ids: list[int], count: int, shown: int = 10) -> list[dict]:
        """For each new token what llama.cpp says of it: id, and the likeliest with their log-probabilities."""
        wish = {
            "prompt": ids, "max_tokens": count, "temperature": 0, "logprobs": shown, "n_probs": shown,
            "cache_prompt": False, "ignore_eos": True,
        }  # fmt: skip
        answer = self._server.handle_completions(wish)
        return answer["choices"][0]["logprobs"]["content"]

    def chat(self, messages: list[dict[str, str]], count: int) -> tuple[str, int]:
        """What it answers, and how many tokens it read of the talk."""
        answer = self._server.handle_chat_completions({"messages": messages, "max_tokens": count, "temperature": 0})
        return answer["choices"][0]["message"]["content"], answer["usage"]["prompt_tokens"]


@pytest.fixture(scope="module", params=KINDS)
def opened(request: pytest.FixtureRequest, shelf_of_runs: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple:
    """(name, home, llama.cpp with the exported run)."""
    path = tmp_path_factory.mktemp("gguf") / f"{request.param}.gguf"
    send_out(shelf_of_runs, request.param, "gguf", path)
    return request.param, shelf_of_runs, Llama(path)


def log_odds(home: Home, name: str, ids: list[int]) -> np.ndarray:
    logits = loaded(home, name).decoder().prefill(ids).astype(np.float64)
    return logits - (logits.max() + math.log(np.exp(logits - logits.max()).sum()))


def test_llama_cpp_finds_the_same_tokens_likely(opened: tuple) -> None:
    name, home, llama = opened
    tokenizer = loaded(home, name).tokenizer
    for prompt in PROMPTS:
        ids = tokenizer.encode(prompt)
        ours, theirs = log_odds(home, name, ids), llama.ask(ids, 1)[0]["top_logprobs"]
        assert len(theirs) == 10
        for candidate in theirs:
            assert candidate["logprob"] == pytest.approx(ours[candidate["id"]], abs=NEAR)
        best = np.sort(ours)[::-1]
        assert all(ours[candidate["id"]] >= best[9] - 2 * NEAR for candidate in theirs)


def test_llama_cpp_writes_the_same_greedy_tokens(opened: tuple) -> None:
    """Fifty each; a tie closer than the tolerance may be taken either way, and ends the comparison of its prompt."""
    name, home, llama = opened
    ours = loaded(home, name)
    compared = 0
    for prompt in PROMPTS:
        ids = ours.tokenizer.encode(prompt)
        rules = SamplingConfig(temperature=0.0, max_new_tokens=GREEDY)
        mine = [t.token_id for t in generate(ours.decoder(), ours.tokenizer, ids, rules, RunControl())]
        for at, (own, said) in enumerate(zip(mine, llama.ask(ids, len(mine)), strict=False)):
            if own != said["id"]:
                odds = np.sort(log_odds(home, name, ids + mine[:at]))[::-1]
                assert odds[0] - odds[1] < NEAR, (prompt, at)
                break
            compared += 1
    assert compared > 0.8 * GREEDY * len(PROMPTS)


def test_llama_cpp_reads_a_text_as_the_same_tokens(opened: tuple) -> None:
    """It counts the tokens that it read of a text."""
    name, home, llama = opened
    tokenizer = loaded(home, name).tokenizer
    for prompt in (*PROMPTS, "日本 🙂"):
        answer = llama._server.handle_completions({"prompt": prompt, "max_tokens": 1, "cache_prompt": False})
        assert answer["usage"]["prompt_tokens"] == len(tokenizer.encode(prompt))


@pytest.mark.parametrize("name", ["classic", "modern"])
def test_half_precision_says_nearly_the_same(shelf_of_runs: Home, tmp_path: Path, name: str) -> None:
    """Kullback-Leibler divergence below 0.001 nats."""
    whole = send_out(shelf_of_runs, name, "gguf", tmp_path / "f32.gguf")
    half = send_out(shelf_of_runs, name, "gguf", tmp_path / "f16.gguf", "f16")
    assert half.size < 0.75 * whole.size
    llama, ours = Llama(tmp_path / "f16.gguf"), loaded(shelf_of_runs, name)
    for prompt in PROMPTS:
        ids = ours.tokenizer.encode(prompt)
        mine = log_odds(shelf_of_runs, name, ids)
        theirs = np.full_like(mine, -np.inf)
        for candidate in llama.ask(ids, 1, ours.model.config.vocab_size)[0]["top_logprobs"]:
            theirs[candidate["id"]] = candidate["logprob"]
        seen = np.isfinite(theirs)
        assert np.exp(mine[seen]).sum() > 0.9999
        assert float((np.exp(mine) * (mine - np.where(seen, theirs, mine))).sum()) < 1e-3


@pytest.mark.parametrize("name", ["classic", "modern"])
def test_eight_bits_are_small_and_say_nearly_the_same(shelf_of_runs: Home, tmp_path: Path, name: str) -> None:
    whole = send_out(shelf_of_runs, name, "gguf", tmp_path / "f32.gguf")
    eight = send_out(shelf_of_runs, name, "gguf", tmp_path / "q8.gguf", "q8_0")
    assert eight.size < 0.75 * whole.size
    llama, ours = Llama(tmp_path / "q8.gguf"), loaded(shelf_of_runs, name)
    for prompt in PROMPTS[:6]:
        ids = ours.tokenizer.encode(prompt)
        mine = log_odds(shelf_of_runs, name, ids)
        theirs = {c["id"]: c["logprob"] for c in llama.ask(ids, 1)[0]["top_logprobs"]}
        assert max(abs(mine[token_id] - odds) for token_id, odds in theirs.items()) < 0.2


def test_characters_have_no_form_there(shelf_of_runs: Home, tmp_path: Path) -> None:
    refused = ask(shelf_of_runs, Export("letters", "gguf", str(tmp_path / "x.gguf")))
    assert isinstance(refused, Failed)
    assert "tokenizer" in refused.message
    assert "hf or zip" in refused.hint
    assert list(tmp_path.iterdir()) == []


def test_unknown_forms_are_refused(trained: Home, tmp_path: Path) -> None:
    for command in (Export("demo", "onnx", str(tmp_path / "x")), Export("demo", "gguf", str(tmp_path / "x"), "q4")):
        refused = ask(trained, command)
        assert isinstance(refused, Failed)
        assert refused.message.split("'")[1] in ("onnx", "q4")


def test_weights_are_those_of_the_network(shelf_of_runs: Home, tmp_path: Path) -> None:
    """Read back with gguf's own reader: embedding and last norm, bit for bit."""
    send_out(shelf_of_runs, "classic", "gguf", tmp_path / "x.gguf")
    tensors = {tensor.name: np.asarray(tensor.data) for tensor in GGUFReader(tmp_path / "x.gguf").tensors}
    model = loaded(shelf_of_runs, "classic").model
    assert np.array_equal(tensors["token_embd.weight"], model.embed.weight.detach().numpy())
    assert np.array_equal(tensors["output_norm.bias"], model.ln_final.bias.detach().numpy())
    assert torch.isfinite(model.embed.weight).all()
