"""The rule of core/training/rule.py beside real trainings: the size it chooses, the ones below and above it.

    python -m benchmarks.sizes [--text FILE] [--seconds 30 60 120] [--threads N]

A budget in seconds becomes as many steps as each size makes in it on this computer, measured first where nothing else
runs; so a disturbance later changes how long the table takes, not what stands in it. One seed, the same for all.
"""

import argparse
import dataclasses
from pathlib import Path
from tempfile import TemporaryDirectory

from core.config import RunConfig, build_config
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Estimate, EstimateDone, Failed, Train, TrainDone
from core.training.rule import LADDER, Size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--text", default="little-world")
    parser.add_argument("--seconds", type=float, nargs="+", default=[30.0, 60.0, 120.0])
    parser.add_argument("--threads", type=int, default=0)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        engine = Engine(Home(Path(folder)).make())
        for seconds in given.seconds:
            chosen, around = _sizes(engine, given.text, seconds)
            for size in around:
                own = {**size.settings, "minutes": seconds / 60}
                said = _ask(engine, build_config("small", own), given.text)
                done = _train(engine, build_config("small", {**size.settings, "steps": said.steps or 1}), given)
                mark = "chosen" if size == chosen else ""
                shape = f"{size.n_layers} × {size.d_model}"
                print(
                    f"{seconds:4.0f} s  {shape:8} {said.parameters:>9,}  {done.step:>6} steps  "
                    f"{said.epochs or 0:5.1f} epochs  validation loss {done.val_loss or 0:.3f}, best "
                    f"{done.best_val_loss or 0:.3f}  {mark}",
                    flush=True,
                )


def _sizes(engine: Engine, text: str, seconds: float) -> tuple[Size, list[Size]]:
    """The size that the rule chooses, and it between its neighbours."""
    config = build_config("small", {"minutes": seconds / 60})
    settings = _ask(engine, config, text, by_time=True).settings
    place = next(i for i, size in enumerate(LADDER) if size.settings["d_model"] == settings["d_model"])
    return LADDER[place], list(LADDER[max(0, place - 1) : place + 2])


def _ask(engine: Engine, config: RunConfig, text: str, by_time: bool = False) -> EstimateDone:
    *_, last = engine.run(Estimate(config, (text,), by_time=by_time), RunControl())
    if not isinstance(last, EstimateDone):
        raise SystemExit(last)
    return last


def _train(engine: Engine, config: RunConfig, given: argparse.Namespace) -> TrainDone:
    training = dataclasses.replace(config.training, threads=given.threads)
    command = Train(dataclasses.replace(config, training=training), (given.text,), "size")
    *_, last = engine.run(command, RunControl())
    if isinstance(last, Failed):
        raise SystemExit(last.message)
    assert isinstance(last, TrainDone)
    return last


if __name__ == "__main__":
    main()
