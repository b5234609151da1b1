"""Finding copied text: what an index of 100 MB costs to make and to keep, and what a token costs beside it.

The text is one Little World after another. Three answers are followed, in tokens of four characters: a world that is
not in the text, which shares its phrases; the text itself, all of it copied; and letters by chance.
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Row
from benchmarks.preparing import ONE_WORLD, Memory
from core.config import CopyingConfig, TextConfig
from core.control import RunControl
from core.paths import Home
from core.text.copied import Follower, Index, build_index, open_index
from core.text.corpus import read_corpus
from core.text.little_world import generate
from core.text.prepare import CutText
from core.text.split import split

MEGABYTES, QUICK_MEGABYTES = 100, 2
TOKENS, QUICK_TOKENS = 5000, 200
CHARACTERS = 4  # of a token
AROUND = 600  # bytes shown on either side of a stretch
OTHER_WORLD = 1_000_000  # a seed that no world of the text has
COPIED_FROM = CopyingConfig().copied_from


def measure(runs: int, quick: bool, megabytes: int = MEGABYTES) -> Iterator[Row]:
    """Seconds, size and memory of an index, and the time of a token."""
    size = (QUICK_MEGABYTES if quick else megabytes) * 1_000_000
    tokens = QUICK_TOKENS if quick else TOKENS
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Home(Path(folder))
        text = cut(write_worlds(home, size), home)
        place = home.copied / "index"
        with Memory() as memory:
            begin = time.perf_counter()
            for _ in build_index(place, text, RunControl()):
                pass
            seconds = time.perf_counter() - begin
        yield Row(f"time to index {size / 1e6:.0f} MB", (seconds,), "once for a text", unit="s")
        yield Row("its memory meanwhile", (memory.most / 1e6,), "≤ 500", unit="MB")
        taken = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        yield Row("its size on the disk ÷ the text", (taken / text.corpus.size,), "≤ 10")
        begin = time.perf_counter()
        index = open_index(place, RunControl())
        assert index is not None
        yield Row("time to open it, checked", (time.perf_counter() - begin,), "once in a sitting", unit="s")
        for name, answer in answers(text, tokens * CHARACTERS).items():
            timed = [follow(index, answer) for _ in range(runs)]
            worst = f"slowest token {max(slowest for _, slowest, _ in timed):.2f} ms, {timed[0][2]:.0%} copied"
            yield Row(f"time of a token, {name}", tuple(mean for mean, _, _ in timed), "< 1", worst, "ms")


def write_worlds(home: Home, size: int) -> Path:
    """A file of Little Worlds, one for each seed."""
    path = home.make().data / "worlds.txt"
    with path.open("w", encoding="utf-8", newline="") as file:
        written = seed = 0
        while written < size:
            written += file.write("\n\n".join(generate(seed, min(ONE_WORLD, size - written))) + "\n\n")
            seed += 1
    return path


def cut(path: Path, home: Home) -> CutText:
    corpus = read_corpus([str(path)], home, RunControl())
    return CutText(corpus, split(corpus, TextConfig(), RunControl()), "")


def answers(text: CutText, length: int) -> dict[str, str]:
    """What is followed, by name."""
    first = text.parts.train[0]
    whole = next(text.corpus.documents[first.document].pieces())
    chance = random.Random(0)
    return {
        "another world": "\n\n".join(generate(OTHER_WORLD, 2 * length))[:length],
        "copied": whole[first.start :][:length],
        "by chance": "".join(chance.choice("abcdefghij klmnopqrstuvwxyz") for _ in range(length)),
    }


def follow(index: Index, answer: str) -> tuple[float, float, float]:
    """Mean and longest time of a token in ms, the places of what is found included, and the share that is copied."""
    follower = Follower([index], COPIED_FROM)
    times = []
    for at in range(0, len(answer), CHARACTERS):
        begin = time.perf_counter()
        for match in follower.push(answer[at : at + CHARACTERS]):
            index.place(match.byte)
            index.around(match.byte, match.byte + match.length, AROUND)
        times.append(1000 * (time.perf_counter() - begin))
    return sum(times) / len(times), max(times), follower.copied / follower.characters
