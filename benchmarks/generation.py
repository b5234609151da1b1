"""Tokens a second, one text at a time, as they are streamed to whoever reads; and many texts at once.

    python main.py bench generation

Networks with random weights. Ours is what Chat gets: decoded pieces with their odds. Beside it: nanoGPT's generate and
decoding, transformers' generate with a streamer, llama.cpp (xllamacpp) streaming the same weights from a GGUF file.
"""

import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch

from benchmarks.measuring import Missing, Row, in_turns, ratios, spread
from benchmarks.peers import library, nanogpt_model
from core.chat import answer, continuations
from core.config import ModelConfig, SamplingConfig
from core.control import RunControl
from core.exchange.to_gguf import to_gguf
from core.model.decoder import Decoder
from core.model.generate import generate
from core.model.gpt import build_gpt
from core.model.loading import LoadedModel
from core.protocol import SampleDone
from core.text.tokenizers import Tokenizer
from core.text.tokenizers.bpe import BpeTokenizer

PROMPT_TOKENS = 10
SEED_SIZE = ModelConfig(vocab_size=8000, context_length=128, d_model=256, n_layers=4, n_heads=4)
GPT2_SIZE = ModelConfig(vocab_size=50257, context_length=1024, d_model=768, n_layers=12, n_heads=12)
SMALLEST = ModelConfig(vocab_size=400, context_length=32, d_model=32, n_layers=1, n_heads=2)
TEXTS = 64
GOALS = {"nanoGPT": "≥ 6", "transformers": "≥ 3.5", "llama.cpp F32": "≥ 1.8"}


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """A row for each peer, greedy and sampled, at the seed's size; beside llama.cpp also in 8 bits and at GPT-2's."""
    with TemporaryDirectory() as folder:
        size = SMALLEST if quick else SEED_SIZE
        texts = Texts(_loaded(size), Path(folder), 8 if quick else 100)
        for how, temperature in (("greedy", 0.0), ("sampled", 0.8)):
            yield from _rows(f"generation, {how}", texts.cases(temperature, tuple(GOALS)), runs)
        yield from _rows("generation, 8 bits", texts.cases(0.0, ("llama.cpp Q8_0",), "int8"), runs)
        speeds = in_turns({"ours": lambda: texts.many(TEXTS), "one by one": lambda: texts.many(1)}, runs)
        yield _row(f"{TEXTS} samples at once", speeds, "one by one", "≥ 4")
        if not quick:
            del texts
            gc.collect()
            texts = Texts(_loaded(GPT2_SIZE), Path(folder), 100)
            yield from _rows("GPT-2 small's size", texts.cases(0.0, ("llama.cpp F32",)), runs, "≥ 1")
            yield from _rows("GPT-2 small's size, 8 bits", texts.cases(0.0, ("llama.cpp Q8_0",), "int8"), runs)


def _rows(what: str, cases: dict[str, Callable[[], float]], runs: int, goal: str = "") -> Iterator[Row]:
    """Ours beside each peer that is here."""
    speeds = in_turns(cases, runs)
    for peer in list(speeds)[1:]:
        yield _row(f"{what}, beside {peer}", speeds, peer, goal or GOALS.get(peer, "≥ 1.3"))


def _row(what: str, speeds: dict[str, list[float]], peer: str, goal: str) -> Row:
    figures = f"tokens/s: ours {spread(speeds['ours'])}, {peer} {spread(speeds[peer])}"
    return Row(what, ratios(speeds["ours"], speeds[peer]), goal, figures)


def _loaded(config: ModelConfig) -> LoadedModel:
    """A network with random weights, and a tokenizer of its vocabulary learnt from invented words."""
    letters = np.random.default_rng(0).integers(ord("a"), ord("z") + 1, (2 * config.vocab_size, 7), dtype=np.uint8)
    words = [word.tobytes().decode("ascii") for word in letters]
    tokenizer = BpeTokenizer.train([" ".join(words)] * 2, config.vocab_size)
    model = build_gpt(config, torch.Generator().manual_seed(0)).eval()
    return LoadedModel("bench/serial_1", 0, model, tokenizer)


