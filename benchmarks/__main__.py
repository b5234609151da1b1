"""python main.py bench [NAME…] [--runs N] [--quick]: measure HelloGPT beside its peers, a row for each comparison.

Without a name, everything. ``--quick`` only shows that the measuring works; its figures mean nothing.
"""

import argparse
import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring import Missing, machine

BENCHES = {
    "training-speed": "tokens a second beside nanoGPT, and the share of the matrix peak",
    "learning": "loss beside nanoGPT's after its time, and a quarter of it",
    "estimate": "time, steps and memory that estimate says, beside real trainings",
    "exam": "what the default preset can do on Little World after three minutes",
    "tuning": "how well a model of Little World answers once it was taught to",
    "text-size-job": "minutes for an epoch of 5 MB at the hellogpt preset",
    "preparing": "seconds and memory for 100 MB of text, beside tokenizers",
    "generation": "tokens a second beside nanoGPT, transformers and llama.cpp",
    "perplexity": "what 16 and 8 bits do to a trained network's perplexity",
    "startup": "seconds to the painted window and to the ready engine",
    "window": "how quickly the window answers while it trains, and what it costs the training",
    "health": "what it costs a training that its network's health is looked at",
    "verdicts": "how often the verdict on a training is right, on real runs",
    "copied": "what it costs to find copied text in 100 MB: making the index, keeping it, and each token",
    "drawing": "a run of a million logged steps, a library of 500 runs",
    "inspect-views": "each view of Inspect, from the question to the painted answer",
    "transcript": "a talk of 10,000 tokens: a token more, a look elsewhere, another width",
}


def main(argv: list[str]) -> int:
    """Measure what is named. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python main.py bench",
        description="Measure HelloGPT beside its peers.",
        epilog="\n".join(f"{name:16} {what}" for name, what in BENCHES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--runs", type=int, default=3, help="interleaved runs of each comparison")
    parser.add_argument("--quick", action="store_true", help="only show that the measuring works")
    given = parser.parse_args(argv)
    unknown = [name for name in given.names if name not in BENCHES]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}. Choose from: {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    print(machine(), flush=True)
    for name in given.names or BENCHES:
        bench = importlib.import_module(f"benchmarks.{name.replace('-', '_')}")
        try:
            for row in bench.measure(given.runs, given.quick):
                print(row, flush=True)
        except Missing as missing:
            print(f"{name}: {missing}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
