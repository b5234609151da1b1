"""Names of models, runs and steps, and what may be one."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from core.errors import RunError

STEP_PREFIX = "step-"
SERIAL_PREFIX = "serial_"
LONGEST = 64
LONGEST_IN_BYTES = 255  # what a folder's name may take on most disks
MOST_DIGITS = 15
RESERVED = frozenset({"con", "prn", "aux", "nul"} | {f"{kind}{n}" for kind in ("com", "lpt") for n in "0123456789¹²³"})
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
    if slash and serial_of(serial) is None:
        raise RunError(f"{words!r} does not name a run.", "Write MODEL, MODEL/serial_N, or either with @STEP.")
    check_model_name(model)
    return RunRef(model, serial_of(serial), _step(step, words) if at else "latest")


def _step(step: str, words: str) -> StepName:
    if step in ("best", "latest"):
        return "best" if step == "best" else "latest"
    number = _number(step)
    if number is not None:
        return number
    raise RunError(f"{step!r} in {words!r} is not a step.", "Write a number, best or latest after the @.")


def check_model_name(name: str) -> None:
    """Make sure that a name can be a folder on every system and stays inside the checkpoints' folder.

    Raises:
        RunError: it cannot.
    """
    if not is_model_name(name):
        raise RunError(
            f"{name!r} cannot be the name of a model.",
            f"Use letters, digits, spaces, '-', '_', '+' or '.', at most {LONGEST}.",
        )


def is_model_name(name: str) -> bool:
    """Whether a name can be a model's."""
    plain = name.rstrip(". ") == name and _ALLOWED.fullmatch(name) is not None
    fits = len(name) <= LONGEST and len(name.encode(errors="replace")) <= LONGEST_IN_BYTES
    return plain and fits and name.split(".")[0].rstrip().casefold() not in RESERVED


def model_name_for(label: str) -> str:
    """A model name made from what a text is called: lower case, words joined by hyphens."""
    plain = unicodedata.normalize("NFKC", label).casefold()
    words = re.findall(r"\w+", plain)
    name = "-".join(words)[:LONGEST].encode()[:LONGEST_IN_BYTES].decode(errors="ignore").strip("-_") or "model"
    return f"{name}-model" if name in RESERVED else name


def step_name(step: int) -> str:
    """The folder of a step."""
    return f"{STEP_PREFIX}{step:06d}"


def step_of(name: str) -> int | None:
    """The step that a folder's name says, or None."""
    step = _number(name.removeprefix(STEP_PREFIX))
    return step if step is not None and step_name(step) == name else None


def serial_of(name: str) -> int | None:
    """The number that the name of a run's folder says, or None."""
    serial = _number(name.removeprefix(SERIAL_PREFIX))
    return serial if name == f"{SERIAL_PREFIX}{serial}" else None


def _number(digits: str) -> int | None:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS else None