class Texts:
    """One network in every program; each case writes ``count`` tokens and returns tokens a second."""

    def __init__(self, loaded: LoadedModel, folder: Path, count: int) -> None:
        self._loaded, self._folder, self._count = loaded, folder, count
        generator = torch.Generator().manual_seed(1)
        self._ids = torch.randint(300, loaded.tokenizer.vocab_size, (PROMPT_TOKENS,), generator=generator).tolist()

    def cases(
        self, temperature: float, peers: tuple[str, ...], weights: str = "fp32"
    ) -> dict[str, Callable[[], float]]:
        """Ours, and those peers that are here; each has written a text before it is measured."""
        makers = {
            "nanoGPT": self._nanogpt, "transformers": self._transformers, "llama.cpp F32": lambda: self._llama("f32"),
            "llama.cpp Q8_0": lambda: self._llama("q8_0"),
        }  # fmt: skip
        self._weights = weights
        cases: dict[str, Callable[[], float]] = {"ours": lambda: self._timed(self._ours, temperature)}
        for peer in peers:
            try:
                write = makers[peer]()
            except Missing as missing:
                print(missing)
                continue
            cases[peer] = lambda write=write: self._timed(write, temperature)  # type: ignore[misc]
        for case in cases.values():
            case()
        return cases

    def _timed(self, write: Callable[[float], int], temperature: float) -> float:
        begin = time.perf_counter()
        written = write(temperature)
        return written / (time.perf_counter() - begin)

    def _ours(self, temperature: float) -> int:
        sampling = SamplingConfig(
            temperature=temperature, min_p=0.0, max_new_tokens=self._count, seed=1, weights=self._weights
        )
        tokenizer = self._loaded.tokenizer
        decoder = Decoder(self._loaded.decoder(sampling.weights).weights)  # one that has read nothing yet
        return len([t.text for t in generate(decoder, tokenizer, self._ids, sampling, RunControl(), with_odds=True)])

    def many(self, count: int) -> float:
        """Tokens a second of so many continuations."""
        sampling = SamplingConfig(max_new_tokens=self._count, seed=1)
        write = continuations(self._loaded, self._ids, sampling, count, RunControl())
        if count == 1:
            write = answer(self._loaded, self._ids, sampling, RunControl())
        *_, done = write
        assert isinstance(done, SampleDone)
        return done.tokens_per_second

    def _nanogpt(self) -> Callable[[float], int]:
        c = self._loaded.model.config
        model = nanogpt_model(
            vocab_size=c.vocab_size, block_size=c.context_length, n_layer=c.n_layers, n_head=c.n_heads,
            n_embd=c.d_model, dropout=0.0, bias=True,
        ).eval()  # fmt: skip

        def write(temperature: float) -> int:
            greedy = {"temperature": 1.0, "top_k": 1} if temperature == 0.0 else {"temperature": temperature}
            ids = model.generate(torch.tensor([self._ids]), self._count, **greedy)[0].tolist()
            self._loaded.tokenizer.decode(ids)
            return len(ids) - len(self._ids)

        return write

    def _transformers(self) -> Callable[[float], int]:
        transformers, c = library("transformers"), self._loaded.model.config
        model = transformers.GPT2LMHeadModel(transformers.GPT2Config(
            vocab_size=c.vocab_size, n_positions=c.context_length, n_embd=c.d_model, n_layer=c.n_layers,
            n_head=c.n_heads, bos_token_id=None, eos_token_id=None,
        )).eval()  # fmt: skip
        streamer = _Streamer(self._loaded.tokenizer)

        def write(temperature: float) -> int:
            how: dict[str, Any] = {"do_sample": temperature > 0.0}
            if temperature > 0.0:
                how |= {"temperature": temperature, "top_k": 0}
            ids = model.generate(
                torch.tensor([self._ids]), max_new_tokens=self._count, pad_token_id=0, streamer=streamer, **how
            )
            return ids.shape[1] - len(self._ids)

        return write

    def _llama(self, kind: str) -> Callable[[float], int]:
        xllamacpp = library("xllamacpp")
        path = self._folder / f"{self._loaded.model.config.d_model}-{kind}.gguf"
        if not path.exists():
            to_gguf(self._loaded, path, RunControl(), kind)
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_ctx, params.n_parallel, params.n_gpu_layers = self._loaded.model.config.context_length, 1, 0
        params.cpuparams.n_threads, params.verbosity = torch.get_num_threads(), 0
        server = xllamacpp.Server(params)

        def write(temperature: float) -> int:
            pieces: list[object] = []
            wish = {
                "prompt": self._ids, "max_tokens": self._count, "temperature": temperature, "top_k": 0, "top_p": 1.0,
                "min_p": 0.0, "seed": 1, "cache_prompt": False, "ignore_eos": True, "stream": True,
            }  # fmt: skip
            server.handle_completions(wish, pieces.append)
            return self._count

        return write


class _Streamer:
    """What transformers asks for: each token is decoded as it comes."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def put(self, ids: torch.Tensor) -> None:
        self._tokenizer.decode(ids.flatten().tolist())

    def end(self) -> None:
        """Nothing is left to say."""
