"""The tiny real runs on which verdicts are judged, and what the network of each knows by heart.

Two texts (Little World, and the documentation that comes with Python), each at seven learning rates; long runs of tiny
networks; runs on little text; runs with hopeless rates and no clipping. Seeds and settings are fixed.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import torch

from core.config import SamplingConfig, Value, build_config
from core.control import RunControl
from core.engine import Engine
from core.model.loading import load_step
from core.paths import Home
from core.protocol import Train, TrainDone
from core.runs import RunFolder, find_run
from core.runs.folder import RunInfo
from core.runs.health_lines import read_health

NETWORK: dict[str, Value] = {
    "n_layers": 2, "n_heads": 2, "context_length": 32, "batch_size": 16, "warmup_steps": 20, "threads": 1,
    "device": "cpu", "precision": "fp32", "schedule": "constant", "val_split": "end",
}  # fmt: skip
LADDER = (0.01, 0.03, 0.1, 1.0, 10.0, 30.0, 100.0)
ADAMW_RATE, MUON_RATES = 3e-3, (1e-2, 0.03)


@dataclass(frozen=True)
class Base:
    """A text and a network, of which runs at several rates are made."""

    name: str
    text: str
    begin: int
    size: int
    settings: dict[str, Value]
    steps: int = 600
    factors: tuple[float, ...] = LADDER


def base(name: str, text: str, begin: int, size: int, factors: tuple[float, ...] = LADDER, **settings: Value) -> Base:
    steps = int(settings.pop("steps", 600))
    return Base(name, text, begin, size, settings, steps, factors)


ONE, THREE = (1.0,), (0.1, 1.0, 10.0)
SETTING = (
    base("world-adamw", "world", 0, 300_000, tokenizer="char", d_model=32, optimizer="adamw", seed=1),
    base("pydoc-muon", "pydoc", 0, 200_000, vocab_size=400, d_model=32, seed=2),
    base("pydoc-adamw", "pydoc", 50_000, 200_000, tokenizer="char", d_model=48, optimizer="adamw", seed=3),
    base("little-1", "world", 0, 6_000, ONE, tokenizer="char", d_model=64, optimizer="adamw", steps=2000, seed=4),
    base("little-2", "pydoc", 30_000, 30_000, ONE, vocab_size=300, d_model=64, steps=2000, seed=5),
    base("little-3", "pydoc", 90_000, 12_000, ONE, vocab_size=300, d_model=32, steps=2000, seed=6),
    base("little-4", "world", 99_000, 40_000, ONE, vocab_size=300, d_model=64, steps=2000, seed=7),
    base("long-1", "world", 0, 1_000_000, THREE, tokenizer="char", d_model=8, optimizer="adamw", steps=3000, seed=8),
    base("long-2", "pydoc", 0, 460_000, THREE, vocab_size=300, d_model=8, steps=3000, seed=9),
    base("long-3", "world", 0, 1_000_000, THREE, vocab_size=300, d_model=4, n_layers=1, steps=3000, seed=10),
    base("wild-1", "world", 0, 300_000, (100.0, 300.0), vocab_size=300, d_model=32, grad_clip=0, seed=11,
         optimizer="adamw"),
    base("wild-2", "pydoc", 0, 200_000, (100.0, 300.0), vocab_size=300, d_model=32, grad_clip=0, seed=12,
         weight_decay=0.0),
)  # fmt: skip
JUDGED = (
    base("t-world-muon", "world", 400_000, 400_000, vocab_size=500, d_model=32, seed=21),
    base("t-world-adamw", "world", 800_000, 300_000, vocab_size=350, d_model=48, optimizer="adamw", seed=22),
    base("t-pydoc-char", "pydoc", 200_000, 200_000, tokenizer="char", d_model=32, seed=23, n_layers=3),
    base("t-pydoc-modern", "pydoc", 150_000, 250_000, vocab_size=400, d_model=32, architecture="modern", seed=24),
    base("t-world-modern", "world", 1_200_000, 300_000, tokenizer="char", d_model=32, architecture="modern", seed=25,
         optimizer="adamw"),
    base("t-world-wsd", "world", 1_500_000, 300_000, vocab_size=300, d_model=32, schedule="wsd", seed=26),
    base("t-pydoc-cosine", "pydoc", 0, 250_000, vocab_size=350, d_model=32, schedule="cosine", optimizer="adamw",
         seed=27),
    base("t-little-1", "world", 1_900_000, 8_000, ONE, tokenizer="char", d_model=64, steps=2000, seed=31),
    base("t-little-2", "pydoc", 130_000, 20_000, ONE, vocab_size=300, d_model=64, steps=2000, seed=32,
         optimizer="adamw"),
    base("t-little-3", "world", 2_000_000, 25_000, ONE, vocab_size=300, d_model=48, steps=2000, seed=33),
    base("t-little-4", "pydoc", 230_000, 40_000, ONE, tokenizer="char", d_model=64, steps=2000, seed=34,
         architecture="modern"),
    base("t-little-5", "world", 2_100_000, 60_000, ONE, vocab_size=300, d_model=64, steps=2000, seed=35,
         optimizer="adamw"),
    base("t-little-6", "pydoc", 300_000, 5_000, ONE, tokenizer="char", d_model=64, steps=2000, seed=36),
    base("t-little-7", "world", 2_200_000, 15_000, ONE, vocab_size=300, d_model=64, steps=2000, seed=37, dropout=0.2),
    base("t-little-8", "world", 700_000, 4_000, ONE, vocab_size=300, d_model=64, steps=2000, seed=38,
         optimizer="adamw"),
    base("t-little-9", "pydoc", 400_000, 7_000, ONE, tokenizer="char", d_model=64, steps=2000, seed=39),
    base("t-little-10", "world", 1_700_000, 6_000, ONE, vocab_size=300, d_model=64, steps=2000, seed=40),
    base("t-little-11", "pydoc", 330_000, 9_000, ONE, vocab_size=300, d_model=48, steps=2000, seed=47,
         architecture="modern", optimizer="adamw"),
    base("t-long-1", "world", 1_000_000, 1_000_000, THREE, vocab_size=300, d_model=8, steps=3000, seed=41),
    base("t-long-2", "pydoc", 0, 460_000, THREE, tokenizer="char", d_model=8, optimizer="adamw", steps=3000, seed=42),
    base("t-long-3", "world", 0, 1_500_000, THREE, tokenizer="char", d_model=4, n_layers=1, steps=3000, seed=43,
         optimizer="adamw"),
    base("t-long-4", "pydoc", 0, 460_000, THREE, vocab_size=300, d_model=4, n_layers=1, steps=3000, seed=44),
    base("t-long-5", "world", 500_000, 1_500_000, THREE, tokenizer="char", d_model=8, n_layers=1, steps=3000, seed=45,
         architecture="modern", optimizer="adamw"),
    base("t-long-6", "world", 0, 2_000_000, THREE, tokenizer="char", d_model=8, steps=3000, seed=46),
    base("t-over-1", "pydoc", 20_000, 30_000, ONE, vocab_size=300, d_model=48, steps=2000, seed=61, dropout=0.1),
    base("t-over-2", "pydoc", 250_000, 45_000, ONE, tokenizer="char", d_model=64, steps=2500, seed=62, dropout=0.1),
    base("t-over-3", "world", 300_000, 30_000, ONE, vocab_size=350, d_model=64, steps=2000, seed=63, dropout=0.2),
    base("t-over-4", "pydoc", 350_000, 60_000, ONE, vocab_size=400, d_model=64, steps=2500, seed=64),
    base("t-over-5", "world", 900_000, 20_000, ONE, tokenizer="char", d_model=48, steps=2500, seed=65, dropout=0.1),
    base("t-over-6", "pydoc", 70_000, 50_000, ONE, vocab_size=300, d_model=64, steps=2500, seed=66,
         architecture="modern", optimizer="adamw"),
    base("t-over-7", "world", 1_300_000, 40_000, ONE, vocab_size=500, d_model=64, steps=2500, seed=67,
         optimizer="adamw", dropout=0.1),
    base("t-over-8", "pydoc", 160_000, 25_000, ONE, vocab_size=350, d_model=32, steps=2500, seed=68, n_layers=3),
    base("t-wild-1", "world", 600_000, 300_000, (100.0, 300.0), tokenizer="char", d_model=32, grad_clip=0, seed=51,
         optimizer="adamw"),
    base("t-wild-2", "pydoc", 100_000, 200_000, (100.0, 300.0), vocab_size=300, d_model=32, grad_clip=0, seed=52),
    base("t-wild-3", "pydoc", 200_000, 200_000, (100.0, 300.0), tokenizer="char", d_model=48, grad_clip=0, seed=53,
         architecture="modern", optimizer="adamw"),
    base("t-wild-4", "world", 1_100_000, 300_000, (100.0, 300.0), vocab_size=300, d_model=32, grad_clip=0, seed=54,
         optimizer="adamw"),
    base("t-wild-5", "pydoc", 50_000, 200_000, (100.0, 300.0), tokenizer="char", d_model=32, grad_clip=0, seed=55,
         optimizer="adamw", n_layers=3),
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A run that was made.

    ``rows``: its logged steps as metrics.jsonl has them; ``moves``: (step, median update-to-weight ratio);
    ``by_heart``: share of passages learnt from, and of passages kept back, that the network goes on with word for word.
    """

    group: str
    factor: float
    schedule: str
    finite: bool
    info: RunInfo
    rows: list[dict[str, Any]]
    moves: list[tuple[int, float]]
    by_heart: tuple[float, float]


