"""Where and how exactly to compute: device, precision, threads, attention form.

What the person left open is decided here, once for a run; the decision stands in config.json from then on. On a
processor, precision and attention form are those in which a small network trains quickest; the measurement is kept
under artifacts/ for this processor, torch version and number of threads.
"""

import dataclasses
import functools
import hashlib
import itertools
import threading
import time

import torch

from core.config import ModelConfig, TrainingConfig
from core.errors import DeviceError
from core.machine import physical_cores, processor
from core.model.gpt import GPT, build_gpt
from core.paths import Home
from core.remembered import keep, recall
from core.training.device import autocast, prepare_thread
from core.training.others import BUSY, Others

REMEMBERED = "machine.json"
# One block as wide as the default preset's, and as many windows: a few rounds tell apart what differs by a tenth.
MEASURED = ModelConfig(vocab_size=512, n_layers=1, n_heads=4, d_model=128, context_length=128)
BATCH, SECONDS = 32, 1.0
# What was so much slower twice is not tried again: the time goes to those that are close.
HOPELESS = 1.5
# bf16 must beat fp32 by this much, or it is not worth its rounding.
WORTHWHILE = 1.1
# The fused form is kept unless the explicit one is clearly quicker: what is decided should not change from day to day.
CLEARLY = 1.1


@dataclasses.dataclass(frozen=True)
class Measured:
    """What is quickest here. ``milliseconds``: the best time of a pass forward and backward, by "precision form";
    ``others``: the share of the processor's time, 0…1, that other programs took meanwhile."""

    precision: str
    attention_form: dict[str, str]  # by precision
    milliseconds: dict[str, float]
    others: float = 0.0


def resolve_hardware(config: TrainingConfig, home: Home | None = None) -> TrainingConfig:
    """``config`` with device, precision, threads and attention form decided. ``home`` keeps what was measured.

    Raises:
        DeviceError: the device or precision asked for is not there.
    """
    threads = config.threads or physical_cores()
    device, precision, form = _device(config.device), config.precision, config.attention_form
    if device != "cpu":
        precision = _card_precision(device) if precision == "auto" else precision
        form = "fused" if form == "auto" else form
    elif "auto" in (precision, form):
        found = _measured(threads, home)
        precision = found.precision if precision == "auto" else precision
        form = found.attention_form[precision] if form == "auto" else form
    return dataclasses.replace(config, device=device, precision=precision, threads=threads, attention_form=form)


def _device(wanted: str) -> str:
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if available[name])
    if not available[wanted]:
        there = ", ".join(name for name, is_there in available.items() if is_there)
        raise DeviceError(f"There is no {wanted} device on this computer.", f"Choose one of: auto, {there}.")
    return wanted


def _card_precision(device: str) -> str:
    return "bf16" if device == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False) else "fp32"


# ---- measuring ---------------------------------------------------------------------------------------------------


def _measured(threads: int, home: Home | None) -> Measured:
    """What was found on such a machine before, else what is found now: kept if nothing else kept it busy."""
    key = hashlib.sha256(f"{processor()}|{torch.__version__}|{threads}".encode()).hexdigest()[:16]
    place = home.artifacts / REMEMBERED if home is not None else None
    known = recall(place, dict[str, Measured], {}) if place is not None else {}
    if key in known:
        return known[key]
    found = measure(threads)
    if place is not None and found.others <= BUSY:
        keep(place, known | {key: found})
    return found


@functools.cache
def measure(threads: int) -> Measured:
    """Train a small network in each precision and form, in turns: other programs disturb all alike.

    In a thread of its own: torch's helper threads leave with it, where they would slow down those of a training.
    """
    best: dict[tuple[str, str], float] = {}
    thread, watch = threading.Thread(target=_take_turns, args=(threads, best)), Others()
    thread.start()
    thread.join()
    others = watch.share()
    forms = {
        precision: "explicit" if CLEARLY * best[precision, "explicit"] < best[precision, "fused"] else "fused"
        for precision in ("fp32", "bf16")
    }
    single, half = best["fp32", forms["fp32"]], best["bf16", forms["bf16"]]
    milliseconds = {f"{precision} {form}": 1000 * seconds for (precision, form), seconds in best.items()}
    return Measured("bf16" if half * WORTHWHILE < single else "fp32", forms, milliseconds, others)


def _take_turns(threads: int, best: dict[tuple[str, str], float]) -> None:
    prepare_thread(threads)
    model = build_gpt(MEASURED, torch.Generator().manual_seed(0))
    ids = torch.arange(BATCH * MEASURED.context_length).view(BATCH, -1) % MEASURED.vocab_size
    candidates = list(itertools.product(("fp32", "bf16"), ("explicit", "fused")))
    end, turns = time.perf_counter() + SECONDS, 0
    while turns < 2 or (time.perf_counter() < end and len(candidates) > 1):
        for precision, form in candidates:
            took = _pass_seconds(model, ids, precision, form)
            best[precision, form] = min(took, best.get((precision, form), took))
        turns += 1
        if turns > 1:
            quickest = min(best.values())
            candidates = [candidate for candidate in candidates if best[candidate] < HOPELESS * quickest]


def _pass_seconds(model: GPT, ids: torch.Tensor, precision: str, form: str) -> float:
    model.set_attention_form(form)
    model.zero_grad()
    begin = time.perf_counter()
    with autocast("cpu", precision):
        loss = model.loss(ids, ids)
    loss.backward()
    return time.perf_counter() - begin
