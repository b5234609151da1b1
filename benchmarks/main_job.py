"""The main job, measured as a person meets it: train the default preset, sample, and look at what came out.

    python -m benchmarks.main_job [--text FILE] [--minutes M] [--seeds 0 1 2]

Prints, for each seed: seconds to the first two points and to the first sample; the share of sampled words that occur
in the text; the share of the sample's word 8-grams that stand in it; bits per byte beside those of xz -9.
"""

import argparse
import json
import lzma
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from core.control import RunControl
from core.paths import Home
from core.text.corpus import read_corpus

TOKENS = 1000
GRAM = 8


def hellogpt(home: Path, *words: str) -> list[tuple[float, dict]]:
    """The JSON lines of a command, each with the second at which it came."""
    command = [sys.executable, "-m", "hellogpt_gui", *words, "--home", str(home), "--json"]
    begin = time.perf_counter()
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append((time.perf_counter() - begin, json.loads(line)))
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}")
    return lines


def measure(text: str, minutes: float, seed: int) -> dict[str, float]:
    """One run from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        corpus = read_corpus([text], Home(home), RunControl())
        whole = "\n".join("".join(document.pieces()) for document in corpus.documents)
        budget = ("--minutes", str(minutes), "--seed", str(seed))
        events = hellogpt(home, "train", "--text", text, "--name", "job", *budget)
        answer = hellogpt(home, "sample", "job", "--max-new-tokens", str(TOKENS), "--seed", str(seed))[-1][1]["text"]
    steps = [at for at, event in events if event["event"] == "step"]
    samples = [at for at, event in events if event["event"] == "sample"]
    done = events[-1][1]
    packed = len(lzma.compress(whole.encode(), preset=9))
    return {
        "two points after s": steps[1],
        "first sample after s": samples[0],
        "steps": done["step"],
        "validation loss": done["val_loss"],
        "known words %": 100 * share_known(answer, whole),
        "copied 8-grams %": 100 * share_copied(answer, whole),
        "bits per byte": done["val_bits_per_byte"],
        "xz -9 bits per byte": 8 * packed / len(whole.encode()),
    }


def words_of(text: str) -> list[str]:
    """Words without the punctuation around them."""
    stripped = (word.strip(".,;:!?\"'()[]{}-—") for word in text.split())
    return [word for word in stripped if word]


def share_known(sample: str, text: str) -> float:
    """Share of the sample's words that occur in the text. The last word may be cut and does not count."""
    known = set(words_of(text))
    written = words_of(sample)[:-1]
    return sum(word in known for word in written) / len(written)


def share_copied(sample: str, text: str) -> float:
    """Share of the sample's word 8-grams that stand in the text."""
    source, written = words_of(text), words_of(sample)[:-1]
    grams = {tuple(source[i : i + GRAM]) for i in range(len(source) - GRAM + 1)}
    own = [tuple(written[i : i + GRAM]) for i in range(len(written) - GRAM + 1)]
    return sum(gram in grams for gram in own) / len(own)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--text", default="little-world")
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    given = parser.parse_args()
    results = [measure(given.text, given.minutes, seed) for seed in given.seeds]
    for name in results[0]:
        values = [result[name] for result in results]
        print(f"{name:24} {median(values):10.3f}   {min(values):.3f} … {max(values):.3f}")


if __name__ == "__main__":
    main()
