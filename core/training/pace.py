"""How quick this computer is at the parts of a training: what a measurement says, and how it is named."""

import hashlib
from dataclasses import dataclass

import torch

from core.config import RunConfig
from core.machine import processor


@dataclass(frozen=True)
class Pace:
    """Seconds that the parts of a training take. ``pass_``: a micro-batch forward and backward; ``step``: what the
    optimiser does; ``log``: what is looked at when a step is logged; ``evaluation``: the whole validation sample;
    ``token``: of a sample, ``layout`` before its first. ``measured``: when (ISO 8601);
    ``others``: the share of the processor's time, 0…1, that other programs took meanwhile."""

    pass_: float
    step: float
    log: float
    evaluation: float
    layout: float
    token: float
    measured: str
    others: float = 0.0


@dataclass(frozen=True)
class Disk:
    """Seconds a step folder takes however small it is, and for each byte."""

    folder: float
    byte: float


def pace_key(config: RunConfig) -> str:
    """The name of a measurement: everything that a step's time depends on, this machine and torch's version."""
    training, model = config.training, config.model
    how = (training.batch_size, training.optimizer, training.device, training.precision, training.threads)
    what = (model, *how, training.attention_form, _machine(training.device), str(torch.__version__))
    return hashlib.sha256(repr(what).encode()).hexdigest()[:20]


def _machine(device: str) -> str:
    return torch.cuda.get_device_name() if device == "cuda" else processor()
