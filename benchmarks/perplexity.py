"""A trained network in 16 and in 8 bits: its perplexity beside that in 32, on text it never saw.

    python main.py bench perplexity

Trained on the documentation that comes with Python but its last tenth, which is then foretold with the decoder of Chat.
"""

import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from pydoc_data.topics import topics
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.measuring import Row
from core.config import WEIGHTS, build_config
from core.control import RunControl
from core.engine import Engine
from core.model.decoder import Decoder
from core.model.loading import LoadedModel, load_step
from core.paths import Home
from core.protocol import Failed, Train
from core.runs import find_run

STEPS, TOKENS = 600, 4000
WIDTHS = (128, 256)


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """A row for each width and kind of weights; measured once, for the same figures would come again."""
    whole = "\n\n".join(topics.values())
    learnt = len(whole) * 9 // 10
    with TemporaryDirectory() as folder:
        text = Path(folder) / "documentation.txt"
        text.write_text(whole[:learnt], encoding="utf-8")
        for width in WIDTHS[:1] if quick else WIDTHS:
            loaded = _trained(Home(Path(folder)).make(), text, width, 2 if quick else STEPS)
            ids = loaded.tokenizer.encode(whole[learnt:])[: 200 if quick else TOKENS]
            nats = {weights: _surprise(loaded, ids, weights) for weights in WEIGHTS}
            for weights in (name for name in WEIGHTS if name != "fp32"):
                more = 100 * (math.exp(nats[weights] - nats["fp32"]) - 1)
                figures = f"{len(ids):,} tokens, in 32 bits {math.exp(nats['fp32']):.2f}"
                yield Row(f"perplexity, width {width}, {weights} beside fp32", (more,), "≤ 1", figures, "%")


def _trained(home: Home, text: Path, width: int, steps: int) -> LoadedModel:
    name = f"width-{width}"
    config = build_config("small", {"d_model": width, "steps": steps})
    for event in Engine(home).run(Train(config, (str(text),), name), RunControl()):
        if isinstance(event, Failed):
            raise SystemExit(f"{event.message} {event.hint}")
    return load_step(*find_run(home, name))


def _surprise(loaded: LoadedModel, ids: list[int], weights: str) -> float:
    """Nats of a token in the mean, each foretold from those before it in its window."""
    laid_out, length = loaded.decoder(weights).weights, loaded.model.config.context_length
    found = []
    for at in range(0, len(ids) - 1, length):
        window = ids[at : at + length]
        decoder = Decoder(laid_out)
        for before, after in pairwise(window):
            found.append(_nats(decoder.step(before), after))
    return float(np.mean(found))


def _nats(logits: np.ndarray, token: int) -> float:
    numbers = logits.astype(np.float64)
    return float(np.logaddexp.reduce(numbers) - numbers[token])
