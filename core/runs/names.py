"""Names of models, runs and steps, and what may be one."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from core.errors import RunError

STEP_PREFIX = "step-"
SERIAL_PREFIX = "serial_"
LONGEST = 64
RESERVED = frozenset({"con", "prn", "aux", "nul"} | {f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)})
_ALLOWED = re.compile(r"[\w][\w .+-]*", re.UNICODE)

StepName = int | Literal["latest", "best"]


@dataclass(frozen=True)
class RunRef:
    """RUN[@STEP] taken apart. ``serial`` None: the model's newest run."""

    model: str
    serial: int | None
    step: StepName


def parse_ref(words: str) -> RunRef:
    """What ``demo``, ``demo/serial_2`` or ``demo@best`` mean.

    Raises:
        RunError: it cannot be the name of a run.
    """
    run, at, step = words.partition("@")
    model, slash, serial = run.partition("/")
    number = serial.removeprefix(SERIAL_PREFIX)
    if slash and not (serial.startswith(SERIAL_PREFIX) and number.isascii() and number.isdigit()):
        raise RunError(f"{words!r} does not name a run.", "Write MODEL, MODEL/serial_N, or either with @STEP.")
    check_model_name(model)
    return RunRef(model, int(number) if slash else None, _step(step, words) if at else "latest")


def _step(step: str, words: str) -> StepName:
    if step in ("best", "latest"):
        return "best" if step == "best" else "latest"
    if step.isascii() and step.isdigit():
        return int(step)
    raise RunError(f"{step!r} in {words!r} is not a step.", "Write a number, best or latest after the @.")


def check_model_name(name: str) -> None:
    """Make sure that a name can be a folder on every system and stays inside the checkpoints' folder.

    Raises:
        RunError: it cannot.
    """
    plain = name.rstrip(". ") == name and _ALLOWED.fullmatch(name) is not None
    if not plain or len(name) > LONGEST or name.split(".")[0].casefold() in RESERVED:
        raise RunError(
            f"{name!r} cannot be the name of a model.",
            f"Use letters, digits, spaces, '-', '_', '+' or '.', at most {LONGEST}.",
        )


def model_name_for(label: str) -> str:
    """A model name made from what a text is called: lower case, words joined by hyphens."""
    plain = unicodedata.normalize("NFKC", label).casefold()
    words = re.findall(r"\w+", plain)
    name = "-".join(words)[:LONGEST].strip("-_") or "model"
    return f"{name}-model" if name in RESERVED else name


def step_name(step: int) -> str:
    """The folder of a step."""
    return f"{STEP_PREFIX}{step:06d}"


def step_of(name: str) -> int | None:
    """The step that a folder's name says, or None."""
    number = name.removeprefix(STEP_PREFIX)
    return int(number) if name.startswith(STEP_PREFIX) and number.isascii() and number.isdigit() else None