def texts() -> dict[str, str]:
    """Little World, and the documentation that comes with Python."""
    from pydoc_data.topics import topics

    from core.text.little_world import generate

    return {"world": "\n\n".join(generate()), "pydoc": "\n\n".join(topics[name] for name in sorted(topics))}


def make(one: Base, home: Home, known: dict[str, str], quick: bool = False) -> Iterator[Made]:
    """Train every run of a base. ``quick``: so few steps that nothing can be said of them."""
    text = home.make().root / f"{one.name}.txt"
    text.write_text(known[one.text][one.begin : one.begin + one.size], encoding="utf-8")
    for factor in one.factors:
        own = {**NETWORK, **one.settings, "steps": 40 if quick else one.steps}
        if own.get("optimizer") == "adamw":
            own["learning_rate"] = min(1.0, ADAMW_RATE * factor)
        else:
            own["learning_rate"], own["muon_learning_rate"] = (min(1.0, rate * factor) for rate in MUON_RATES)
        config = dataclasses.replace(build_config("tiny", own), sampling=SamplingConfig(max_new_tokens=1))
        *_, last = Engine(home).run(Train(config, (str(text),), one.name, ("The",)), RunControl())
        if not isinstance(last, TrainDone):
            raise SystemExit(f"{one.name}: {last}")
        folder, step = find_run(home, last.run)
        assert step is not None
        moves = [(look.step, look.update_ratio) for look in read_health(folder)]
        heart = by_heart(folder, step, text.read_text(encoding="utf-8"))
        finite = last.stopped_by != "not_finite"
        yield Made(one.name, factor, config.training.schedule, finite, folder.info(), folder.metrics(), moves, heart)


def write(made: list[Made]) -> bytes:
    return msgspec.json.encode(made)


def read(data: bytes) -> list[Made]:
    return msgspec.json.decode(data, type=list[Made])


PASSAGES, BEGUN, GOES_ON = 64, 20, 10  # tokens


@torch.no_grad()
def by_heart(folder: RunFolder, step: int, text: str) -> tuple[float, float]:
    """Of passages of 20 tokens the share whose next 10 the network would write word for word: learnt, kept back."""
    loaded = load_step(folder, step)
    shares = []
    for part in (text[: int(0.85 * len(text))], text[int(0.92 * len(text)) :]):
        ids = np.asarray(loaded.tokenizer.encode(part))
        begins = np.linspace(0, len(ids) - BEGUN - GOES_ON - 1, PASSAGES).astype(int)
        rows = np.stack([ids[begin : begin + BEGUN + GOES_ON] for begin in begins])
        likeliest = loaded.model(torch.from_numpy(rows[:, :-1].astype(np.int64))).argmax(-1).numpy()
        shares.append(float((likeliest[:, BEGUN - 1 :] == rows[:, BEGUN:]).all(1).mean()))
    return shares[0], shares[1]
