"""Preparing a large text beside what `tokenizers` alone needs for the same, and the memory it takes.

    python main.py bench preparing        python -m benchmarks.preparing [--megabytes N] [--runs R] [--gigabyte]

Ours goes from the text file to token files, tokenizer and reference losses, as `train` does. Theirs has the same
portions of text in memory already: it learns the merges from the same sample and encodes everything in the same calls,
and its time counts inside the library alone. Each is a process of its own. Both must have made the same ids.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import psutil
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from benchmarks.measuring import Row, in_turns, machine, ratios
from benchmarks.measuring import spread as figures
from benchmarks.peers import ROOT, python_docs
from core.config import automatic_vocab_size, build_config
from core.control import RunControl
from core.paths import Home
from core.text.corpus import read_corpus
from core.text.little_world import generate
from core.text.portions import portions, spread
from core.text.prepare import prepare
from core.text.split import split
from core.text.token_file import calls
from core.text.tokenizers.bpe import MIN_FREQUENCY, BpeTokenizer
from core.text.tokenizers.specials import SPECIALS

MEGABYTES, QUICK_MEGABYTES = 100, 2
ONE_WORLD = 3_000_000  # bytes of the text of one seed
LOOK_EVERY = 0.02  # seconds between two looks at the memory


def measure(runs: int, quick: bool, megabytes: int = MEGABYTES) -> Iterator[Row]:
    """The time beside both forms of the library's encode_batch, and the memory."""
    size = QUICK_MEGABYTES if quick else megabytes
    with TemporaryDirectory() as folder:
        text = write_text(Path(folder), size * 1_000_000)
        said: dict[str, list[dict[str, Any]]] = {name: [] for name in CASES}

        def run(name: str) -> float:
            said[name].append(in_own_process(name, text))
            return float(said[name][-1]["seconds"])

        seconds = in_turns({name: partial(run, name) for name in CASES}, runs)
    if len({tuple(one["ids"]) for results in said.values() for one in results}) != 1:
        raise SystemExit(f"Not all made the same ids: {said}")
    for name in list(CASES)[1:]:
        beside = f"s: ours {figures(seconds['ours'], 1)}, tokenizers {figures(seconds[name], 1)}; processor s: "
        beside += ", ".join(figures((one["cpu"] for one in said[case]), 1) for case in ("ours", name))
        yield Row(f"time to prepare {size} MB, beside {name}", ratios(seconds["ours"], seconds[name]), "≤ 1.2", beside)
    yield memory_row(size, [float(one["megabytes"]) for one in said["ours"]])


def memory_row(size: int, megabytes: list[float]) -> Row:
    return Row(f"memory to prepare {size} MB, above an idle process", tuple(megabytes), "≤ 500", unit="MB")


def write_text(folder: Path, size: int) -> Path:
    """A text of about ``size`` bytes: the Python documentation, then one Little World after another."""
    path = folder / "text.txt"
    with path.open("w", encoding="utf-8", newline="") as file:
        written = file.write(python_docs(folder).read_text(encoding="utf-8")[: size // 2])
        seed = 0
        while written < size:
            passages = generate(seed, min(ONE_WORLD, size - written))
            written += file.write("\n\n" + "\n\n".join(passages) + "\n")
            seed += 1
    return path


def in_own_process(name: str, text: Path) -> dict[str, Any]:
    """What a case says of itself, run alone in an empty home."""
    with TemporaryDirectory() as home:
        command = [sys.executable, "-m", "benchmarks.preparing", "--case", name, str(text), home]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return dict(json.loads(done.stdout))


# ---- the cases, each in a process of its own -------------------------------------------------------------------------


def ours(text: str, home: Home) -> dict[str, Any]:
    """From file to prepared text."""
    with Memory() as memory:
        begin, cpu = time.perf_counter(), time.process_time()
        making = prepare(read_corpus([text], home, RunControl()), build_config(), home, RunControl())
        while True:
            try:
                next(making)
            except StopIteration as end:
                prepared = end.value
                break
        seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    ids = [zlib.crc32(part) for part in (prepared.train, prepared.val)]
    return {"seconds": seconds, "cpu": cpu, "megabytes": memory.most / 1e6, "ids": ids}


def theirs(encode: str, text: str, home: Home) -> dict[str, Any]:
    """The same portions through the library alone."""
    corpus = read_corpus([text], home, RunControl())
    parts = split(corpus, build_config().text, RunControl())
    chunks = list(portions(corpus.documents, parts.stretches, RunControl()))
    learnt = [chunk.text for chunk in chunks if not chunk.stretch.kept_back]
    there = sum(map(len, learnt))
    sample = list(spread(learnt, there, min(there, BpeTokenizer.ENOUGH or there)))
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.encode_special_tokens = True
    trainer = trainers.BpeTrainer(
        vocab_size=automatic_vocab_size(corpus.size), min_frequency=MIN_FREQUENCY, special_tokens=list(SPECIALS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False,
    )  # fmt: skip
    spent, _ = timed(lambda: tokenizer.train_from_iterator(sample, trainer))
    ids = [zlib.crc32(np.array([SPECIALS.index("<bos>")], dtype=np.uint16)), 0]
    for some in calls(chunks):
        taken, encodings = timed(partial(getattr(tokenizer, encode), [chunk.text for chunk in some]))
        spent = spent + taken
        for chunk, encoding in zip(some, encodings, strict=True):
            part = chunk.stretch.kept_back
            ids[part] = zlib.crc32(np.array(encoding.ids, dtype=np.uint16), ids[part])
    return {"seconds": float(spent[0]), "cpu": float(spent[1]), "ids": ids}


CASES: dict[str, Callable[[str, Home], dict[str, Any]]] = {
    "ours": ours,
    "encode_batch": partial(theirs, "encode_batch"),
    "encode_batch_fast": partial(theirs, "encode_batch_fast"),
}


def timed(work: Callable[[], Any]) -> tuple[np.ndarray, Any]:
    """Seconds by the clock and of the processors, and what the work gave."""
    begin = np.array([time.perf_counter(), time.process_time()])
    result = work()
    return np.array([time.perf_counter(), time.process_time()]) - begin, result


class Memory:
    """How much memory this process holds at most inside the block, above what it held before: ``most``, in bytes."""

    def __init__(self) -> None:
        self._process, self._over = psutil.Process(), threading.Event()
        self._before, self.most = self._process.memory_info().rss, 0

    def __enter__(self) -> "Memory":
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(LOOK_EVERY):
            self.most = max(self.most, self._process.memory_info().rss - self._before)


def main(arguments: list[str] | None = None) -> None:
    """Print the rows, and with ``--gigabyte`` the memory at ten times the size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=MEGABYTES)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="only show that the measuring works")
    parser.add_argument("--gigabyte", action="store_true", help="the memory to prepare 1000 MB, too")
    parser.add_argument("--case", nargs=3, metavar=("NAME", "TEXT", "HOME"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.case:
        name, text, home = given.case
        print(json.dumps(CASES[name](text, Home(Path(home)))))
        return
    print(machine(), flush=True)
    for row in measure(given.runs, given.quick, given.megabytes):
        print(row, flush=True)
    if given.gigabyte:
        with TemporaryDirectory() as folder:
            said = in_own_process("ours", write_text(Path(folder), 1_000_000_000))
        print(memory_row(1000, [float(said["megabytes"])]), f"in {said['seconds']:.0f} s", flush=True)


if __name__ == "__main__":
    main()
