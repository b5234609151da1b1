"""Events as JSON lines: ``{"event": NAME, …}``, arrays as nested lists, NaN as null."""

import dataclasses
from typing import Any

import msgspec
import numpy as np

from core.paths import readable
from core.protocol import Event, Failed

# Of a failure: what the program's exit code says, what is meant for a log, what is meant for a button.
LEFT_OUT = ("exit_code", "details", "offers")


def to_json(event: Event | dict[str, Any]) -> bytes:
    """One line without its newline."""
    if isinstance(event, dict):
        return msgspec.json.encode(event, enc_hook=_plain)
    fields = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
    if isinstance(event, Failed):
        fields = {name: readable(value) for name, value in fields.items() if name not in LEFT_OUT}
    return msgspec.json.encode({"event": event.event, **fields}, enc_hook=_plain)


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    raise NotImplementedError(f"{type(value).__name__} has no form in JSON")
